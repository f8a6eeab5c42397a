"""N Overworlds with senses, reward and episode ends: what both Gymnasium environments are made of."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.render import Renderer
from envs.overworld.senses.observe import as_dict, observation_space
from envs.overworld.senses.sensors import VoxelBounds, ray_dtype, sense_rays, sense_voxels, sensor_space, voxel_dtype
from envs.overworld.world import Overworld, WorldStart
from envs.tasks import Task, get_task

_SEED_BITS = 31


@dataclass(frozen=True, kw_only=True)
class OverworldConfig:
    """What an Overworld environment shows and how its episodes begin and end.

    Raises:
        UnknownNameError, ValueError: A task, biome, item, size or number that cannot be.
    """

    task: str | Task | None = None
    """Task id such as `plan4mc/craft_stick`; its start, reward, success and limit. None: an endless world."""
    start: WorldStart = field(default_factory=WorldStart)
    """How episodes begin, unless a task says otherwise."""
    biome: str | None = None
    """Shorthand for `start.biome`."""
    world_seed: int | None = None
    """Shorthand for `start.world_seed`."""
    image_size: tuple[int, int] | int | None = (160, 256)
    """(height, width) of `rgb` in pixels, an int for a square, None for no picture at all."""
    hud: bool = True
    """Whether the picture shows hotbar, hearts, hunger, hand and crosshair."""
    texture_seed: int = 0
    """Seed of the procedural textures."""
    resource_pack: str | Path | None = None
    """Folder or zip in Minecraft's layout that replaces textures."""
    voxels: VoxelBounds | None = None
    """Adds `voxels` to the observation."""
    rays: Sequence[tuple[float, float, float]] | None = None
    """Adds `rays` to the observation: (pitch, yaw) off the gaze in radians, longest distance in blocks."""
    max_steps: int | None = None
    """Truncates episodes; overrides the task's own limit."""


class OverworldBatch:
    """Steps N worlds and tells what happened; no Python loop over worlds in a step."""

    def __init__(self, config: OverworldConfig, num_worlds: int) -> None:
        self.config = config
        self.task = get_task(config.task) if isinstance(config.task, str) else config.task
        start = self.task.start if self.task else config.start
        self.start = replace(
            start,
            biome=config.biome if config.biome is not None else start.biome,
            world_seed=config.world_seed if config.world_seed is not None else start.world_seed,
        )
        limit = config.max_steps if config.max_steps is not None else self.task.max_steps if self.task else None
        if limit is not None and limit < 1:
            raise ValueError(f"max_steps must be at least 1, not {limit}")
        self.max_steps = limit
        self.world = Overworld(num_worlds)
        self.renderer = (
            Renderer(config.image_size, config.hud, config.texture_seed, config.resource_pack)
            if config.image_size is not None
            else None
        )
        self._voxel_dtype = voxel_dtype(config.voxels) if config.voxels else None
        self._rays = np.asarray(config.rays, np.float64).reshape(-1, 3) if config.rays is not None else None
        self._goal = self.task.track(num_worlds) if self.task else None
        self.steps = np.zeros(num_worlds, np.int64)
        self.seeds = [secrets.randbits(_SEED_BITS) for _ in range(num_worlds)]
        self.observation_space = self._observation_space()

    def reset(self, seeds: Sequence[int | None], chosen: NDArray[np.bool_], options: dict[str, Any]) -> list[int]:
        """Begin episodes in the chosen worlds and return the seeds of all worlds' episodes.

        Args:
            seeds: One a world. None follows from the seed of the world's episode before, so that a sequence of
                episodes depends on its first seed alone; the first of all comes from the operating system.
            chosen: (N,) which worlds.
            options: Fields of `WorldStart` that replace the configured ones.
        """
        for w in np.flatnonzero(chosen).tolist():
            seed = seeds[w]
            self.seeds[w] = _next_seed(self.seeds[w]) if seed is None else int(seed)
        start = replace(self.start, **options)
        self.world.reset(self.seeds, [start] * self.world.num_worlds, chosen)
        self.steps[chosen] = 0
        if self._goal:
            self._goal.begin(self.world.state, chosen)
        return list(self.seeds)

    def step(
        self, actions: NDArray[np.void], running: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, NDArray[Any]]]:
        """Advance the running worlds one tick.

        Returns:
            Reward, terminated and truncated, each (N,), and the arrays `success` and `died`. Worlds that are not
            running give 0 and False.
        """
        self.world.step(actions, running)
        self.steps += running
        died = running & (self.world.state.players["alive"][:, 0] == 0)
        if self._goal:
            reward, success = self._goal.measure(self.world.state)
            reward, success = np.where(running, reward, 0.0), running & success
        else:
            reward, success = np.zeros(len(running)), np.zeros(len(running), np.bool_)
        terminated = died | success
        truncated = running & ~terminated
        truncated &= self.steps >= self.max_steps if self.max_steps is not None else False
        return reward, terminated, truncated, {"success": success, "died": died}

    def observe(self) -> dict[str, Any]:
        """Return the observation of all worlds, each array with a leading axis of N."""
        state, rules = self.world.state, self.world.rules
        observation: dict[str, Any] = as_dict(self.world.observe())
        if self.renderer:
            observation["rgb"] = self.renderer.render(state, rules)
        if self._voxel_dtype is not None and self.config.voxels:
            bounds = self.config.voxels
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
        return spaces.Dict(space)


def _next_seed(seed: int) -> int:
    """Return the seed of the episode after the one with `seed`."""
    return int(np.random.SeedSequence(seed & 0xFFFF_FFFF_FFFF_FFFF).generate_state(1)[0]) >> (32 - _SEED_BITS)
