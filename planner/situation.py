"""What a planner knows of the world: inventory, tool wear, stations in reach, biome, night."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from envs.overworld.gamedata import BIOME_NAMES, ITEM_NAMES
from planner.plan import Belief, believe
from skills.graph import DURABILITY, SkillGraph, item_key
from skills.statistics import Context

_NIGHT = 0.5
"""Brightness of the sky (1 by day, 0.2 at midnight) below which monsters come; no weather darkens a day so."""


@dataclass(frozen=True)
class Situation:
    """What an observation tells."""

    inventory: Mapping[str, int] = field(default_factory=dict)
    """Amounts by item key."""
    nearby: frozenset[str] = frozenset()
    """Stations in reach."""
    durability: Mapping[str, list[int]] = field(default_factory=dict)
    """Uses left of each tool."""
    biome: str | None = None
    """Where the player stands."""
    night: bool = False
    time: int | None = None
    """Of the day, in ticks from sunrise, where somebody keeps it; None where the sun stands still."""

    @property
    def context(self) -> Context:
        """What of it may matter for how well skills do."""
        return Context(self.biome, self.night, frozenset(self.durability))

    def believe(self, graph: SkillGraph, found: frozenset[str] = frozenset()) -> Belief:
        """Return the belief to plan from; `found` is what is remembered to be in reach, too."""
        return believe(self.inventory, self.nearby | found, self.durability, graph)


def read_situation(observation: Mapping[str, Any]) -> Situation:
    """Read a situation from the canonical observation of one world."""
    slots = observation["inventory"]
    amounts: dict[str, int] = defaultdict(int)
    durability: dict[str, list[int]] = defaultdict(list)
    rows = zip(slots["name"], slots["variant"], slots["quantity"], slots["cur_durability"], strict=True)
    for index, variant, quantity, left in rows:
        name = ITEM_NAMES[int(index)]
        if quantity < 1 or name == "air":
            continue
        if name in DURABILITY:
            durability[name].append(int(left))
            amounts[name] += int(quantity)
        else:
            amounts[item_key(name, int(variant))] += int(quantity)
    tools = observation["nearby_tools"]
    near = {"crafting_table": tools["table"], "furnace": tools["furnace"]}
    nearby = frozenset(station for station, seen in near.items() if bool(seen[0]))
    place = observation["location_stats"]
    biome, night = BIOME_NAMES.get(int(place["biome_id"][0])), float(place["sun_brightness"][0]) < _NIGHT
    return Situation(dict(amounts), nearby, dict(durability), biome, night)
