"""Resets that go on in the same world."""

from collections.abc import Mapping
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
        random_teleport_range: Blocks along each axis within which the next life begins; 0: at the spawn.
        clear_ground: Whether items that lie about vanish.

    Raises:
        ValueError: The range is below 0.
    """

    def __init__(self, env: Any, random_teleport_range: int | None = RANGE, clear_ground: bool = True) -> None:
        super().__init__(env)
        reach = RANGE if random_teleport_range is None else random_teleport_range
        if reach < 0:
            raise ValueError(f"the range of the random teleport must be at least 0, not {reach}")
        self._commands = ["/kill"]
        if reach > 0:
            self._commands.append(f"/spreadplayers ~ ~ 0 {reach} false @p")
        self._commands += [f"/time set {env.start_time or 0}", f"/weather {_weather(env.initial_weather)}"]
        self._commands += [replace_item_command(item) for item in env.initial_inventory or ()]
        place = env.start_position
        if place is not None:
            self._commands.append("/tp " + " ".join(str(place[name]) for name in ("x", "y", "z", "yaw", "pitch")))
        if clear_ground:
            self._commands.append("/kill @e[type=item]")
        self._begun = False
        self._info_prev_reset: Info | None = None

    @property
    def info_prev_reset(self) -> Info | None:
        """The `info` of the last reset in the same world; None after the first reset."""
        return self._info_prev_reset

    def reset(self, *, seed: int | None = None, options: Mapping[str, Any] | None = None) -> Any:
        """Begin an episode: in a new world the first time, or if a seed is given, else with a new life in this one."""
        if not self._begun or seed is not None:
            self._begun = True
            self._info_prev_reset = None
            return self.env.reset(seed=seed, options=options)  # type: ignore[arg-type]
        sim = self.unwrapped
        with sim.unseen():  # type: ignore[attr-defined]
            for command in self._commands[:-1]:
                sim.execute_cmd(command)  # type: ignore[attr-defined]
        observation, _, _, self._info_prev_reset = sim.execute_cmd(self._commands[-1])  # type: ignore[attr-defined]
        return observation


def _weather(name: str | None) -> str:
    """Return the weather of a new episode in a word that the command knows; `normal`, which MineDojo says, is none."""
    return name if name not in (None, "normal") else "clear"
