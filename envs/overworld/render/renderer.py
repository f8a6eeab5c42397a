"""The renderer as a Python object: art, working memory and the check of image sizes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.art import load_art
from envs.overworld.render.frame import render_frames
from envs.overworld.render.view import Work, allocate_work
from envs.overworld.rules import Rules
from envs.overworld.state import State

SMALLEST = 16
LARGEST = 4096


def check_image_size(size: tuple[int, int] | int) -> tuple[int, int]:
    """Return (height, width) of an image size; one integer means a square.

    Raises:
        ValueError: It is not one or two integers from 16 to 4096.
    """
    sides = tuple(size) if isinstance(size, Sequence) and not isinstance(size, str) else (size, size)
    whole = all(isinstance(side, int | np.integer) and not isinstance(side, bool) for side in sides)
    if len(sides) != 2 or not whole or not all(SMALLEST <= side <= LARGEST for side in sides):
        raise ValueError(
            f"image size must be (height, width) or one integer, each {SMALLEST} to {LARGEST} pixels, not {size!r}"
        )
    return int(sides[0]), int(sides[1])


class Renderer:
    """Draws first-person frames of a batch of worlds.

    Args:
        image_size: (height, width) in pixels, or one integer for a square.
        hud: Whether to draw hand, crosshair, hotbar, hearts and hunger.
        texture_seed: Seed of the procedural textures.
        resource_pack: Folder or zip in the layout of Minecraft 1.11 that replaces textures.
        exact: Whether every pixel has a ray of its own: about twice as slow, and what is narrower than two
            pixels is never missed (up to two pixels in a thousand differ at 160x256).

    Raises:
        ValueError: The image size cannot be.
        ResourcePackError: The pack cannot be read.
    """

    def __init__(
        self,
        image_size: tuple[int, int] | int = (160, 256),
        hud: bool = True,
        texture_seed: int = 0,
        resource_pack: str | Path | None = None,
        exact: bool = False,
    ) -> None:
        self.image_size = check_image_size(image_size)
        self.hud = hud
        self.exact = exact
        self.art = load_art(texture_seed, resource_pack)
        self._work: Work | None = None

    def render(self, state: State, rules: Rules) -> NDArray[np.uint8]:
        """Return new frames (N, H, W, 3), RGB, of what player 0 of every world sees."""
        worlds = len(state.clock)
        height, width = self.image_size
        if self._work is None or len(self._work.cameras) != worlds:
            self._work = allocate_work(worlds, height, width)
        frames = np.empty((worlds, height, width, 3), np.uint8)
        render_frames(state, rules, self.art, self._work, self.hud, frames, self.exact)
        return frames
