"""How mobs come, suffer and die: against the numbers of the Minecraft Wiki (Damage, Armor, Sheep, Slime, Drops)."""

import numpy as np
import pytest

from envs.overworld.entities.items import pick_up_items
from envs.overworld.entities.mobs.life import finish_death, hurt_mob, spawn_mob
from envs.overworld.entities.orbs import drop_experience, tick_orb
from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, RULES, biome_id, block_state, item_index, mob_index
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_DROWN,
    DAMAGE_FALL,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_MAGIC,
    DAMAGE_MOB,
    DAMAGE_PLAYER,
    DAMAGE_VOID,
    ENTITY_BODY,
    ENTITY_ITEM,
    ENTITY_NONE,
    ENTITY_ORB,
    NOBODY,
    NORMAL,
    PLAYER_BODY,
    State,
)
from tests.envs.overworld.entities.bodies import clear, items, live_on, mob, mobs, of_kind, spawn
from tests.envs.overworld.scenes import FLOOR, flat_world

GROUND = FLOOR + 1
NOON, MIDNIGHT = 6000, 18000
ORB_SIZES = {2477, 1237, 617, 307, 149, 73, 37, 17, 7, 3, 1}


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    clear(world)
    world.blocks[:] = 0
    world.blocks[..., : FLOOR + 1] = block_state("stone")
    world.light[..., GROUND:] = 15 << 4
    world.players["x"] = world.players["z"] = 30.5
    world.players["xp"] = 0
    world.slots[:] = np.zeros((), world.slots.dtype)
    world.kills[:] = 0
    world.clock["rng"] = 7
    world.clock["difficulty"] = NORMAL
    world.clock["time"] = MIDNIGHT
    world.clock["raining"] = 0
    return world


def hurt(s: State, row: int, amount: float, kind: int = DAMAGE_MOB, attacker: int = NOBODY) -> bool:
    return bool(hurt_mob(s, RULES, 0, row, amount, kind, attacker))


def kill(s: State, row: int, by: int = PLAYER_BODY, after: int = 20) -> None:
    """Let a body kill a mob, and wait until it is gone."""
    mob(s, row)["hurt_time"] = 0
    hurt(s, row, 1000.0, DAMAGE_PLAYER, by)
    assert mob(s, row)["death_time"] == 1
    mob(s, row)["by_player"] = max(0, mob(s, row)["by_player"] - after)
    finish_death(s, RULES, 0, row)
    assert mob(s, row)["kind"] != 2


# Beginning


def test_shares_of_sheep_colours(s: State) -> None:
    """81.836 % white, 5 % black, gray and light gray each, 3 % brown, 0.164 % pink."""
    colours = np.zeros(16)
    draws = 4000
    for _ in range(draws):
        clear(s)
        colours[mob(s, spawn_mob(s, RULES, 0, mob_index("sheep"), 0.5, GROUND, 0.5))["variant"]] += 1
    for colour, share in {0: 0.81836, 15: 0.05, 7: 0.05, 8: 0.05, 12: 0.03}.items():
        assert colours[colour] / draws == pytest.approx(share, abs=4.0 * np.sqrt(share * (1 - share) / draws)), colour
    assert colours[[1, 2, 3, 4, 5, 9, 10, 11, 13, 14]].sum() == 0
    assert colours[6] < 0.01 * draws


def test_slimes_come_in_three_sizes_with_the_square_as_health(s: State) -> None:
    sizes = []
    for _ in range(300):
        clear(s)
        row = spawn_mob(s, RULES, 0, mob_index("slime"), 0.5, GROUND, 0.5)
        sizes.append(int(mob(s, row)["variant"]))
        assert mob(s, row)["health"] == sizes[-1] ** 2
    assert set(sizes) == {1, 2, 4}
    assert min(sizes.count(size) for size in (1, 2, 4)) > 60


def test_rabbits_wear_the_colour_of_their_land(s: State) -> None:
    coats = {}
    for land in ("plains", "desert", "ice_plains"):
        s.biomes[:] = biome_id(land)
        coats[land] = set()
        for _ in range(100):
            clear(s)
            coats[land].add(int(mob(s, spawn_mob(s, RULES, 0, mob_index("rabbit"), 0.5, GROUND, 0.5))["variant"]))
    s.biomes[:] = 0
    assert coats == {"plains": {0, 2, 5}, "desert": {4}, "ice_plains": {1, 3}}


@pytest.mark.parametrize("name", MOB_NAMES)
def test_every_mob_is_born_healthy_and_holds_what_it_should(s: State, name: str) -> None:
    row = spawn_mob(s, RULES, 0, mob_index(name), 0.5, GROUND, 0.5)
    entity = mob(s, row)
    assert (
        entity["health"] == RULES.mobs["health"][mob_index(name)] * max(1, entity["variant"] * (name == "slime")) ** 2
    )
    assert ITEM_NAMES[entity["item"]] == {
        "skeleton": "bow", "stray": "bow", "zombie_pigman": "golden_sword"
    }.get(name, "air")  # fmt: skip


