"""The info of a tick: the JSON text that Malmo's Java side sends beside the picture, from an Overworld.

Every key that MineDojo 0.1 reads is there, and those that it hands on to users in `info`. What the Overworld cannot
tell: most statistics and all achievements (`stats.py`), `distance_travelled_cm` (0), and what lies in a chest under the
crosshair. `damage_source` is nested, and its amount misspelt, as the game sends them: MineDojo's
Python looks elsewhere, so that its observation shows no damage, here as there.
"""

import itertools
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.malmo import names
from envs.malmo.console.arguments import PLAYER, PLAYER_NAME, WORLD
from envs.malmo.stats import StatsText
from envs.overworld.blocks.daylight import celestial_angle, sun_brightness
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import BIOME_NAMES, ITEM_NAMES, RULES
from envs.overworld.senses.observe import SEA_LEVEL
from envs.overworld.state import SLOTS

_TIGHT = (",", ":")
_CLOUDED = 5.0 / 16.0  # share of daylight that rain takes away, and thunder of what rain leaves
_VOXELS = (
    "block_meta",
    "is_collidable",
    "is_tool_not_required",
    "blocks_movement",
    "is_liquid",
    "is_solid",
    "can_burn",
    "blocks_light",
    "cos_look_vec_angle",
)
"""Fields of a cell in the order of the protocol, behind its name."""
_RAY_FLAGS = ("is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn")
_RAY_ANGLES = ("ray_pitch", "ray_yaw")
_RAY_CELLS = ("traced_block_x", "traced_block_y", "traced_block_z")
_DAMAGE_NUMBERS = ("hunger_damage", "damage_distance", "damage_pitch", "damage_yaw")
_DAMAGE_FLAGS = ("is_fire_damage", "is_magic_damage", "is_explosion", "is_projectile", "is_unblockable")


class InfoWriter:
    """Writes what a tick of one world was like.

    Args:
        env: The world; its `voxels` and `rays` are told if it has any.
    """

    def __init__(self, env: OverworldEnv) -> None:
        self._world = env.world
        self._stats = StatsText()
        self._deaths = 0

    def text(self, observation: Mapping[str, Any]) -> str:
        """Return the JSON text that goes with an observation, which is the world's newest."""
        facts = self._life(observation) | self._place(observation) | self._inventory()
        facts["nearby_crafting_table"] = bool(observation["nearby_tools"]["table"][0])
        facts["nearby_furnace"] = bool(observation["nearby_tools"]["furnace"][0])
        if "voxels" in observation:
            facts["voxels"] = voxel_list(observation["voxels"])
        if "rays" in observation:
            facts["rays"] = ray_list(observation["rays"])
        return f"{json.dumps(facts, separators=_TIGHT)[:-1]},{self._stats.members(self._world.state)}}}"

    def _life(self, observation: Mapping[str, Any]) -> dict[str, Any]:
        player, life, damage = self._player(), observation["life_stats"], observation["damage_source"]
        died = int(player["deaths"]) > self._deaths
        self._deaths = int(player["deaths"])
        return life_facts(player, life["armor"][0]) | {
            "is_dead": not player["alive"],
            "living_death_event_fired": died,
            "damage_source": {"damage_amout": float(damage["damage_amount"][0])}
            | {name: float(damage[name][0]) for name in _DAMAGE_NUMBERS}
            | {name: bool(damage[name][0]) for name in _DAMAGE_FLAGS},
        }

    def _place(self, observation: Mapping[str, Any]) -> dict[str, Any]:
        here = observation["location_stats"]
        return place_facts(self._player(), self._world.state.clock[WORLD], lambda name: here[name][0])

    def _inventory(self) -> dict[str, Any]:
        slots = self._world.state.slots[WORLD, PLAYER].tolist()
        return {
            "inventory": [slot_facts(number, *stack) for number, stack in enumerate(slots)],
            "inventories_available": [{"name": "inventory", "size": SLOTS}],
            "current_item_index": int(self._player()["selected"]),
        }

    def _player(self) -> Any:
        return self._world.state.players[WORLD, PLAYER]


