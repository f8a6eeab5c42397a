"""What another simulator tells of its player, in the form of an Overworld: what reads the one can then read the other.

Told are the inventory, health, hunger, air, experience, place and gaze, kills and uses of items, the time. There are no
blocks, and no mobs: whoever asks the mirror for these finds empty air.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import DAY
from envs.overworld.jit import kernel
from envs.overworld.player.damage import armour_points
from envs.overworld.rules import Rules
from envs.overworld.senses.observe import OBSERVATION, observation_space, observe_inventory, observe_masks
from envs.overworld.state import State
from envs.overworld.world import Overworld

_DAMAGE = ("damage_distance", "damage_pitch", "damage_yaw", "hunger_damage")
_DAMAGE_KINDS = ("is_explosion", "is_fire_damage", "is_magic_damage", "is_projectile", "is_unblockable")
_MOST_XP = int(observation_space()["life_stats"]["xp"].high[0])  # type: ignore[index]

Facts = Mapping[str, Any]
"""Plain facts of a tick, as a worker answers with them (`envs/minedojo/simulator.py`), complete."""


class Mirror:
    """Keeps up with the player of another simulator."""

    def __init__(self) -> None:
        self.world = Overworld(1)
        """What is known; only that of its state which is told has a meaning."""
        self._before: dict[str, Any] = {}

    @property
    def slots(self) -> NDArray[np.void]:
        """(SLOTS,) STACK records of the inventory."""
        return self.world.state.slots[0, 0]

    @property
    def deaths(self) -> int:
        """How often the player has died in this episode."""
        return int(self.world.state.players[0, 0]["deaths"])

    @property
    def stations(self) -> tuple[bool, bool]:
        """Whether a crafting table, and whether a furnace, is near and in view."""
        return self._facts["nearby_crafting_table"], self._facts["nearby_furnace"]

    def begin(self, facts: Facts, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Begin an episode: what was counted before does not count."""
        self._before = {"deaths": facts["deaths"], "kills": arrays["kills"], "used": arrays["used"]}
        self.tell(facts, arrays, crafted=False)
        self.observe()  # from here on, what changes in the inventory is seen

    def tell(self, facts: Facts, arrays: Mapping[str, NDArray[Any]], crafted: bool) -> None:
        """Take over a tick.

        Args:
            facts: Plain facts.
            arrays: `slots` (41, 3), `kills` by mob, `used` by item.
            crafted: Whether something was crafted or smelted in it.
        """
        state = self.world.state
        for column, name in enumerate(("item", "meta", "count")):
            self.slots[name] = arrays["slots"][:, column]
        for name, counts in (("kills", state.kills[0, 0]), ("used", state.used[0, 0])):
            counts[: len(arrays[name])] = arrays[name] - self._before[name]
        player, clock = state.players[0, 0], state.clock[0]
        for name, value in zip(("x", "y", "z", "yaw", "pitch"), facts["place"], strict=True):
            player[name] = value
        player["yaw"] = (player["yaw"] + 180.0) % 360.0 - 180.0
        player["health"], player["food"], player["saturation"] = facts["life"], facts["food"], facts["saturation"]
        player["air"], player["xp"], player["sleeping"] = facts["air"], facts["xp"], facts["is_sleeping"]
        player["alive"], player["crafted"], player["selected"] = facts["life"] > 0, crafted, facts["current_item_index"]
        player["deaths"] = facts["deaths"] - self._before["deaths"]
        clock["age"], player["born"] = facts["life_ticks"], 0
        clock["time"] = facts["world_time"] % DAY
        self._facts = facts

    def observe(self) -> NDArray[np.void]:
        """Return a fresh (1,) OBSERVATION row of the tick taken over last."""
        facts, player = self._facts, self.world.state.players[0, 0]
        rows = np.zeros(1, OBSERVATION)
        table, furnace = self.stations
        _observe_carried(self.world.state, self.world.rules, int(table), int(furnace), rows)
        row = rows[0]
        damage = facts["damage"]
        here = {name: float(player[name]) for name in ("pitch", "yaw")} | {
            "light_level": facts["light_level"],
            "sky_light_level": float(facts["can_see_sky"]),  # of the place nothing more is told
            "sun_brightness": facts["sky_light_level"],  # MineDojo's name for it
            "sea_level": facts["sea_level"],
            "rainfall": facts["biome_rainfall"],
            "temperature": facts["biome_temperature"],
            "biome_id": facts["biome_id"],
            "is_raining": facts["is_raining"],
            "can_see_sky": facts["can_see_sky"],
        }
        told = ("life", "armor", "food", "saturation", "is_sleeping")
        life = {name: facts[name] for name in told if name in facts}  # without armour, what is worn says how much
        life |= {"xp": min(facts["xp"], _MOST_XP), "oxygen": max(facts["air"], 0)}
        hurt = {name: damage.get(name, 0) for name in (*_DAMAGE, *_DAMAGE_KINDS)}
        hurt["damage_amount"] = damage.get("damage_amout", 0)  # so spelt by the game
        for group, values in (
            ("location_stats", here),
            ("life_stats", life),
            ("damage_source", hurt),
            ("nearby_tools", {"table": table, "furnace": furnace}),
        ):
            for name, value in values.items():
                row[f"{group}_{name}"][0] = value
        row["location_stats_pos"] = facts["place"][:3]
        return rows


@kernel()
def _observe_carried(s: State, rules: Rules, table: int, furnace: int, rows: NDArray[np.void]) -> None:
    """Fill in what follows from the inventory of player 0 of world 0."""
    rows[0].life_stats_armor[0] = armour_points(s, 0, 0)
    observe_inventory(s, rules, 0, 0, rows[0])
    observe_masks(s, rules, 0, 0, table != 0, furnace != 0, rows[0])
