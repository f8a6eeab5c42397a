"""Action layouts of other projects, to and from the canonical action of the Overworld.

* MineDojo's MultiDiscrete [3, 3, 4, B, B, 8, 244, 36] with B camera bins (25 at its interval of 15 degrees).
* MineRL's dict, which is also what VPT's key interface speaks: the canonical keys plus ESC, pickItem and swapHands.

What a layout cannot say is an error, never dropped silently.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.action import HOTBAR_KEYS, KEYS, InvalidActionError
from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.senses.observe import CRAFT_SMELT, CRAFTS, MAIN_SLOTS

CAMERA_INTERVAL = 15.0
"""Degrees between MineDojo's camera bins."""
MINERL_EXTRA_KEYS = ("ESC", "pickItem", "swapHands")
"""Keys of MineRL that the Overworld does not have; they must not be pressed."""

_FORWARD = (None, "forward", "back")
_STRAFE = (None, "left", "right")
_JUMP = (None, "jump", "sneak", "sprint")
_HELD = {1: "use", 2: "drop", 3: "attack"}
_CRAFT = 4
_SLOT_ACTIONS = {5: "equip", 6: "place", 7: "destroy"}


def minedojo_action_space(camera_interval: float = CAMERA_INTERVAL) -> spaces.MultiDiscrete:
    """Return MineDojo's action space; index 0-7 are forward, strafe, jump, pitch, yaw, function, craft, slot."""
    bins = _camera_bins(camera_interval)
    return spaces.MultiDiscrete([3, 3, 4, bins, bins, 8, len(CRAFT_SMELT), MAIN_SLOTS])


def minedojo_no_op(camera_interval: float = CAMERA_INTERVAL) -> NDArray[np.int64]:
    """Return MineDojo's action that does nothing."""
    middle = (_camera_bins(camera_interval) - 1) // 2
    return np.array([0, 0, 0, middle, middle, 0, 0, 0])


def from_minedojo(action: Sequence[int] | NDArray[Any], camera_interval: float = CAMERA_INTERVAL) -> dict[str, Any]:
    """Return the canonical action of a MineDojo action.

    Raises:
        InvalidActionError: It is not in MineDojo's action space.
    """
    values = np.asarray(action)
    limits = minedojo_action_space(camera_interval).nvec
    if values.shape != (8,) or values.dtype.kind not in "iu" or (values < 0).any() or (values >= limits).any():
        raise InvalidActionError(f"a MineDojo action is 8 integers below {limits.tolist()}, not {action!r}")
    forward, strafe, jump, pitch, yaw, function, craft, slot = (int(value) for value in values)
    result: dict[str, Any] = {"camera": np.array([pitch, yaw], np.float32) * camera_interval - 180.0}
    for key in (_FORWARD[forward], _STRAFE[strafe], _JUMP[jump], _HELD.get(function)):
        if key is not None:
            result[key] = 1
    if function == _CRAFT:
        result["craft" if craft < len(CRAFTS) else "smelt"] = item_index(CRAFT_SMELT[craft])
    elif function in _SLOT_ACTIONS:
        result[_SLOT_ACTIONS[function]] = slot + 1
    return result


def nearest_minedojo(action: Mapping[str, Any], camera_interval: float = CAMERA_INTERVAL) -> NDArray[np.int64]:
    """Return the MineDojo action nearest to the keys and camera of a canonical action, such as a policy of VPT's chose.

    Opposite ways are neither; of jump, sprint and sneak the first counts, of attack, use, drop and a hotbar key (which
    is MineDojo's equip) too; the camera turns by the nearest bin; the inventory key is dropped.

    Raises:
        InvalidActionError: A functional action is used: say it with `to_minedojo`.
    """
    keys = to_minerl(action)
    pressed = [name for name in KEYS if keys[name]]
    for pair in (("forward", "back"), ("left", "right")):
        if all(name in pressed for name in pair):
            pressed = [name for name in pressed if name not in pair]
    kept: dict[str, Any] = dict.fromkeys((name for name in pressed if name in (*_FORWARD, *_STRAFE)), 1)
    kept |= dict.fromkeys([name for name in ("jump", "sprint", "sneak") if name in pressed][:1], 1)
    functions = [name for name in ("attack", "use", "drop", *HOTBAR_KEYS) if name in pressed][:1]
    for name in functions:
        kept |= {"equip": int(name[-1])} if name in HOTBAR_KEYS else {name: 1}
    kept["camera"] = np.round(np.asarray(keys["camera"], np.float64) / camera_interval) * camera_interval
    return to_minedojo(kept, camera_interval)


