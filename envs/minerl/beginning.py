"""How an episode begins in MineRL: what its missions say, and the commands that say the rest."""

from typing import Any

from envs.foreign.commands import spread, summons
from envs.foreign.limits import SITES, Lack, Limits
from envs.malmo.modern import CATEGORIES, MOBS, modern_name
from envs.overworld.state import SLOTS
from envs.overworld.world import WorldStart
from envs.tasks.contract import Quantity

_NOWHERE = "none"


def _lack(start: WorldStart) -> Lack | None:
    biomes = (start.biome,) if isinstance(start.biome, str) else start.biome or ()
    nowhere = [name for name in biomes if CATEGORIES.get(name, _NOWHERE) == _NOWHERE]
    if start.site is not None:
        return SITES
    if start.break_speed != 1.0:
        return "speed of mining", "its player digs as fast as a person"
    if start.respawn:
        return "another life", "its missions end when the player dies"
    if nowhere:
        return f"the biome {nowhere[0]}", "it cannot be told to begin there"
    return None


LIMITS = Limits(
    name="MineRL",
    measured=(Quantity.ITEM, Quantity.KILL, Quantity.USE, Quantity.DAYS, Quantity.DEPTH),
    lack=_lack,
)
"""What MineRL can begin and measure."""


def mission(start: WorldStart, seed: int) -> dict[str, Any]:
    """Return the seed, the category of biomes and the inventory of a mission, all of them plain JSON."""
    biome = start.biome_for(seed)
    rows = start.stacks()
    filled = [slot for slot in range(SLOTS) if rows[slot]["count"]]
    return {
        "seed": start.terrain_seed(seed),
        "biome": None if biome is None else CATEGORIES[biome],
        "inventory": {
            slot: {
                "type": modern_name(int(rows[slot]["item"]), int(rows[slot]["meta"])),
                "quantity": int(rows[slot]["count"]),
            }
            for slot in filled
        },
    }


def commands(start: WorldStart, seed: int) -> list[str]:
    """Return the commands that bring about what a mission cannot say; the time is set last, and then passes."""
    rules = {
        "doDaylightCycle": start.daylight_cycle,
        "doMobSpawning": start.mob_spawning,
        "doWeatherCycle": start.weather_cycle,
    }
    return [
        f"/difficulty {start.difficulty}",
        f"/weather {start.weather}",
        *(f"/gamerule {rule} false" for rule, on in rules.items() if not on),
        *spread(start),
        *summons(start, seed, MOBS),
        f"/time set {start.start_time}",
    ]
