"""The canonical action as MineRL's: keys, a mouse, and nothing else."""

from typing import Any

import numpy as np
from gymnasium import spaces

from envs.overworld.action import (
    ACTION_SPACE,
    BUTTONS,
    HOTBAR_KEYS,
    ITEM_ACTIONS,
    KEYS,
    SLOT_ACTIONS,
    SWAP_ACTIONS,
    InvalidActionError,
)

KEY_ACTION_SPACE = spaces.Dict(
    {name: space for name, space in ACTION_SPACE.items() if name in (*KEYS, "camera")}
    | {"equip": spaces.Discrete(len(HOTBAR_KEYS) + 1)}
)
"""The canonical actions that MineRL can carry out: VPT's, and to equip what lies in the hotbar."""
_FUNCTIONS = (*ITEM_ACTIONS, *SLOT_ACTIONS, *SWAP_ACTIONS)


def to_keys(row: np.void) -> dict[str, Any]:
    """Return the keys that are pressed, and the turn of the camera in degrees.

    What lies in the hotbar is equipped by its key. While a screen is open the turn moves its cursor, by 20/3 pixels a
    degree.

    Args:
        row: An ACTION row.

    Raises:
        InvalidActionError: Something is to be done that a person does with a screen.
    """
    hotbar = row["hotbar"] or (row["equip"] if row["equip"] <= len(HOTBAR_KEYS) else 0)
    asked = [name for name in _FUNCTIONS if row[name] and not (name == "equip" and hotbar)]
    if asked:
        raise InvalidActionError(
            f"MineRL cannot {asked[0].replace('_', ' ')} by itself: there, one opens the inventory (the key "
            "`inventory`), moves the cursor (`camera`) and clicks (`attack`, `use`)"
        )
    action: dict[str, Any] = {name: 1 for name in BUTTONS if row[name]}
    if hotbar:
        action[HOTBAR_KEYS[hotbar - 1]] = 1
    return action | {"camera": [float(row["pitch"]), float(row["yaw"])]}
