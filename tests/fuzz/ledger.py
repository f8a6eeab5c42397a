"""No item made or lost except by the rules: accounts of every stack, from tick to tick.

A `Ledger` watches worlds that are played in. Whatever a player has more of than a tick before must have come from
somewhere: the ground, a chest, a recipe, a bucket. Whatever is gone needs a key, a blow or a bite that took it. It does
not follow what the world itself makes and takes (drops, loot, burning, decay).
"""

import numpy as np

from envs.overworld.gamedata import ITEM_NAMES, RULES, item_index
from envs.overworld.rules import AT_FURNACE
from envs.overworld.state import ENTITY_ARROW, ENTITY_ITEM
from tests.fuzz.invariants import BrokenError

_ITEMS = len(ITEM_NAMES)
_LEFT_BY_USE = np.zeros(_ITEMS, np.int64)
"""How many of an item the use of another may leave in the hands in a tick."""
_LEFT_BY_USE[
    [item_index(n) for n in ("bucket", "water_bucket", "lava_bucket", "milk_bucket", "bowl", "glass_bottle", "potion")]
] = 1
_MADE = np.zeros((2, _ITEMS), np.int64)
"""Most that one craft, and one smelt, makes of an item."""
for _recipe in RULES.recipes:
    _row = int(_recipe["station"] == AT_FURNACE)
    _MADE[_row, _recipe["item"]] = max(_MADE[_row, _recipe["item"]], _recipe["count"])
_DEEDS = ("attack", "use", "drop", "craft", "smelt", "equip", "place", "destroy", "swap_from")


def totals(items, counts):
    """Return (N, items) how many of each item (N, ...) stacks of `items` and `counts` hold together."""
    worlds = len(items)
    index = items.reshape(worlds, -1).astype(np.int64) + np.arange(worlds)[:, None] * _ITEMS
    table = np.bincount(index.ravel(), counts.ravel(), worlds * _ITEMS).reshape(worlds, _ITEMS).astype(np.int64)
    table[:, 0] = 0
    return table


def everything(s):
    """Return (N, items) all items of each world: carried, stored and on the ground."""
    lying = np.where(s.entities["kind"] == ENTITY_ITEM, s.entities["count"], 0)
    kept = totals(s.slots["item"], s.slots["count"]) + totals(s.stored["item"], s.stored["count"])
    return kept + totals(s.entities["item"], lying)


class Ledger:
    """Watches what players carry. Call `open` before a tick and `close` after it."""

    def open(self, s, actions):
        """Note what there is before a tick, and what the players are about to do."""
        player = s.players[:, 0]
        self._slots = s.slots.copy()
        self._stored = s.stored["item"].copy(), s.stored["count"].copy()
        kind = s.entities["kind"]
        self._lying = (
            s.entities["item"].copy(),
            np.where(kind == ENTITY_ITEM, s.entities["count"], kind == ENTITY_ARROW),
        )
        self._busy = (player["use_ticks"] > 0) | (player["alive"] == 0) | (player["use_held"] != 0)
        self._actions = actions

    def close(self, s):
        """Check what has changed since `open`.

        Raises:
            BrokenError: An item came from nowhere, or went without a cause.
        """
        changed = np.flatnonzero((s.slots != self._slots).any(axis=(1, 2)))
        if len(changed) == 0:
            return
        before, after = self._slots[changed], s.slots[changed]
        change = totals(after["item"], after["count"]) - totals(before["item"], before["count"])
        actions, player, busy = self._actions[changed], s.players[changed, 0], self._busy[changed]
        sources = totals(*(column[changed] for column in self._lying))
        stored = totals(s.stored["item"][changed], s.stored["count"][changed])
        sources += np.maximum(totals(*(column[changed] for column in self._stored)) - stored, 0)
        for row, key in enumerate(("craft", "smelt")):
            item = actions[key].astype(np.int64)
            sources[np.arange(len(item)), item] += np.where(player["crafted"] != 0, _MADE[row, item], 0)
        uses = (actions["use"] != 0) | (actions["place"] != 0) | busy
        sources += uses[:, None] * _LEFT_BY_USE
        self._must(s, changed, change <= sources, change, "came from nowhere")
        deeds = np.any([actions[deed] != 0 for deed in _DEEDS], axis=0)
        quiet = ~deeds & ~busy & (player["damage"] == 0) & (player["alive"] != 0)
        self._must(s, changed, (change >= 0) | ~quiet[:, None], change, "went, though nobody did anything")

    @staticmethod
    def _must(s, worlds, good, change, what):
        if not good.all():
            row, item = np.argwhere(~good)[0]
            raise BrokenError(s, worlds[row], f"{abs(change[row, item])} {ITEM_NAMES[item]} {what}")
