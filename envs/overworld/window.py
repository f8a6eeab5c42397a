"""A window on the screen that shows what the player sees: Gymnasium's `render_mode="human"`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

HEIGHT = 480
"""Pixels that small pictures are scaled up to."""


class NoScreenError(RuntimeError):
    """A window cannot be opened; the message says why and what to do."""


def import_pygame() -> Any:
    """Return pygame, which only those who look or play need.

    Raises:
        NoScreenError: It is not installed.
    """
    try:
        import pygame
    except ImportError as error:
        raise NoScreenError("a window needs pygame: pip install -e '.[play]'") from error
    return pygame


class Window:
    """Shows pictures at the speed of the game.

    Args:
        title: Of the window.
        frames_per_second: `show` waits so that no more are shown; 0 = as fast as they come.

    Raises:
        NoScreenError: pygame is missing, or there is no screen.
    """

    def __init__(self, title: str, frames_per_second: int) -> None:
        self._pygame = import_pygame()
        self._title = title
        self._rate = frames_per_second
        self._surface: Any = None
        try:
            self._pygame.display.init()
        except self._pygame.error as error:
            raise NoScreenError(f"no window can be opened: {error}; is there a screen?") from error
        self._clock = self._pygame.time.Clock()

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show one picture, (H, W, 3) uint8, scaled up by a whole number."""
        height, width = picture.shape[:2]
        scale = max(1, round(HEIGHT / height))
        if self._surface is None:
            self._surface = self._pygame.display.set_mode((width * scale, height * scale))
            self._pygame.display.set_caption(self._title)
        frame = self._pygame.surfarray.make_surface(picture.swapaxes(0, 1))
        self._pygame.transform.scale(frame, self._surface.get_size(), self._surface)
        self._pygame.event.pump()
        self._pygame.display.flip()
        if self._rate:
            self._clock.tick(self._rate)

    def close(self) -> None:
        """Close the window."""
        self._surface = None
        self._pygame.display.quit()
