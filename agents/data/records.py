"""One line of a recording's jsonl, to and from an action.

The layout is that of the recorder of VPT's contractors; its fields are listed at `to_record`. What the public loader of
OpenAI's Video-Pre-Training gets wrong is right here: the camera is in fractions of a degree, a scroll of the wheel is a
hotbar key, and a recording that begins on another slot presses none.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.errors import RecordingError
from agents.vpt.actions import JointAction, quantise_camera, to_joint
from envs.actions import MINERL_EXTRA_KEYS, to_minerl
from envs.overworld.action import HOTBAR_KEYS, KEYS
from envs.overworld.gamedata import ITEM_NAMES

DEGREES_PER_PIXEL = 360.0 / 2400.0
"""Turn of the camera for a pixel of mouse movement."""
WINDOW = (1280, 720)
"""(width, height) in pixels of the window whose mouse was recorded."""
TICK_MILLISECONDS = 50
GUI_FACTORS = {"5.7": 0.5, "5.8": 0.5, "6.7": 2.0, "6.8": 2.0, "6.9": 2.0}
"""What mouse movement in a GUI is multiplied by, by version of the recorder; 1 for all others."""

_ALL_KEYS = (*KEYS, *MINERL_EXTRA_KEYS)
_COLUMN = {name: index for index, name in enumerate(_ALL_KEYS)}
_ATTACK = 0
_BUTTONS = {_ATTACK: "attack", 1: "use", 2: "pickItem"}
_KEYBOARD = {
    "key.keyboard.w": "forward",
    "key.keyboard.s": "back",
    "key.keyboard.a": "left",
    "key.keyboard.d": "right",
    "key.keyboard.space": "jump",
    "key.keyboard.left.shift": "sneak",
    "key.keyboard.left.control": "sprint",
    "key.keyboard.e": "inventory",
    "key.keyboard.q": "drop",
    "key.keyboard.f": "swapHands",
    "key.keyboard.escape": "ESC",
    **{f"key.keyboard.{name[-1]}": name for name in HOTBAR_KEYS},
}


@dataclass(frozen=True)
class Actions:
    """What was done on each of T lines."""

    keys: NDArray[np.uint8]
    """(T, 20), 0 or 1, in the order of `KEYS`."""
    extra: NDArray[np.uint8]
    """(T, 3), 0 or 1, the keys that VPT does not have, in the order of `MINERL_EXTRA_KEYS`."""
    camera: NDArray[np.float32]
    """(T, 2), pitch and yaw in degrees to add."""
    gui: NDArray[np.bool_]
    """(T,), whether a GUI was open."""
    cursor: NDArray[np.float32]
    """(T, 2), x and y in pixels of the window."""
    known: NDArray[np.bool_]
    """(T,), false where the recorder missed mouse or keyboard; nothing is pressed there, and nothing can be learnt."""

    def __len__(self) -> int:
        return len(self.keys)

    def joint(self) -> JointAction:
        """Return VPT's joint actions, two (T,) arrays."""
        return to_joint(self.keys, quantise_camera(self.camera))


