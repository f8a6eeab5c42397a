"""MineDojo's simulator: raw actions in, observation and `info` out, one tick a step."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from envs.malmo.console import COMMANDS, run_command
from envs.minedojo.actions import encode, raw_action_space
from envs.minedojo.info import Info, Moment
from envs.minedojo.observation import Observation, Senses
from envs.minedojo.spaces import Box, Dict
from envs.overworld.env import OverworldEnv
from envs.overworld.render import Renderer
from envs.overworld.window import Window
from envs.overworld.world import Overworld, WorldStart
from lodestone.compat.minedojo.sim.commands import Commands, Step, teleport_command
from lodestone.compat.minedojo.sim.inventory import InventoryItem, start_stack
from lodestone.compat.minedojo.sim.mc_meta.mc import ALL_STAT_KEYS
from lodestone.compat.minedojo.sim.settings import biome_name, refuse, terrain_seed, voxel_bounds

VOXEL_SIZE = {"xmin": -1, "ymin": -1, "zmin": -1, "xmax": 1, "ymax": 1, "zmax": 1}
"""Blocks around the player that `use_voxel` shows if not told otherwise."""
LIDAR_RAYS = ((0.0, 0.0, 10.0),)
"""The ray that `use_lidar` follows if not told otherwise."""
_SEEDS = 2**31 - 1
_PLAIN_STATS = [path for path in ALL_STAT_KEYS if len(path) == 2]
_log = logging.getLogger(__name__)


class MineDojoSim(Commands, gymnasium.Env[Observation, Mapping[str, Any]]):
    """One world with MineDojo's raw actions and observations. Death begins a new life; nothing ends an episode.

    Args:
        initial_inventory: What the player begins with.
        start_position: `x`, `y`, `z`, `yaw`, `pitch` to begin at, instead of the world's spawn.
        start_health: Health to begin with, 20 if not given.
        start_food: Food points to begin with, 20 if not given.
        start_time: Ticks of the day to begin at, 0 (sunrise) if not given.
        initial_weather: `clear`, `rain` or `thunder`, which then stay; `normal` or None is clear at first.
        spawn_in_village: Has to be False: there are no villages.
        drawing_str: Has to be None.
        break_speed_multiplier: Multiplies the speed of mining.
        allow_time_passage: Whether the time of day passes.
        allow_mob_spawn: Whether mobs appear by themselves.
        generate_world_type: `default`, or `specified_biome` for a world of one biome.
        regenerate_world_after_reset: Has no effect: every reset begins a new world.
        world_seed: Seed of the terrain, a number or, as in the game, any text; if not given, drawn for every reset.
        world_file_path: Has no effect.
        flat_world_seed_string: Has no effect.
        specified_biome: Name or number of the biome, if `generate_world_type` asks for one.
        image_size: (height, width) or one side of the picture; None, which MineDojo has not, for no picture at all.
        use_voxel: Whether to show blocks around the player.
        voxel_size: Which: `xmin` to `zmax`, -16 to 16.
        use_lidar: Whether to follow rays.
        lidar_rays: (pitch, yaw, distance) of each, in radians off the gaze; positive is up and to the left.
        use_depth: Has to be False, as in MineDojo.
        event_level_control: Whether to equip and place by name, instead of hotbar keys and slots to swap.
        seed: Of all that is random in the episodes; from the operating system if not given.
        sim_name: Title of the window.
        raise_error_on_invalid_cmds: Whether a command that is none is an error, rather than a warning.
        faithful: Whether MineDojo's faults are kept (docs/minedojo.md lists them).
        hud: Whether the picture shows hand, hotbar, hearts and crosshair.
        texture_seed: Seed of the procedural textures.
        resource_pack: Folder or zip in Minecraft's layout that replaces textures.

    Raises:
        UnavailableTaskError: It takes something that the Overworld has not; the message says what.
        ValueError: A number, name, size or slot that cannot be.
    """

    metadata = {"render_modes": ["human", "rgb_array"], "render_fps": 20}  # noqa: RUF012 - Gymnasium's own form
    reward_range = (-float("inf"), float("inf"))

    def __init__(
        self,
        *,
        initial_inventory: Sequence[InventoryItem] | None = None,
        start_position: Mapping[str, float] | None = None,
        start_health: float | None = None,
        start_food: int | None = None,
        start_time: int | None = None,
        initial_weather: str | None = None,
        spawn_in_village: bool = False,
        drawing_str: str | None = None,
        break_speed_multiplier: float = 1.0,
        allow_time_passage: bool = True,
        allow_mob_spawn: bool = True,
        generate_world_type: str = "default",
        regenerate_world_after_reset: bool = False,
        world_seed: str | int | None = None,
        world_file_path: str | None = None,
        flat_world_seed_string: str | None = None,
        specified_biome: int | str | None = None,
        image_size: int | tuple[int, int] | None,
        use_voxel: bool = False,
        voxel_size: Mapping[str, int] | None = None,
        use_lidar: bool = False,
        lidar_rays: Sequence[tuple[float, float, float]] | None = None,
        use_depth: bool = False,
        event_level_control: bool = True,
        seed: int | None = None,
        sim_name: str = "MineDojoSim",
        raise_error_on_invalid_cmds: bool = False,
        faithful: bool = False,
        hud: bool = True,
        texture_seed: int = 0,
        resource_pack: str | Path | None = None,
    ) -> None:
        refuse(sim_name, generate_world_type, spawn_in_village, drawing_str, use_depth)
        biome = biome_name(sim_name, specified_biome) if generate_world_type == "specified_biome" else None
        self.faithful = faithful
        self.initial_inventory = initial_inventory
        self.start_position = start_position
        self.start_health, self.start_food = start_health or 20.0, start_food or 20
        self.start_time, self.initial_weather = start_time, initial_weather
        fixed = initial_weather not in (None, "normal")
        start = WorldStart(
            biome=biome,
            world_seed=terrain_seed(world_seed),
            start_time=start_time or 0,
            daylight_cycle=allow_time_passage,
            weather=initial_weather if fixed else "clear",  # type: ignore[arg-type]
            weather_cycle=not fixed,
            mob_spawning=allow_mob_spawn,
            respawn=True,
            inventory=tuple(start_stack(item) for item in initial_inventory or ()),
            break_speed=break_speed_multiplier,
        )
        self.overworld = OverworldEnv(start=start, image_size=None, voxels=False)
        self._renderer = Renderer(image_size, hud, texture_seed, resource_pack) if image_size is not None else None
        bounds = voxel_bounds(voxel_size or VOXEL_SIZE) if use_voxel else None
        rays = (lidar_rays or LIDAR_RAYS) if use_lidar else None
        self._senses = Senses(self.world, bounds, rays, faithful)
        self._rng = np.random.default_rng(seed)
        self.action_space = raw_action_space(event_level_control)
        self.observation_space = self._observation_space()
        self.action_space.seed(self.new_seed)
        self.observation_space.seed(self.new_seed)
        self._name = sim_name
        self._window: Window | None = None
        self._strict = raise_error_on_invalid_cmds
        self._unseen = False
        self.shows_statistics = True
        """Whether observations have `full_stats`; what would take them out says so here beforehand."""
        self._prev_obs: Observation | None = None
        self._prev_info: Info | None = None
        self._prev_action: Mapping[str, Any] | None = None

    @property
    def world(self) -> Overworld:
        """The world, as world 0 of a batch of one."""
        return self.overworld.world

    @property
    def prev_obs(self) -> Observation | None:
        """The last observation, as the simulator made it."""
        return self._prev_obs

    @property
    def prev_info(self) -> Info | None:
        """The last `info`."""
        return self._prev_info

    @property
    def prev_action(self) -> Mapping[str, Any] | None:
        """The last raw action."""
        return self._prev_action

    @property
    def is_terminated(self) -> bool:
        """Whether the game has ended the episode, which it never does."""
        return False

    @property
    def new_seed(self) -> int:
        """A seed drawn from this simulator's generator."""
        return int(self._rng.integers(_SEEDS))

    def draw(self, low: float, high: float) -> float:
        """Return a number drawn uniformly from low..high."""
        return float(self._rng.uniform(low, high))

    def seed(self, seed: int | None = None) -> list[int | None]:
        """Begin the generator of seeds anew: the episodes to come depend on nothing else."""
        self._rng = np.random.default_rng(seed)
        return [seed]

    def reset(  # type: ignore[override]
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> Observation:
        """Begin an episode in a new world and return its first observation.

        Args:
            seed: As for `seed`, if given. MineDojo takes none here.
            options: Not used; Gymnasium's wrappers hand it on.
        """
        if seed is not None:
            self.seed(seed)
        self.overworld.reset(seed=self.new_seed)
        player = self.world.state.players[0, 0]
        player["health"], player["food"] = self.start_health, self.start_food
        if self.start_position is not None:
            run_command(self.overworld, teleport_command(self.start_position))
        self._prev_action = None
        self._unseen = False
        return self._look()

    def step(self, action: Mapping[str, Any]) -> Step:  # type: ignore[override]
        """Carry out the command under `chat`, if there is one, then the rest of a raw action, for one tick.

        Raises:
            InvalidActionError: The action is not in the action space; the world is left as it was.
            ResetNeeded: `reset` was not called.
        """
        if self._prev_info is None:
            raise gymnasium.error.ResetNeeded("call reset() before step()")
        rows = encode(action, self.world.state.slots[0, 0])
        if action.get("chat"):
            run_command(self.overworld, action["chat"])
        self._prev_action = dict(action)
        self.world.step(rows)
        observation = self._look()
        return observation, 0, False, self._prev_info

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Draw no pictures: those of the steps within are never looked at, and repeat the last one."""
        before, self._unseen = self._unseen, True
        try:
            yield
        finally:
            self._unseen = before

    def masks(self) -> dict[str, NDArray[np.bool_]]:
        """Return what can be done after the last observation: MineDojo's masks, for all recipes and variants."""
        return self._senses.masks()

    def execute_cmd(self, cmd: str, action: Mapping[str, Any] | None = None) -> Step:
        """Carry out a slash command and, in the same tick, a raw action.

        Raises:
            ValueError: There is no such command, and `raise_error_on_invalid_cmds` was set.
        """
        words = cmd.split()
        if not words or words[0].removeprefix("/") not in COMMANDS or not cmd.startswith("/"):
            if self._strict:
                raise ValueError(f"invalid command '{cmd}'; known are /{', /'.join(COMMANDS)}")
            _log.warning("skipped the invalid command '%s'", cmd)
            return self.stand_still() if action is None else self.step(action)
        return self.step({**(action or {}), "chat": cmd})

    def stand_still(self) -> Step:
        """Return where things stand, as a step, without one."""
        if self._prev_obs is None or self._prev_info is None:
            raise gymnasium.error.ResetNeeded("call reset() first")
        return self._prev_obs, 0, self.is_terminated, self._prev_info

    def render(self, mode: str = "human") -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Show the last picture in a window, or return it as (H, W, 3) if `mode` is `rgb_array`.

        Raises:
            ValueError: There is no picture.
        """
        if self._prev_obs is None or "rgb" not in self._prev_obs:
            raise ValueError("there is no picture: make it with image_size=(height, width), and call reset()")
        picture = np.ascontiguousarray(self._prev_obs["rgb"].transpose(1, 2, 0))
        if mode == "rgb_array":
            return picture
        if self._window is None:
            self._window = Window(self._name, self.metadata["render_fps"])
        self._window.show(picture)
        return None

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._window is not None:
            self._window.close()
            self._window = None

    def _look(self) -> Observation:
        observation = self._senses.observe()
        sensed: dict[str, Any] = {name: observation[name] for name in ("voxels", "rays") if name in observation}
        self._prev_info = info = Info(Moment(self.world, self._senses.rows), sensed)
        if self._renderer:
            observation["rgb"] = self._picture()
        if self.shows_statistics:
            counted = info.moment.plain_statistics()
            observation["full_stats"] = {path[1]: np.array(counted.get(path[1], 0)) for path in _PLAIN_STATS}
        self._prev_obs = dict(observation)
        return observation

    def _picture(self) -> NDArray[np.uint8]:
        if self._unseen and self._prev_obs is not None:
            picture: NDArray[np.uint8] = self._prev_obs["rgb"]
            return picture
        assert self._renderer is not None
        return self._renderer.render(self.world.state, self.world.rules)[0].transpose(2, 0, 1)

    def _observation_space(self) -> Dict:
        space = self._senses.space()
        if self._renderer:
            space["rgb"] = Box(0, 255, (3, *self._renderer.image_size), np.uint8)
        most = np.iinfo(np.int64).max
        space["full_stats"] = Dict(
            {path[1]: Box(0, 1 if path[0] == "achievement" else most, (), np.int64) for path in _PLAIN_STATS}
        )
        return Dict(space)
