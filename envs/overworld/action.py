"""The canonical action: the keys of a player, the mouse in degrees, and MineDojo's functional actions.

One `ACTION` row a world goes into the tick; `ACTION_SPACE` is the same thing as a Gymnasium space, in the names of
MineRL and VPT. Converters from and to other layouts are in `envs.actions`.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.state import CONTAINER_SLOTS, SLOTS

BUTTONS = ("attack", "back", "forward", "jump", "left", "right", "sneak", "sprint", "use", "drop", "inventory")
"""Keys that are held or not, beside the nine hotbar keys."""
HOTBAR_KEYS = tuple(f"hotbar.{number}" for number in range(1, 10))
KEYS = BUTTONS + HOTBAR_KEYS
"""The 20 keys of VPT and MineRL."""
ITEM_ACTIONS = ("craft", "smelt")
"""Functional actions whose argument is an item index, 0 = none."""
SLOT_ACTIONS = ("equip", "place", "destroy")
"""Functional actions whose argument is an inventory slot + 1, 0 = none."""
SWAP_ACTIONS = ("swap_from", "swap_to")
"""Two slots + 1 whose stacks change places, or join where they can; both 0 = none. Slots from SLOTS on are those of the
chest or furnace under the crosshair (furnace: input, fuel, output)."""

ACTION = np.dtype(
    [(name, np.uint8) for name in BUTTONS]
    + [
        ("hotbar", np.uint8),  # 1-9, 0 = no hotbar key
        ("pitch", np.float64),  # degrees to add, positive looks down
        ("yaw", np.float64),  # degrees to add, positive turns right
        ("craft", np.int16),
        ("smelt", np.int16),
        ("equip", np.int16),
        ("place", np.int16),
        ("destroy", np.int16),
        ("swap_from", np.int16),
        ("swap_to", np.int16),
    ],
    align=True,
)
"""One row a world."""

_SPACES: dict[str, spaces.Space[Any]] = {
    **{key: spaces.Discrete(2) for key in KEYS},
    "camera": spaces.Box(-180.0, 180.0, (2,), np.float32),
    **{name: spaces.Discrete(len(ITEM_NAMES)) for name in ITEM_ACTIONS},
    **{name: spaces.Discrete(SLOTS + 1) for name in SLOT_ACTIONS},
    **{name: spaces.Discrete(SLOTS + CONTAINER_SLOTS + 1) for name in SWAP_ACTIONS},
}
ACTION_SPACE = spaces.Dict(_SPACES)
"""`camera` is (pitch, yaw) in degrees to add in this tick; the rest is explained at the constants above."""

_LIMITS = (
    dict.fromkeys(KEYS, 1)
    | dict.fromkeys(ITEM_ACTIONS, len(ITEM_NAMES) - 1)
    | dict.fromkeys(SLOT_ACTIONS, SLOTS)
    | dict.fromkeys(SWAP_ACTIONS, SLOTS + CONTAINER_SLOTS)
)


class InvalidActionError(ValueError):
    """An action that is not in the action space; nothing was done."""


def no_op() -> dict[str, Any]:
    """Return the action of one world that touches no key; keys may be left out of an action as well."""
    return {"camera": np.zeros(2, np.float32)} | dict.fromkeys(_LIMITS, 0)


def encode(action: Mapping[str, Any], num_worlds: int) -> NDArray[np.void]:
    """Return ACTION rows of an action dict whose values have a leading axis of `num_worlds` (or are scalars for one).

    Keys may be missing, they count as not pressed.

    Raises:
        InvalidActionError: An unknown key, a value out of range, a wrong shape, or a camera that is not finite.
    """
    rows = np.zeros(num_worlds, ACTION)
    single = num_worlds == 1
    for name, value in action.items():
        if name == "camera":
            camera = _array(name, value, (num_worlds, 2))
            if not (np.abs(camera) <= 180.0).all():
                raise InvalidActionError(f"action 'camera' must be finite and within +-180 degrees, not {value!r}")
            rows["pitch"], rows["yaw"] = camera[:, 0], camera[:, 1]
            continue
        limit = _LIMITS.get(name)
        if limit is None:
            raise InvalidActionError(f"unknown action '{name}'; known are camera, {', '.join(_LIMITS)}")
        column: Any
        if single and (isinstance(value, int | np.integer) or (type(value) is np.ndarray and value.shape == (1,))):
            column = value.item() if isinstance(value, np.ndarray) else value  # plain numbers are quicker than arrays
            if column == 0 and isinstance(column, int | np.integer):
                continue
            valid = isinstance(column, int | np.integer) and 0 <= column <= limit
        else:
            column = _array(name, value, (num_worlds,))
            valid = column.dtype.kind in "biu" and column.min() >= 0 and column.max() <= limit
        if not valid:
            raise InvalidActionError(f"action '{name}' must be an integer in 0..{limit}, not {value!r}")
        if name in HOTBAR_KEYS:  # of several the last, as in the game
            rows["hotbar"] = np.maximum(rows["hotbar"], (np.asarray(column) > 0) * int(name[-1]))
        else:
            rows[name] = column
    return rows


def decode(row: np.void) -> dict[str, Any]:
    """Return the action dict of one ACTION row, with the keys that are pressed; `encode` gives the same row again."""
    action: dict[str, Any] = {"camera": np.array([row["pitch"], row["yaw"]])}
    if row["hotbar"]:
        action[HOTBAR_KEYS[row["hotbar"] - 1]] = 1
    for name in BUTTONS + ITEM_ACTIONS + SLOT_ACTIONS + SWAP_ACTIONS:
        if row[name]:
            action[name] = int(row[name])
    return action


def _array(name: str, value: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise InvalidActionError(f"action '{name}' must be numeric, not {value!r}")
    if array.size != math.prod(shape):
        raise InvalidActionError(f"action '{name}' must have shape {shape}, not {array.shape}")
    return array.reshape(shape)
