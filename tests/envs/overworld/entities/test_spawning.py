"""Where mobs come from and when they go, against 1.11.2's rules; in hand-made worlds."""

import itertools
from collections import Counter

import numpy as np
import pytest

from envs.overworld.blocks.daylight import light_level
from envs.overworld.entities.herds import HERD_CHANCE
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.entities.places import choose_row, is_slime_chunk, may_appear
from envs.overworld.entities.spawning import CAPS, FAR_FROM_PLAYERS, SUMMON, populate, spawn_tick, summon
from envs.overworld.gamedata import MOB_NAMES, RULES, biome_id, block_state, mob_index
from envs.overworld.rules import AMBIENT, CREATURE, MONSTER, WATER
from envs.overworld.state import CHUNKS, ENTITY_MOB, NOT_LOADED, PEACEFUL, State
from tests.envs.overworld.entities.bodies import clear, mobs
from tests.envs.overworld.scenes import FLOOR, flat_world, put

GROUND = FLOOR + 1
MIDNIGHT = 18000


@pytest.fixture
def s() -> State:
    """A plain at midnight where mobs may appear; the player stands in its middle."""
    s = flat_world()
    s.clock["mob_spawning"] = 1
    s.clock["time"] = MIDNIGHT
    s.clock["spawn_y"] = GROUND
    s.clock["rng"] = 3
    s.biomes[:] = biome_id("plains")
    return s


def pass_ticks(s: State, ticks: int) -> None:
    for _ in range(ticks):
        s.clock["age"] += 1
        spawn_tick(s, RULES, 0)


def of_category(s: State, category: int) -> np.ndarray:
    every = mobs(s)
    return every[RULES.mobs["category"][every["mob"]] == category]


def test_caps_are_the_games_for_64_chunks_of_289() -> None:
    assert CAPS.tolist() == [16, 2, 3, 1]


def test_monsters_fill_their_cap_at_night_and_no_more(s: State) -> None:
    pass_ticks(s, 1600)
    every = mobs(s)
    assert len(of_category(s, MONSTER)) == CAPS[MONSTER]
    assert (np.hypot(every["x"] - 0.5, every["z"] - 0.5) >= FAR_FROM_PLAYERS - 1).all()
    assert (every["y"] == GROUND).all()
    listed = {"spider", "zombie", "skeleton", "creeper", "slime", "enderman", "witch"}
    assert {MOB_NAMES[k] for k in every["mob"]} <= listed


def test_no_monster_appears_by_day_in_peace_or_when_told_not_to(s: State) -> None:
    for field, value in (("time", 6000), ("difficulty", PEACEFUL), ("mob_spawning", 0)):
        before = s.clock[field].copy()
        s.clock[field] = value
        pass_ticks(s, 300)
        assert not len(of_category(s, MONSTER)), field
        s.clock[field] = before


def test_monsters_appear_by_day_in_dark_caves(s: State) -> None:
    s.clock["time"] = 6000
    s.blocks[..., 20:23] = 0
    s.light[..., 20:23] = 0
    pass_ticks(s, 1600)
    caught = of_category(s, MONSTER)
    assert len(caught) == CAPS[MONSTER]
    assert (caught["y"] == 20).all()


def test_torchlight_keeps_monsters_away(s: State) -> None:
    s.light[..., GROUND:] = 15 << 4 | 8
    pass_ticks(s, 800)
    assert not len(of_category(s, MONSTER))


def test_light_below_eight_is_dark_enough_by_its_chance(s: State) -> None:
    """A block light of L lets a monster appear with chance (8 - L) / 8, where no sky is seen."""
    zombie = mob_index("zombie")
    for light in (0, 3, 7, 8):
        s.light[..., GROUND:] = light
        hits = sum(may_appear(s, RULES, 0, zombie, 30, GROUND, 30) for _ in range(4000))
        assert hits / 4000 == pytest.approx((8 - light) / 8, abs=0.03)


def test_a_mob_needs_room_and_solid_ground(s: State) -> None:
    s.light[:] = 0
    zombie, spider, enderman = (mob_index(name) for name in ("zombie", "spider", "enderman"))
    assert any(may_appear(s, RULES, 0, zombie, 30, GROUND, 30) for _ in range(20))
    assert not any(may_appear(s, RULES, 0, zombie, 30, GROUND + 1, 30) for _ in range(20))
    put(s, 30, GROUND + 2, 30, "stone")
    assert any(may_appear(s, RULES, 0, zombie, 30, GROUND, 30) for _ in range(20))
    assert not any(may_appear(s, RULES, 0, enderman, 30, GROUND, 30) for _ in range(20))
    put(s, 41, GROUND, 40, "stone")
    assert not any(may_appear(s, RULES, 0, spider, 40, GROUND, 40) for _ in range(20))
    for name in ("glass", "water", "bedrock"):
        put(s, 50, FLOOR, 50, name)
        assert not any(may_appear(s, RULES, 0, zombie, 50, GROUND, 50) for _ in range(20)), name


