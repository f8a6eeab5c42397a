"""Placing blocks: orientation metadata of 1.11.2, support, and what stands in the way."""

import pytest

from envs.overworld.gamedata import RULES, block_state, item_index, mob_index
from envs.overworld.player.activate import use_block
from envs.overworld.player.placing import place
from envs.overworld.state import ENTITY_MOB
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, held, look, look_at, put

SOUTH, WEST, NORTH, EAST = 0.0, 90.0, 180.0, -90.0


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def s(shared):
    shared.blocks[..., FLOOR + 1 :] = 0
    shared.top[:] = FLOOR + 1
    shared.slots[:] = 0
    shared.players["y"] = FLOOR + 1
    shared.players["food"] = 20
    shared.clock["entity_rows"] = 0
    shared.used[:] = 0
    return shared


def put_down(s, name, meta=0):
    """Place on the floor two blocks south of the player."""
    give(s, 0, name, 1, meta)
    look_at(s, 0.5, FLOOR + 1, 2.5)
    assert place(s, RULES, 0, 0, 0)
    return block(s, 0, FLOOR + 1, 2)


def hang(s, name):
    """Place against the north side of a wall two blocks south of the player."""
    put(s, 0, FLOOR + 2, 3, "stone")
    give(s, 0, name)
    look_at(s, 0.5, FLOOR + 2.5, 3.0)
    return place(s, RULES, 0, 0, 0)


def test_placing_takes_one_item(s):
    give(s, 0, "cobblestone", 5)
    look_at(s, 0.5, FLOOR + 1, 2.5)
    assert place(s, RULES, 0, 0, 0)
    assert held(s, "cobblestone") == 4
    assert block(s, 0, FLOOR + 1, 2) == block_state("cobblestone")


def test_variants_are_kept(s):
    assert put_down(s, "planks", 3) == block_state("planks", 3)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("log", block_state("log", 0)),
        ("torch", block_state("torch", 5)),
        ("furnace", block_state("furnace", 2)),
        ("chest", block_state("chest", 2)),
        ("stone_stairs", block_state("stone_stairs", 2)),
        ("stone_slab", block_state("stone_slab", 0)),
        ("pumpkin", block_state("pumpkin", 2)),
        ("fence_gate", block_state("fence_gate", 0)),
        ("sign", block_state("standing_sign", 8)),  # it faces the player
        ("anvil", block_state("anvil", 1)),
        ("lever", block_state("lever", 5)),
    ],
)
def test_orientation_on_the_floor_looking_south(s, name, state):
    assert put_down(s, name) == state


@pytest.mark.parametrize(
    ("name", "meta"), [("log", 8), ("torch", 4), ("ladder", 2), ("stone_slab", 0), ("trapdoor", 0)]
)
def test_orientation_on_a_wall(s, name, meta):
    assert hang(s, name)
    assert block(s, 0, FLOOR + 2, 2) & ~8 == block_state(name, meta) & ~8


@pytest.mark.parametrize(
    ("name", "block_name", "meta"), [("sign", "wall_sign", 2), ("stone_button", "stone_button", 4), ("vine", "vine", 1)]
)
def test_what_sits_on_a_wall(s, name, block_name, meta):
    assert hang(s, name)
    assert block(s, 0, FLOOR + 2, 2) == block_state(block_name, meta)


def test_seeds_go_into_the_top_of_farmland(s):
    put(s, 0, FLOOR, 2, "farmland", 7)
    assert put_down(s, "carrot") == block_state("carrots")
    put(s, 0, FLOOR + 1, 2, "air")
    put(s, 0, FLOOR, 2, "stone")
    give(s, 0, "wheat_seeds")
    assert not place(s, RULES, 0, 0, 0)


def test_placing_counts_as_use(s):
    put_down(s, "cobblestone")
    assert s.used[0, 0, item_index("cobblestone")] == 1
    assert s.used.sum() == 1


def test_not_into_a_mob(s):
    s.clock["entity_rows"] = 1
    mob = s.entities[0, 0]
    mob["kind"], mob["mob"] = ENTITY_MOB, mob_index("pig")
    mob["x"], mob["y"], mob["z"] = 0.5, FLOOR + 1, 2.9
    give(s, 0, "cobblestone")
    look_at(s, 0.5, FLOOR + 1, 2.2)
    assert not place(s, RULES, 0, 0, 0)
    give(s, 0, "torch")  # has no collision box
    assert place(s, RULES, 0, 0, 0)


