"""The info of a tick as the Java side of MineRL 1.0 sends it, from an Overworld: Minecraft 1.16.5's names and groups.

Every key that MineStudio's Python reads is there, `slot_id`, `health` and `food_level` of its own engine among them. As
in the game, statistics that are zero are left out; those that the Overworld does not count (`envs/malmo/stats.py`) are
always. No screen is ever open: the Overworld has none.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.malmo.console.arguments import PLAYER, WORLD
from envs.malmo.info import life_facts, place_facts
from envs.malmo.modern import MOBS, modern_name
from envs.malmo.stats import COUNTED
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import MOB_NAMES, RULES

_MAIN = 36
_WORN = {"offhand": 40, "head": 39, "chest": 38, "legs": 37, "feet": 36}
_LIFE = ("life", "score", "food", "saturation", "xp", "is_alive", "air", "name")
_PLACE = ("xpos", "ypos", "zpos", "pitch", "yaw", "biome_name", "biome_temperature", "sea_level", "light_level")
_SKY = ("is_raining", "can_see_sky")


class ModernInfoWriter:
    """Writes what a tick of one world was like.

    Args:
        env: The world.
    """

    def __init__(self, env: OverworldEnv) -> None:
        self._state = env.world.state

    def text(self, observation: Mapping[str, Any]) -> str:
        """Return the JSON text that goes with an observation, which is the world's newest."""
        player, clock = self._state.players[WORLD, PLAYER], self._state.clock[WORLD]
        here = observation["location_stats"]
        life = life_facts(player, observation["life_stats"]["armor"][0])
        place = place_facts(player, clock, lambda name: here[name][0])
        facts = {
            "inventory": [_slot(number, stack) for number, stack in enumerate(self._slots[:_MAIN])],
            "equipped_items": self._equipped(int(player["selected"])),
            "life_stats": {name: life[name] for name in _LIFE},
            "health": life["life"],
            "food_level": life["food"],
            "biome_downfall": place["biome_rainfall"],
            "isGuiOpen": False,
        }
        return json.dumps(facts | {name: place[name] for name in (*_PLACE, *_SKY)} | self._statistics())

    @property
    def _slots(self) -> NDArray[np.void]:
        return self._state.slots[WORLD, PLAYER]

    def _equipped(self, selected: int) -> dict[str, str]:
        """Return what is held and worn; each a JSON text of its own, as in the game."""
        return {place: json.dumps(_worn(self._slots[slot])) for place, slot in {"mainhand": selected, **_WORN}.items()}

    def _statistics(self) -> dict[str, dict[str, int]]:
        state = self._state
        player, clock = state.players[WORLD, PLAYER], state.clock[WORLD]
        kills, used = state.kills[WORLD, PLAYER], state.used[WORLD, PLAYER]
        counted = player["deaths"], kills.sum(), clock["age"], clock["age"] - player["born"]
        return {
            "kill_entity": {MOBS[MOB_NAMES[row]]: int(kills[row]) for row in np.flatnonzero(kills)},
            "use_item": {modern_name(int(item), 0): int(used[item]) for item in np.flatnonzero(used)},
            "custom": {name: int(count) for name, count in zip(COUNTED, counted, strict=True) if count},
        }


def _slot(number: int, stack: np.void) -> dict[str, Any]:
    held = int(stack["count"])
    kind = modern_name(int(stack["item"]), int(stack["meta"])) if held else "none"
    return {"slot_id": number, "type": kind, "quantity": held}


def _worn(stack: np.void) -> dict[str, Any]:
    item, meta = int(stack["item"]), int(stack["meta"])
    most = int(RULES.items[item]["max_damage"])
    return {"type": modern_name(item, meta), "maxDamage": most, "damage": meta if most else 0}
