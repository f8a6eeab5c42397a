"""What a change of a block does to those around it: what falls off, what stays, what turns into something else."""

import numpy as np
import pytest

from envs.overworld.blocks.support import is_supported
from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.state import ENTITY_ITEM
from tests.envs.overworld.living import change
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

Y = FLOOR + 1
X, Z = 4, 4


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def world(shared):
    """A stone plain; nothing on it and nothing in it that moves."""
    shared.blocks[0, :16, :16, Y - 4 : Y + 8] = 0
    shared.blocks[0, :16, :16, Y - 4 : Y] = block_state("stone")
    shared.top[0, :16, :16] = Y
    shared.light[0, :16, :16, Y:] = 15 << 4
    shared.entities["kind"] = 0
    shared.clock["entity_rows"] = shared.clock["scheduled"] = 0
    return shared


def dropped(s):
    items = s.entities[0][s.entities[0]["kind"] == ENTITY_ITEM]
    return {int(item): int(items["count"][items["item"] == item].sum()) for item in np.unique(items["item"])}


@pytest.mark.parametrize(
    ("name", "meta", "support", "step"),
    [("wall_sign", 5, "stone", (-1, 0, 0)), ("lever", 1, "stone", (-1, 0, 0)), ("stone_button", 5, "stone", (0, -1, 0)),
     ("stone_button", 0, "stone", (0, 1, 0)), ("brown_mushroom", 0, "dirt", (0, -1, 0)),
     ("nether_wart", 0, "soul_sand", (0, -1, 0)), ("waterlily", 0, "water", (0, -1, 0)),
     ("vine", 2, "leaves", (-1, 0, 0)), ("vine", 1, "log", (0, 0, 1)),
     ("fire", 0, "stone", (0, -1, 0)), ("fire", 0, "planks", (0, 1, 0)),
     ("torch", 1, "stone", (-1, 0, 0)), ("ladder", 5, "stone", (-1, 0, 0)), ("red_flower", 0, "grass", (0, -1, 0)),
     ("snow_layer", 0, "stone", (0, -1, 0)), ("wheat", 3, "farmland", (0, -1, 0)), ("cactus", 0, "sand", (0, -1, 0))],
)  # fmt: skip
def test_what_hangs_on_a_block_goes_with_it(world, name, meta, support, step):
    at = (X, Y + 2, Z)
    behind = tuple(a + b for a, b in zip(at, step, strict=True))
    put(world, *behind, support, 3 if support == "log" else 0)
    put(world, *at, name, meta)
    change(world, X, Y + 5, Z, "stone")
    change(world, *at, name, meta)
    assert block(world, *at) == block_state(name, meta), "it stays while it is held"
    change(world, *behind, "air")
    assert block(world, *at) == 0


@pytest.mark.parametrize("meta", range(4))
def test_cocoa_hangs_on_a_jungle_log(world, meta):
    dx, dz = ((0, 1), (-1, 0), (0, -1), (1, 0))[meta]
    put(world, X + dx, Y, Z + dz, "log", 3)
    put(world, X, Y, Z, "cocoa", meta)
    assert is_supported(world, RULES, 0, X, Y, Z, block_state("cocoa", meta))
    assert not is_supported(world, RULES, 0, X, Y, Z, block_state("cocoa", (meta + 1) % 4))
    put(world, X + dx, Y, Z + dz, "log", 0)
    assert not is_supported(world, RULES, 0, X, Y, Z, block_state("cocoa", meta))


def test_a_cactus_breaks_beside_something_solid_with_all_above(world):
    put(world, X, FLOOR, Z, "sand")
    for dy in range(3):
        put(world, X, Y + dy, Z, "cactus")
    change(world, X + 1, Y + 1, Z, "torch", 5)
    assert block(world, X, Y + 1, Z) == block_state("cactus"), "a torch is not solid"
    change(world, X + 1, Y + 1, Z, "stone")
    assert [block(world, X, Y + dy, Z) for dy in range(3)] == [block_state("cactus"), 0, 0]
    assert dropped(world)[item_index("cactus")] == 2


def test_hanging_vines_come_down_together(world):
    put(world, X + 1, Y + 4, Z, "log")
    for dy in range(5):
        put(world, X, Y + dy, Z, "vine", 8)
    change(world, X + 1, Y + 4, Z, "air")
    assert [block(world, X, Y + dy, Z) for dy in range(5)] == [0] * 5


@pytest.mark.parametrize("soil", ["farmland", "grass_path"])
def test_farmland_under_something_solid_becomes_dirt(world, soil):
    put(world, X, FLOOR, Z, soil)
    change(world, X, Y, Z, "torch", 5)
    assert block(world, X, FLOOR, Z) == block_state(soil)
    change(world, X, Y, Z, "stone")
    assert block(world, X, FLOOR, Z) == block_state("dirt")


def test_water_flows_where_a_torch_breaks(world):
    put(world, X - 1, Y, Z, "stone")
    put(world, X, Y, Z, "torch", 1)
    put(world, X + 1, Y, Z, "water")
    change(world, X - 1, Y, Z, "air")
    assert block(world, X + 1, Y, Z) == block_state("flowing_water")
    assert world.clock["scheduled"][0] == 1


@pytest.mark.parametrize(("x", "z"), [(63, 0), (-64, 0), (0, 63), (0, -64)])
def test_at_the_edge_of_the_window_the_far_side_does_not_answer(world, x, z):
    """The cell beside (63, y, z) is not loaded; its place in the arrays is that of (-64, y, z)."""
    beyond = (x + (x > 0) - (x < 0), Y, z + (z > 0) - (z < 0))
    put(world, *beyond, "torch", 5)
    world.blocks[0, beyond[0] & 127, beyond[2] & 127, FLOOR] = 0
    change(world, x, Y, z, "stone")
    assert block(world, *beyond) == block_state("torch", 5)
    assert dropped(world) == {}
    world.blocks[0, beyond[0] & 127, beyond[2] & 127, FLOOR : Y + 1] = (block_state("stone"), 0)
    world.blocks[0, x & 127, z & 127, Y] = 0


def test_what_stands_safely_asks_for_nothing(world):
    for dx, name in enumerate(("sand", "gravel", "stone", "torch")):
        put(world, X + dx, Y, Z, name, 5 if name == "torch" else 0)
    for dx in range(4):
        change(world, X + dx, Y, Z + 1, "glass")
    assert world.clock["scheduled"][0] == 0
    assert dropped(world) == {}
