"""What scripts have in common: how they act, and the small change of reading an inventory and turning the gaze."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from envs.overworld.gamedata import item_index
from skills.executor import Action, Observation, Outcome

Acts = Generator[Action, Observation, Outcome]
"""Yields actions, is sent what follows, and returns how it ended."""
PICKAXES = tuple(f"{material}_pickaxe" for material in ("diamond", "iron", "stone", "golden", "wooden"))
"""The best first."""

_DOWN, _TURN = 180.0, 45.0
"""Degrees of pitch after which the gaze is straight below, and of yaw from one place to the next."""
_GAZES = (35.0, 60.0, 20.0)
"""How far above straight down the gaze is where something is put or dug."""
_TURNS = 8


def amount(observation: Mapping[str, Any], item: str) -> int:
    """Return how many of an item the inventory holds."""
    slots = observation["inventory"]
    return int(slots["quantity"][slots["name"] == item_index(item)].sum())


def take(observation: Observation, items: Sequence[str]) -> Action:
    """Return what takes the first of some items that is there into the hand."""
    for item in items:
        slots = np.flatnonzero(observation["inventory"]["name"] == item_index(item))
        if len(slots):
            return {"equip": int(slots[0]) + 1}
    return {}


def turn(pitch: float, yaw: float) -> Action:
    """Return what turns the gaze so many degrees down and to the right."""
    return {"camera": np.array([pitch, yaw], np.float32)}


def look_around() -> Iterator[tuple[Action, ...]]:
    """Yield the turns of the gaze to each of some places: on the ground, on every side, in rings from near to far."""
    for gaze in _GAZES:
        yield turn(_DOWN, 0.0), turn(-gaze, 0.0)
        for _ in range(_TURNS - 1):
            yield (turn(0.0, _TURN),)
