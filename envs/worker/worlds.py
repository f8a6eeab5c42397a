"""Worlds of simulators side by side, as something learns in them: each in a process of its own, with its own worker.

The processes are Gymnasium's (`AsyncVectorEnv`): a simulator takes its time, and what is done around it in Python would
add up. They end with ours, however that ends.
"""

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import gymnasium
import numba
from gymnasium import spaces
from gymnasium.vector import AsyncVectorEnv
from numpy.typing import NDArray

from envs.overworld.action import KEYS
from envs.worker.link import WorkerError

LOST = "lost"
"""In the infos of a step: whether the world's simulator was lost in it, and the episode with it."""
_TRIES = 2
"""How often an episode is tried to begin."""


class SimulatorVectorEnv(AsyncVectorEnv):
    """N worlds in `NEXT_STEP` mode that show `rgb` and take keys and the camera.

    An episode whose simulator is lost is truncated there, with the last picture once more; its info says `lost`, and
    the next step begins another one with a new simulator.

    Args:
        world: Gymnasium's id of a single world with the Overworld's observations, actions and infos, after the module
            that registers it, such as `lodestone:lodestone/MineDojo-v0`.
        settings: Keyword arguments of each world.

    Raises:
        gymnasium.error.Error: There is no such world.
        WorkerError: In `reset` and `step`: an episode cannot begin, and trying again did not help, or the process of a
            world has ended.
    """

    def __init__(self, world: str, settings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__([partial(_alone, world, one, os.getpid()) for one in settings], context="spawn")

    def step(  # type: ignore[override] # Gymnasium's own says nothing of the type of actions
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Any], NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Advance every world one tick; those that ended before are reset instead."""
        try:
            return super().step(actions)
        except (EOFError, ConnectionError) as error:
            raise WorkerError("the process of a world has ended: maybe there is too little memory for all") from error

    def close_extras(  # type: ignore[override] # as Gymnasium's own
        self, timeout: float | None = None, terminate: bool = True
    ) -> None:
        """End all processes, whatever they are at."""
        for process in self.processes:
            process.terminate()
        for pipe in self.parent_pipes:
            if pipe is not None:
                pipe.close()
        for process in self.processes:
            process.join()

    def _raise_if_errors(self, successes: list[bool] | tuple[bool]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it prints the error of each process, and then raises the last one
            super()._raise_if_errors(successes)


def single_world(world: str, settings: Mapping[str, Any]) -> gymnasium.Env[Any, Any]:
    """Return one world, here; no simulator is started before its first episode begins."""
    return _Learnt(gymnasium.make(world, disable_env_checker=True, **settings))


def _alone(world: str, settings: Mapping[str, Any], parent: int) -> gymnasium.Env[Any, Any]:
    """Return one world, in a process that has nothing else to do; Gymnasium makes one in the parent, too, to look."""
    if os.getpid() != parent:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, too, and decides
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the world is closed
        threading.Thread(target=_end_with_parent, daemon=True).start()
        numba.set_num_threads(1)
    return single_world(world, settings)


def _end_with_parent() -> None:
    """End this process at once when its parent is gone; the worker's guard ends the simulator."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


class _Learnt(gymnasium.Wrapper[dict[str, Any], dict[str, Any], Any, Any]):
    """Leaves of a world what a policy sees and says, and survives its simulator."""

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        super().__init__(env)
        seen, done = env.observation_space, env.action_space
        assert isinstance(seen, spaces.Dict) and isinstance(done, spaces.Dict)
        self.observation_space = spaces.Dict({"rgb": seen["rgb"]})
        self.action_space = spaces.Dict({name: done[name] for name in (*KEYS, "camera")})
        self._seen: dict[str, Any] = {}

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode, with another simulator if the one that is there does not."""
        for left in reversed(range(_TRIES)):
            try:
                observation, info = self.env.reset(seed=seed, options=options)
                break
            except WorkerError:
                if not left:
                    raise
        return self._shown(observation), info | {LOST: left < _TRIES - 1}

    def step(self, action: dict[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Take an action; the episode is cut off if the simulator is lost."""
        try:
            observation, reward, terminated, truncated, info = self.env.step(action)
        except WorkerError:
            return self._seen, 0.0, False, True, {"success": False, "died": False, LOST: True}
        return self._shown(observation), float(reward), terminated, truncated, info | {LOST: False}

    def _shown(self, observation: dict[str, Any]) -> dict[str, Any]:
        self._seen = {"rgb": observation["rgb"]}
        return self._seen
