"""The canonical action as MineDojoSim's raw one, under its event-level control.

That control equips and places by name, which the canonical action does by slot; the other one, with hotbar keys and
slots to swap, can do neither. So a hotbar key is said as `equip` of what lies in its slot: it comes into the hand, and
what was there into that slot. A stack that is destroyed is replaced by air with a command, as MineDojo does it.
"""

from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.minedojo.actions import AT_TABLE, BY_HAND, MOVES, SMELTED
from envs.overworld.action import ACTION_SPACE, ITEM_ACTIONS, SLOT_ACTIONS, SWAP_ACTIONS, InvalidActionError
from envs.overworld.gamedata import ITEM_NAMES

RAW_ACTION_SPACE = spaces.Dict({name: space for name, space in ACTION_SPACE.items() if name not in SWAP_ACTIONS})
"""The canonical actions that MineDojo can carry out."""
_SLOW = ("drop", "hotbar", *ITEM_ACTIONS, *SLOT_ACTIONS)
_HANDS = (36, "armor.feet"), (37, "armor.legs"), (38, "armor.chest"), (39, "armor.head"), (40, "weapon.offhand")


def is_slow(row: np.void) -> bool:
    """Return whether an ACTION row has something whose effect comes ticks later, and after which MineDojo waits."""
    return any(row[name] for name in _SLOW)


def to_raw(row: np.void, slots: NDArray[np.void]) -> dict[str, Any]:
    """Return what of a raw action is not left as it is by doing nothing.

    `inventory` does nothing, as in the Overworld, and so does an item that cannot be made, or an empty slot. Of several
    stacks of an item MineDojo takes the first, whatever the variant.

    Args:
        row: An ACTION row.
        slots: (SLOTS,) STACK records of the inventory.

    Raises:
        InvalidActionError: Slots are to be swapped.
    """
    if any(row[name] for name in SWAP_ACTIONS):
        raise InvalidActionError("MineDojo cannot swap slots: leave swap_from and swap_to at 0, equip takes into hand")
    raw: dict[str, Any] = {name: 1 for name in MOVES if row[name]}
    raw["camera"] = [float(row["pitch"]), float(row["yaw"])]
    craft, smelt = ITEM_NAMES[row["craft"]], ITEM_NAMES[row["smelt"]]
    if craft in BY_HAND:
        raw["craft"] = craft
    elif craft in AT_TABLE:
        raw["craft_with_table"] = craft
    if smelt in SMELTED:
        raw["smelt"] = smelt
    for name, slot in (("equip", row["equip"] or row["hotbar"]), ("place", row["place"])):
        if slot and slots[slot - 1]["count"]:
            raw[name] = ITEM_NAMES[slots[slot - 1]["item"]]
    if row["destroy"]:
        raw["chat"] = f"/replaceitem entity @p slot.{_slot_name(int(row['destroy']) - 1)} minecraft:air"
    return raw


def _slot_name(slot: int) -> str:
    """Return what the game's commands call a slot."""
    return dict(_HANDS).get(slot) or (f"hotbar.{slot}" if slot < 9 else f"inventory.{slot - 9}")
