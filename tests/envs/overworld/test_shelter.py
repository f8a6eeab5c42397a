"""A closed room is told from an open one, by the kernel as by a plain flood fill over sets of cells."""

import itertools
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import RULES, block_id
from envs.overworld.senses.shelter import LARGEST_ROOM, is_shut_in
from envs.overworld.state import MASK
from tests.envs.overworld.scenes import FLOOR, flat_world, put

FEET = (0, FLOOR + 1, 0)
FACES = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
AROUND = list(itertools.product(range(-2, 3), range(-2, 4), range(-2, 3)))


def moved(cell, by):
    return tuple(a + b for a, b in zip(cell, by, strict=True))


def shell(width, height=2):
    """The cells around a room of a width, relative to the feet."""
    room = set(itertools.product(range(width), range(height), range(width)))
    return {moved(cell, face) for cell in room for face in FACES} - room - {(x, -1, z) for x, _, z in room}


def scene(blocks):
    """A plain of stone with blocks, by their offset from the player's feet."""
    world = flat_world()
    for offset, name in blocks.items():
        x, y, z = moved(FEET, offset)
        put(world, x, y, z, name)
    return world


def shut_in(world, block="planks"):
    return bool(is_shut_in(world, RULES, 0, 0, block_id(block)))


def enclosed(world, block="planks"):
    """The rule over sets, without a limit to how far the room goes but its size."""
    blocks = world.blocks[0]

    def name(cell):
        return int(blocks[cell[0] & MASK, cell[2] & MASK, cell[1]]) >> 4

    room, queue = set(), deque([FEET, moved(FEET, (0, 1, 0))])
    while queue:
        cell = queue.popleft()
        if cell in room:
            continue
        if name(cell):  # all blocks of these scenes are solid
            if cell in (FEET, moved(FEET, (0, 1, 0))) or (cell[1] >= FEET[1] and name(cell) != block_id(block)):
                return False
            continue
        room.add(cell)
        if len(room) > LARGEST_ROOM:
            return False
        queue.extend(moved(cell, face) for face in FACES)
    return True


@pytest.mark.parametrize("width", [1, 3, 9])
def test_a_room_of_any_width_shelters(width):
    assert shut_in(scene(dict.fromkeys(shell(width), "planks")))


def test_a_hall_of_more_cells_than_a_room_has_does_not():
    assert shut_in(scene(dict.fromkeys(shell(10), "planks")))
    assert not shut_in(scene(dict.fromkeys(shell(11), "planks")))


@pytest.mark.parametrize("part", sorted(shell(1)))
@pytest.mark.parametrize("instead", ["air", "stone", "torch"])
def test_a_missing_block_and_one_of_another_kind_are_noticed(part, instead):
    assert not shut_in(scene(dict.fromkeys(shell(1), "planks") | {part: instead}))


def test_the_ground_may_be_of_anything_but_no_way_in():
    walls = dict.fromkeys(shell(1), "planks")
    assert shut_in(scene(walls | {(0, -1, 0): "dirt"}))
    cellar = {(0, -1, 0): "air", (1, -1, 0): "air"}
    assert shut_in(scene(walls | cellar))
    assert not shut_in(scene(walls | cellar | {(2, -1, 0): "air"}))


@pytest.mark.parametrize("x", [-3.5, 1.5, 40.5])
def test_a_player_outside_or_inside_a_wall_is_not_sheltered(x):
    world = scene(dict.fromkeys(shell(1), "planks"))
    world.players["x"] = x
    assert not shut_in(world)


def test_where_the_player_stands_in_the_room_does_not_matter():
    world = scene(dict.fromkeys(shell(3), "cobblestone"))
    for x, z in itertools.product((0.5, 1.5, 2.5), repeat=2):
        world.players["x"], world.players["z"] = x, z
        assert shut_in(world, "cobblestone")
        assert not shut_in(world)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_it_is_what_a_plain_flood_fill_says(data):
    walls = dict.fromkeys(shell(data.draw(st.integers(1, 2))), "planks")
    changes = data.draw(
        st.dictionaries(st.sampled_from(AROUND), st.sampled_from(["air", "planks", "stone"]), max_size=4)
    )
    world = scene(walls | changes)
    assert shut_in(world) == enclosed(world)


def test_the_state_is_left_as_it_was():
    world = scene(dict.fromkeys(shell(2), "planks"))
    before = [array.copy() for name, array in zip(world._fields, world, strict=True) if name != "scratch"]
    shut_in(world)
    after = [array for name, array in zip(world._fields, world, strict=True) if name != "scratch"]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
