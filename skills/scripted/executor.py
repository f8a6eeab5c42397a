"""The executor of what needs no learning: functional actions, decided by the inventory and the stations in view."""

from collections.abc import Generator, Mapping
from typing import Any, Literal

import numpy as np

from envs.overworld.gamedata import item_index
from skills.executor import Action, Cause, Executor, Observation, Outcome
from skills.record import Kind, Skill, item_name

_NEARBY = {"crafting_table": "table", "furnace": "furnace"}
_DOWN, _TURN = 10.0, 45.0
"""Degrees of pitch in one tick, and of yaw from one place to the next."""
_GAZES = (35.0, 60.0, 20.0)
"""How far above straight down the gaze is where a station is put."""
_TURNS = 8
_TICKS_DOWN = 18

_Acts = Generator[Action, Observation, Outcome]
"""Yields actions, is sent what follows, and returns how it ended."""


class ScriptedExecutor(Executor):
    """Crafts, smelts and places stations in one world."""

    label: Literal["oracle", "learned", "scripted"] = "scripted"

    def __init__(self) -> None:
        self._acts: _Acts | None = None

    def knows(self, skill: Skill) -> bool:
        """Return whether it can carry a skill out."""
        return skill.kind in (Kind.CRAFT, Kind.SMELT, Kind.PLACE)

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: It is neither crafting, nor smelting, nor placing a station.
        """
        if not self.knows(skill):
            raise KeyError(f"no script carries out the skill '{skill.name}'")
        self._acts = _place(skill) if skill.kind is Kind.PLACE else _make(skill, count)
        self._begun = False
        self._steps_left = skill.limit(count)

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended."""
        if self._acts is None:
            raise RuntimeError("no skill was begun")
        if self._steps_left <= 0:
            return self._end(Outcome(False, Cause.TIMEOUT, "its step limit ran out"))
        self._steps_left -= 1
        try:
            if not self._begun:
                next(self._acts)
                self._begun = True
            return self._acts.send(observation)
        except StopIteration as end:
            return self._end(end.value)

    def _end(self, outcome: Outcome) -> Outcome:
        self._acts = None
        return outcome


def _make(skill: Skill, count: int) -> _Acts:
    """Craft or smelt until there are `count` more."""
    variant = skill.variants[0]
    item = item_name(variant.item)
    observation = yield {}
    goal = _count(observation, item) + count
    while (have := _count(observation, item)) < goal:
        for station in variant.nearby:
            if not observation["nearby_tools"][_NEARBY[station]][0]:
                return Outcome(False, Cause.NO_STATION, f"no {station} is near and in view")
        observation = yield {skill.kind.value: item_index(item)}
        if _count(observation, item) <= have:
            return Outcome(False, Cause.NO_MATERIALS, f"the ingredients of {item} are not there")
    return Outcome(True)


def _place(skill: Skill) -> _Acts:
    """Look at the ground here and there, and put a station on it."""
    station = skill.item
    observation = yield {}
    for gaze in _GAZES:
        for _ in range(_TICKS_DOWN):
            observation = yield {"camera": _camera(_DOWN, 0.0)}
        observation = yield {"camera": _camera(-gaze, 0.0)}
        for _ in range(_TURNS):
            if observation["nearby_tools"][_NEARBY[station]][0]:
                return Outcome(True)
            slot = np.flatnonzero(observation["inventory"]["name"] == item_index(station))
            if not len(slot):
                return Outcome(False, Cause.NO_MATERIALS, f"no {station} to place")
            observation = yield {"place": int(slot[0]) + 1}
            if observation["nearby_tools"][_NEARBY[station]][0]:
                return Outcome(True)
            observation = yield {"camera": _camera(0.0, _TURN)}
    return Outcome(False, Cause.BLOCKED, f"no place for a {station}")


def _camera(pitch: float, yaw: float) -> Any:
    return np.array([pitch, yaw], np.float32)


def _count(observation: Mapping[str, Any], item: str) -> int:
    slots = observation["inventory"]
    return int(slots["quantity"][slots["name"] == item_index(item)].sum())
