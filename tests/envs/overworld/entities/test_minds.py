"""What mobs do, body and mind together, in hand-made worlds; distances, times and chances are the game's."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.entities.mobs.mind import STRIKE_TICKS, think
from envs.overworld.entities.mobs.minds.calm import GAZE
from envs.overworld.entities.mobs.minds.explode import FUSE
from envs.overworld.entities.mobs.minds.family import COME, PANIC
from envs.overworld.entities.mobs.tick import tick_mob
from envs.overworld.gamedata import MOB_NAMES, RULES, block_state, item_index
from envs.overworld.state import (
    DAMAGE_PLAYER,
    ENTITY_ARROW,
    ENTITY_BODY,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_THROWN,
    NOBODY,
    PEACEFUL,
    PLAYER_BODY,
    State,
)
from tests.envs.overworld.entities.bodies import begin_fight, mob, of_kind, spawn
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, look, look_at, put

GROUND = FLOOR + 1
MIDNIGHT = 18000
MONSTERS = ("zombie", "husk", "skeleton", "stray", "spider", "cave_spider", "creeper", "slime", "witch", "silverfish")


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    begin_fight(world)
    world.clock["time"] = MIDNIGHT
    world.clock["age"] = 0
    world.clock["raining"] = 0
    return world


def live(s: State, ticks: int, until: Callable[[], bool] = lambda: False) -> int:
    """Let all mobs live for some ticks; return after how many `until` was true, or `ticks`."""
    for tick in range(ticks):
        for row in range(int(s.clock["entity_rows"][0])):
            if s.entities[0, row]["kind"] == ENTITY_MOB:
                s.entities[0, row]["age"] += 1
                tick_mob(s, RULES, 0, row)
        s.clock["age"] += 1
        if until():
            return tick + 1
    return ticks


def away(s: State, row: int) -> float:
    """Distance of a mob from player 0 on the ground."""
    return float(np.hypot(mob(s, row)["x"] - s.players[0, 0]["x"], mob(s, row)["z"] - s.players[0, 0]["z"]))


def strike(s: State, row: int, amount: float = 1.0) -> None:
    hurt_mob(s, RULES, 0, row, amount, DAMAGE_PLAYER, PLAYER_BODY)


def meadow(s: State) -> None:
    s.blocks[..., FLOOR] = block_state("grass")


def test_a_cow_that_is_hurt_runs_and_calms_down() -> None:
    s = flat_world()
    row = spawn(s, "cow", 0.5, 2.5)
    strike(s, row)
    start = float(mob(s, row)["x"]), float(mob(s, row)["z"])
    fastest = 0.0
    for _ in range(60):
        live(s, 1)
        fastest = max(fastest, float(np.hypot(mob(s, row)["vx"], mob(s, row)["vz"])))
    assert mob(s, row)["goal"] == PANIC
    assert fastest > 0.15  # twice the pace is four times the push
    assert np.hypot(mob(s, row)["x"] - start[0], mob(s, row)["z"] - start[1]) > 1.0
    live(s, 60)
    assert mob(s, row)["goal"] <= GAZE


@pytest.mark.parametrize(("food", "comes"), [("wheat", True), ("carrot", False)])
def test_cows_come_to_wheat_within_ten_blocks_and_stop_near(s: State, food: str, comes: bool) -> None:
    row = spawn(s, "cow", 0.5, 9.0)
    far = spawn(s, "cow", 0.5, 14.5)
    give(s, 0, food)
    live(s, 1)
    assert (mob(s, row)["goal"] == COME) == comes
    assert mob(s, far)["goal"] != COME
    if comes:
        live(s, 200)
        assert 1.5 < away(s, row) < 2.6


def test_two_cows_in_love_have_a_calf_that_keeps_near(s: State) -> None:
    rows = [spawn(s, "cow", x, 4.5) for x in (-2.5, 3.5)]
    for row in rows:
        mob(s, row)["love"] = 600
    live(s, 400, lambda: len(of_kind(s, ENTITY_MOB)) == 3)
    calf = next(e for e in of_kind(s, ENTITY_MOB) if e["growth"] < 0)
    assert calf["growth"] == -24000
    for row in rows:
        assert mob(s, row)["love"] == 0
        assert 5900 < mob(s, row)["growth"] <= 6000


def test_a_calf_hurries_after_a_cow(s: State) -> None:
    calf, cow = spawn(s, "cow", 0.5, 4.5), spawn(s, "cow", 0.5, 16.5)
    mob(s, calf)["growth"] = -24000
    live(s, 250)
    gap = np.hypot(mob(s, calf)["x"] - mob(s, cow)["x"], mob(s, calf)["z"] - mob(s, cow)["z"])
    assert gap < 5.0


def test_animals_left_alone_stroll_but_do_not_run_away(s: State) -> None:
    meadow(s)
    rows = [spawn(s, "pig", -8.5 + 4 * k, 10.5) for k in range(5)]
    before = [(float(mob(s, row)["x"]), float(mob(s, row)["z"])) for row in rows]
    live(s, 400)
    moved = [np.hypot(mob(s, r)["x"] - x, mob(s, r)["z"] - z) for r, (x, z) in zip(rows, before, strict=True)]
    assert sum(d > 1.0 for d in moved) >= 2
    assert max(moved) < 40.0


def test_chickens_lay_an_egg_every_five_to_ten_minutes(s: State) -> None:
    row = spawn(s, "chicken")
    live(s, 1)
    assert 6000 <= mob(s, row)["timer"] < 12000
    mob(s, row)["timer"] = 3
    live(s, 3)
    eggs = of_kind(s, ENTITY_ITEM)
    assert list(eggs["item"]) == [item_index("egg")]
    assert mob(s, row)["timer"] >= 6000


def test_a_shorn_sheep_eats_grass_and_has_wool_again(s: State) -> None:
    s.players["z"] = -200.5  # nothing to look at
    meadow(s)
    row = spawn(s, "sheep")
    mob(s, row)["sheared"] = 1
    mob(s, row)["persistent"] = 1
    took = live(s, 12000, lambda: mob(s, row)["sheared"] == 0)
    assert took < 12000
    x, z = (int(np.floor(mob(s, row)[axis])) for axis in "xz")
    assert block(s, x, FLOOR, z) == block_state("dirt")


def test_a_zombie_runs_up_and_strikes_once_a_second(s: State) -> None:
    row = spawn(s, "zombie", 0.5, 12.5)
    live(s, 300, lambda: s.players[0, 0]["health"] < 20)
    assert away(s, row) < 1.5
    assert s.players[0, 0]["hurt_from"] == ENTITY_BODY + row
    assert mob(s, row)["timer"] == STRIKE_TICKS
    health = float(s.players[0, 0]["health"])
    s.players["hurt_time"] = 0
    assert live(s, 60, lambda: s.players[0, 0]["health"] < health) >= STRIKE_TICKS


@pytest.mark.parametrize("name", MONSTERS)
def test_nobody_hunts_in_peace_or_through_walls(s: State, name: str) -> None:
    s.clock["difficulty"] = PEACEFUL
    row = spawn(s, name, 0.5, 6.5)
    live(s, 30)
    assert mob(s, row)["target"] == NOBODY
    begin_fight(s)
    s.clock["time"] = MIDNIGHT
    for x, y in itertools.product(range(-20, 21), range(GROUND, GROUND + 6)):
        put(s, x, y, 3, "stone")
    row = spawn(s, name, 0.5, 6.5)
    s.light[:] = 0
    live(s, 30)
    assert mob(s, row)["target"] == NOBODY
    s.light[..., GROUND:] = 15 << 4


def test_a_zombie_comes_around_a_wall(s: State) -> None:
    row = spawn(s, "zombie", 0.5, 8.5)
    live(s, 20, lambda: mob(s, row)["target"] == PLAYER_BODY)
    for x, y in itertools.product(range(-4, 5), (GROUND, GROUND + 1)):
        put(s, x, y, 4, "stone")
    mob(s, row)["anger"] = 400
    took = live(s, 400, lambda: away(s, row) < 1.6)
    assert 60 < took < 400


def test_a_zombie_comes_around_a_pool_with_dry_feet(s: State) -> None:
    for x, z in itertools.product(range(-4, 5), range(3, 8)):
        put(s, x, FLOOR, z, "water")
    row = spawn(s, "zombie", 0.5, 10.5)
    wet = []
    live(s, 400, lambda: wet.append(int(mob(s, row)["in_water"])) or away(s, row) < 1.6)
    assert away(s, row) < 1.6
    assert not any(wet)


def test_zombies_come_to_help(s: State) -> None:
    s.players["sneaking"] = 0
    rows = [spawn(s, "zombie_pigman", 5.5 * k, 10.5) for k in range(3)]
    live(s, 30)
    assert all(mob(s, row)["target"] == NOBODY for row in rows)
    strike(s, rows[0])
    live(s, 2)
    assert all(mob(s, row)["target"] == PLAYER_BODY for row in rows)
    assert all(390 < mob(s, row)["anger"] < 800 for row in rows)


def test_a_creeper_explodes_only_in_reach(s: State) -> None:
    row = spawn(s, "creeper", 0.5, 6.0)
    live(s, 200, lambda: mob(s, row)["timer"] > 0)
    assert away(s, row) <= 3.0
    burnt = live(s, 60, lambda: mob(s, row)["kind"] != ENTITY_MOB)
    assert burnt == FUSE - 1
    assert not of_kind(s, ENTITY_ITEM)["item"].tolist().count(item_index("gunpowder"))


def test_a_creeper_calms_down_when_one_gets_away(s: State) -> None:
    row = spawn(s, "creeper", 0.5, 2.5)
    live(s, 40, lambda: mob(s, row)["timer"] == 20)
    s.players["x"] = 12.5
    live(s, 5)
    assert 0 < mob(s, row)["timer"] < 20
    s.players["x"] = 40.5
    live(s, 60)
    assert mob(s, row)["timer"] == 0
    assert mob(s, row)["kind"] == ENTITY_MOB


def test_a_skeleton_keeps_away_and_shoots(s: State) -> None:
    row = spawn(s, "skeleton", 0.5, 10.5)
    shots, before = [], 0
    for tick in range(300):
        live(s, 1)
        count = len(of_kind(s, ENTITY_ARROW))
        if count > before:
            shots.append(tick)
        before = count
    assert len(shots) >= 4
    assert all(60 <= b - a <= 70 for a, b in itertools.pairwise(shots))
    assert away(s, row) > 4.0
    arrow = of_kind(s, ENTITY_ARROW)[0]
    assert arrow["owner"] == ENTITY_BODY + row


def test_a_spider_hunts_in_the_dark_only(s: State) -> None:
    s.clock["time"] = 6000
    row = spawn(s, "spider", 0.5, 8.5)
    live(s, 40)
    assert mob(s, row)["target"] == NOBODY
    strike(s, row)
    live(s, 2)
    assert mob(s, row)["target"] == PLAYER_BODY
    begin_fight(s)
    s.clock["time"] = MIDNIGHT
    row = spawn(s, "spider", 0.5, 8.5)
    live(s, 40)
    assert mob(s, row)["target"] == PLAYER_BODY


def test_spiders_leap(s: State) -> None:
    row = spawn(s, "spider", 0.5, 5.0)
    heights = []
    live(s, 80, lambda: heights.append(float(mob(s, row)["y"])) or False)
    assert max(heights) > GROUND + 0.5


def test_an_enderman_minds_being_stared_at(s: State) -> None:
    row = spawn(s, "enderman", 0.5, 20.5)
    look(s, 180.0, 0.0)
    live(s, 40)
    assert mob(s, row)["target"] == NOBODY
    stared = 0
    while mob(s, row)["target"] == NOBODY and stared < 20:
        entity = mob(s, row)
        look_at(s, entity["x"], entity["y"] + 2.55, entity["z"])
        live(s, 1)
        stared += 1
    assert stared == 5


def test_an_enderman_leaves_water(s: State) -> None:
    for x, z in itertools.product(range(-2, 3), range(3, 8)):
        put(s, x, FLOOR, z, "water")
        put(s, x, GROUND, z, "water")
    row = spawn(s, "enderman", 0.5, 5.5)
    took = live(s, 100, lambda: abs(mob(s, row)["z"] - 5.5) > 4.0 or abs(mob(s, row)["x"] - 0.5) > 4.0)
    assert took < 100


def test_slimes_move_by_jumps(s: State) -> None:
    row = spawn(s, "slime", 0.5, 8.5)
    mob(s, row)["variant"] = 2
    jumps, grounded = 0, True
    for _ in range(200):
        live(s, 1)
        if grounded and not mob(s, row)["on_ground"]:
            jumps += 1
        grounded = bool(mob(s, row)["on_ground"])
    assert jumps >= 5


@pytest.mark.parametrize(("size", "hurts"), [(1, False), (2, True)])
def test_only_larger_slimes_hurt(s: State, size: int, hurts: bool) -> None:
    row = spawn(s, "slime", 0.5, 3.5)
    mob(s, row)["variant"] = size
    mob(s, row)["health"] = size * size
    live(s, 200)
    assert (s.players[0, 0]["health"] < 20) == hurts


def test_a_witch_throws_potions_every_three_seconds(s: State) -> None:
    row = spawn(s, "witch", 0.5, 8.5)
    throws, before = [], 0
    for tick in range(250):
        live(s, 1)
        count = len(of_kind(s, ENTITY_THROWN))
        if count > before:
            throws.append(tick)
        before = count
    assert len(throws) >= 3
    assert all(b - a == 60 for a, b in itertools.pairwise(throws))
    assert mob(s, row)["kind"] == ENTITY_MOB


def test_rabbits_run_from_players_unless_there_is_a_carrot(s: State) -> None:
    s.clock["time"] = 6000
    row = spawn(s, "rabbit", 0.5, 6.0)
    live(s, 100)
    assert away(s, row) > 8.0
    begin_fight(s)
    give(s, 0, "carrot")
    row = spawn(s, "rabbit", 0.5, 6.0)
    live(s, 200)
    assert away(s, row) < 4.0


def test_wild_wolves_hunt_sheep_tame_ones_follow_and_defend(s: State) -> None:
    wolf, sheep = spawn(s, "wolf", 10.5, 10.5), spawn(s, "sheep", 16.5, 10.5)
    live(s, 12)
    assert mob(s, wolf)["target"] == ENTITY_BODY + sheep
    begin_fight(s)
    wolf = spawn(s, "wolf", 0.5, 11.5)
    mob(s, wolf)["tame"], mob(s, wolf)["owner"] = 1, PLAYER_BODY
    live(s, 150, lambda: away(s, wolf) < 3.0)
    assert away(s, wolf) < 3.0
    zombie = spawn(s, "zombie", 0.5, 2.0)
    live(s, 40, lambda: s.players[0, 0]["health"] < 20)
    live(s, 1)
    assert mob(s, wolf)["target"] == ENTITY_BODY + zombie


def test_a_wolf_far_away_teleports_to_its_owner(s: State) -> None:
    wolf = spawn(s, "wolf", 0.5, 30.5)
    mob(s, wolf)["tame"], mob(s, wolf)["owner"] = 1, PLAYER_BODY
    live(s, 20)
    assert away(s, wolf) < 12.0


def test_a_struck_wolf_has_friends(s: State) -> None:
    rows = [spawn(s, "wolf", 3.5 * k, 8.5) for k in range(3)]
    strike(s, rows[1])
    live(s, 2)
    assert all(mob(s, row)["target"] == PLAYER_BODY for row in rows)


def test_bats_hang_until_somebody_comes(s: State) -> None:
    s.players["z"] = -20.5
    put(s, 0, GROUND + 3, 4, "stone")
    row = spawn(s, "bat", 0.5, 4.5, GROUND + 2.1)
    mob(s, row)["goal"] = 23
    live(s, 40)
    assert mob(s, row)["goal"] == 23
    assert mob(s, row)["z"] == 4.5
    s.players["z"] = 2.5
    live(s, 40)
    assert (mob(s, row)["x"], mob(s, row)["z"]) != (0.5, 4.5)


def test_every_mob_lives_for_a_while_in_company_the_same_way_twice() -> None:
    ends = []
    for _ in range(2):
        s = flat_world()
        s.clock["rng"] = 7
        for k, name in enumerate(MOB_NAMES):
            spawn(s, name, -12.5 + 5 * (k % 6), 6.5 + 5 * (k // 6))
        live(s, 120)
        entities = s.entities[0]
        for field in ("x", "y", "z", "vx", "vy", "vz", "yaw", "head_yaw", "pitch"):
            assert np.isfinite(entities[field]).all()
        assert (np.abs(entities["forward"]) <= 1).all()
        assert (np.abs(entities["yaw"]) <= 180).all()
        ends.append(entities.tobytes() + s.players.tobytes() + s.clock.tobytes())
    assert ends[0] == ends[1]


def test_heads_and_bodies_turn_like_living_ones(s: State) -> None:
    row = spawn(s, "zombie", 0.5, 8.5, yaw=0.0)
    for _ in range(60):
        before = float(mob(s, row)["yaw"]), float(mob(s, row)["head_yaw"])
        think(s, RULES, 0, row)
        s.clock["age"] += 1
        for old, new in zip(before, (float(mob(s, row)["yaw"]), float(mob(s, row)["head_yaw"])), strict=True):
            assert abs((new - old + 180.0) % 360.0 - 180.0) <= 45.0
