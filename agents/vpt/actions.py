"""VPT's action layout, to and from keys and degrees.

Three ways of saying one action, each an array with any leading axes:

* *canonical*: MineRL's dict, 20 keys and `camera` = (pitch, yaw) in degrees (`envs.overworld.action`);
* *factored*: `keys` (..., 20) of 0 and 1 in the order of `KEYS`, `bins` (..., 2) of camera bins 0-10, pitch first;
* *joint*: `JointAction`, one of 8,641 combinations of keys and one of 121 of camera bins, which the policy's two heads
  choose.

The numbers are those of OpenAI's Video-Pre-Training (`lib/actions.py`, `lib/action_mapping.py`); both of its
asymmetries are kept, see `to_joint` and `to_factored`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from envs.actions import from_minerl
from envs.overworld.action import KEYS, InvalidActionError

CAMERA_BINS = 11
CAMERA_MAX = 10.0
"""Degrees a tick that the outermost bins stand for."""
NULL_BIN = CAMERA_BINS // 2
CAMERA_CHOICES = CAMERA_BINS**2
NULL_CAMERA = NULL_BIN * CAMERA_BINS + NULL_BIN
"""Joint camera (60) that does not move."""

INVENTORY = 8640
"""Joint buttons of the inventory key alone."""
BUTTON_CHOICES = INVENTORY + 1
NULL_BUTTONS = 0

_MU = 10.0
_BIN_SIZE = 2.0
_GROUPS: tuple[tuple[str, ...], ...] = (
    tuple(f"hotbar.{number}" for number in range(1, 10)),
    ("forward", "back"),
    ("left", "right"),
    ("sprint", "sneak"),
    ("use",),
    ("drop",),
    ("attack",),
    ("jump",),
)
"""Keys of which at most one is pressed; together with whether the camera moves they span the joint buttons, the last
group varying fastest."""
_CANCEL = (("forward", "back"), ("left", "right"))
"""Pairs that are neither, pressed together; of other groups the later key wins."""
_COLUMN = {name: index for index, name in enumerate(KEYS)}
_STRIDES = np.cumprod([2, *(len(group) + 1 for group in _GROUPS[:0:-1])])[::-1]
"""What one step in each group adds to the joint buttons; whether the camera moves adds one."""


class JointAction(NamedTuple):
    """What VPT's heads choose: two integer arrays of one shape."""

    buttons: NDArray[np.int64]
    """0 to 8,640."""
    camera: NDArray[np.int64]
    """0 to 120: pitch bin * 11 + yaw bin."""


def quantise_camera(degrees: ArrayLike) -> NDArray[np.int64]:
    """Return the camera bins (0-10) of turns in degrees, mu-law: fine near zero, cut off at 10 degrees a tick."""
    turn = np.clip(np.asarray(degrees, np.float64), -CAMERA_MAX, CAMERA_MAX) / CAMERA_MAX
    squeezed = np.sign(turn) * np.log1p(_MU * np.abs(turn)) / np.log1p(_MU) * CAMERA_MAX
    return np.round((squeezed + CAMERA_MAX) / _BIN_SIZE).astype(np.int64)


def camera_degrees(bins: ArrayLike) -> NDArray[np.float64]:
    """Return the turns in degrees of camera bins."""
    squeezed = (np.asarray(bins) * _BIN_SIZE - CAMERA_MAX) / CAMERA_MAX
    return np.sign(squeezed) * ((1.0 + _MU) ** np.abs(squeezed) - 1.0) / _MU * CAMERA_MAX


