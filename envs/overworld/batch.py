"""N Overworlds with senses, reward and episode ends: what both Gymnasium environments are made of."""

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.action import ACTION, ITEM_ACTIONS, SLOT_ACTIONS
from envs.overworld.render import Renderer
from envs.overworld.senses.observe import as_dict, observation_space
from envs.overworld.senses.sensors import VoxelBounds, ray_dtype, sense_rays, sense_voxels, sensor_space, voxel_dtype
from envs.overworld.sites.site import StartSite
from envs.overworld.world import Overworld, WorldStart
from envs.tasks import Task, get_task
from envs.tasks.contract import ON_SUCCESS
from envs.tasks.tracker import Outcome, Tracker

REWARDS = ("task", "success")
"""What steps pay: what the task says, or nothing but 1 at success."""
GOAL_LENGTH = 400
"""Most characters of the goal's text."""
SEED_BITS = 31
_LAG = 2
_SLOW_ACTIONS = ("drop", *ITEM_ACTIONS, *SLOT_ACTIONS)


@dataclass(frozen=True, kw_only=True)
class OverworldConfig:
    """What an Overworld environment shows and how its episodes begin and end.

    Raises:
        UnknownNameError, ValueError: A task, biome, item, size or number that cannot be.
    """

    task: str | Task | None = None
    """Task id such as `plan4mc/craft_stick`; its start, reward, success and limit. None: an endless world."""
    reward: str = "task"
    """`task`: what the task says (MineDojo's tasks pay as MineDojo's classes do); `success`: 1 at success alone."""
    upstream_faults: bool = False
    """Brings back what is mended of MineDojo's behaviour (docs/tasks.md lists it)."""
    start: WorldStart = field(default_factory=WorldStart)
    """How episodes begin, unless a task says otherwise."""
    biome: str | None = None
    """Shorthand for `start.biome`."""
    world_seed: int | None = None
    """Shorthand for `start.world_seed`."""
    start_changes: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `WorldStart` that replace those of the task or of `start`, such as `{"difficulty": "hard"}`; of its
    site also some of the fields, such as `{"site": {"high": 6}}`."""
    image_size: tuple[int, int] | int | None = (160, 256)
    """(height, width) of `rgb` in pixels, an int for a square, None for no picture at all."""
    hud: bool = True
    """Whether the picture shows hotbar, hearts, hunger, hand and crosshair."""
    texture_seed: int = 0
    """Seed of the procedural textures."""
    resource_pack: str | Path | None = None
    """Folder or zip in Minecraft's layout that replaces textures."""
    exact_pictures: bool = False
    """Whether every pixel has a ray of its own, instead of what rays beside it see; about twice as slow."""
    voxels: VoxelBounds | bool | None = None
    """Adds `voxels` to the observation. None: if the task says so; False: never; True: MineDojo's 3 x 3 x 3."""
    rays: Sequence[tuple[float, float, float]] | None = None
    """Adds `rays` to the observation: (pitch, yaw) off the gaze in radians, longest distance in blocks."""
    max_steps: int | None = None
    """Truncates episodes; overrides the task's own limit."""
    goal_text: bool = False
    """Adds `goal` to the observation: the task in plain English, "" without a task."""

    def __post_init__(self) -> None:
        if self.reward not in REWARDS:
            raise ValueError(f"reward must be {' or '.join(REWARDS)}, not {self.reward}")


