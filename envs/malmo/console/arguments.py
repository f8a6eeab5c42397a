"""What commands are made of: numbers, places, names."""

import math
from typing import Any

from envs.overworld.gamedata import ITEM_NAMES, UnknownNameError, item_index
from envs.overworld.world import Overworld

WORLD, PLAYER = 0, 0
"""World of the batch, and player in it, that commands act on."""
PLAYER_NAME = "MineDojoAgent0"
"""What MineDojo calls its player."""
FARTHEST = 30_000_000
"""Blocks to the border of the world."""


class CommandError(ValueError):
    """What the chat answers to a command that cannot be carried out; nothing was changed."""


def player_of(world: Overworld) -> Any:
    """Return the PLAYER record of the sender, to read and to write."""
    return world.state.players[WORLD, PLAYER]


def need(words: list[str], count: int, usage: str) -> None:
    """Raise CommandError with the usage unless there are at least `count` words."""
    if len(words) < count:
        raise CommandError(f"Usage: {usage}")


def number(text: str, low: float = -FARTHEST, high: float = FARTHEST) -> float:
    """Return a number within low..high, or raise CommandError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CommandError(f"'{text[:40]}' is not a valid number")
    return _within(value, low, high)


def _within(value: float, low: float, high: float) -> float:
    if value < low:
        raise CommandError(f"The number you have entered ({value:g}) is too small, it must be at least {low:g}")
    if value > high:
        raise CommandError(f"The number you have entered ({value:g}) is too big, it must be at most {high:g}")
    return value


def integer(text: str, low: int = -(2**31), high: int = 2**31 - 1) -> int:
    """Return a whole number within low..high, or raise CommandError."""
    if not text.lstrip("-").isdecimal():
        raise CommandError(f"'{text[:40]}' is not a valid number")
    return int(number(text[:20], low, high))


def coordinate(text: str, base: float, middle: bool, low: float = -FARTHEST, high: float = FARTHEST) -> float:
    """Return a coordinate: `12.5`, or `~3` for three from `base`.

    Args:
        text: The word.
        base: The sender's coordinate.
        middle: Whether a whole number that is not relative means the middle of its block, as along x and z.
        low: Least that is allowed.
        high: Most that is allowed.
    """
    if text.startswith("~"):
        return _within(base + (number(text[1:]) if text[1:] else 0.0), low, high)
    return number(text, low, high) + (0.5 if middle and "." not in text else 0.0)


def place(world: Overworld, words: list[str]) -> tuple[float, float, float]:
    """Return the point that the first three words mean, seen from the sender's feet."""
    player = player_of(world)
    return (
        coordinate(words[0], float(player["x"]), True),
        coordinate(words[1], float(player["y"]), False, -4096, 4096),
        coordinate(words[2], float(player["z"]), True),
    )


def item(text: str) -> int:
    """Return an item by its name (`minecraft:log`, `log`), 0 for air; or raise CommandError."""
    try:
        return item_index(text)
    except UnknownNameError as error:
        raise CommandError(f"There is no such item with name {text[:60]}") from error


def described(number: int, count: int) -> str:
    """Return a stack as the chat tells it."""
    return f"[{ITEM_NAMES[number].replace('_', ' ').title()}] * {count}"
