"""The oracle in the real terrain: from a random spawn to a stone pickaxe, skill by skill."""

import numpy as np
import pytest

from envs.overworld.world import Overworld, WorldStart
from skills.graph import skill_graph
from tests.skills.oracle.hand_made import carry_out, count

PLAN = [
    ("find_log", 1),
    ("collect_log", 3),
    ("craft_planks", 12),
    ("craft_crafting_table", 1),
    ("craft_stick", 4),
    ("place_crafting_table", 1),
    ("craft_wooden_pickaxe", 1),
    ("pickup_crafting_table", 1),
    ("find_cobblestone", 1),
    ("collect_cobblestone", 3),
    ("place_crafting_table", 1),
    ("craft_stone_pickaxe", 1),
]


@pytest.mark.parametrize("biome", [None, "forest", "plains"])
@pytest.mark.parametrize("seed", range(3))
def test_a_stone_pickaxe_from_a_random_spawn(biome, seed):
    world = Overworld(1)
    world.reset([seed], [WorldStart(biome=biome)])
    outcomes = [(name, carry_out(world, skill_graph()[name], units)) for name, units in PLAN]
    assert all(outcome.success for _, outcome in outcomes), outcomes
    assert count(world, "stone_pickaxe") == 1
    assert np.all(world.state.players["alive"])
