"""MineDojo's raw action: a dict of keys, a turn of the camera, and names of items to craft, smelt, equip or place."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.names import ALL_ITEMS
from envs.minedojo.spaces import Box, Dict, Discrete, Enum
from envs.overworld.action import ACTION, HOTBAR_KEYS, InvalidActionError
from envs.overworld.gamedata import TABLE, item_index
from envs.overworld.senses.observe import MAIN_SLOTS
from envs.overworld.state import SLOTS

MOVES = ("forward", "back", "left", "right", "jump", "sneak", "sprint", "use", "attack", "drop")
"""Keys of MineDojo's raw action."""
NONE = "none"
"""The word for nothing to craft, smelt, equip or place."""
_CRAFTS = {"craft": "craft", "craft_with_table": "craft", "smelt": "smelt"}
_SLOTTED = ("equip", "place", "destroy")
_EXTRA = ("chat", "swap_slot", "pickItem", "camera", *HOTBAR_KEYS, *(f"{name}_slot" for name in _SLOTTED))


_LEFT_OUT_BY_HAND = ("coal", "diamond", "emerald", "redstone", "stone")
_LEFT_OUT_SMELTED = ("dye", "gold_nugget", "iron_nugget")
"""What the raw action can make and MineDojo's discrete action cannot: storage taken apart, tools melted down."""
BY_HAND: tuple[str, ...] = tuple(sorted((*TABLE["minedojo"]["craft_by_hand"], *_LEFT_OUT_BY_HAND)))
AT_TABLE: tuple[str, ...] = tuple(
    sorted({row["item"] for row in TABLE["recipes"] if all(need["item"] != row["item"] for need in row["needs"])})
)
SMELTED: tuple[str, ...] = tuple(sorted((*TABLE["minedojo"]["smelt"], *_LEFT_OUT_SMELTED)))
_VOCABULARIES = {"craft": BY_HAND, "craft_with_table": AT_TABLE, "smelt": SMELTED}


def raw_action_space(event_level_control: bool = True) -> Dict:
    """Return the space of raw actions.

    Args:
        event_level_control: With items to equip and place by name; without, with hotbar keys and slots to swap.
    """
    inner: dict[str, Any] = {name: Discrete(2) for name in MOVES}
    inner["camera"] = Box(-180.0, 180.0, (2,), np.float64)
    inner |= {name: Enum(NONE, *items) for name, items in _VOCABULARIES.items()}
    if event_level_control:
        inner |= {name: Enum(NONE, *ALL_ITEMS) for name in ("equip", "place")}
    else:
        slot = {name: Discrete(SLOTS) for name in ("source_slot", "target_slot")}
        inner |= {"swap_slot": Dict(slot), "pickItem": Discrete(2)} | {key: Discrete(2) for key in HOTBAR_KEYS}
    return Dict(inner)


def encode(action: Mapping[str, Any], slots: NDArray[np.void]) -> NDArray[np.void]:
    """Return the (1,) ACTION row of a raw action; what is left out is not done.

    `equip` and `place` act on the first slot with an item of the name, as in MineDojo; nothing happens if there is
    none. `equip_slot`, `place_slot` and `destroy_slot`, which MineDojo has not, name the slot itself.

    Args:
        action: The raw action.
        slots: (SLOTS,) STACK rows of what the player has.

    Raises:
        InvalidActionError: An unknown name, item or slot, or a turn that is no pair of finite numbers.
    """
    rows = np.zeros(1, ACTION)
    row = rows[0]
    for name, value in action.items():
        if name in MOVES:
            if value:
                row[name] = 1
        elif name == "camera":
            row["pitch"], row["yaw"] = _turn(value)
        elif name in _CRAFTS:
            item = _item(value, _VOCABULARIES[name])
            if item:
                row[_CRAFTS[name]] = item
        elif name in ("equip", "place"):
            item = _item(value, ALL_ITEMS)
            if item:
                row[name] = _first_slot(slots, item)
        elif name in _EXTRA:
            _encode_extra(row, name, value)
        else:
            raise InvalidActionError(f"unknown action '{name}'; known are {', '.join((*MOVES, *_CRAFTS, *_EXTRA))}")
    return rows


def _encode_extra(row: np.void, name: str, value: Any) -> None:
    if name == "swap_slot":
        row["swap_from"] = _slot(name, value["source_slot"], SLOTS) + 1
        row["swap_to"] = _slot(name, value["target_slot"], SLOTS) + 1
    elif name.endswith("_slot"):
        row[name.removesuffix("_slot")] = _slot(name, value, MAIN_SLOTS) + 1
    elif name in HOTBAR_KEYS and value:
        row["hotbar"] = int(name[-1])


def _turn(value: Any) -> tuple[float, float]:
    pitch, yaw = np.asarray(value, np.float64).reshape(2)
    if not (abs(pitch) <= 180.0 and abs(yaw) <= 180.0):
        raise InvalidActionError(f"action 'camera' must be finite and within +-180 degrees, not {value!r}")
    return float(pitch), float(yaw)


def _item(value: Any, words: tuple[str, ...]) -> int:
    """Return the item index of a word, or of its place among the sorted words with NONE; 0 is nothing."""
    if isinstance(value, str):
        if value == NONE:
            return 0
        name = value.replace(" ", "_")
        if name not in words:
            raise InvalidActionError(f"'{value}' cannot be made or held here")
        return item_index(name)
    place = int(value)
    if not 0 <= place <= len(words):
        raise InvalidActionError(f"an item's number must be within 0..{len(words)}, not {value!r}")
    return item_index(words[place - 1]) if place else 0


def _slot(name: str, value: Any, limit: int) -> int:
    slot = int(value)
    if not 0 <= slot < limit:
        raise InvalidActionError(f"action '{name}' must be a slot within 0..{limit - 1}, not {value!r}")
    return slot


def _first_slot(slots: NDArray[np.void], item: int) -> int:
    """Return the first slot (+ 1) that holds an item, or 0."""
    found = np.flatnonzero(slots["item"][:MAIN_SLOTS] == item)
    return int(found[0]) + 1 if len(found) else 0
