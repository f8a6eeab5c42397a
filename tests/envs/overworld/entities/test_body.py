"""How bodies move: against the closed forms of 1.11.2's physics, and what they may never do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.collision import overlaps
from envs.overworld.entities.mobs.living import live
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import MOB_NAMES, RULES, block_state, mob_index
from envs.overworld.state import MASK, State
from tests.envs.overworld.entities.bodies import clear, live_on, mob, spawn
from tests.envs.overworld.scenes import FLOOR, flat_world, put

GROUND = FLOOR + 1
SPEEDS = {"cow": 0.2, "zombie": 0.23, "spider": 0.3, "horse": 0.225}


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    clear(world)
    world.blocks[:] = 0
    world.blocks[..., : FLOOR + 1] = block_state("stone")
    world.players["x"] = world.players["z"] = 30.5
    return world


@pytest.mark.parametrize("name", SPEEDS)
@pytest.mark.parametrize("pace", [1.0, 2.0])
def test_walking_speed(s: State, name: str, pace: float) -> None:
    """A tick adds 0.98 x (attribute x pace)², friction leaves 0.6 x 0.91 of it: 0.1142 blocks a tick for a zombie."""
    row = spawn(s, name, z=-40.0)
    live_on(s, row, 60, forward=1.0, pace=pace)
    before = float(mob(s, row)["z"])
    live_on(s, row, forward=1.0, pace=pace)
    assert mob(s, row)["z"] - before == pytest.approx(0.98 * (SPEEDS[name] * pace) ** 2 / (1 - 0.546), rel=1e-5)
    assert mob(s, row)["x"] == pytest.approx(0.5)


def test_walks_along_its_yaw(s: State) -> None:
    row = spawn(s, "cow", x=0.5, z=0.5, yaw=90.0)
    live_on(s, row, 20, forward=1.0)
    assert mob(s, row)["x"] < -0.5
    assert mob(s, row)["z"] == pytest.approx(0.5)
    live_on(s, row, 40, strafe=1.0)
    assert mob(s, row)["z"] > 1.0, "looking west, left is south"


def test_a_jump_is_a_block_and_a_quarter_high(s: State) -> None:
    row = spawn(s, "zombie")
    live_on(s, row, 2)
    heights = []
    for tick in range(14):
        live_on(s, row, jump=tick == 0)
        heights.append(mob(s, row)["y"] - GROUND)
    assert max(heights) == pytest.approx(1.2522, abs=1e-4)
    assert heights[-1] == 0.0


@pytest.mark.parametrize(("name", "stands"), [("cow", GROUND), ("enderman", GROUND + 1)])
def test_only_the_tall_step_onto_a_whole_block(s: State, name: str, stands: float) -> None:
    for x in range(-2, 3):
        put(s, x, GROUND, 6, "stone")
    row = spawn(s, name, z=4.5)
    for _ in range(60):
        live_on(s, row, forward=1.0)
        if mob(s, row)["z"] > 6.0:
            break
    assert mob(s, row)["y"] == stands


def test_steps_onto_a_slab(s: State) -> None:
    for x in range(-2, 3):
        put(s, x, GROUND, 6, "stone_slab")
    row = spawn(s, "cow", z=4.5)
    while mob(s, row)["z"] < 6.2:
        live_on(s, row, forward=1.0)
    assert mob(s, row)["y"] == GROUND + 0.5


def test_spiders_climb_walls_and_zombies_do_not(s: State) -> None:
    for x in range(-3, 4):
        for y in range(GROUND, GROUND + 6):
            put(s, x, y, 6, "stone")
    spider, zombie = spawn(s, "spider", x=-1.5), spawn(s, "zombie", x=2.5)
    for _ in range(80):
        live_on(s, spider, forward=1.0)
        live_on(s, zombie, forward=1.0)
    assert mob(s, spider)["y"] > GROUND + 3
    assert mob(s, zombie)["y"] == GROUND


def test_a_chicken_glides(s: State) -> None:
    """Its falling speed is cut to 0.6 in every tick, so it sinks at 0.114 instead of 3.92 blocks a tick."""
    row = spawn(s, "chicken", y=GROUND + 30.0)
    live_on(s, row, 60)
    before = float(mob(s, row)["y"])
    live_on(s, row)
    assert before - mob(s, row)["y"] == pytest.approx(0.6 * 0.98 * 0.08 / (1 - 0.6 * 0.98), rel=1e-3)
    live_on(s, row, 400)
    assert mob(s, row)["y"] == GROUND
    assert mob(s, row)["health"] == 4.0


def pool(s: State, depth: int) -> None:
    s.blocks[0, :, :, GROUND : GROUND + depth] = block_state("water")


def test_land_animals_stay_afloat(s: State) -> None:
    pool(s, 6)
    row = spawn(s, "pig")
    live_on(s, row, 200)
    assert GROUND + 5 < mob(s, row)["y"] < GROUND + 6


def test_squid_hang_in_water_and_drift_where_they_want(s: State) -> None:
    pool(s, 6)
    row = spawn(s, "squid", y=GROUND + 2.0)
    live_on(s, row, 40)
    assert mob(s, row)["y"] == GROUND + 2.0
    live_on(s, row, 40, forward=1.0, rise=0.5)
    assert mob(s, row)["z"] > 5.0
    assert mob(s, row)["y"] > GROUND + 2.5


def test_bats_fly_where_they_want_and_hang_when_they_want_nothing(s: State) -> None:
    row = spawn(s, "bat", y=GROUND + 5.0)
    live_on(s, row, 40, forward=0.5, rise=1.0)
    assert mob(s, row)["z"] > 8.0
    assert mob(s, row)["y"] > GROUND + 5.0
    live_on(s, row, 2)
    hung = mob(s, row)["y"]
    live_on(s, row, 20)
    assert mob(s, row)["y"] == hung


def test_the_young_are_half_as_big_and_slimes_as_big_as_they_are(s: State) -> None:
    cow, slime = spawn(s, "cow"), spawn(s, "slime")
    mob(s, cow)["growth"] = -24000
    mob(s, slime)["variant"] = 4
    assert mob_size(s, RULES, 0, cow) == (pytest.approx(0.225), pytest.approx(0.7))
    assert mob_size(s, RULES, 0, slime) == (pytest.approx(1.02), pytest.approx(2.04))


def test_overlapping_mobs_push_each_other_apart(s: State) -> None:
    left, right = spawn(s, "cow", x=0.3), spawn(s, "cow", x=0.7)
    for _ in range(60):
        live_on(s, left)
        live_on(s, right)
    assert mob(s, right)["x"] - mob(s, left)["x"] >= 0.85
    assert mob(s, left)["x"] + mob(s, right)["x"] == pytest.approx(1.0, abs=0.05)


def test_a_mob_pushes_a_player(s: State) -> None:
    s.players["x"], s.players["z"], s.players["y"] = 0.5, 4.8, GROUND
    row = spawn(s, "cow", z=4.5)
    live_on(s, row, 10)
    assert s.players[0, 0]["vz"] > 0.0
    assert mob(s, row)["z"] < 4.5
    s.players["vz"] = 0.0


def test_a_resting_mob_notices_that_its_ground_is_gone(s: State) -> None:
    row = spawn(s, "cow")
    live_on(s, row, 20)
    assert (mob(s, row)["y"], mob(s, row)["on_ground"]) == (GROUND, 1)
    s.blocks[0, :, :, FLOOR] = 0
    live_on(s, row, 2)
    assert mob(s, row)["y"] < GROUND


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(MOB_NAMES))
def test_no_body_ever_stands_inside_a_block(seed: int, name: str) -> None:
    s = FUZZED
    clear(s)
    rng = np.random.default_rng(seed)
    kinds = [0] * 12 + [block_state(b) for b in ("stone", "stone_slab", "water", "fence", "web", "soul_sand", "ice")]
    span = np.arange(-8, 9) & MASK
    s.blocks[0, span[:, None], span[None, :], GROUND : GROUND + 6] = rng.choice(kinds, (17, 17, 6))
    half, height = RULES.mobs["width"][mob_index(name)] / 2.0, RULES.mobs["height"][mob_index(name)]
    s.clock["rng"] = seed
    places = [(x + 0.5, z + 0.5, y) for x in range(-6, 7) for z in range(-6, 7) for y in range(GROUND, GROUND + 7)]
    free = [p for p in places if not overlaps(s, RULES, 0, p[0], float(p[2]), p[1], half, height)]
    x, z, y = free[rng.integers(len(free))]
    row = spawn(s, name, x, z, float(y))
    mob(s, row)["variant"] = 1
    for _ in range(60):
        body = mob(s, row)
        body["forward"], body["strafe"], body["rise"] = rng.integers(-1, 2, 3)
        body["jump"], body["pace"], body["yaw"] = rng.integers(2), rng.uniform(0.5, 2.0), rng.uniform(-180, 180)
        body["health"], body["death_time"] = 100.0, 0
        live(s, RULES, 0, row)
        body = mob(s, row)
        assert not overlaps(s, RULES, 0, body["x"], body["y"], body["z"], half, height)
        assert all(np.isfinite(body[field]) for field in ("x", "y", "z", "vx", "vy", "vz"))


FUZZED = flat_world()
FUZZED.players["x"] = FUZZED.players["z"] = 50.5
