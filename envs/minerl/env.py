"""MineRL 1.0, which VPT was trained in, as a Gymnasium environment with the interface of the Overworld.

MineStudio, which carries it, runs in an environment of its own, in a worker process; behind it is Minecraft 1.16.5, or
whatever else listens at `port`. docs/minerl.md says what is the same as in the Overworld, and what is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from envs.foreign.env import LARGEST, ForeignConfig, ForeignEnv
from envs.foreign.mirror import Facts
from envs.malmo.modern import MOBS, STACKS
from envs.minerl.beginning import LIMITS, commands, mission
from envs.minerl.raw import KEY_ACTION_SPACE, to_keys
from envs.overworld.blocks.daylight import DAY, sun_brightness
from envs.overworld.gamedata import biome_id
from envs.overworld.world import WorldStart
from envs.worker.link import Link, WorkerConfig

_SCRIPT = Path(__file__).with_name("simulator.py")
_LAG = 1
"""Ticks after the commands of a beginning, until the last of them shows."""
_TIME_SINCE = 1 + _LAG
"""Ticks from the command that sets the time to the first observation."""
_UNKNOWN_BIOME = biome_id("the_void")


@dataclass(frozen=True, kw_only=True)
class MineRLConfig(ForeignConfig):
    """What an environment of MineRL shows and how its episodes begin and end; raises as `ForeignConfig`."""

    image_size: tuple[int, int] = (360, 640)
    """(height, width) of `rgb` in pixels. Another size is made from the game's 360x640 as VPT's agent makes its own."""


class MineRLEnv(ForeignEnv):
    """One world of MineRL. Keyword arguments are the fields of `MineRLConfig`, or `config` holds all.

    Observation, reward, ends and `info` are those of `OverworldEnv`, as far as they are told; actions are keys and the
    camera. `info` says besides whether a screen is open (`is_gui_open`), where the camera moves the cursor.

    Args:
        worker: Where MineRL runs: MineStudio's interpreter, or a link to share with other environments, one after the
            other, which stays when this one is closed.
        config: All settings at once.
        render_mode: None or `rgb_array`.
        fields: Fields of `MineRLConfig`.

    Raises:
        UnavailableTaskError: A task that MineRL cannot begin or measure.
        UnknownNameError, ValueError: A task, biome, item or number that cannot be.
    """

    limits = LIMITS
    actions = KEY_ACTION_SPACE

    def __init__(
        self,
        worker: Path | Link,
        config: MineRLConfig | None = None,
        render_mode: str | None = None,
        **fields: Any,
    ) -> None:
        self.config = replace(config, **fields) if config else MineRLConfig(**fields)
        link = worker if isinstance(worker, Link) else Link(self.worker_config(worker))
        super().__init__(link, isinstance(worker, Link), self.config, render_mode)

    @staticmethod
    def worker_config(python: Path) -> WorkerConfig:
        """Return the worker that runs MineRL, in MineStudio's own interpreter."""
        return WorkerConfig(name="MineRL", python=python, script=_SCRIPT, memory=LARGEST * LARGEST * 3)

    def opening(self, start: WorldStart, seed: int) -> dict[str, Any]:
        """Return the mission, and commands."""
        return mission(start, seed) | {
            "commands": commands(start, seed),
            "size": self.config.image_size,
            "stacks": STACKS,
            "mobs": list(MOBS.values()),
            "lag": _LAG,
        }

    def saying(self, row: np.void) -> dict[str, Any]:
        """Return the keys."""
        return {"action": to_keys(row)}

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode in a new world, as `ForeignEnv.reset`."""
        observation, info = super().reset(seed=seed, options=options)
        return observation, info | {"is_gui_open": self._is_gui_open}

    def step(self, action: Mapping[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Take an action for one tick, as `ForeignEnv.step`."""
        observation, reward, terminated, truncated, info = super().step(action)
        return observation, reward, terminated, truncated, info | {"is_gui_open": self._is_gui_open}

    def completed(self, facts: dict[str, Any]) -> Facts:
        """Add what MineRL does not tell: the time, which has been counted; nothing of biome, stations and damage."""
        self._is_gui_open = facts["is_gui_open"]
        passed = _TIME_SINCE + self.steps if self.start_now.daylight_cycle else 0
        time = (self.start_now.start_time + passed) % DAY
        return facts | {
            "deaths": max(facts["deaths"], facts["dead"]),
            "world_time": time,
            "sky_light_level": float(sun_brightness(time, float(facts["is_raining"]), 0.0)),
        } | _UNTOLD  # fmt: skip


_UNTOLD: dict[str, Any] = {
    "biome_id": _UNKNOWN_BIOME,
    "is_sleeping": False,
    "nearby_crafting_table": False,
    "nearby_furnace": False,
    "damage": {},
}
