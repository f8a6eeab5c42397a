"""Plays the behaviours in two worlds, and tells where their numbers differ."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gymnasium

from envs.overworld.action import ACTION_SPACE
from envs.overworld.env import OverworldEnv
from envs.tasks import Task
from lodestone.config import OVERWORLD, WORLDS, choose
from lodestone.venue import SIMULATORS, simulator_worker
from lodestone.worlds.behaviours import BEHAVIOURS, SETTLE, Behaviour, Trace

Env = gymnasium.Env[Any, Any]
MakeEnv = Callable[[Task], Env]
"""Gives the environment of a task."""
_SIZE = (64, 64)


@dataclass(frozen=True)
class Difference:
    """One number in two worlds."""

    behaviour: str
    number: str
    first: float
    second: float
    tolerance: float

    @property
    def is_small(self) -> bool:
        """Whether it is within what may be."""
        return self.first == self.second or abs(self.first - self.second) <= self.tolerance

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, without infinite numbers."""
        numbers = [number if math.isfinite(number) else None for number in (self.first, self.second)]
        told = {"behaviour": self.behaviour, "number": self.number, "values": numbers}
        return told | {"tolerance": self.tolerance, "same": self.is_small}


@dataclass(frozen=True)
class World:
    """One of the two."""

    name: str
    actions: frozenset[str]
    """Canonical actions that can be carried out there."""
    make: MakeEnv


def find_world(name: str, port: int | None) -> World:
    """Return a world.

    Args:
        name: `overworld`, `minedojo` or `minerl`.
        port: Of a running Minecraft, for the latter two.

    Raises:
        ConfigError: There is no such world.
        BackendError: The simulator, or what it needs to start Minecraft, is not here.
    """
    if choose("world", name, WORLDS) == OVERWORLD:
        return World(name, frozenset(ACTION_SPACE), lambda task: OverworldEnv(task=task, image_size=None))
    worker, kind = simulator_worker(name, port), SIMULATORS[name]
    return World(name, frozenset(kind.actions), lambda task: kind(worker, port=port, task=task, image_size=_SIZE))


def shared_behaviours(first: World, second: World) -> list[Behaviour]:
    """Return the behaviours that can be played in both worlds."""
    both = {"", *(first.actions & second.actions)}
    return [behaviour for behaviour in BEHAVIOURS if behaviour.function in both]


def compare(
    first: World, second: World, seeds: Sequence[int], listener: Callable[[str], None] = lambda _: None
) -> list[Difference]:
    """Play every behaviour that both worlds can; return all numbers, medians over the seeds.

    Args:
        first: One world.
        second: The other.
        seeds: Of the episodes.
        listener: Is told what is being played.
    """
    found = []
    for behaviour in shared_behaviours(first, second):
        listener(behaviour.name)
        ours, theirs = (_numbers(behaviour, world.make, seeds) for world in (first, second))
        for name, number in behaviour.numbers.items():
            found.append(Difference(behaviour.name, name, ours[name], theirs[name], number.tolerance))
    return found


def _numbers(behaviour: Behaviour, make: MakeEnv, seeds: Sequence[int]) -> dict[str, float]:
    env = make(behaviour.task)
    traces = [play(behaviour, env, seed) for seed in seeds]
    env.close()
    return {
        name: float(statistics.median(number.read(trace) for trace in traces))
        for name, number in behaviour.numbers.items()
    }


def play(behaviour: Behaviour, env: Env, seed: int) -> Trace:
    """Play a behaviour, after the player has come to rest."""
    observation, _ = env.reset(seed=seed)
    for _ in range(0 if behaviour.kill else SETTLE):
        observation, *_ = env.step({})
    trace, script = Trace([observation]), behaviour.script(observation)
    action = next(script)
    while True:
        observation, _, terminated, truncated, info = env.step(action)
        trace.observations.append(observation)
        if info["success"]:
            trace.won = len(trace.observations) - 1
        try:
            action = script.send(observation)
        except StopIteration:
            return trace
        if terminated or truncated:
            return trace
