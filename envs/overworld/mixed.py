"""Worlds of several settings in one vector environment, for an agent that learns in all of them together."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv


class MixedVectorEnv(VectorEnv[dict[str, Any], Mapping[str, Any], NDArray[Any]]):
    """N Overworlds of K settings in turn, with the interface of `OverworldVectorEnv` in `NEXT_STEP` mode.

    Settings may differ in their tasks and in what they look like. Part k has settings k, and world i is world i // K of
    part i % K: worlds 0, K, 2 K, ... have the first ones. Each part is an `OverworldVectorEnv` that plays what it would
    play alone. Observations have what all parts observe alike. Infos have all that any part tells; of worlds whose part
    does not, a value is 0 and its mask False (`_died` is that of `died`). Parts are stepped one after the other, so
    many worlds of few settings are faster than few of many.

    Args:
        num_envs: How many worlds, at least one for each of the settings.
        configs: Settings.

    Raises:
        UnknownNameError: There is no such task.
        ValueError: There are no settings, or fewer worlds than settings.
    """

    def __init__(self, num_envs: int, configs: Sequence[OverworldConfig]) -> None:
        if not 0 < len(configs) <= num_envs:
            raise ValueError(f"there must be settings, and a world for each: not {num_envs} for {len(configs)}")
        self.num_envs = num_envs
        self._rows = [slice(number, num_envs, len(configs)) for number in range(len(configs))]
        self.parts = [
            OverworldVectorEnv(len(range(num_envs)[rows]), AutoresetMode.NEXT_STEP, config)
            for rows, config in zip(self._rows, configs, strict=True)
        ]
        """The environment of each of the settings, to change its starts alone."""
        self.metadata = self.parts[0].metadata
        common = _common([part.single_observation_space for part in self.parts])
        self._observed = tuple(common)
        self.single_observation_space = common
        self.single_action_space = self.parts[0].single_action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin episodes: in all worlds, or in those of the mask `options["reset_mask"]` ((N,) bool)."""
        if isinstance(seed, int):
            seed = [seed + world for world in range(self.num_envs)]
        seeds: list[int | None] = [None] * self.num_envs if seed is None else seed
        options = dict(options or {})
        mask = np.asarray(options.pop("reset_mask", np.ones(self.num_envs, np.bool_)), np.bool_)
        observations, infos = zip(
            *(
                part.reset(seed=seeds[rows], options=options | {"reset_mask": mask[rows]})
                for rows, part in zip(self._rows, self.parts, strict=True)
            ),
            strict=True,
        )
        return self._observe(observations), self._tell(infos)

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Any], NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Advance every world one tick; those that ended before are reset instead."""
        arrays = {name: np.asarray(values) for name, values in actions.items()}
        observations, *results, infos = zip(
            *(
                part.step({name: values[rows] for name, values in arrays.items()})
                for rows, part in zip(self._rows, self.parts, strict=True)
            ),
            strict=True,
        )
        reward, terminated, truncated = (self._woven(values) for values in results)
        return self._observe(observations), reward, terminated, truncated, self._tell(infos)

    def change_start(self, changes: Mapping[str, Any]) -> None:
        """Let episodes of all parts begin otherwise from now on: see `OverworldVectorEnv.change_start`."""
        for part in self.parts:
            part.change_start(changes)

    def render(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Return the pictures of the last observation, (N, H, W, 3) uint8."""
        pictures = [part.render() for part in self.parts]
        return None if pictures[0] is None else self._woven(pictures)

    def _observe(self, observations: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {name: self._woven([one[name] for one in observations]) for name in self._observed}

    def _tell(self, infos: Sequence[dict[str, Any]]) -> dict[str, Any]:
        told = {name: values.dtype for info in infos for name, values in info.items()}
        return {
            name: self._woven(
                [info.get(name, np.zeros(part.num_envs, dtype)) for info, part in zip(infos, self.parts, strict=True)]
            )
            for name, dtype in told.items()
        }

    def _woven(self, values: Sequence[Any]) -> Any:
        """Return what the parts have, arrays, or dicts or tuples of a row a world, in the order of the worlds."""
        first = values[0]
        if isinstance(first, dict):
            return {name: self._woven([value[name] for value in values]) for name in first}
        if isinstance(first, tuple):
            return tuple(self._woven([np.array(value, object) for value in values]))
        woven = np.empty((self.num_envs, *first.shape[1:]), first.dtype)
        for rows, value in zip(self._rows, values, strict=True):
            woven[rows] = value
        return woven


def _common(parts: Sequence[spaces.Space[Any]]) -> spaces.Dict:
    """Return what is the same in all of these dicts of spaces."""
    first, *others = parts
    assert isinstance(first, spaces.Dict)
    return spaces.Dict(
        {name: space for name, space in first.items() if all(other.get(name) == space for other in others)}  # type: ignore[attr-defined]
    )
