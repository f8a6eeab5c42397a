"""Recordings for tests, whose frames carry numbers that survive an encoder."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.data.writer import EpisodeWriter

BITS = 16
CELL = 32  # pixels, so that a number survives a change of size as well


def numbered_frame(number: int, size: tuple[int, int] = (128, 128)) -> NDArray[np.uint8]:
    """Return a frame of 4 x 4 black and white cells that spell a number below 65,536."""
    cells = np.array([number >> bit & 1 for bit in range(BITS)], np.uint8).reshape(4, 4) * 255
    rows, columns = np.arange(size[0]) * 4 // size[0], np.arange(size[1]) * 4 // size[1]
    return np.repeat(cells[rows][:, columns, None], 3, axis=2)


def number_of(frame: NDArray[np.uint8]) -> int:
    """Return the number that a frame of 128 x 128 spells."""
    centres = frame[CELL // 2 :: CELL, CELL // 2 :: CELL].mean(-1) > 127
    return sum(int(bit) << place for place, bit in enumerate(centres.ravel()))


def some_action(number: int) -> dict[str, Any]:
    """Return an action that tells frames apart; every third does nothing."""
    if number % 3 == 2:
        return {}
    return {"forward": 1, f"hotbar.{number % 9 + 1}": number % 2, "camera": (0.0, number % 7 - 3.0)}


def write_recording(
    folder: Path, name: str, first: int, count: int, size: tuple[int, int] = (128, 128)
) -> list[dict[str, Any]]:
    """Write frames numbered from `first` and return their actions."""
    actions = [some_action(number) for number in range(first, first + count)]
    with EpisodeWriter(folder, name, size) as writer:
        for number, action in enumerate(actions, start=first):
            writer.append(numbered_frame(number, size), action)
    return actions