class OverworldBatch:
    """Steps N worlds and tells what happened; no Python loop over worlds in a step."""

    def __init__(self, config: OverworldConfig, num_worlds: int) -> None:
        self.config = config
        self.task = get_task(config.task) if isinstance(config.task, str) else config.task
        shorthands = {"biome": config.biome, "world_seed": config.world_seed}
        if config.upstream_faults:
            shorthands["respawn"] = True
        given = {name: value for name, value in shorthands.items() if value is not None}
        start = self.task.start if self.task else config.start
        self.start = changed_start(start, given | dict(config.start_changes))
        limit = config.max_steps if config.max_steps is not None else self.task.max_steps if self.task else None
        if limit is not None and limit < 1:
            raise ValueError(f"max_steps must be at least 1, not {limit}")
        self.max_steps = limit
        self.world = Overworld(num_worlds)
        self.renderer = (
            Renderer(config.image_size, config.hud, config.texture_seed, config.resource_pack, config.exact_pictures)
            if config.image_size is not None
            else None
        )
        self._voxels = self._voxel_bounds()
        self._voxel_dtype = voxel_dtype(self._voxels) if self._voxels else None
        self._rays = np.asarray(config.rays, np.float64).reshape(-1, 3) if config.rays is not None else None
        paid = ON_SUCCESS if config.reward == "success" else None
        self._goal = Tracker(self.task, num_worlds, paid) if self.task else None
        self._idle = np.zeros(num_worlds, ACTION)
        self.steps = np.zeros(num_worlds, np.int64)
        self.seeds = [secrets.randbits(SEED_BITS) for _ in range(num_worlds)]
        self.observation_space = self._observation_space()

    def reset(self, seeds: Sequence[int | None], chosen: NDArray[np.bool_], options: dict[str, Any]) -> list[int]:
        """Begin episodes in the chosen worlds and return the seeds of all worlds' episodes.

        Args:
            seeds: One a world. None follows from the seed of the world's episode before, so that a sequence of
                episodes depends on its first seed alone; the first of all comes from the operating system.
            chosen: (N,) which worlds.
            options: Fields of `WorldStart` that replace the configured ones; of `site`, also some of its fields alone.
        """
        for w in np.flatnonzero(chosen).tolist():
            seed = seeds[w]
            self.seeds[w] = next_seed(self.seeds[w]) if seed is None else int(seed)
        start = changed_start(self.start, options)
        self.world.reset(self.seeds, [start] * self.world.num_worlds, chosen)
        self.steps[chosen] = 0
        if self._goal:
            self._goal.begin(self.world.state, chosen)
        return list(self.seeds)

    def change_start(self, changes: Mapping[str, Any]) -> None:
        """Let episodes begin otherwise from now on; fields as in `reset`."""
        self.start = changed_start(self.start, changes)

    def step(
        self, actions: NDArray[np.void], running: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, NDArray[Any]]]:
        """Advance the running worlds one tick.

        Returns:
            Reward, terminated and truncated, each (N,), and (N,) arrays by name: `success`, `died`, and the parts of
            the reward (`reward_item_log`, ..., `reward_success`). Worlds that are not running give 0 and False.
        """
        players = self.world.state.players
        alive, deaths = players["alive"][:, 0] != 0, players["deaths"][:, 0].copy()
        outcome = self._advance(actions, running)
        players = self.world.state.players
        dead = players["alive"][:, 0] == 0
        died = running & alive & (dead | (players["deaths"][:, 0] > deaths))
        self.steps += running
        terminated = outcome.success | (running & dead & (self.world.state.clock["respawn"] == 0))
        truncated = running & ~terminated
        truncated &= self.steps >= self.max_steps if self.max_steps is not None else False
        facts: dict[str, NDArray[Any]] = {"success": outcome.success, "died": died, **outcome.terms}
        return outcome.reward, terminated, truncated, facts

    def _advance(self, actions: NDArray[np.void], running: NDArray[np.bool_]) -> Outcome:
        """Step the worlds and measure the task.

        In MineDojo an action that takes no key is followed by two ticks without one, and only the last tick pays.
        """
        outcome = self._tick(actions, running)
        if self.config.upstream_faults:
            slow = running & np.any([actions[name] != 0 for name in _SLOW_ACTIONS], axis=0)
            for _ in range(_LAG if slow.any() else 0):
                outcome = outcome.replaced(slow, self._tick(self._idle, slow))
        return outcome

    def _tick(self, actions: NDArray[np.void], running: NDArray[np.bool_]) -> Outcome:
        self.world.step(actions, running)
        if self._goal:
            return self._goal.measure(self.world.state, running)
        return Outcome(np.zeros(len(running)), np.zeros(len(running), np.bool_), {})

    def observe(self) -> dict[str, Any]:
        """Return the observation of all worlds, each array with a leading axis of N."""
        state, rules = self.world.state, self.world.rules
        observation: dict[str, Any] = as_dict(self.world.observe())
        if self.config.upstream_faults:
            observation["damage_source"] = {k: np.zeros_like(v) for k, v in observation["damage_source"].items()}
        if self.config.goal_text:
            observation["goal"] = (self.goal_text,) * self.world.num_worlds
        if self.renderer:
            observation["rgb"] = self.renderer.render(state, rules)
        if self._voxel_dtype is not None and self._voxels:
            bounds = self._voxels
            voxels = np.zeros(self.world.num_worlds, self._voxel_dtype)
            sense_voxels(state, rules, (bounds.x[0], bounds.y[0], bounds.z[0]), voxels)
            observation["voxels"] = {name: voxels[name] for name in self._voxel_dtype.names or ()}
        if self._rays is not None:
            rays = np.zeros(self.world.num_worlds, ray_dtype(len(self._rays)))
            sense_rays(state, rules, self._rays, rays)
            observation["rays"] = {name: rays[name] for name in rays.dtype.names or ()}
        return observation

    def _observation_space(self) -> spaces.Dict:
        space = dict(observation_space().spaces)
        if self.renderer:
            height, width = self.renderer.image_size
            space["rgb"] = spaces.Box(0, 255, (height, width, 3), np.uint8)
        if self._voxel_dtype is not None:
            space["voxels"] = sensor_space(self._voxel_dtype)
        if self._rays is not None:
            space["rays"] = sensor_space(ray_dtype(len(self._rays)))
        if self.config.goal_text:
            space["goal"] = spaces.Text(GOAL_LENGTH, min_length=0, charset=string.printable)
        return spaces.Dict(space)

    @property
    def goal_text(self) -> str:
        """The task in plain English (ASCII), with its setting."""
        return self.task.text[:GOAL_LENGTH].encode("ascii", "replace").decode() if self.task else ""

    def _voxel_bounds(self) -> VoxelBounds | None:
        wanted = self.config.voxels
        if isinstance(wanted, bool):
            return VoxelBounds() if wanted else None
        return self.task.voxels if wanted is None and self.task else wanted


def changed_start(start: WorldStart, changes: Mapping[str, Any]) -> WorldStart:
    """Return a start with some fields replaced; a mapping for its site replaces fields of that.

    Raises:
        ValueError: `WorldStart` or `StartSite` has no such field, or a value cannot be.
    """
    _check_fields(WorldStart, "start", changes)
    site = changes.get("site")
    if isinstance(site, Mapping):
        _check_fields(StartSite, "site", site)
        changes = {**changes, "site": replace(start.site or StartSite(), **site)}
    return replace(start, **changes)


def _check_fields(kind: type, name: str, changes: Mapping[str, Any]) -> None:
    known = [item.name for item in fields(kind)]
    unknown = [field for field in changes if field not in known]
    if unknown:
        raise ValueError(f"unknown setting '{unknown[0]}' of a {name}; known are {', '.join(known)}")


def next_seed(seed: int) -> int:
    """Return the seed of the episode after the one with `seed`."""
    return int(np.random.SeedSequence(seed & 0xFFFF_FFFF_FFFF_FFFF).generate_state(1)[0]) >> (32 - SEED_BITS)