def test_animals_appear_on_lit_grass(s: State) -> None:
    s.clock["time"] = 6000
    cow = mob_index("cow")
    assert not may_appear(s, RULES, 0, cow, 30, GROUND, 30)
    put(s, 30, FLOOR, 30, "grass")
    assert light_level(s, 0, 30, GROUND, 30) > 8
    assert may_appear(s, RULES, 0, cow, 30, GROUND, 30)
    s.clock["time"] = MIDNIGHT
    assert not may_appear(s, RULES, 0, cow, 30, GROUND, 30)


def test_squid_appear_in_water_between_46_and_62(s: State) -> None:
    squid = mob_index("squid")
    s.blocks[..., 40:63] = block_state("water")
    s.blocks[..., 63] = 0
    found = [y for y in range(38, 70) if may_appear(s, RULES, 0, squid, 30, y, 30)]
    assert found == list(range(46, 63))


def test_bats_appear_below_63_in_the_dark(s: State) -> None:
    bat = mob_index("bat")
    s.blocks[..., 20:23] = 0
    s.light[..., 20:23] = 2
    hits = sum(may_appear(s, RULES, 0, bat, 30, 20, 30) for _ in range(4000))
    assert hits / 4000 == pytest.approx(0.25, abs=0.03)  # light of 2: half of the draws below 4; then half of the time
    s.light[:] = 0
    assert not any(may_appear(s, RULES, 0, bat, 30, GROUND, 30) for _ in range(50))


def test_one_chunk_of_ten_has_slimes_below() -> None:
    share = np.mean([is_slime_chunk(5, x, z) for x, z in itertools.product(range(-50, 50), range(-50, 50))])
    assert share == pytest.approx(0.1, abs=0.01)


def test_biomes_have_their_own_mobs() -> None:
    def names(biome: str, category: int) -> set[str]:
        rows = [choose_row(RULES, biome_id(biome), category, share) for share in np.linspace(0, 0.999, 500)]
        return {MOB_NAMES[RULES.spawns[row]["mob"]] for row in rows if row >= 0}

    assert "husk" in names("desert", MONSTER)
    assert "stray" in names("ice_plains", MONSTER)
    assert names("mushroom_island", MONSTER) == set()
    assert names("mushroom_island", CREATURE) == {"mooshroom"}
    assert names("plains", CREATURE) == {"sheep", "pig", "chicken", "cow", "horse", "donkey"}
    assert names("forest", AMBIENT) == {"bat"}
    assert names("ocean", WATER) == {"squid"}


def test_monsters_far_away_go_in_time_and_animals_stay(s: State) -> None:
    s.clock["mob_spawning"] = 0
    for name, x, idle, persistent in (
        ("zombie", 40.5, 601, 0),
        ("zombie", 20.5, 601, 0),
        ("zombie", 40.5, 0, 0),
        ("zombie", 40.5, 601, 1),
        ("cow", 40.5, 601, 0),
    ):
        row = spawn_mob(s, RULES, 0, mob_index(name), x, GROUND, 0.5)
        s.entities[0, row]["idle"], s.entities[0, row]["persistent"] = idle, persistent
    pass_ticks(s, 800 * 8)
    left = [(MOB_NAMES[e["mob"]], float(e["x"]), int(e["idle"]), int(e["persistent"])) for e in mobs(s)]
    assert left == [("zombie", 20.5, 601, 0), ("zombie", 40.5, 0, 0), ("zombie", 40.5, 601, 1), ("cow", 40.5, 601, 0)]


def test_peace_removes_monsters_at_once(s: State) -> None:
    pass_ticks(s, 200)
    assert len(of_category(s, MONSTER))
    s.clock["difficulty"] = PEACEFUL
    pass_ticks(s, 4)
    assert not len(of_category(s, MONSTER))


def test_herds_come_once_with_new_chunks_and_hang_on_the_seed(s: State) -> None:
    s.blocks[..., FLOOR] = block_state("grass")
    sizes, places = [], []
    for seed in range(60):
        clear(s)
        s.visited[:] = NOT_LOADED
        s.clock["seed"] = seed
        populate(s, RULES, 0)
        herd = mobs(s)
        sizes.append(len(herd))
        places.append(herd[["mob", "x", "y", "z"]].tolist())
        populate(s, RULES, 0)
        assert len(mobs(s)) == len(herd)
        assert (herd["y"] == GROUND).all()
        assert (RULES.mobs["category"][herd["mob"]] == CREATURE).all()
    # 0.1 + 0.01 + 0.001 herds a chunk, of four but for the few horses (2-6) and donkeys (1-3)
    assert np.mean(sizes) == pytest.approx(CHUNKS**2 * HERD_CHANCE * 1.11 * 3.9, rel=0.15)
    clear(s)
    s.visited[:] = NOT_LOADED
    s.clock["rng"] = 99
    populate(s, RULES, 0)
    assert mobs(s)[["mob", "x", "y", "z"]].tolist() == places[-1]


