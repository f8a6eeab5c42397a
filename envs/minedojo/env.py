"""MineDojo's real simulator as a Gymnasium environment with the interface of the Overworld.

The `minedojo` package runs in an environment of its own, in a worker process; behind it is Minecraft, or whatever else
listens at `port`. docs/minedojo.md says what is the same as in the Overworld, and what is not.
"""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.malmo.stats import KILL_STATISTICS
from envs.minedojo.beginning import check_start, check_task, commands, settings
from envs.minedojo.mirror import Mirror
from envs.minedojo.raw import RAW_ACTION_SPACE, is_slow, to_raw
from envs.overworld.action import encode
from envs.overworld.batch import GOAL_LENGTH, REWARDS, SEED_BITS, changed_start, next_seed
from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES
from envs.overworld.senses.observe import as_dict, observation_space
from envs.overworld.state import State
from envs.overworld.world import WorldStart
from envs.tasks import Task, get_task
from envs.tasks.contract import ON_SUCCESS, STATIONS, Quantity, Reward
from envs.tasks.tracker import Outcome, Tracker
from envs.worker.link import Link, WorkerConfig

_SCRIPT = Path(__file__).with_name("simulator.py")
_LARGEST = 2048
_BEGIN, _START, _STEP = 900.0, 120.0, 60.0
"""Seconds until a mission has begun (Java starts with the first one), the worker, and a step is made."""
_ONE = np.ones(1, np.bool_)
_STATISTICS = [KILL_STATISTICS.get(mob, mob) for mob in MOB_NAMES]
_CRAFTING = ("craft", "smelt")


@dataclass(frozen=True, kw_only=True)
class MineDojoConfig:
    """What an environment shows and how its episodes begin and end; what is not explained is as in `OverworldConfig`.

    Raises:
        ValueError: A kind of reward, size or number that cannot be.
    """

    port: int | None = None
    """Of a running Minecraft with Malmo's mod, or of `lodestone serve malmo`; None: MineDojo starts its own."""
    task: str | Task | None = None
    reward: str = "task"
    start: WorldStart = field(default_factory=WorldStart)
    biome: str | None = None
    world_seed: int | None = None
    start_changes: Mapping[str, Any] = field(default_factory=dict)
    image_size: tuple[int, int] = (160, 256)
    """(height, width) of `rgb` in pixels."""
    max_steps: int | None = None
    goal_text: bool = False
    lag: int = 2
    """Ticks without an action after one that takes no key (craft, smelt, equip, place, destroy, drop, hotbar): its
    effect comes so late. MineDojo's own wrapper waits for two."""

    def __post_init__(self) -> None:
        if self.reward not in REWARDS:
            raise ValueError(f"reward must be {' or '.join(REWARDS)}, not {self.reward}")
        if not all(1 <= side <= _LARGEST for side in self.image_size):
            raise ValueError(f"image_size must be (height, width) within 1..{_LARGEST}, not {self.image_size}")
        if self.max_steps is not None and self.max_steps < 1:
            raise ValueError(f"max_steps must be at least 1, not {self.max_steps}")
        if self.lag < 0:
            raise ValueError(f"lag must be at least 0, not {self.lag}")


def worker_config(python: Path) -> WorkerConfig:
    """Return the worker that runs MineDojo's simulator, in MineDojo's own interpreter."""
    size = _LARGEST * _LARGEST * 3
    return WorkerConfig(name="MineDojo", python=python, script=_SCRIPT, memory=size, start_limit=_START)


