"""How an episode begins, as settings of MineDojoSim and as commands to be sent then."""

from typing import Any

import numpy as np

from envs.foreign.commands import spread, summons
from envs.foreign.limits import SITES, Lack, Limits
from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.state import SLOTS
from envs.overworld.world import WorldStart
from envs.tasks.contract import Quantity


def _lack(start: WorldStart) -> Lack | None:
    return SITES if start.site is not None else None


LIMITS = Limits(
    name="MineDojo",
    measured=(Quantity.ITEM, Quantity.KILL, Quantity.USE, Quantity.DAYS, Quantity.NEARBY, Quantity.DEPTH),
    lack=_lack,
)
"""What MineDojo can begin and measure."""


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
    return [f"/difficulty {start.difficulty}", *spread(start), *summons(start, seed)]


def _stack(row: np.void) -> tuple[str, int, int]:
    return ITEM_NAMES[row["item"]], int(row["meta"]), int(row["count"])
