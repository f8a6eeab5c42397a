"""An environment of a simulator that runs in a worker process, with the interface of the Overworld."""

import secrets
import string
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.foreign.limits import Limits
from envs.foreign.mirror import Facts, Mirror
from envs.overworld.action import encode
from envs.overworld.batch import GOAL_LENGTH, REWARDS, SEED_BITS, changed_start, next_seed
from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.senses.observe import as_dict, observation_space
from envs.overworld.state import State
from envs.overworld.world import WorldStart
from envs.tasks import Task, get_task
from envs.tasks.contract import ON_SUCCESS, STATIONS, Quantity, Reward
from envs.tasks.tracker import Outcome, Tracker
from envs.worker.link import Link

LARGEST = 2048
"""Pixels along a side of a picture at most."""
BEGIN, STEP = 900.0, 60.0
"""Seconds until a mission has begun (Java starts with the first one), and until a step is made."""
_ONE = np.ones(1, np.bool_)
_CRAFTING = ("craft", "smelt")


@dataclass(frozen=True, kw_only=True)
class ForeignConfig:
    """What an environment shows and how its episodes begin and end; what is not explained is as in `OverworldConfig`.

    Raises:
        ValueError: A kind of reward, size or number that cannot be.
    """

    port: int | None = None
    """Of a running Minecraft, or of `lodestone serve malmo`; None: the simulator starts its own."""
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

    def __post_init__(self) -> None:
        if self.reward not in REWARDS:
            raise ValueError(f"reward must be {' or '.join(REWARDS)}, not {self.reward}")
        if not all(1 <= side <= LARGEST for side in self.image_size):
            raise ValueError(f"image_size must be (height, width) within 1..{LARGEST}, not {self.image_size}")
        if self.max_steps is not None and self.max_steps < 1:
            raise ValueError(f"max_steps must be at least 1, not {self.max_steps}")


class ForeignEnv(gymnasium.Env[dict[str, Any], Mapping[str, Any]], ABC):
    """One world of another simulator. Observation, reward, ends and `info` are those of `OverworldEnv`.

    There are no `voxels` and `rays`. A subclass says in which messages its simulator is told what to do.

    Args:
        link: To the worker.
        is_shared: Whether others use the link, too, so that it stays when this is closed.
        config: All settings.
        render_mode: None or `rgb_array`.

    Raises:
        UnavailableTaskError: A task that the simulator cannot begin or measure.
        UnknownNameError, ValueError: A task, biome, item or number that cannot be.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012 - Gymnasium's own form
    limits: ClassVar[Limits]
    actions: ClassVar[spaces.Dict]
    """The canonical actions that the simulator can carry out."""

    def __init__(self, link: Link, is_shared: bool, config: ForeignConfig, render_mode: str | None) -> None:
        self.link, self._is_shared, self._config = link, is_shared, config
        self.task = get_task(config.task) if isinstance(config.task, str) else config.task
        if self.task:
            self.limits.check_task(self.task)
        given = {"biome": config.biome, "world_seed": config.world_seed}
        start = self.task.start if self.task else config.start
        known = {name: value for name, value in given.items() if value is not None}
        self.start = changed_start(start, known | dict(config.start_changes))
        self.limits.check_start(self.start, "this start")
        self.start_now = self.start
        """How the episode has begun."""
        self.steps = 0
        self.max_steps = config.max_steps or (self.task.max_steps if self.task else None)
        self.mirror = Mirror()
        """What is known of the player, in the form of an Overworld."""
        paid = ON_SUCCESS if config.reward == "success" else None
        self._tracker = _Tracker(self.task, self.mirror, paid) if self.task else None
        self.render_mode = render_mode
        self.action_space = self.actions
        self.observation_space = self._observation_space()
        self._seed = secrets.randbits(SEED_BITS)
        self._frame: NDArray[np.uint8] | None = None

    @property
    def goal_text(self) -> str:
        """The task in plain English (ASCII), with its setting."""
        return self.task.text[:GOAL_LENGTH].encode("ascii", "replace").decode() if self.task else ""

    @abstractmethod
    def opening(self, start: WorldStart, seed: int) -> dict[str, Any]:
        """Return what the worker is told beside the names of items and the port, so that an episode begins."""

    @abstractmethod
    def saying(self, row: np.void) -> dict[str, Any]:
        """Return what the worker is told so that it carries out an ACTION row.

        Raises:
            InvalidActionError: The simulator cannot.
        """

    def completed(self, facts: dict[str, Any]) -> Facts:
        """Return the facts of a tick, with what the simulator does not tell by itself."""
        return facts

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode in a new world. `options` may hold fields of `WorldStart` that replace the configured ones.

        Raises:
            UnavailableTaskError: The simulator cannot begin so.
            WorkerError: It does not begin; another reset starts it anew, a few times in a row at most.
        """
        super().reset(seed=seed)
        self._frame = None
        self._seed = next_seed(self._seed) if seed is None else int(seed)
        start = changed_start(self.start, options or {})
        self.limits.check_start(start, "this start")
        self.start_now = start
        self.link.ready()
        self.steps = 0
        message = {"port": self._config.port, "items": ITEM_NAMES, **self.opening(start, self._seed)}
        facts, arrays = self.link.ask("begin", message, limit=BEGIN)
        self.mirror.begin(self.completed(facts), arrays)
        if self._tracker:
            self._tracker.begin(self.mirror.world.state, _ONE)
        return self._observe(), {"seed": self._seed, "goal": self.goal_text}

    def step(self, action: Mapping[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Take an action.

        Raises:
            InvalidActionError: The action is not in the action space; nothing was done.
            WorkerError: The simulator failed; the next reset starts it anew.
        """
        if self._frame is None:
            raise gymnasium.error.ResetNeeded("call reset() before step()")
        row = encode(action, 1)[0]
        message, deaths = self.saying(row), self.mirror.deaths
        self._frame = None  # unless it goes well, nothing goes on
        facts, arrays = self.link.ask("step", message, limit=STEP)
        self.steps += 1
        self.mirror.tell(self.completed(facts), arrays, any(row[name] for name in _CRAFTING))
        outcome = self._tracker.measure(self.mirror.world.state, _ONE) if self._tracker else _NOTHING
        success, died = bool(outcome.success[0]), self.mirror.deaths > deaths
        terminated = success or (died and not self.start_now.respawn)
        truncated = not terminated and self.max_steps is not None and self.steps >= self.max_steps
        info = {"success": success, "died": died} | {name: float(part[0]) for name, part in outcome.terms.items()}
        return self._observe(), float(outcome.reward[0]), terminated, truncated, info

    def render(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Return the picture of the last observation, (H, W, 3) uint8."""
        return self._frame

    def close(self) -> None:
        """End the simulator, unless the link to it is shared."""
        if not self._is_shared:
            self.link.close()

    def _observe(self) -> dict[str, Any]:
        observation: dict[str, Any] = as_dict(self.mirror.observe(), 0)
        height, width = self._config.image_size
        self._frame = self.link.memory[: height * width * 3].reshape(height, width, 3).copy()
        observation["rgb"] = self._frame
        if self._config.goal_text:
            observation["goal"] = self.goal_text
        return observation

    def _observation_space(self) -> spaces.Dict:
        space = dict(observation_space().spaces)
        space["rgb"] = spaces.Box(0, 255, (*self._config.image_size, 3), np.uint8)
        if self._config.goal_text:
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
