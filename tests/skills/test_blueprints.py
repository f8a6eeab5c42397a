"""The shelter's geometry."""

import itertools

import pytest

from skills.blueprints import SHELTER, is_enclosed, stands


def built(origin=(0, 64, 0)):
    x, y, z = origin
    return {(x + part.dx, y + part.dy, z + part.dz) for part in SHELTER.parts}


def world(blocks, ground=64):
    return lambda cell: cell[1] < ground or cell in blocks


def test_shelter_encloses_the_player():
    blocks = built()
    assert is_enclosed(world(blocks), (0, 64, 0), blocks.__contains__)
    assert stands(SHELTER, (0, 64, 0), blocks.__contains__)


def test_every_missing_wall_or_roof_is_noticed():
    for part in SHELTER.parts:
        blocks = built() - {(part.dx, 64 + part.dy, part.dz)}
        assert is_enclosed(world(blocks), (0, 64, 0), blocks.__contains__) == (part.role == "beam")
        assert not stands(SHELTER, (0, 64, 0), blocks.__contains__)


def test_wrong_material_is_noticed():
    blocks = built()
    stone = {(1, 64, 0)}
    assert is_enclosed(world(blocks), (0, 64, 0))
    assert not is_enclosed(world(blocks), (0, 64, 0), (blocks - stone).__contains__)


def test_player_outside_or_inside_a_block_is_not_sheltered():
    blocks = built()
    assert not is_enclosed(world(blocks), (5, 64, 0), blocks.__contains__)
    assert not is_enclosed(world(blocks), (1, 64, 0), blocks.__contains__)


def test_hole_in_the_ground_is_noticed():
    blocks = built()
    hole = {(0, 63, 0), (1, 63, 0), (2, 63, 0), (2, 64, 0)}
    assert not is_enclosed(lambda cell: cell not in hole and world(blocks)(cell), (0, 64, 0), blocks.__contains__)


def test_a_cave_is_not_made_of_the_material():
    assert not is_enclosed(lambda cell: cell not in {(0, 9, 0), (0, 10, 0)}, (0, 9, 0), lambda cell: False)


@pytest.mark.parametrize("width", [1, 3])
def test_larger_rooms_are_shelters_too(width):
    room = set(itertools.product(range(width), range(64, 66), range(width)))
    shell = {
        cell
        for cell in itertools.product(range(-1, width + 1), range(64, 67), range(-1, width + 1))
        if cell not in room
    }
    assert is_enclosed(world(shell), (0, 64, 0), shell.__contains__)


def test_blocks_can_be_placed_in_order():
    placed = set()
    for part in SHELTER.parts:
        cell = (part.dx, part.dy, part.dz)
        sides = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
        around = {tuple(a + b for a, b in zip(cell, side, strict=True)) for side in sides}
        assert part.dy == 0 or around & placed
        assert cell not in SHELTER.room
        placed.add(cell)
    assert len(placed) == SHELTER.blocks