def to_minedojo(action: Mapping[str, Any], camera_interval: float = CAMERA_INTERVAL) -> NDArray[np.int64]:
    """Return the MineDojo action of a canonical action.

    Raises:
        InvalidActionError: MineDojo's layout cannot say it: two functions at once, a hotbar key, a camera turn between
            two bins, an item or slot that it does not list.
    """
    pressed = {name: int(value) for name, value in action.items() if name != "camera" and int(value)}
    result = minedojo_no_op(camera_interval)
    for index, names in ((0, _FORWARD), (1, _STRAFE), (2, _JUMP)):
        chosen = [pressed.pop(name) and code for code, name in enumerate(names) if name in pressed]
        if len(chosen) > 1:
            raise InvalidActionError(f"MineDojo cannot press {' and '.join(str(n) for n in names[1:])} at once")
        result[index] = chosen[0] if chosen else 0
    camera = np.asarray(action.get("camera", (0.0, 0.0)), np.float64)
    bins = (camera + 180.0) / camera_interval
    if not np.allclose(bins, np.round(bins), atol=1e-4):
        raise InvalidActionError(f"MineDojo turns the camera in steps of {camera_interval} degrees, not by {camera}")
    result[3:5] = np.round(bins).astype(np.int64)
    if len(pressed) > 1:
        raise InvalidActionError(f"MineDojo does one thing at a time, not {' and '.join(sorted(pressed))}")
    for name, value in pressed.items():
        result[5:8] = _function(name, value)
    return result


def _function(name: str, value: int) -> tuple[int, int, int]:
    """Return (function, craft argument, slot argument) of one canonical function."""
    for code, key in _HELD.items():
        if key == name:
            return code, 0, 0
    for code, key in _SLOT_ACTIONS.items():
        if key == name and value <= MAIN_SLOTS:
            return code, 0, value - 1
    if name in ("craft", "smelt"):
        item = ITEM_NAMES[value]
        wanted = CRAFTS if name == "craft" else CRAFT_SMELT[len(CRAFTS) :]
        if item in wanted:
            return _CRAFT, wanted.index(item) + (0 if name == "craft" else len(CRAFTS)), 0
        raise InvalidActionError(f"MineDojo does not {name} {item}")
    raise InvalidActionError(f"MineDojo has no action for '{name}' = {value}")


def from_minerl(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return the canonical action of a MineRL or VPT action dict (20 keys, `camera` = (pitch, yaw) in degrees).

    Raises:
        InvalidActionError: An unknown key, or one of MINERL_EXTRA_KEYS is pressed.
    """
    for name, value in action.items():
        if name in MINERL_EXTRA_KEYS:
            if int(value):
                raise InvalidActionError(f"the Overworld has no key '{name}'")
        elif name != "camera" and name not in KEYS:
            raise InvalidActionError(f"unknown key '{name}'; MineRL's keys are camera, {', '.join(KEYS)}")
    return {name: value for name, value in action.items() if name not in MINERL_EXTRA_KEYS}


def to_minerl(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return the full MineRL action dict of a canonical action.

    Raises:
        InvalidActionError: A functional action, which keys cannot say, is used.
    """
    keys = dict.fromkeys((*KEYS, *MINERL_EXTRA_KEYS), 0)
    for name, value in action.items():
        if name in keys:
            keys[name] = int(value)
        elif name != "camera" and int(value):
            raise InvalidActionError(f"MineRL has no key for the functional action '{name}'")
    return {**keys, "camera": np.asarray(action.get("camera", (0.0, 0.0)), np.float32)}


def _camera_bins(camera_interval: float) -> int:
    if not 0 < camera_interval <= 180:
        raise ValueError(f"camera_interval must be above 0 and at most 180 degrees, not {camera_interval}")
    return int(np.ceil(360 / camera_interval)) + 1
