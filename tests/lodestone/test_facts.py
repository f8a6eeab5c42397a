"""What the world's state says counts: deeds by the game's own numbers, buildings by their blocks and their place."""

import numpy as np
import pytest

from envs.overworld.gamedata import block_state, item_index, mob_index
from envs.overworld.state import ENTITY_MOB
from envs.overworld.world import Overworld
from lodestone.facts import against, against_building
from planner.goal import Ban, Goal, Kill, Structure, Use
from skills.blueprints import SHELTER


@pytest.fixture
def world() -> Overworld:
    """A player in a shelter of dirt, and a pond five blocks away."""
    made = Overworld(1)
    made.state.blocks[0, :, :, :70] = block_state("dirt")
    for part in SHELTER.parts:
        made.state.blocks[0, 8 + part.dx, 8 + part.dz, 70 + part.dy] = block_state("dirt")
    made.state.blocks[0, 13, 8, 69] = block_state("water")
    player = made.state.players[0, 0]
    player["x"], player["y"], player["z"] = np.array([8.5, 70, 8.5])
    return made


def test_kills_are_counted_by_the_game(world: Overworld) -> None:
    goal = Goal(kills=(Kill("cow", 2),))
    world.state.kills[0, 0, mob_index("cow")] = 1
    assert against(world, goal) == "1 of 2 cow were killed"
    world.state.kills[0, 0, mob_index("cow")] = 2
    assert not against(world, goal)


def test_uses_are_counted_by_the_game(world: Overworld) -> None:
    goal = Goal(uses=(Use("stone_axe"),))
    assert "stone_axe" in against(world, goal)
    world.state.used[0, 0, item_index("stone_axe")] = 1
    assert not against(world, goal)


@pytest.mark.parametrize("thing", ["animal", "sheep"])
def test_who_was_to_live_has_to(world: Overworld, thing: str) -> None:
    goal = Goal(bans=(Ban("kill", thing), Ban("use", "furnace")))
    world.state.kills[0, 0, mob_index("zombie")] = 3
    assert not against(world, goal)
    world.state.kills[0, 0, mob_index("sheep")] = 1
    assert "forbids" in against(world, goal)


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (Structure("shelter", "dirt"), ""),
        (Structure("shelter", "dirt", "water"), ""),
        (Structure("shelter", "planks"), "the shelter of planks does not stand around the player"),
        (
            Structure("shelter", "dirt", "tree"),
            "near tree: there is none that lies bare within 12 blocks",
        ),
        (Structure("crafting_table", "planks", "water"), ""),
        (Structure("crafting_table", "planks", "stone"), "the crafting table of planks does not stand near stone"),
    ],
)
def test_buildings_stand_where_they_should(world: Overworld, thing: Structure, reason: str) -> None:
    said = against_building(world, thing)
    assert reason in said
    assert bool(said) == bool(reason)
    assert against(world, Goal(structures=(thing,))) == said


def test_what_was_found_last_is_here(world: Overworld) -> None:
    assert not against(world, Goal(finds=("water",)))
    assert not against(world, Goal(finds=("tree", "water")))
    assert against(world, Goal(finds=("tree",))) == "there is no tree within 16 blocks"
    assert against(world, Goal(finds=("cow",))) == "there is no cow within 16 blocks"
    cow = world.state.entities[0, 0]
    cow["kind"], cow["mob"], cow["health"] = ENTITY_MOB, mob_index("cow"), 10
    cow["x"], cow["y"], cow["z"] = 20.5, 70, 8.5
    assert not against(world, Goal(finds=("cow",)))
    assert against(world, Goal(finds=("sheep",)))
    cow["x"] = 25
    assert against(world, Goal(finds=("cow",)))


def test_one_of_several_that_is_wrong_is_enough(world: Overworld) -> None:
    goal = Goal(structures=(Structure("shelter", "dirt", "water"), Structure("furnace", "cobblestone", "tree")))
    assert "furnace" in against(world, goal)