def life_facts(player: np.void, armor: float) -> dict[str, Any]:
    """Return what is told of a player's life, from its record and its armour points."""
    return {
        "life": float(player["health"]),
        "armor": int(armor),
        "food": int(player["food"]),
        "saturation": float(player["saturation"]),
        "xp": int(player["xp"]),
        "score": int(player["xp"]),  # as in the game, which counts what experience brings
        "air": int(player["air"]),
        "is_alive": bool(player["alive"]),
        "is_sleeping": bool(player["sleeping"]),
        "name": PLAYER_NAME,
        "distance_travelled_cm": 0,
    }


def place_facts(player: np.void, clock: np.void, sensed: Callable[[str], Any]) -> dict[str, Any]:
    """Return what is told of where a player is, from its record, its world's clock and its senses by name."""
    time, rain, thunder = int(clock["time"]), float(clock["rain_strength"]), float(clock["thunder_strength"])
    biome = int(sensed("biome_id"))
    return {
        "xpos": float(player["x"]),
        "ypos": float(player["y"]),
        "zpos": float(player["z"]),
        "pitch": float(player["pitch"]),
        "yaw": float(player["yaw"]),
        "biome_id": biome,
        "biome_name": BIOME_NAMES[biome].replace("_", " ").title(),
        "biome_temperature": float(sensed("temperature")),
        "biome_rainfall": float(sensed("rainfall")),
        "sea_level": SEA_LEVEL,
        "light_level": int(sensed("light_level")),
        "is_raining": bool(sensed("is_raining")),
        "can_see_sky": bool(sensed("can_see_sky")),
        "sun_brightness": sun_factor(time, rain, thunder),
        "sky_light_level": float(sun_brightness(time, rain, thunder)),
        "world_time": time,
        "total_time": int(clock["age"]),
    }


def slot_facts(number: int, item: int, meta: int, count: int) -> dict[str, Any]:
    """Return what is told of one slot."""
    most = int(RULES.items[item]["max_damage"])
    return {
        "name": ITEM_NAMES[item],
        "variant": 0 if most else meta,
        "quantity": count,
        "max_durability": most or -1,
        "cur_durability": most - meta if most else -1,
        "index": number,
        "inventory": "inventory",
    }


def sun_factor(time: int, rain: float, thunder: float) -> float:
    """Return the game's factor of the sun, 1 by day to 0 at night, less in rain and thunder."""
    height = 2.0 * math.cos(celestial_angle(time) * 2.0 * math.pi)
    clear = min(max(height + 0.5, 0.0), 1.0)
    return float(clear * (1.0 - rain * _CLOUDED) * (1.0 - thunder * rain * _CLOUDED))


def voxel_list(voxels: Mapping[str, NDArray[Any]]) -> list[Any]:
    """Return ten values a cell, one cell after the other: x runs fastest, then y, then z."""
    columns = [[names.BLOCKS[number] for number in voxels["block_name"].ravel("F").tolist()]]
    for name in _VOXELS:
        values = voxels[name].ravel("F")
        columns.append((values != 0).tolist() if name.startswith(("is_", "can_", "blocks_")) else values.tolist())
    return list(itertools.chain.from_iterable(zip(*columns, strict=True)))


def ray_list(rays: Mapping[str, NDArray[Any]]) -> list[Any]:
    """Return sixteen values a ray, one ray after the other; angles are counted up and to the left, as in MineDojo."""
    blocks = rays["block_name"].tolist()
    columns = [
        [names.BLOCKS[number] for number in blocks],
        rays["block_distance"].tolist(),
        rays["block_meta"].tolist(),
        [names.HARVEST_LEVELS[number] for number in blocks],
        *((rays[name] != 0).tolist() for name in _RAY_FLAGS),
        [names.ENTITIES[number] for number in rays["entity_name"].tolist()],
        rays["entity_distance"].tolist(),
        *((-rays[name]).tolist() for name in _RAY_ANGLES),
        *(rays[name].tolist() for name in _RAY_CELLS),
    ]
    return list(itertools.chain.from_iterable(zip(*columns, strict=True)))
