"""The shelter's geometry."""

from envs.overworld.gamedata import RULES, block_id
from envs.overworld.senses.shelter import is_shut_in
from skills.blueprints import SHELTER, stands
from tests.envs.overworld.scenes import FLOOR, flat_world, put


def built(origin=(0, FLOOR + 1, 0)):
    x, y, z = origin
    return {(x + part.dx, y + part.dy, z + part.dz) for part in SHELTER.parts}


def is_shelter(blocks):
    world = flat_world()
    for cell in blocks:
        put(world, *cell, "planks")
    return bool(is_shut_in(world, RULES, 0, 0, block_id("planks")))


def test_shelter_encloses_the_player():
    blocks = built()
    assert is_shelter(blocks)
    assert stands(SHELTER, (0, FLOOR + 1, 0), blocks.__contains__)


def test_every_missing_wall_or_roof_is_noticed():
    for part in SHELTER.parts:
        blocks = built() - {(part.dx, FLOOR + 1 + part.dy, part.dz)}
        assert is_shelter(blocks) == (part.role == "beam")
        assert not stands(SHELTER, (0, FLOOR + 1, 0), blocks.__contains__)


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
