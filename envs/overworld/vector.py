"""The Overworld as a Gymnasium vector environment: N worlds stepped by one call, natively."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from envs.overworld.action import ACTION_SPACE, encode
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.world import Overworld


class OverworldVectorEnv(VectorEnv[dict[str, Any], Mapping[str, Any], NDArray[Any]]):
    """N Overworlds with the interface of `OverworldEnv`, every array with a leading axis of N.

    World i of `reset(seed=s)` plays exactly what `OverworldEnv` plays with seed s + i, whatever N is.

    Args:
        num_envs: How many worlds.
        autoreset_mode: Gymnasium's: `NEXT_STEP` (default), `SAME_STEP` or `DISABLED`.
        config: All settings at once; other keyword arguments are fields of `OverworldConfig`.
        render_mode: None or `rgb_array`.
        fields: Fields of `OverworldConfig`.
    """

    def __init__(
        self,
        num_envs: int = 1,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        config: OverworldConfig | None = None,
        render_mode: str | None = None,
        **fields: Any,
    ) -> None:
        self.num_envs = num_envs
        self._mode = AutoresetMode(autoreset_mode)
        self.metadata = {"render_modes": ["rgb_array"], "render_fps": 20, "autoreset_mode": self._mode}
        self.render_mode = render_mode
        self._batch = OverworldBatch(replace(config, **fields) if config else OverworldConfig(**fields), num_envs)
        self.single_observation_space = self._batch.observation_space
        self.single_action_space = ACTION_SPACE
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._done = np.zeros(num_envs, np.bool_)
        self._frames: NDArray[np.uint8] | None = None
        self._begun = False

    @property
    def world(self) -> Overworld:
        """The worlds."""
        return self._batch.world

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin episodes: in all worlds, or in those of the mask `options["reset_mask"]` ((N,) bool)."""
        if isinstance(seed, int):
            seeds: list[int | None] = [seed + w for w in range(self.num_envs)]
        else:
            seeds = list(seed) if seed is not None else [None] * self.num_envs
        options = dict(options or {})
        mask = np.asarray(options.pop("reset_mask", np.ones(self.num_envs, np.bool_)), np.bool_)
        chosen = self._reset(mask, seeds, options)
        self._begun = True
        goals = np.full(self.num_envs, self._batch.goal_text, object)
        return self._observe(), {"seed": chosen, "_seed": mask, "goal": goals, "_goal": mask}

    def change_start(self, changes: Mapping[str, Any]) -> None:
        """Let episodes begin otherwise from now on, those after an automatic reset among them.

        Args:
            changes: Fields of `WorldStart` that replace the present ones; of `site`, also some of its fields alone.

        Raises:
            ValueError: There is no such field, or a value cannot be.
        """
        self._batch.change_start(changes)

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Any], NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Advance every world one tick; worlds that ended are reset as the autoreset mode says."""
        if not self._begun:
            raise gymnasium.error.ResetNeeded("call reset() before step()")
        rows = encode(actions, self.num_envs)
        stale = self._done
        if self._mode == AutoresetMode.DISABLED and stale.any():
            raise gymnasium.error.ResetNeeded(f"worlds {np.flatnonzero(stale).tolist()} have ended; reset them first")
        reward, terminated, truncated, facts = self._batch.step(rows, ~stale)
        self._done = terminated | truncated
        info: dict[str, Any] = {}
        for name, values in facts.items():
            info |= {name: values, f"_{name}": ~stale}
        if stale.any():  # only in NEXT_STEP mode
            self._reset(stale, [None] * self.num_envs, {})
        if self._mode == AutoresetMode.SAME_STEP and self._done.any():
            ended = self._done
            info |= {"final_info": dict(info), "_final_info": ended}
            info |= {"final_obs": self._final(ended), "_final_obs": ended}
            self._reset(ended, [None] * self.num_envs, {})
        return self._observe(), reward, terminated, truncated, info

    def render(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Return the pictures of the last observation, (N, H, W, 3) uint8."""
        return self._frames

    def _reset(self, mask: NDArray[np.bool_], seeds: list[int | None], options: dict[str, Any]) -> NDArray[np.int64]:
        chosen = np.array(self._batch.reset(seeds, mask, options), np.int64)
        self._done = self._done & ~mask
        return chosen

    def _observe(self) -> dict[str, Any]:
        observation = self._batch.observe()
        self._frames = observation.get("rgb")
        return observation

    def _final(self, ended: NDArray[np.bool_]) -> NDArray[np.object_]:
        """Return the last observations of the ended worlds, None elsewhere, as Gymnasium's own vector envs do."""
        observation = self._batch.observe()
        final = np.full(self.num_envs, None, object)
        for w in np.flatnonzero(ended):
            final[w] = _row(observation, int(w))
        return final


def _row(tree: dict[str, Any], w: int) -> dict[str, Any]:
    return {name: _row(value, w) if isinstance(value, dict) else copy(value[w]) for name, value in tree.items()}
