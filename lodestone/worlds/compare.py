"""Plays the behaviours in two worlds, and tells where their numbers differ."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gymnasium

from envs.minedojo.env import MineDojoEnv
from envs.overworld.env import OverworldEnv
from envs.tasks import Task
from lodestone.config import MINEDOJO, OVERWORLD, choose
from lodestone.venue import simulator_worker
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


def world_maker(name: str, port: int | None) -> MakeEnv:
    """Return what makes the environments of a world.

    Args:
        name: `overworld` or `minedojo`; MineRL cannot craft and place, which most of the behaviours do.
        port: Of a running Minecraft, for MineDojo.

    Raises:
        ConfigError: There is no such world.
        BackendError: MineDojo, or what it needs to start Minecraft, is not here.
    """
    if choose("world", name, (OVERWORLD, MINEDOJO)) == MINEDOJO:
        worker = simulator_worker(MINEDOJO, port)
        return lambda task: MineDojoEnv(worker, port=port, task=task, image_size=_SIZE)
    return lambda task: OverworldEnv(task=task, image_size=None)


def compare(
    first: MakeEnv, second: MakeEnv, seeds: Sequence[int], listener: Callable[[str], None] = lambda _: None
) -> list[Difference]:
    """Play every behaviour in both worlds; return all numbers, medians over the seeds.

    Args:
        first: Makes environments of one world.
        second: Makes those of the other.
        seeds: Of the episodes.
        listener: Is told what is being played.
    """
    found = []
    for behaviour in BEHAVIOURS:
        listener(behaviour.name)
        ours, theirs = (_numbers(behaviour, make, seeds) for make in (first, second))
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
