"""Minecraft's default keys and mouse, as actions of the Overworld."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from envs.overworld.window import import_pygame

DEGREES_PER_PIXEL = 0.15
"""Of mouse movement; Minecraft's at its default sensitivity of 100 %."""
_STEEPEST = 180.0

HELP = (
    "W A S D  walk      space  jump      shift  sneak      ctrl  sprint",
    "left mouse  attack, dig      right mouse  use, place      Q  drop      1-9, wheel  hotbar",
    "E  craft, smelt, equip      F  swap with the off hand      Esc  free the mouse, then leave",
)


@dataclass
class Controls:
    """Collects the events of one tick."""

    wants_menu: bool = False
    """The menu key was pressed in this tick."""
    wants_out: bool = False
    """The window was closed, or Esc pressed with the mouse free."""
    captured: bool = True
    """Whether the mouse turns the head."""
    _turn: list[float] = field(default_factory=lambda: [0.0, 0.0])
    _tapped: dict[str, int] = field(default_factory=dict)
    _wheel: int = 0

    def __post_init__(self) -> None:
        self._pygame = import_pygame()
        pg = self._pygame
        self._held = {
            pg.K_w: "forward",
            pg.K_s: "back",
            pg.K_a: "left",
            pg.K_d: "right",
            pg.K_SPACE: "jump",
            pg.K_LSHIFT: "sneak",
            pg.K_LCTRL: "sprint",
            pg.K_q: "drop",
        }

    def feed(self, event: Any) -> None:
        """Take in one event of pygame."""
        pg = self._pygame
        if event.type == pg.QUIT:
            self.wants_out = True
        elif event.type == pg.MOUSEMOTION and self.captured:
            self._turn[0] += event.rel[1] * DEGREES_PER_PIXEL
            self._turn[1] += event.rel[0] * DEGREES_PER_PIXEL
        elif event.type == pg.MOUSEBUTTONDOWN and not self.captured:
            self.captured = True
        elif event.type == pg.MOUSEWHEEL:
            self._wheel -= event.y
        elif event.type == pg.KEYDOWN:
            self._press(event.key)

    def _press(self, key: int) -> None:
        pg = self._pygame
        if key == pg.K_ESCAPE:
            self.wants_out |= not self.captured
            self.captured = False
        elif key == pg.K_e:
            self.wants_menu = True
        elif key == pg.K_f:
            self._tapped["swap_to"] = 41  # the off hand's slot + 1
        elif pg.K_1 <= key <= pg.K_9:
            self._tapped[f"hotbar.{key - pg.K_0}"] = 1
        elif key in self._held:
            self._tapped[self._held[key]] = 1  # a tap between two ticks counts, too

    def action(self, keys: Any, buttons: tuple[bool, ...], selected: int) -> dict[str, Any]:
        """Return the action of the tick, and begin the next one.

        Args:
            keys: What pygame says is held, by key.
            buttons: Whether the left, middle and right mouse buttons are held.
            selected: Hotbar slot in hand, 0-8.
        """
        action: dict[str, Any] = dict(self._tapped)
        action |= {name: 1 for key, name in self._held.items() if keys[key]}
        if self.captured:
            action |= {name: 1 for name, held in (("attack", buttons[0]), ("use", buttons[2])) if held}
        if "swap_to" in action:
            action["swap_from"] = selected + 1
        if self._wheel:
            action[f"hotbar.{(selected + self._wheel) % 9 + 1}"] = 1
        action["camera"] = np.clip(self._turn, -_STEEPEST, _STEEPEST).astype(np.float32)
        self._turn, self._tapped, self._wheel, self.wants_menu = [0.0, 0.0], {}, 0, False
        return action