def to_joint(keys: ArrayLike, bins: ArrayLike) -> JointAction:
    """Return the joint action of a factored one.

    Opposite ways are neither, of two hotbar keys or of sprint and sneak the later one counts. With the inventory key
    pressed all else is dropped, the camera too.

    Args:
        keys: (..., 20) pressed or not, in the order of `KEYS`.
        bins: (..., 2) camera bins, pitch first.

    Raises:
        InvalidActionError: A shape does not fit, or a value is out of range.
    """
    pressed, turned = np.asarray(keys), np.asarray(bins)
    if pressed.shape[-1:] != (len(KEYS),) or turned.shape != (*pressed.shape[:-1], 2):
        raise InvalidActionError(
            f"a factored action has keys (..., {len(KEYS)}) and bins (..., 2) of the same leading shape, "
            f"not {pressed.shape} and {turned.shape}"
        )
    if pressed.size and (pressed.min() < 0 or pressed.max() > 1):
        raise InvalidActionError("keys of a factored action are 0 or 1")
    _check_range("camera bin", turned, CAMERA_BINS)
    pressed = pressed.astype(bool)
    buttons = np.zeros(pressed.shape[:-1], np.int64)
    for group, stride in zip(_GROUPS, _STRIDES, strict=True):
        chosen = np.zeros(pressed.shape[:-1], np.int64)
        for number, name in enumerate(group, start=1):
            chosen = np.where(pressed[..., _COLUMN[name]], number, chosen)
        if group in _CANCEL:
            chosen = np.where(pressed[..., [_COLUMN[name] for name in group]].all(-1), 0, chosen)
        buttons += stride * chosen
    camera = turned[..., 0] * CAMERA_BINS + turned[..., 1]
    buttons += camera != NULL_CAMERA
    inventory = pressed[..., _COLUMN["inventory"]]
    return JointAction(np.where(inventory, INVENTORY, buttons), np.where(inventory, NULL_CAMERA, camera))


def to_factored(action: JointAction) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the keys (..., 20) and camera bins (..., 2) of a joint action.

    The camera head counts only if the buttons say that the camera moves. The inventory key does not say so either way,
    and there the camera head counts, as in OpenAI's code: inventory with camera 0 is a jerk of -10, -10 degrees.

    Raises:
        InvalidActionError: A value is out of range, or the two shapes differ.
    """
    buttons, camera = np.asarray(action.buttons), np.asarray(action.camera)
    if buttons.shape != camera.shape:
        raise InvalidActionError(f"buttons and camera must have one shape, not {buttons.shape} and {camera.shape}")
    _check_range("joint buttons", buttons, BUTTON_CHOICES)
    _check_range("joint camera", camera, CAMERA_CHOICES)
    keys = np.zeros((*buttons.shape, len(KEYS)), np.uint8)
    inventory = buttons == INVENTORY
    keys[..., _COLUMN["inventory"]] = inventory
    rest = np.where(inventory, 0, buttons)
    for group, stride in zip(_GROUPS, _STRIDES, strict=True):
        chosen = rest // stride
        rest = rest - chosen * stride
        for number, name in enumerate(group, start=1):
            keys[..., _COLUMN[name]] = chosen == number
    still = ~inventory & (rest == 0)
    camera = np.where(still, NULL_CAMERA, camera)
    return keys, np.stack([camera // CAMERA_BINS, camera % CAMERA_BINS], -1)


def to_canonical(action: JointAction) -> dict[str, NDArray[Any]]:
    """Return the canonical (MineRL) action dict of a joint action: every key and `camera` in degrees."""
    keys, bins = to_factored(action)
    named: dict[str, NDArray[Any]] = {name: keys[..., index].astype(np.int64) for name, index in _COLUMN.items()}
    return named | {"camera": camera_degrees(bins).astype(np.float32)}


def from_canonical(action: Mapping[str, Any]) -> JointAction:
    """Return the joint action nearest to a canonical or MineRL action dict; keys that are left out are not pressed.

    Raises:
        InvalidActionError: An unknown key, a functional action, or one of MineRL's keys that VPT does not have is used.
    """
    named = from_minerl(action)
    camera = np.asarray(named.pop("camera", (0.0, 0.0)), np.float64)
    keys = np.zeros((*camera.shape[:-1], len(KEYS)), np.int64)
    for name, value in named.items():
        keys[..., _COLUMN[name]] = value
    return to_joint(keys, quantise_camera(camera))


def rounded(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return a canonical action with its keys and camera as VPT's heads can say them; functional actions are kept."""
    keys = {name: value for name, value in action.items() if name == "camera" or name in _COLUMN}
    functions = {name: value for name, value in action.items() if name not in keys}
    return {**to_canonical(from_canonical(keys)), **functions}


def is_null(action: JointAction) -> NDArray[np.bool_]:
    """Tell which joint actions do nothing."""
    keys, bins = to_factored(action)
    return ~keys.any(-1) & (bins == NULL_BIN).all(-1)


def _check_range(what: str, values: NDArray[Any], count: int) -> None:
    if values.dtype.kind not in "iu":
        raise InvalidActionError(f"{what} must be integers, not {values.dtype}")
    if values.size and (values.min() < 0 or values.max() >= count):
        raise InvalidActionError(f"{what} must be in 0..{count - 1}, not {values.min()}..{values.max()}")
