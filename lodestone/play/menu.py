"""The menu of the E key: what can be crafted and smelted here and now, and what can be equipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.senses.observe import CRAFT_SMELT, CRAFTS


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    text: str
    action: Mapping[str, Any]
    """What it does."""


class Menu:
    """A list to choose from; letters narrow it down."""

    def __init__(self) -> None:
        self.filter = ""
        self.chosen = 0
        self.entries: list[Entry] = []

    def update(self, observation: Mapping[str, Any]) -> None:
        """List what the observation's masks allow."""
        found = [entry for entry in _entries(observation) if self.filter in entry.text]
        self.entries = found
        self.chosen = min(self.chosen, max(0, len(found) - 1))

    def move(self, steps: int) -> None:
        """Move the choice up or down; it goes round."""
        if self.entries:
            self.chosen = (self.chosen + steps) % len(self.entries)

    def take(self) -> dict[str, Any]:
        """Return the action of the chosen line, an empty one if there is none."""
        return dict(self.entries[self.chosen].action) if self.entries else {}


def _entries(observation: Mapping[str, Any]) -> list[Entry]:
    masks, inventory = observation["masks"], observation["inventory"]
    entries = []
    for index, name in enumerate(CRAFT_SMELT):
        if masks["craft_smelt"][index]:
            verb = "craft" if index < len(CRAFTS) else "smelt"
            entries.append(Entry(f"{verb} {_plain(name)}", {verb: item_index(name)}))
    for slot, allowed in enumerate(masks["equip"]):
        if allowed:
            name, count = ITEM_NAMES[inventory["name"][slot]], int(inventory["quantity"][slot])
            entries.append(Entry(f"equip {_plain(name)}" + (f" x{count}" if count > 1 else ""), {"equip": slot + 1}))
    return entries


def _plain(name: str) -> str:
    return name.replace("_", " ")