class MineDojoEnv(gymnasium.Env[dict[str, Any], Mapping[str, Any]]):
    """One world of MineDojo's simulator. Keyword arguments are the fields of `MineDojoConfig`, or `config` holds all.

    Observation, action, reward, ends and `info` are those of `OverworldEnv`; without `voxels` and `rays`, since
    MineDojo's names do not tell all blocks apart, and without slots to swap.

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

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012 - Gymnasium's own form

    def __init__(
        self,
        worker: Path | Link,
        config: MineDojoConfig | None = None,
        render_mode: str | None = None,
        **fields: Any,
    ) -> None:
        self.config = config = replace(config, **fields) if config else MineDojoConfig(**fields)
        self.task = get_task(config.task) if isinstance(config.task, str) else config.task
        if self.task:
            check_task(self.task)
        given = {"biome": config.biome, "world_seed": config.world_seed}
        start = self.task.start if self.task else config.start
        known = {name: value for name, value in given.items() if value is not None}
        self.start = changed_start(start, known | dict(config.start_changes))
        check_start(self.start, "this start")
        self.max_steps = config.max_steps or (self.task.max_steps if self.task else None)
        self.link = worker if isinstance(worker, Link) else Link(worker_config(worker))
        self._is_shared = isinstance(worker, Link)
        self.mirror = Mirror()
        """What is known of the player, in the form of an Overworld."""
        paid = ON_SUCCESS if config.reward == "success" else None
        self._tracker = _Tracker(self.task, self.mirror, paid) if self.task else None
        self.render_mode = render_mode
        self.action_space = RAW_ACTION_SPACE
        self.observation_space = self._observation_space()
        self._seed = secrets.randbits(SEED_BITS)
        self._frame: NDArray[np.uint8] | None = None

    @property
    def goal_text(self) -> str:
        """The task in plain English (ASCII), with its setting."""
        return self.task.text[:GOAL_LENGTH].encode("ascii", "replace").decode() if self.task else ""

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode in a new world. `options` may hold fields of `WorldStart` that replace the configured ones.

        Raises:
            WorkerError: MineDojo does not begin; another reset starts it anew, a few times in a row at most.
        """
        super().reset(seed=seed)
        self._frame = None
        self._seed = next_seed(self._seed) if seed is None else int(seed)
        start = changed_start(self.start, options or {})
        check_start(start, "this start")
        self._respawn = start.respawn
        self.link.ready()
        told = self.link.ask(
            "begin",
            {
                "port": self.config.port,
                "settings": settings(start, self._seed, self.config.image_size),
                "commands": commands(start, self._seed),
                "items": ITEM_NAMES,
                "mobs": _STATISTICS,
                "lag": self.config.lag,
            },
            limit=_BEGIN,
        )
        self.mirror.begin(*told)
        if self._tracker:
            self._tracker.begin(self.mirror.world.state, _ONE)
        self.steps = 0
        return self._observe(), {"seed": self._seed, "goal": self.goal_text}

    def step(self, action: Mapping[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Take an action: one tick, or those of the lag besides if it is one that takes no key.

        Raises:
            InvalidActionError: The action is not in the action space; nothing was done.
            WorkerError: MineDojo failed; the next reset starts it anew.
        """
        if self._frame is None:
            raise gymnasium.error.ResetNeeded("call reset() before step()")
        row = encode(action, 1)[0]
        raw = to_raw(row, self.mirror.slots)
        lag, deaths = self.config.lag if is_slow(row) else 0, self.mirror.deaths
        self._frame = None  # unless it goes well, nothing goes on
        facts, arrays = self.link.ask("step", {"action": raw, "lag": lag}, limit=_STEP)
        self.mirror.tell(facts, arrays, any(row[name] for name in _CRAFTING))
        self.steps += 1
        outcome = self._tracker.measure(self.mirror.world.state, _ONE) if self._tracker else _NOTHING
        success, died = bool(outcome.success[0]), self.mirror.deaths > deaths
        terminated = success or (died and not self._respawn)
        truncated = not terminated and self.max_steps is not None and self.steps >= self.max_steps
        info = {"success": success, "died": died} | {name: float(part[0]) for name, part in outcome.terms.items()}
        return self._observe(), float(outcome.reward[0]), terminated, truncated, info

    def render(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Return the picture of the last observation, (H, W, 3) uint8."""
        return self._frame

    def close(self) -> None:
        """End MineDojo, unless the link to it is shared."""
        if not self._is_shared:
            self.link.close()

    def _observe(self) -> dict[str, Any]:
        observation: dict[str, Any] = as_dict(self.mirror.observe(), 0)
        height, width = self.config.image_size
        self._frame = self.link.memory[: height * width * 3].reshape(height, width, 3).copy()
        observation["rgb"] = self._frame
        if self.config.goal_text:
            observation["goal"] = self.goal_text
        return observation

    def _observation_space(self) -> spaces.Dict:
        space = dict(observation_space().spaces)
        space["rgb"] = spaces.Box(0, 255, (*self.config.image_size, 3), np.uint8)
        if self.config.goal_text:
            space["goal"] = spaces.Text(GOAL_LENGTH, min_length=0, charset=string.printable)
        return spaces.Dict(space)


_NOTHING = Outcome(np.zeros(1), np.zeros(1, np.bool_), {})


class _Tracker(Tracker):
    """Measures a task in a mirror: there are no blocks, but it is told which stations are nearby."""

    def __init__(self, task: Task, mirror: Mirror, reward: Reward | None) -> None:
        super().__init__(task, 1, reward)
        self._mirror = mirror
        stations = [measure.name if measure.of is Quantity.NEARBY else "" for measure in task.measures]
        self._near = {column: STATIONS.index(name) for column, name in enumerate(stations) if name}

    def read(self, state: State, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the (1, K) numbers."""
        numbers = super().read(state, chosen)
        for column, station in self._near.items():
            numbers[0, column] = self._mirror.stations[station]
        return numbers
