"""Whether what should stand in a world stands there, by its blocks, whatever anybody claims to have built."""

import math

import numpy as np

from envs.overworld.gamedata import BLOCK_NAMES, block_id, mob_index
from envs.overworld.rules import SOLID
from envs.overworld.senses.shelter import is_shut_in
from envs.overworld.state import ENTITY_MOB, HEIGHT, MASK
from envs.overworld.world import Overworld

NEAR = 12
"""Blocks within which something is near: a walk of three seconds."""
_PLACES = {"water": ("water", "flowing_water"), "tree": ("log", "log2"), "stone": ("stone",)}
"""What is to be seen of a place that people name (`planner.conditions.spot`)."""
_FACES = ((1, 0), (1, 1), (1, 2), (-1, 0), (-1, 1), (-1, 2))


def is_sheltered(overworld: Overworld, material: str, world: int = 0) -> bool:
    """Tell whether player 0 of a world stands in a closed room whose walls and roof are of a material.

    Args:
        overworld: The worlds.
        material: Block name, such as `planks`.
        world: Which of them.
    """
    return bool(is_shut_in(overworld.state, overworld.rules, world, 0, block_id(material)))


def is_near(overworld: Overworld, place: str, within: int = NEAR, world: int = 0) -> bool:
    """Tell whether a place begins near player 0's feet, in a straight line.

    Only what lies bare counts, a block with a face that no solid block covers: under any meadow there is stone.

    Args:
        overworld: The worlds.
        place: `water`, `tree` or `stone`.
        within: Blocks.
        world: Which of them.
    """
    player = overworld.state.players[world, 0]
    x, y, z = math.floor(player["x"]), math.floor(player["y"] + 0.5), math.floor(player["z"])
    reach = np.arange(-within - 1, within + 2)  # and one more, to tell what is bare
    heights = np.clip(y + reach, 0, HEIGHT - 1)
    around = overworld.state.blocks[world][np.ix_((x + reach) & MASK, (z + reach) & MASK, heights)]
    wanted = np.isin(around >> 4, [number for number, name in BLOCK_NAMES.items() if name in _PLACES[place]])
    is_open = (overworld.rules.blocks["flags"][around] & SOLID) == 0
    bare = np.any([np.roll(is_open, step, axis) for step, axis in _FACES], axis=0)
    distance = np.sqrt(sum(np.square(axis) for axis in np.meshgrid(reach, reach, reach, indexing="ij")))
    return bool(np.any(wanted & bare & (distance <= within)))


def is_mob_near(overworld: Overworld, mob: str, within: int, world: int = 0) -> bool:
    """Tell whether a mob of a sort lives within so many blocks of player 0, in a straight line."""
    state = overworld.state
    player, entities = state.players[world, 0], state.entities[world]
    mobs = entities[(entities["kind"] == ENTITY_MOB) & (entities["mob"] == mob_index(mob)) & (entities["health"] > 0)]
    return any(math.dist([player[axis] for axis in "xyz"], [row[axis] for axis in "xyz"]) <= within for row in mobs)
