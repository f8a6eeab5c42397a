"""Movement rules that the reference trajectories do not cover, and figures of the Minecraft Wiki that they imply."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.collision import overlaps
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.player.physics import HALF_WIDTH, HEIGHT, move_player
from tests.envs.overworld.scenes import FLOOR, flat_world, put

GROUND = FLOOR + 1
PLAIN = flat_world()


@pytest.fixture
def world():
    for mine, theirs in zip(PLAIN, flat_world(), strict=True):
        mine[...] = theirs
    return PLAIN


def move(s, ticks, forward=0.0, strafe=0.0, jump=False, sneak=False, sprint=False):
    """Hold keys for some ticks; return the positions after each."""
    path = []
    for _ in range(ticks):
        move_player(s, RULES, 0, 0, forward, strafe, jump, sneak, sprint)
        path.append([float(s.players[axis][0, 0]) for axis in "xyz"])
    return np.array(path)


@pytest.mark.parametrize(
    ("keys", "metres_per_second"),
    [({}, 4.317), ({"sprint": True}, 5.612), ({"sneak": True}, 1.295)],
)
def test_speed_on_the_ground(world, keys, metres_per_second):
    path = move(world, 60, 1.0, **keys)
    assert (path[-1, 2] - path[-21, 2]) == pytest.approx(metres_per_second, abs=0.002)


def test_height_of_a_jump(world):
    assert move(world, 12, jump=True)[:, 1].max() - GROUND == pytest.approx(1.2522, abs=1e-4)


def test_eating_slows_to_a_fifth(world):
    walked = move(world, 40, 1.0)[-1, 2]
    world.players["z"] = 0.5
    world.players["vz"] = 0
    world.players["use_ticks"] = 1
    assert (move(world, 40, 1.0)[-1, 2] - 0.5) == pytest.approx(0.2 * (walked - 0.5), rel=0.02)


@pytest.mark.parametrize(("top", "falls"), [("stone_slab", True), ("snow_layer", False)])
def test_sneaking_steps_down_at_most_six_tenths(world, top, falls):
    """From a full block down to a slab (0.5) but not down to three layers of snow (0.75): 1.11's limit."""
    for x in range(-2, 3):
        for z in range(-3, 2):
            put(world, x, GROUND, z, "stone")
        for z in range(2, 8):
            put(world, x, GROUND, z, top, 0 if top == "stone_slab" else 2)
    world.players["y"] = GROUND + 1
    move(world, 2)
    end = move(world, 100, 1.0, sneak=True)[-1]
    assert (end[1] < GROUND + 1) == falls
    assert falls or end[2] == pytest.approx(2.3, abs=0.06)


@pytest.mark.parametrize(("trapdoor", "climbs"), [(4, True), (0, False), (5, False)])
def test_an_open_trapdoor_continues_the_ladder_below_it(world, trapdoor, climbs):
    """Metadata 4 is open on the ladder's wall, 0 closed, 5 open on another side."""
    for y in range(GROUND, GROUND + 6):
        put(world, 0, y, 1, "stone")
    for y in range(GROUND, GROUND + 3):
        put(world, 0, y, 0, "ladder", 2)
    put(world, 0, GROUND + 3, 0, "trapdoor", trapdoor)
    world.players["z"] = 0.4
    highest = move(world, 100, 1.0)[:, 1].max()
    assert (highest > GROUND + 3.5) == climbs


def test_standing_still_leaves_no_trace(world):
    path = move(world, 40)
    assert (path == [0.5, GROUND, 0.5]).all()
    assert world.players["exhaustion"][0, 0] == 0
    assert world.players["fall_distance"][0, 0] == 0


_SHAPES = [
    block_state(*name)
    for name in (
        ("stone", 0), ("stone_slab", 0), ("stone_slab", 8), ("stone_stairs", 0), ("stone_stairs", 3), ("fence", 0),
        ("cactus", 0), ("snow_layer", 4), ("ladder", 2), ("web", 0), ("slime", 0), ("ice", 0), ("soul_sand", 0),
        ("water", 0), ("lava", 0), ("vine", 1), ("trapdoor", 4), ("chest", 2),
    )
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_nobody_gets_into_a_block(seed):
    rng = np.random.default_rng(seed)
    for mine, theirs in zip(PLAIN, flat_world(), strict=True):
        mine[...] = theirs
    field = PLAIN.blocks[0, :16, :16, GROUND : GROUND + 4]
    field[...] = np.where(rng.random(field.shape) < 0.3, rng.choice(_SHAPES, field.shape), 0)
    player = PLAIN.players[0, 0]
    player["x"], player["y"], player["z"] = 8.5, GROUND + 6, 8.5
    for _ in range(40):
        player["yaw"] = rng.uniform(-180, 180)
        forward, strafe = rng.integers(-1, 2, 2)
        jump, sneak, sprint = rng.random(3) < 0.3
        for _ in range(5):
            move_player(PLAIN, RULES, 0, 0, float(forward), float(strafe), bool(jump), bool(sneak), bool(sprint))
            assert not overlaps(PLAIN, RULES, 0, player["x"], player["y"], player["z"], HALF_WIDTH, HEIGHT)
            assert player["y"] >= GROUND