# Blows


def test_only_a_harder_hit_counts_within_half_a_second(s: State) -> None:
    row = spawn(s, "cow")
    assert hurt(s, row, 3.0)
    assert not hurt(s, row, 3.0)
    assert hurt(s, row, 5.0)
    assert mob(s, row)["health"] == 5.0
    live_on(s, row, 10)
    assert hurt(s, row, 1.0)
    assert mob(s, row)["health"] == 4.0


@pytest.mark.parametrize(("amount", "left"), [(10.0, 20.0 - 10.0 * (1 - 0.4 / 25)), (1.0, 20.0 - (1 - 1.5 / 25))])
def test_two_points_of_armour(s: State, amount: float, left: float) -> None:
    """The share that armour a takes from a hit of d: max(a / 5, a - d / 2) / 25."""
    row = spawn(s, "zombie")
    hurt(s, row, amount)
    assert mob(s, row)["health"] == pytest.approx(left)


@pytest.mark.parametrize("kind", [DAMAGE_FALL, DAMAGE_DROWN, DAMAGE_FIRE, DAMAGE_MAGIC, DAMAGE_VOID])
def test_what_armour_does_not_help_against(s: State, kind: int) -> None:
    row = spawn(s, "zombie")
    hurt(s, row, 3.0, kind)
    assert mob(s, row)["health"] == 17.0


def test_who_feels_what(s: State) -> None:
    pigman, witch, enderman = spawn(s, "zombie_pigman"), spawn(s, "witch", x=5.5), spawn(s, "enderman", x=9.5)
    assert not hurt(s, pigman, 4.0, DAMAGE_LAVA)
    hurt(s, witch, 10.0, DAMAGE_MAGIC)
    assert mob(s, witch)["health"] == pytest.approx(24.5)
    assert not hurt(s, enderman, 5.0, DAMAGE_ARROW, PLAYER_BODY)
    assert (mob(s, enderman)["health"], mob(s, enderman)["attacker"]) == (40.0, PLAYER_BODY)


def test_a_blow_pushes_away_and_up_and_is_remembered(s: State) -> None:
    s.players["x"], s.players["z"] = 0.5, 2.5
    row = spawn(s, "cow", z=4.5)
    hurt(s, row, 1.0, DAMAGE_PLAYER, PLAYER_BODY)
    entity = mob(s, row)
    assert (entity["vx"], entity["vy"], entity["vz"]) == (0.0, pytest.approx(0.4), pytest.approx(0.4))
    assert (entity["attacker"], entity["by_player"]) == (PLAYER_BODY, 100)
    live_on(s, row, 101)
    assert (entity["attacker"], entity["by_player"]) == (NOBODY, 0)


# What is around


@pytest.mark.parametrize(("name", "lost"), [("cow", 7), ("horse", 2), ("chicken", 0), ("zombie", 7)])
def test_falling_ten_blocks(s: State, name: str, lost: float) -> None:
    row = spawn(s, name, y=GROUND + 10.0)
    before = float(mob(s, row)["health"])
    live_on(s, row, 120)
    assert mob(s, row)["y"] == GROUND
    assert before - mob(s, row)["health"] == lost


def test_water_breaks_a_fall(s: State) -> None:
    s.blocks[0, :, :, GROUND : GROUND + 3] = block_state("water")
    row = spawn(s, "cow", y=GROUND + 20.0)
    live_on(s, row, 60)
    assert mob(s, row)["health"] == 10.0


@pytest.mark.parametrize(("name", "breathes"), [("spider", False), ("zombie", True), ("squid", True)])
def test_drowning(s: State, name: str, breathes: bool) -> None:
    """300 ticks of breath, then two points a second."""
    s.blocks[0, :, :, GROUND : GROUND + 40] = block_state("water")
    row = spawn(s, name, y=GROUND + 2.0)
    before = float(mob(s, row)["health"])
    for _ in range(340):
        live_on(s, row)
        mob(s, row)["y"], mob(s, row)["vy"] = GROUND + 2.0, 0.0
    assert before - mob(s, row)["health"] == (0 if breathes else 4)


def test_squid_suffocate_on_land(s: State) -> None:
    row = spawn(s, "squid")
    live_on(s, row, 321)
    assert mob(s, row)["health"] == 8.0


