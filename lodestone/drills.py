"""Tasks of the suite `skills`, played one at a time: no plan, one thing to do. Skills are demonstrated so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agents.vpt.actions import rounded
from envs.overworld.action import ACTION, encode
from envs.overworld.world import Overworld
from envs.tasks import Task, get_task
from envs.tasks.skills import SUITE
from lodestone.config import EpisodeConfig
from lodestone.interrupt import Interrupt
from lodestone.venue import make_env, step_limit
from skills.executor import Action, Observation, Outcome


class TaskPlayer(Protocol):
    """Who plays."""

    def begin_task(self, task: Task, limit: int) -> None:
        """Start on a task, for `limit` steps at most."""

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or that it is over in the player's view."""


@dataclass(frozen=True)
class Played:
    """An episode without pictures."""

    success: bool
    """Of a task, as the task says, not the player."""
    reason: str
    biome: str | None
    actions: NDArray[np.void]
    """(steps,) ACTION rows, as the heads of VPT's policy can say them."""


def is_drill(config: EpisodeConfig) -> bool:
    """Tell whether a configuration asks for a task of the suite `skills`, and for no order of its own."""
    return config.task is not None and config.task.startswith(f"{SUITE}/") and not config.order


def run_drill(config: EpisodeConfig, make_player: Callable[[Overworld, int], TaskPlayer]) -> Played:
    """Play a task until it is done, failed or out of time.

    Args:
        config: Which task, in which world.
        make_player: Gives who plays world 0, from the worlds and a seed.

    Raises:
        UnknownNameError: There is no such task or biome.
        KeyboardInterrupt: It was interrupted.
    """
    task, rows = get_task(config.task or ""), list[NDArray[np.void]]()
    env = make_env(config, pictures=False)
    observation, _ = env.reset(seed=config.seed)
    player = make_player(env.world, config.seed)
    player.begin_task(task, step_limit(config))
    success, reason = False, ""
    with Interrupt() as interrupt:
        while not (success or reason):
            if interrupt.requested:
                raise KeyboardInterrupt
            decision = player.act(observation)
            if isinstance(decision, Outcome):
                reason = decision.detail or "given up as done"
                continue
            action = rounded(decision)
            rows.append(encode(action, 1))
            observation, _, terminated, truncated, info = env.step(action)
            success = bool(info["success"])
            if not success and (terminated or truncated):
                reason = "the player died" if terminated else f"no success within {len(rows)} steps"
    actions = np.concatenate(rows) if rows else np.zeros(0, ACTION)
    biome = config.biome or task.start.biome_for(config.seed)
    return Played(success, reason or "the task is done", biome, actions)