def load_records(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a jsonl.

    Raises:
        RecordingError: It cannot be opened, a line is no JSON object, or there is none.
    """
    records = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise RecordingError(path, f"line {number} is no JSON object")
                records.append(record)
    except OSError as error:
        raise RecordingError(path, f"cannot be opened: {error.strerror}") from error
    except ValueError as error:
        if isinstance(error, RecordingError):
            raise
        raise RecordingError(path, f"line {len(records) + 1} is no JSON: {error}") from error
    if not records:
        raise RecordingError(path, "is empty")
    return records


def load_actions(path: Path, version: str | None = None) -> Actions:
    """Return the actions of a jsonl, see `read_actions`.

    Raises:
        RecordingError: It cannot be opened, is empty, or a line is no JSON or does not follow the layout.
    """
    records = load_records(path)
    try:
        return read_actions(records, version)
    except ValueError as error:
        raise RecordingError(path, str(error)) from error


def read_actions(
    records: Sequence[Mapping[str, Any]], version: str | None = None, escape_is_inventory: bool = True
) -> Actions:
    """Return the actions of all lines of one recording, in order: some lines mean more beside the one before.

    A number key is pressed on the line where `hotbar` changes, so that the mouse wheel counts. A recording whose first
    line says that attack was pressed just then has it stuck: it does not count until it is pressed anew.

    Args:
        records: Lines as dicts; keys that no action needs may be missing.
        version: Of the recorder, see `GUI_FACTORS`.
        escape_is_inventory: Whether ESC in a GUI, which closes it, is the inventory key, which VPT can press.

    Raises:
        ValueError: A line that does not follow the layout; the message gives its number.
    """
    count = len(records)
    pressed = np.zeros((count, len(_ALL_KEYS)), np.uint8)
    camera, cursor = np.zeros((count, 2)), np.zeros((count, 2), np.float32)
    gui, known = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    stuck, slot = False, None
    for index, record in enumerate(records):
        try:
            mouse, keyboard = record["mouse"], record["keyboard"]
            gui[index] = record.get("isGuiOpen", False)
            before, slot = slot, record.get("hotbar")
            if slot is not None and before is not None and slot != before:
                pressed[index, _COLUMN[HOTBAR_KEYS[slot]]] = 1
            if mouse is None or keyboard is None:
                continue
            known[index] = True
            new = mouse.get("newButtons", ())
            stuck = new == [_ATTACK] if index == 0 else stuck and _ATTACK not in new
            names = [_KEYBOARD.get(key) for key in keyboard["keys"]]
            names += [_BUTTONS.get(button) for button in mouse["buttons"] if not (stuck and button == _ATTACK)]
            for name in names:
                if name is not None:
                    pressed[index, _COLUMN[name]] = 1
            camera[index] = mouse["dy"], mouse["dx"]
            cursor[index] = mouse.get("x", 0.0), mouse.get("y", 0.0)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"line {index + 1} does not follow the layout: {error!r}") from error
    camera *= DEGREES_PER_PIXEL
    camera[gui] *= GUI_FACTORS.get(version or "", 1.0)
    if not np.isfinite(camera).all():
        raise ValueError(f"line {int(np.argmin(np.isfinite(camera).all(1))) + 1} moves the mouse by no finite number")
    if escape_is_inventory:
        closing = gui & (pressed[:, _COLUMN["ESC"]] > 0)
        pressed[closing, _COLUMN["inventory"]] = 1
        pressed[closing, _COLUMN["ESC"]] = 0
    return Actions(pressed[:, : len(KEYS)], pressed[:, len(KEYS) :], camera.astype(np.float32), gui, cursor, known)


def to_record(
    action: Mapping[str, Any],
    observation: Mapping[str, Any] | None = None,
    previous: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the line of one step of ours, from which `read_actions` gives the same action again.

    `hotbar` is the slot after the step's number keys, counted from slot 0 at the start. On the first line nothing is
    new, as held attack would be taken for stuck.

    Args:
        action: Canonical or MineRL's; without functional actions, which a recorder of keys cannot see.
        observation: Of one world, before the action; its `location_stats` and `inventory` are kept if it has them.
        previous: The line before; none on the first.

    Raises:
        InvalidActionError: A functional action is used.
    """
    named = to_minerl(action)
    pitch, yaw = (float(turn) for turn in named.pop("camera"))
    pressed = {name for name, value in named.items() if value}
    keys = [key for key, name in _KEYBOARD.items() if name in pressed]
    buttons = [button for button, name in _BUTTONS.items() if name in pressed]
    chosen = [slot for slot, name in enumerate(HOTBAR_KEYS) if name in pressed]
    was = previous or {"mouse": {"buttons": buttons}, "keyboard": {"keys": keys}, "hotbar": 0, "tick": -1}
    tick = was["tick"] + 1
    middle = (WINDOW[0] / 2, WINDOW[1] / 2)
    return {
        "mouse": {
            "x": middle[0],
            "y": middle[1],
            "dx": yaw / DEGREES_PER_PIXEL,
            "dy": pitch / DEGREES_PER_PIXEL,
            "scaledX": 0.0,
            "scaledY": 0.0,
            "dwheel": 0.0,
            "buttons": buttons,
            "newButtons": [button for button in buttons if button not in was["mouse"]["buttons"]],
        },
        "keyboard": {"keys": keys, "newKeys": [k for k in keys if k not in was["keyboard"]["keys"]], "chars": ""},
        "isGuiOpen": False,
        "isGuiInventory": False,
        "hotbar": chosen[-1] if chosen else was["hotbar"],
        **_place(observation or {}),
        "tick": tick,
        "milli": tick * TICK_MILLISECONDS,
        "serverTick": tick,
        "serverTickDurationMs": float(TICK_MILLISECONDS),
        "stats": {},
    }


def _place(observation: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the player was and what it had, zeros and nothing where the observation does not say."""
    location, stock = observation.get("location_stats", {}), observation.get("inventory", {})
    x, y, z = np.asarray(location.get("pos", (0.0, 0.0, 0.0)), np.float64).tolist()
    slots = zip(stock.get("name", ()), stock.get("quantity", ()), strict=True)
    return {
        "yaw": float(np.asarray(location.get("yaw", 0.0)).item()),
        "pitch": float(np.asarray(location.get("pitch", 0.0)).item()),
        "xpos": x,
        "ypos": y,
        "zpos": z,
        "inventory": [{"type": ITEM_NAMES[int(name)], "quantity": int(count)} for name, count in slots if count > 0],
    }
