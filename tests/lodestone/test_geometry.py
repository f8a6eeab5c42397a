"""Buildings are checked by the blocks around the player: every hole, wrong block and missing roof, and what is near."""

import numpy as np
import pytest

from envs.overworld.gamedata import block_state
from envs.overworld.world import Overworld
from lodestone.geometry import NEAR, is_near, is_sheltered
from skills.blueprints import SHELTER

PLANKS, STONE, DIRT, AIR = block_state("planks", 2), block_state("stone"), block_state("dirt"), 0
ORIGIN = np.array([8, 70, 8])


def put(world: Overworld, offset: tuple[int, int, int], state: int) -> None:
    x, y, z = ORIGIN + offset
    world.state.blocks[0, x, z, y] = state


@pytest.fixture
def sheltered() -> Overworld:
    """A plain of dirt with a wooden shelter on it, and a player inside."""
    world = Overworld(1)
    world.state.blocks[0, :, :, :70] = DIRT
    for part in SHELTER.parts:
        put(world, (part.dx, part.dy, part.dz), PLANKS)
    player = world.state.players[0, 0]
    player["x"], player["y"], player["z"] = ORIGIN + np.array([0.5, 0, 0.5])
    return world


def test_the_blueprint_is_a_shelter_of_its_material_only(sheltered: Overworld) -> None:
    assert is_sheltered(sheltered, "planks")
    assert not is_sheltered(sheltered, "cobblestone")


def test_a_player_outside_is_not_sheltered(sheltered: Overworld) -> None:
    sheltered.state.players[0, 0]["x"] += 6
    assert not is_sheltered(sheltered, "planks")


@pytest.mark.parametrize("part", [part for part in SHELTER.parts if part.role != "beam"], ids=str)
@pytest.mark.parametrize("instead", [AIR, STONE])
def test_a_missing_or_a_foreign_block_is_seen(sheltered: Overworld, part: object, instead: int) -> None:
    put(sheltered, (part.dx, part.dy, part.dz), instead)  # type: ignore[attr-defined]
    assert not is_sheltered(sheltered, "planks")


def test_the_ground_may_be_of_anything_but_no_way_in(sheltered: Overworld) -> None:
    put(sheltered, (0, -1, 0), STONE)
    assert is_sheltered(sheltered, "planks")
    for x in range(5):
        put(sheltered, (x, -1, 0), AIR)
    assert not is_sheltered(sheltered, "planks")


@pytest.mark.parametrize(
    ("block", "place"),
    [("water", "water"), ("flowing_water", "water"), ("log", "tree"), ("log2", "tree"), ("stone", "stone")],
)
@pytest.mark.parametrize(
    ("offset", "near"),
    [
        ((NEAR, 0, 0), True),
        ((0, -1, -NEAR), False),  # a little more than so many blocks away, as it lies a block deeper
        ((0, -1, 1 - NEAR), True),
        ((0, NEAR, 0), True),
        ((NEAR + 1, 0, 0), False),
        ((9, 0, 9), False),
        ((8, 0, 8), True),
    ],
)
def test_what_is_near_is_within_a_few_blocks(
    sheltered: Overworld, block: str, place: str, offset: tuple[int, int, int], near: bool
) -> None:
    assert not is_near(sheltered, place)
    put(sheltered, offset, block_state(block))
    assert is_near(sheltered, place) is near
    assert not any(is_near(sheltered, other) for other in {"water", "tree", "stone"} - {place})


def test_what_is_buried_is_not_near(sheltered: Overworld) -> None:
    put(sheltered, (3, -3, 0), STONE)
    assert not is_near(sheltered, "stone")
    put(sheltered, (3, -2, 0), AIR)
    assert is_near(sheltered, "stone")


def test_what_is_near_at_the_edges_of_the_world(sheltered: Overworld) -> None:
    player = sheltered.state.players[0, 0]
    player["x"], player["y"], player["z"] = -1.5, 2.0, -0.5
    assert not is_near(sheltered, "water")
    sheltered.state.blocks[0, -4, -4, 0:2] = [block_state("water"), AIR]
    assert is_near(sheltered, "water")
