"""MineDojo's vocabularies as arrays by number: items with spaces, blocks and entities as the game names them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from envs.malmo.names import BLOCKS as _BLOCKS
from envs.malmo.names import ENTITIES as _ENTITIES
from envs.malmo.names import HARVEST_LEVELS as _HARVEST_LEVELS
from envs.malmo.names import NO_ENTITY
from envs.malmo.stats import KILL_STATISTICS
from envs.overworld.gamedata import ITEM_NAMES, mob_index

ALL_ITEMS: tuple[str, ...] = tuple(sorted(ITEM_NAMES))
"""All 392 items in alphabetical order, which is MineDojo's."""
SPACED: NDArray[np.str_] = np.array([name.replace("_", " ") for name in ITEM_NAMES])
"""Names of items as observations have them, by item index."""
_MOB_OF_STATISTIC = {statistic: mob for mob, statistic in KILL_STATISTICS.items()}


def _by_number(names: Mapping[int, str], other: str) -> NDArray[np.str_]:
    return np.array([names.get(number, other) for number in range(max(names) + 1)])


BLOCKS = _by_number(_BLOCKS, _BLOCKS[0])
"""Names of blocks, by numeric id."""
ENTITY_CLASSES: dict[str, str] = {name.removeprefix("Entity").lower(): name for name in _ENTITIES.values()}
"""The game's classes by the names that observations have."""
ENTITIES = _by_number(dict(zip(_ENTITIES, ENTITY_CLASSES, strict=True)), NO_ENTITY)
"""Names of entities, by the number of the ray sense."""
HARVEST_LEVELS: NDArray[np.int64] = np.array([_HARVEST_LEVELS.get(number, -1) for number in range(len(BLOCKS))])
"""Tiers of tools that blocks ask for, by numeric id; -1 is none."""


def killed_row(name: str) -> int:
    """Return the row of `State.kills` of a mob, by its own name or that of its statistic.

    Raises:
        UnknownNameError: The Overworld has no such mob.
    """
    return mob_index(_MOB_OF_STATISTIC.get(name, name))
