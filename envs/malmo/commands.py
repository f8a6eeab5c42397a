"""The command lines of one step, as MineDojo 0.1 and MineRL 1.0 write them, and the canonical action that they say.

Lines: `chat <text>`, `camera <pitch> <yaw>`, keys (`forward 1`, `hotbar.3 0`, ...), `craft`, `craftNearby`,
`smeltNearby`, `equip`, `place` with an item or `none`, `swapInventoryItems <slot> <slot>`; MineRL has but the first
three, and asks for the blocks and mobs of a box, which it is not told.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from envs.malmo.protocol import ProtocolError
from envs.overworld.action import KEYS
from envs.overworld.gamedata import UnknownNameError, item_index
from envs.overworld.state import SLOTS

_ITEM_VERBS = {"craft": "craft", "craftnearby": "craft", "smeltnearby": "smelt"}
_SLOT_VERBS = ("equip", "place")
_LESS_KEYS = ("pickItem", "swapHands", "ESC")
"""Keys that the Overworld does not have; pressing them does nothing."""
_UNHEARD = ("voxels", "mobs", "dwheel")
_NOTHING = "none"


@dataclass
class Step:
    """What a client asks for in one step."""

    action: dict[str, Any] = field(default_factory=dict)
    """The canonical action."""
    chat: list[str] = field(default_factory=list)
    """What is said, in order; slash commands among it."""


def read_step(lines: Iterable[str], slots: NDArray[Any]) -> Step:
    """Return what the lines of a step ask for.

    Args:
        lines: Command lines.
        slots: (SLOTS,) STACK rows of the inventory: MineDojo names items, of which the first slot counts.

    Raises:
        ProtocolError: A line that MineDojo does not write.
    """
    step = Step()
    for line in lines:
        verb, _, rest = line.partition(" ")
        if verb == "chat":
            step.chat.append(rest)
        elif verb not in _UNHEARD:
            _read(verb, rest.split(), slots, step.action)
    return step


def _read(verb: str, words: Sequence[str], slots: NDArray[Any], action: dict[str, Any]) -> None:
    """Add one line to an action."""
    if verb == "camera":
        action["camera"] = _camera(words)
    elif verb in KEYS or verb in _LESS_KEYS:
        if _whole(verb, words, 1)[0] and verb in KEYS:
            action[verb] = 1
    elif verb == "swapInventoryItems":
        source, target = _whole(verb, words, 2)
        if source != target:
            action["swap_from"], action["swap_to"] = source + 1, target + 1
    elif verb.lower() in _ITEM_VERBS:
        item, _ = _item(verb, words)
        if item:
            action[_ITEM_VERBS[verb.lower()]] = item
    elif verb in _SLOT_VERBS:
        item, meta = _item(verb, words)
        held = [n for n in range(SLOTS) if item and slots["item"][n] == item and meta in (None, slots["meta"][n])]
        if held:
            action[verb] = held[0] + 1
    else:
        raise ProtocolError(f"unknown command '{verb[:40]}'")


def _camera(words: Sequence[str]) -> tuple[float, float]:
    """Return (pitch, yaw) in degrees to add, within +-180."""
    try:
        pitch, yaw = (float(word) for word in words)
    except ValueError as error:
        raise ProtocolError(f"'camera' takes two numbers, not '{' '.join(words)[:40]}'") from error
    if not (math.isfinite(pitch) and math.isfinite(yaw)):
        raise ProtocolError(f"'camera' takes finite numbers, not {pitch} {yaw}")
    return min(180.0, max(-180.0, pitch)), yaw if abs(yaw) <= 180.0 else math.remainder(yaw, 360.0)


def _whole(verb: str, words: Sequence[str], count: int) -> list[int]:
    """Return `count` whole numbers that can be keys or slots."""
    if len(words) != count or not all(word.isdecimal() and int(word[:9]) < SLOTS for word in words):
        raise ProtocolError(f"'{verb}' takes {count} whole numbers below {SLOTS}, not '{' '.join(words)[:40]}'")
    return [int(word) for word in words]


def _item(verb: str, words: Sequence[str]) -> tuple[int, int | None]:
    """Return item and variant of `log`, `planks#2` or `none` (0); the variant is None if any will do."""
    name, _, meta = "".join(words[:1]).partition("#")
    if name == _NOTHING:
        return 0, None
    if len(words) != 1 or (meta and not meta.isdecimal()):
        raise ProtocolError(f"'{verb}' takes one item, such as planks#2, not '{' '.join(words)[:40]}'")
    try:
        return item_index(name), int(meta[:4]) if meta else None
    except UnknownNameError as error:
        raise ProtocolError(f"'{verb}': {error}") from error
