"""MineDojo's real simulator as a Gymnasium environment with the interface of the Overworld.

The `minedojo` package runs in an environment of its own, in a worker process; behind it is Minecraft, or whatever else
listens at `port`. docs/minedojo.md says what is the same as in the Overworld, and what is not.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from envs.foreign.env import LARGEST, ForeignConfig, ForeignEnv
from envs.malmo.stats import KILL_STATISTICS
from envs.minedojo.beginning import LIMITS, commands, settings
from envs.minedojo.raw import RAW_ACTION_SPACE, is_slow, to_raw
from envs.overworld.gamedata import MOB_NAMES
from envs.overworld.world import WorldStart
from envs.worker.link import Link, WorkerConfig

_SCRIPT = Path(__file__).with_name("simulator.py")
_STATISTICS = [KILL_STATISTICS.get(mob, mob) for mob in MOB_NAMES]


@dataclass(frozen=True, kw_only=True)
class MineDojoConfig(ForeignConfig):
    """What an environment of MineDojo shows and how its episodes begin and end; raises as `ForeignConfig`."""

    lag: int = 2
    """Ticks without an action after one that takes no key (craft, smelt, equip, place, destroy, drop, hotbar): its
    effect comes so late. MineDojo's own wrapper waits for two."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lag < 0:
            raise ValueError(f"lag must be at least 0, not {self.lag}")


class MineDojoEnv(ForeignEnv):
    """One world of MineDojo's simulator. Keyword arguments are the fields of `MineDojoConfig`, or `config` holds all.

    Observation, action, reward, ends and `info` are those of `OverworldEnv`; without `voxels` and `rays`, since
    MineDojo's names do not tell all blocks apart, and without slots to swap. A step takes one tick, or those of the lag
    besides if its action takes no key.

    Args:
        worker: Where MineDojo runs: its interpreter, or a link to share with other environments, one after the other,
            which stays when this one is closed.
        config: All settings at once.
        render_mode: None or `rgb_array`.
        fields: Fields of `MineDojoConfig`.

    Raises:
        UnavailableTaskError: A task that MineDojo cannot begin or measure.
        UnknownNameError, ValueError: A task, biome, item or number that cannot be.
    """

    limits = LIMITS
    actions = RAW_ACTION_SPACE

    def __init__(
        self,
        worker: Path | Link,
        config: MineDojoConfig | None = None,
        render_mode: str | None = None,
        **fields: Any,
    ) -> None:
        self.config = replace(config, **fields) if config else MineDojoConfig(**fields)
        link = worker if isinstance(worker, Link) else Link(self.worker_config(worker))
        super().__init__(link, isinstance(worker, Link), self.config, render_mode)

    @staticmethod
    def worker_config(python: Path) -> WorkerConfig:
        """Return the worker that runs MineDojo's simulator, in MineDojo's own interpreter."""
        return WorkerConfig(name="MineDojo", python=python, script=_SCRIPT, memory=LARGEST * LARGEST * 3)

    def opening(self, start: WorldStart, seed: int) -> dict[str, Any]:
        """Return settings of MineDojoSim, and commands."""
        return {
            "settings": settings(start, seed, self.config.image_size),
            "commands": commands(start, seed),
            "mobs": _STATISTICS,
            "lag": self.config.lag,
        }

    def saying(self, row: np.void) -> dict[str, Any]:
        """Return the raw action, and the ticks that it needs besides."""
        return {"action": to_raw(row, self.mirror.slots), "lag": self.config.lag if is_slow(row) else 0}
