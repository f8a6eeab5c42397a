"""How an episode begins, as settings of MineDojoSim and as commands to be sent then."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.state import SLOTS
from envs.overworld.world import StartMob, WorldStart
from envs.tasks.contract import Quantity, Task
from envs.tasks.missing import Missing, UnavailableTaskError

MEASURED = (Quantity.ITEM, Quantity.KILL, Quantity.USE, Quantity.DAYS, Quantity.NEARBY, Quantity.DEPTH)
"""What MineDojo tells enough of to be measured."""
_MOB_DRAW = 0x6D6F6273
_FEET = 1  # blocks above the player's feet, so that a mob is not put into the ground


def check_task(task: Task) -> None:
    """Check that a task can be played in MineDojo.

    Raises:
        UnavailableTaskError: It begins or is measured by what only the Overworld's state tells.
    """
    check_start(task.start, task.id)
    for measure in task.measures:
        if measure.of not in MEASURED:
            raise _lack(
                task.id, f"measure '{measure.of}'", f"it does not tell of '{measure}', by which success is measured"
            )


def check_start(start: WorldStart, name: str) -> None:
    """Check that MineDojo can begin so; raises as `check_task`."""
    if start.site is not None:
        raise _lack(name, "sites", "it begins at the world's spawn and cannot look for a site")


def _lack(name: str, cause: str, reason: str) -> UnavailableTaskError:
    return UnavailableTaskError(name, Missing(cause, reason), "MineDojo")


def settings(start: WorldStart, seed: int, image_size: tuple[int, int]) -> dict[str, Any]:
    """Return keyword arguments of MineDojoSim, all of them plain JSON."""
    biome = start.biome_for(seed)
    rows = start.stacks()
    filled = [int(slot) for slot in range(SLOTS) if rows[slot]["count"]]
    steady = not start.weather_cycle or start.weather != "clear"
    return {
        "image_size": list(image_size),
        "seed": seed,
        "world_seed": str(start.terrain_seed(seed)),  # as a number, 0 would stand for none
        "generate_world_type": "default" if biome is None else "specified_biome",
        "specified_biome": biome,
        "regenerate_world_after_reset": True,
        "start_time": start.start_time,
        "allow_time_passage": start.daylight_cycle,
        "initial_weather": start.weather if steady else "normal",
        "allow_mob_spawn": start.mob_spawning,
        "break_speed_multiplier": start.break_speed,
        "initial_inventory": [[slot, *_stack(rows[slot])] for slot in filled],
    }


def commands(start: WorldStart, seed: int) -> list[str]:
    """Return the commands that bring about what settings cannot say."""
    spread = [f"/spreadplayers ~ ~ 0 {start.spawn_radius} false @p"] if start.spawn_radius else []
    chance = np.random.default_rng([_MOB_DRAW, seed])
    mobs = [command for mob in start.mobs for command in _summons(mob, chance)]
    return [f"/difficulty {start.difficulty}", *spread, *mobs]


def _stack(row: np.void) -> tuple[str, int, int]:
    return ITEM_NAMES[row["item"]], int(row["meta"]), int(row["count"])


def _summons(mob: StartMob, chance: np.random.Generator) -> Iterator[str]:
    """Yield what summons mobs somewhere in their box, about as high as the player: nobody looks for ground."""
    for _ in range(mob.count):
        x, z = (int(chance.integers(mob.low[axis], mob.high[axis] + 1)) for axis in (0, 2))
        y = min(max(_FEET, mob.low[1]), mob.high[1])
        yield f"/summon {mob.mob} ~{x} ~{y} ~{z}"