def test_fire_burns_eight_seconds_and_water_puts_it_out(s: State) -> None:
    s.blocks[0, 0, 4, GROUND] = block_state("fire")
    row = spawn(s, "cow", z=4.5)
    live_on(s, row, 10)
    assert mob(s, row)["health"] == 9.0
    assert mob(s, row)["fire"] > 140
    s.blocks[0, 0, 4, GROUND] = 0
    live_on(s, row, 170)
    assert (mob(s, row)["fire"], mob(s, row)["health"]) == (0, 2.0)
    mob(s, row)["fire"] = 100
    s.blocks[0, :, :, GROUND] = block_state("water")
    live_on(s, row, 11)
    assert mob(s, row)["fire"] == 0


def test_lava_four_points_and_cactus_one(s: State) -> None:
    s.blocks[0, :, :, GROUND : GROUND + 3] = block_state("lava")
    zombie = spawn(s, "cow")
    live_on(s, zombie, 10)
    assert mob(s, zombie)["health"] == 6.0
    assert mob(s, zombie)["fire"] > 280
    clear(s)
    s.blocks[0, :, :, GROUND : GROUND + 3] = 0
    s.blocks[0, 1, 4, GROUND] = block_state("cactus")
    cow = spawn(s, "cow", x=0.6)
    live_on(s, cow, 10)
    assert mob(s, cow)["health"] == 9.0


def test_suffocation_and_void(s: State) -> None:
    s.blocks[0, 0, 4, GROUND + 1] = block_state("sand")
    row = spawn(s, "cow", z=4.5)
    live_on(s, row, 10)
    assert mob(s, row)["health"] == 9.0
    mob(s, row)["y"] = -70.0
    mob(s, row)["hurt_time"] = 0
    live_on(s, row)
    assert mob(s, row)["death_time"] > 0


@pytest.mark.parametrize(
    ("name", "time", "where", "burns"),
    [
        ("zombie", NOON, "open", True), ("skeleton", NOON, "open", True), ("husk", NOON, "open", False),
        ("spider", NOON, "open", False), ("zombie", MIDNIGHT, "open", False), ("zombie", NOON, "roof", False),
        ("zombie", NOON, "water", False), ("zombie_pigman", NOON, "open", False),
    ],
)  # fmt: skip
def test_the_undead_burn_by_day(s: State, name: str, time: int, where: str, burns: bool) -> None:
    s.clock["time"] = time
    if where == "roof":
        s.light[..., GROUND:] = 14 << 4
    elif where == "water":
        s.blocks[0, :, :, GROUND : GROUND + 4] = block_state("water")
    row = spawn(s, name)
    live_on(s, row, 150)
    assert (mob(s, row)["fire"] > 0) == burns


def test_endermen_cannot_stand_water(s: State) -> None:
    s.blocks[0, :, :, GROUND] = block_state("water")
    row = spawn(s, "enderman")
    live_on(s, row, 11)
    assert mob(s, row)["health"] == 38.0


# Death


def test_death_takes_a_second(s: State) -> None:
    row = spawn(s, "cow")
    hurt(s, row, 10.0)
    assert mob(s, row)["death_time"] == 1
    assert not hurt(s, row, 10.0)
    assert items(s)["beef"] in (1, 2, 3)


def test_a_kill_counts_for_the_player_who_struck_last(s: State) -> None:
    kill(s, spawn(s, "cow"))
    row = spawn(s, "pig")
    hurt(s, row, 9.0, DAMAGE_PLAYER, PLAYER_BODY)
    mob(s, row)["hurt_time"] = 0
    hurt(s, row, 5.0, DAMAGE_FALL)
    kill_by_nobody = spawn(s, "sheep")
    hurt(s, kill_by_nobody, 100.0, DAMAGE_FALL)
    assert [s.kills[0, 0, mob_index(name)] for name in ("cow", "pig", "sheep")] == [1, 1, 0]


def loot(s: State, name: str, deaths: int = 400, by: int = PLAYER_BODY, **fields: float) -> dict[str, float]:
    """Mean number of each item that a mob leaves."""
    total: dict[str, float] = {}
    for _ in range(deaths):
        clear(s)
        row = spawn(s, name)
        for field, value in fields.items():
            mob(s, row)[field] = value
        hurt(s, row, 1000.0, DAMAGE_PLAYER, by)
        for item, count in items(s).items():
            total[item] = total.get(item, 0) + count / deaths
    return total


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("cow", {"leather": 1.0, "beef": 2.0}), ("pig", {"porkchop": 2.0}), ("chicken", {"feather": 1.0, "chicken": 1}),
        ("sheep", {"wool": 1, "mutton": 1.5}), ("spider", {"string": 1.0, "spider_eye": 1 / 3}),
        ("skeleton", {"arrow": 1.0, "bone": 1.0, "bow": 0.085}), ("squid", {"dye": 2.0}), ("wolf", {}), ("bat", {}),
        ("zombie", {"rotten_flesh": 1.0, "iron_ingot": 1 / 120, "carrot": 1 / 120, "potato": 1 / 120}),
    ],
)  # fmt: skip
def test_loot(s: State, name: str, means: dict[str, float]) -> None:
    found = loot(s, name)
    assert set(found) <= set(means)
    for item, mean in means.items():
        assert found.get(item, 0.0) == pytest.approx(mean, abs=0.2 * mean + 0.03), item


