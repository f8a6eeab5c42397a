"""MineDojo's helpers: slash commands in the clothes of functions. Each command takes one tick."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from envs.minedojo.info import Info
from envs.minedojo.observation import Observation
from lodestone.compat.minedojo.sim.inventory import InventoryItem, replace_item_command

Action = Mapping[str, Any]
Step = tuple[Observation, float, bool, Info]
"""Observation, reward, done, info."""


def teleport_command(place: Mapping[str, float]) -> str:
    """Return the command that brings the player to a `start_position`."""
    return "/tp " + " ".join(str(place[name]) for name in ("x", "y", "z", "yaw", "pitch"))


class Commands(ABC):
    """Helpers of a simulator. Each takes a raw action that is carried out at the same time, and returns a step."""

    @abstractmethod
    def execute_cmd(self, cmd: str, action: Action | None = None) -> Step:
        """Carry out a slash command and, in the same tick, a raw action."""

    @abstractmethod
    def unseen(self) -> AbstractContextManager[None]:
        """Draw no pictures within."""

    @abstractmethod
    def stand_still(self) -> Step:
        """Return where things stand, as a step, without one."""

    def spawn_mobs(self, mobs: str | Sequence[str], rel_positions: ArrayLike, action: Action | None = None) -> Step:
        """Summon mobs at places relative to the player, in whole blocks."""
        return self._each("summon", "{name} {place}", mobs, rel_positions, action)

    def set_block(self, blocks: str | Sequence[str], rel_positions: ArrayLike, action: Action | None = None) -> Step:
        """Set blocks at places relative to the player, in whole blocks."""
        return self._each("setblock", "{place} {name}", blocks, rel_positions, action)

    def clear_inventory(self, action: Action | None = None) -> Step:
        """Take away all that the player has."""
        return self.execute_cmd("/clear", action)

    def set_inventory(self, inventory_list: Sequence[InventoryItem], action: Action | None = None) -> Step:
        """Put stacks into slots."""
        return self._run([replace_item_command(item) for item in inventory_list], action)

    def teleport_agent(
        self, x: float, y: float, z: float, yaw: float, pitch: float, action: Action | None = None
    ) -> Step:
        """Bring the player to a place."""
        return self.execute_cmd(f"/tp {x} {y} {z} {yaw} {pitch}", action)

    def kill_agent(self, action: Action | None = None) -> Step:
        """Let the player die."""
        return self.execute_cmd("/kill", action)

    def set_time(self, time: int, action: Action | None = None) -> Step:
        """Set the time of day in ticks."""
        return self.execute_cmd(f"/time set {time}", action)

    def set_weather(self, weather: str, action: Action | None = None) -> Step:
        """Set the weather: `clear`, `rain` or `thunder`."""
        return self.execute_cmd(f"/weather {weather}", action)

    def random_teleport(self, max_range: int, action: Action | None = None) -> Step:
        """Bring the player to the top of a column at random, at most so many blocks away along each axis."""
        return self.execute_cmd(f"/spreadplayers ~ ~ 0 {max_range} false @p", action)

    def _each(
        self, command: str, form: str, names: str | Sequence[str], positions: ArrayLike, action: Action | None
    ) -> Step:
        names = [names] if isinstance(names, str) else list(names)
        places = np.atleast_2d(np.asarray(positions))
        if len(places) == 1:
            places = np.repeat(places, len(names), axis=0)
        if places.shape != (len(names), 3):
            raise ValueError(f"{len(names)} names need as many places of x, y, z, not an array of {places.shape}")
        words = [" ".join(f"~{int(number)}" for number in place) for place in places]
        lines = [form.format(name=name, place=place) for name, place in zip(names, words, strict=True)]
        return self._run([f"/{command} {line}" for line in lines], action)

    def _run(self, commands: Sequence[str], action: Action | None) -> Step:
        """Carry out commands, a tick each."""
        if not commands:
            return self.stand_still()
        with self.unseen():
            for command in commands[:-1]:
                self.execute_cmd(command, action)
        return self.execute_cmd(commands[-1], action)