def test_cake_has_seven_slices(s):
    put(s, 0, FLOOR + 1, 2, "cake")
    assert not use_block(s, RULES, 0, 0, 0, FLOOR + 1, 2)
    for slice_ in range(1, 8):
        s.players["food"] = 10
        assert use_block(s, RULES, 0, 0, 0, FLOOR + 1, 2)
        assert s.players["food"][0, 0] == 12
        assert block(s, 0, FLOOR + 1, 2) == (block_state("cake", slice_) if slice_ < 7 else 0)


@pytest.mark.parametrize(
    ("name", "answers", "becomes"),
    [
        ("trapdoor", True, ("trapdoor", 4)), ("iron_trapdoor", False, None), ("fence_gate", True, ("fence_gate", 4)),
        ("chest", True, None), ("crafting_table", True, None), ("stone", False, None),
    ],
)  # fmt: skip
def test_what_answers_a_click(s, name, answers, becomes):
    put(s, 0, FLOOR + 1, 2, name)
    assert use_block(s, RULES, 0, 0, 0, FLOOR + 1, 2) == answers
    assert block(s, 0, FLOOR + 1, 2) == block_state(*(becomes or (name,)))


@pytest.mark.parametrize(("yaw", "meta"), [(SOUTH, 2), (WEST, 5), (NORTH, 3), (EAST, 4)])
def test_furnace_faces_the_player(s, yaw, meta):
    give(s, 0, "furnace")
    look(s, yaw, 40.0)
    assert place(s, RULES, 0, 0, 0)
    dx, dz = {SOUTH: (0, 1), WEST: (-1, 0), NORTH: (0, -1), EAST: (1, 0)}[yaw]
    states = [block(s, dx * n, FLOOR + 1, dz * n) for n in range(1, 4)]
    assert block_state("furnace", meta) in states


def test_two_slabs_make_a_double_slab(s):
    put_down(s, "stone_slab", 3)
    give(s, 0, "stone_slab", 1, 3)
    look_at(s, 0.5, FLOOR + 1.5, 2.5)
    assert place(s, RULES, 0, 0, 0)
    assert block(s, 0, FLOOR + 1, 2) == block_state("double_stone_slab", 3)


def test_door_has_two_halves_and_opens(s):
    assert put_down(s, "wooden_door") == block_state("wooden_door", 1)
    assert block(s, 0, FLOOR + 2, 2) == block_state("wooden_door", 8)
    assert use_block(s, RULES, 0, 0, 0, FLOOR + 2, 2)
    assert block(s, 0, FLOOR + 1, 2) == block_state("wooden_door", 1 | 4)


def test_not_into_the_player(s):
    give(s, 0, "cobblestone")
    look(s, SOUTH, 90.0)
    assert not place(s, RULES, 0, 0, 0)
    assert held(s, "cobblestone") == 1


def test_torches_do_not_hang_on_glass_and_plants_want_soil(s):
    put(s, 0, FLOOR + 2, 3, "glass")
    give(s, 0, "torch")
    look_at(s, 0.5, FLOOR + 2.5, 3.0)
    assert not place(s, RULES, 0, 0, 0)
    give(s, 0, "sapling")
    look_at(s, 0.5, FLOOR + 1, 2.5)
    assert not place(s, RULES, 0, 0, 0)


def test_tall_grass_gives_way(s):
    put(s, 0, FLOOR, 2, "grass")
    put(s, 0, FLOOR + 1, 2, "tallgrass", 1)
    give(s, 0, "dirt")
    look_at(s, 0.5, FLOOR + 1.3, 2.5)
    assert place(s, RULES, 0, 0, 0)
    assert block(s, 0, FLOOR + 1, 2) == block_state("dirt")


def test_out_of_reach(s):
    give(s, 0, "dirt")
    look_at(s, 0.5, FLOOR + 1, 6.5)
    assert not place(s, RULES, 0, 0, 0)
