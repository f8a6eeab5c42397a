"""Resets that go on in the same world."""

from typing import Any

from envs.minedojo.info import Info
from lodestone.compat.minedojo.sim.inventory import replace_item_command
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper

RANGE = 200
"""Blocks along each axis within which the player is put down at random, if not told otherwise."""


class FastResetWrapper(Wrapper):
    """Begins a new life elsewhere in the same world, from the second episode on.

    What was done to the world stays, statistics go on (`info_prev_reset` is their state at the reset), and health and
    food are those of a new life.

    Args:
        env: The simulator.
        random_teleport_range: Blocks along each axis, from where the life before ended, within which the next begins;
            0: at the spawn.
        clear_ground: Whether items that lie about vanish.
        random_teleport_range_low: As in the MineDojo of Plan4MC: blocks from where the first life began are drawn
            between this (0 if not given) and `random_teleport_range_high`, and mobs vanish.
        random_teleport_range_high: If given, replaces `random_teleport_range`.

    Raises:
        ValueError: A range is below 0, or turned inside out.
    """

    def __init__(
        self,
        env: Any,
        random_teleport_range: int | None = RANGE,
        clear_ground: bool = True,
        random_teleport_range_low: int | None = None,
        random_teleport_range_high: int | None = None,
    ) -> None:
        super().__init__(env)
        self._reach = RANGE if random_teleport_range is None else random_teleport_range
        self._ring = None if random_teleport_range_high is None else (random_teleport_range_low or 0)
        self._farthest = random_teleport_range_high or 0
        if self._reach < 0:
            raise ValueError(f"the range of the random teleport must be at least 0, not {self._reach}")
        if self._ring is not None and not 0 <= self._ring <= self._farthest:
            raise ValueError(
                f"the random teleport's range must be 0 <= low <= high, not {self._ring}, {self._farthest}"
            )
        self._clear_ground = clear_ground
        self._home: tuple[float, float] | None = None
        self._info_prev_reset: Info | None = None

    @property
    def info_prev_reset(self) -> Info | None:
        """The `info` of the last reset in the same world; None after the first reset."""
        return self._info_prev_reset

    def reset(  # type: ignore[override]
        self, *, seed: int | None = None, options: dict[str, Any] | None = None, move_flag: bool = True
    ) -> Any:
        """Begin an episode: in a new world the first time, or if a seed is given, else with a new life in this one.

        Args:
            seed: As for the simulator.
            options: As for the simulator.
            move_flag: Whether the new life begins elsewhere than at the spawn, as in the MineDojo of Plan4MC.
        """
        sim: Any = self.unwrapped
        if self._home is None or seed is not None:
            observation: Any = self.env.reset(seed=seed, options=options)
            x, _, z = observation["location_stats"]["pos"].tolist()
            self._home, self._info_prev_reset = (x, z), None
            return observation
        *commands, last = self._commands(sim, move_flag)
        with sim.unseen():
            for command in commands:
                sim.execute_cmd(command)
        observation, _, _, self._info_prev_reset = sim.execute_cmd(last)
        return observation

    def _commands(self, sim: Any, move: bool) -> list[str]:
        """Return the commands of a reset; a tick each, as in MineDojo."""
        commands = ["/kill", *([self._spread(sim)] if move and (self._reach > 0 or self._ring is not None) else [])]
        commands += [f"/time set {sim.start_time or 0}", f"/weather {_weather(sim.initial_weather)}"]
        commands += [replace_item_command(item) for item in sim.initial_inventory or ()]
        if sim.start_position is not None:
            commands.append(
                "/tp " + " ".join(str(sim.start_position[name]) for name in ("x", "y", "z", "yaw", "pitch"))
            )
        if self._ring is not None:
            commands.append("/kill @e[type=!player]")
        return commands + (["/kill @e[type=item]"] if self._clear_ground else [])

    def _spread(self, sim: Any) -> str:
        """Return the command that brings the player elsewhere."""
        if self._ring is None or self._home is None:
            return f"/spreadplayers ~ ~ 0 {self._reach} false @p"
        distance = sim.draw(self._ring, self._farthest) + 1
        return f"/spreadplayers {self._home[0]:.1f} {self._home[1]:.1f} 0 {distance:.1f} false @p"


def _weather(name: str | None) -> str:
    """Return the weather of a new episode in a word that the command knows; `normal`, which MineDojo says, is none."""
    return name if name not in (None, "normal") else "clear"
