"""Executors for tests: one that digs down for dirt with the keys of a player, one that always fails."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from envs.overworld.gamedata import item_index
from envs.overworld.world import Overworld
from skills.executor import Action, Cause, Executor, Outcome
from skills.record import Kind, Skill

DIRT = item_index("dirt")


class Digger(Executor):
    """Collects dirt by digging straight down; believes to have found whatever it looks for."""

    label = "scripted"

    def __init__(self, world: Overworld, seed: int) -> None:
        self._wanted = 0
        self._kind = Kind.FIND

    def begin(self, skill: Skill, count: int) -> None:
        self._kind = skill.kind
        self._wanted = count

    def act(self, observation: Mapping[str, Any]) -> Action | Outcome:
        slots = observation["inventory"]
        held = int(slots["quantity"][slots["name"] == DIRT].sum())
        if self._kind is Kind.FIND or held >= self._wanted:
            return Outcome(True)
        return {"attack": 1, "camera": np.array([7.3, 0.25])}


class Failer(Executor):
    """Waits a step, and fails."""

    label = "scripted"

    def __init__(self, world: Overworld, seed: int) -> None:
        self._waited = False

    def begin(self, skill: Skill, count: int) -> None:
        self._waited = False

    def act(self, observation: Mapping[str, Any]) -> Action | Outcome:
        if self._waited:
            return Outcome(False, Cause.NOT_FOUND, "nothing like it around here")
        self._waited = True
        return {"forward": 1}


class Claimer(Digger):
    """Does nothing, and says that it is done."""

    def act(self, observation: Mapping[str, Any]) -> Action | Outcome:
        return Outcome(True)


class Crasher(Digger):
    """A digger with a bug that shows after a while."""

    steps = 0

    def act(self, observation: Mapping[str, Any]) -> Action | Outcome:
        self.steps += 1
        if self.steps > 10:
            raise RuntimeError("a bug")
        return super().act(observation)