def test_a_herd_that_is_left_behind_comes_again(s: State) -> None:
    s.blocks[..., FLOOR] = block_state("grass")
    s.clock["seed"] = 1
    populate(s, RULES, 0)
    before = Counter(MOB_NAMES[k] for k in mobs(s)["mob"])
    assert before
    pet = spawn_mob(s, RULES, 0, mob_index("wolf"), 0.5, GROUND, 0.5)
    s.entities[0, pet]["tame"] = 1
    zombie = spawn_mob(s, RULES, 0, mob_index("zombie"), 0.5, GROUND, 0.5)
    loaded = s.chunks.copy()
    s.chunks[:] += 100 * CHUNKS  # somewhere else, the same window of land
    s.clock["mob_spawning"] = 0
    populate(s, RULES, 0)
    assert [MOB_NAMES[k] for k in mobs(s)["mob"]] == ["wolf"]
    assert s.entities[0, zombie]["kind"] != ENTITY_MOB
    s.chunks[:] = loaded
    s.clock["mob_spawning"] = 1
    populate(s, RULES, 0)
    after = Counter(MOB_NAMES[k] for k in mobs(s)["mob"])
    assert after - Counter(wolf=1) == before


@pytest.mark.parametrize("name", ["cow", "spider", "zombie", "enderman", "horse", "bat"])
def test_summoned_mobs_stand_in_their_box(s: State, name: str) -> None:
    for x, z in itertools.product(range(-6, 7), range(-6, 7)):
        if (x * 7 + z * 3) % 4 == 0:
            put(s, x, GROUND, z, "stone")
    request = np.array([(mob_index(name), 5, (-6, -2, -6), (6, 2, 6))], SUMMON)
    summon(s, RULES, 0, request)
    every = mobs(s)
    assert len(every) == 5
    assert (every["persistent"] == 1).all()
    assert (np.abs(every["x"] - 0.5) <= 7.5).all()
    assert (np.abs(every["z"] - 0.5) <= 7.5).all()
    assert set(every["y"]) <= {GROUND, GROUND + 1}


def test_summoned_squid_find_the_water(s: State) -> None:
    for x, z, y in itertools.product(range(8, 14), range(8, 14), range(FLOOR - 3, FLOOR + 1)):
        put(s, x, y, z, "water")
    summon(s, RULES, 0, np.array([(mob_index("squid"), 3, (-4, -2, -4), (4, 2, 4))], SUMMON))
    every = mobs(s)
    assert len(every) == 3
    water = block_state("water")
    assert all(s.blocks[0, int(e["x"]), int(e["z"]), int(e["y"])] == water for e in every)


def test_no_place_at_all_is_the_players_place(s: State) -> None:
    s.blocks[:] = 0
    summon(s, RULES, 0, np.array([(mob_index("cow"), 1, (-4, -2, -4), (4, 2, 4))], SUMMON))
    (cow,) = mobs(s)
    assert (cow["x"], cow["y"], cow["z"]) == (0.5, GROUND, 0.5)


def test_the_same_stream_spawns_the_same_mobs() -> None:
    ends = []
    for _ in range(2):
        s = flat_world()
        s.clock["mob_spawning"], s.clock["time"], s.clock["rng"] = 1, MIDNIGHT, 17
        s.biomes[:] = biome_id("forest")
        pass_ticks(s, 200)
        ends.append(s.entities.tobytes() + s.clock.tobytes())
    assert ends[0] == ends[1]


def test_nothing_appears_inside_a_block(s: State) -> None:
    rng = np.random.default_rng(2)
    for x, z in rng.integers(-60, 60, (2500, 2)):
        put(s, int(x), GROUND + int(rng.integers(0, 3)), int(z), "stone")
    s.light[..., GROUND:] = 0
    for _ in range(6):
        clear(s)
        pass_ticks(s, 200)
        for row in np.flatnonzero(s.entities["kind"][0] == ENTITY_MOB):
            entity = s.entities[0, row]
            half, height = mob_size(s, RULES, 0, int(row))
            low = np.floor([entity["x"] - half, entity["y"], entity["z"] - half]).astype(int)
            high = np.floor([entity["x"] + half, entity["y"] + height, entity["z"] + half]).astype(int)
            if MOB_NAMES[entity["mob"]] != "slime":  # large ones squeeze themselves out
                cells = itertools.product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))
                assert all(s.blocks[0, x & 127, z & 127, y] == 0 for x, y, z in cells)