def test_loot_of_the_burning_the_young_the_shorn_and_those_no_player_killed(s: State) -> None:
    assert set(loot(s, "cow", 20, fire=10)) == {"leather", "cooked_beef"}
    assert loot(s, "cow", 20, growth=-100) == {}
    assert set(loot(s, "zombie", 20, growth=-1)) == {"rotten_flesh"}
    assert set(loot(s, "sheep", 20, sheared=1)) == {"mutton"}
    assert set(loot(s, "spider", 100, by=NOBODY)) == {"string"}
    assert loot(s, "slime", 20, variant=2) == {}
    assert set(loot(s, "slime", 20, variant=1)) == {"slime_ball"}


def test_wool_has_the_colour_of_the_sheep(s: State) -> None:
    row = spawn(s, "sheep")
    mob(s, row)["variant"] = 12
    hurt(s, row, 100.0)
    wool = [e for e in of_kind(s, ENTITY_ITEM) if e["item"] == item_index("wool")]
    assert [w["meta"] for w in wool] == [12]


@pytest.mark.parametrize("size", [2, 4])
def test_slimes_fall_apart(s: State, size: int) -> None:
    row = spawn(s, "slime")
    mob(s, row)["variant"] = size
    kill(s, row)
    parts = mobs(s)
    assert 2 <= len(parts) <= 4
    assert set(parts["variant"]) == {size // 2}
    assert set(parts["health"]) == {(size // 2) ** 2}


def test_nobody_remembers_the_dead(s: State) -> None:
    victim, hunter = spawn(s, "cow"), spawn(s, "wolf", x=9.5)
    mob(s, hunter)["target"] = mob(s, hunter)["attacker"] = ENTITY_BODY + victim
    kill(s, victim)
    assert (mob(s, hunter)["target"], mob(s, hunter)["attacker"]) == (NOBODY, NOBODY)


# Experience


@pytest.mark.parametrize(("name", "low", "high"), [("cow", 1, 3), ("zombie", 5, 5), ("skeleton", 6, 8), ("bat", 0, 0)])
def test_experience(s: State, name: str, low: int, high: int) -> None:
    for _ in range(10):
        clear(s)
        kill(s, spawn(s, name))
        assert low <= of_kind(s, ENTITY_ORB)["count"].sum() <= high


def test_no_experience_without_a_player_nor_from_the_young(s: State) -> None:
    kill(s, spawn(s, "cow"), by=NOBODY)
    young = spawn(s, "cow")
    mob(s, young)["growth"] = -100
    kill(s, young)
    assert len(of_kind(s, ENTITY_ORB)) == 0


@pytest.mark.parametrize(("points", "orbs"), [(5, [3, 1, 1]), (10, [7, 3]), (100, [73, 17, 7, 3]), (3, [3])])
def test_experience_comes_in_the_games_orbs(s: State, points: int, orbs: list[int]) -> None:
    drop_experience(s, 0, 0.5, GROUND, 0.5, points)
    assert sorted(of_kind(s, ENTITY_ORB)["count"], reverse=True) == orbs
    assert set(orbs) <= ORB_SIZES


def test_orbs_fly_to_a_player_within_eight_blocks_and_are_taken_up_every_other_tick(s: State) -> None:
    s.players["x"], s.players["y"], s.players["z"] = 0.5, GROUND, 0.5
    drop_experience(s, 0, 5.5, GROUND + 0.1, 0.5, 10)
    taken = []
    for tick in range(200):
        for row in range(int(s.clock["entity_rows"][0])):
            if mob(s, row)["kind"] == ENTITY_ORB:
                tick_orb(s, RULES, 0, row)
        before = int(s.players["xp"][0, 0])
        pick_up_items(s, RULES, 0, 0)
        if s.players["xp"][0, 0] > before:
            taken.append(tick)
    assert s.players["xp"][0, 0] == 10
    assert len(taken) == 2
    assert taken[1] - taken[0] >= 2
    assert (s.entities["kind"] == ENTITY_NONE).all()


def test_orbs_farther_away_stay(s: State) -> None:
    s.players["x"], s.players["y"], s.players["z"] = 0.5, GROUND, 0.5
    drop_experience(s, 0, 12.5, GROUND + 0.1, 0.5, 1)
    for _ in range(100):
        tick_orb(s, RULES, 0, 0)
    assert mob(s, 0)["x"] > 9.0
