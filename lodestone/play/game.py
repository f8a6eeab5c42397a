"""The loop of a person's game: twenty times a second events in, one tick, one picture out."""

import hashlib
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.action import encode
from envs.overworld.window import NoScreenError, import_pygame
from lodestone.config import EpisodeConfig
from lodestone.kernels import compile_kernels, kernels_are_compiled
from lodestone.play.controls import HELP, Controls
from lodestone.play.menu import Menu
from lodestone.record import EpisodeRecord, digest, pack_actions, save, versions
from lodestone.venue import make_env
from planner.situation import read_situation

TICKS_PER_SECOND = 20
_FONT_SIZE = 20
_LINE = 24
_MENU_LINES = 16
_WHITE, _GREY, _GOLD = (255, 255, 255), (170, 170, 170), (255, 210, 90)
_HELP_TICKS = 200


class Game:
    """One game in one window.

    Args:
        config: World, task, size of the picture; its order is what the player is shown to do.

    Raises:
        NoScreenError: There is no pygame or no screen.
        UnknownNameError: There is no such task or biome.
    """

    def __init__(self, config: EpisodeConfig) -> None:
        pg = self._pygame = import_pygame()
        if not kernels_are_compiled():
            compile_kernels(pictures=True)
        self._config = config
        self._env = make_env(config, pictures=True)
        try:
            pg.display.init()
            pg.font.init()
            height, width = config.image_size
            scale = max(1, round(720 / height))
            self._screen = pg.display.set_mode((width * scale, height * scale))
        except pg.error as error:
            raise NoScreenError(f"no window can be opened: {error}; is there a screen?") from error
        pg.display.set_caption("Lodestone")
        self._font = pg.font.Font(None, _FONT_SIZE)
        self._controls = Controls()
        self._menu: Menu | None = None
        self._rows: list[NDArray[np.void]] = []
        self._success = False
        self._reason = "left"

    def run(self) -> EpisodeRecord:
        """Play until the window is closed, the task succeeds, the player dies or the time is up."""
        pg = self._pygame
        begun, clock = datetime.now(UTC), pg.time.Clock()
        start = time.monotonic()
        self._observation, _ = self._env.reset(seed=self._config.seed)
        while not self._controls.wants_out:
            action = self._read()
            if self._menu is None or action:
                self._rows.append(encode(action, 1))
                self._observation, _, terminated, truncated, info = self._env.step(action)
                if terminated or truncated:
                    self._success = info["success"]
                    self._reason = "done" if info["success"] else "died" if terminated else "the time is up"
                    break
            self._draw()
            clock.tick(TICKS_PER_SECOND)
        pg.quit()
        return self._record(begun, time.monotonic() - start)

    def save(self, folder: Path, record: EpisodeRecord) -> Path:
        """Write the game as a record that `lodestone replay` runs again; return the path of its `episode.json`."""
        return save(folder, record, pack_actions(self._rows))

    def _read(self) -> dict[str, Any]:
        """Take in the events since the last tick and return the action."""
        pg = self._pygame
        action: dict[str, Any] = {}
        for event in pg.event.get():
            if self._menu is not None and event.type == pg.KEYDOWN:
                action = self._read_menu(event)
            elif self._menu is None or event.type == pg.QUIT:
                self._controls.feed(event)
                self._open_menu_if_wanted()
        if self._menu is not None:
            return action
        selected = int(self._env.world.state.players["selected"][0, 0])
        action |= self._controls.action(pg.key.get_pressed(), pg.mouse.get_pressed(), selected)
        pg.event.set_grab(self._controls.captured)
        pg.mouse.set_visible(not self._controls.captured)
        return action

    def _open_menu_if_wanted(self) -> None:
        if self._controls.wants_menu:
            self._controls.wants_menu = False
            self._menu = Menu()
            self._menu.update(self._observation)

    def _read_menu(self, event: Any) -> dict[str, Any]:
        """Move in the menu, choose, or close it; time stands still while it is open."""
        pg, menu = self._pygame, self._menu
        assert menu is not None
        if event.key == pg.K_ESCAPE:
            self._menu = None
        elif event.key in (pg.K_UP, pg.K_DOWN):
            menu.move(1 if event.key == pg.K_DOWN else -1)
        elif event.key == pg.K_RETURN:
            self._menu = None
            return menu.take()
        else:
            menu.filter = menu.filter[:-1] if event.key == pg.K_BACKSPACE else menu.filter + event.unicode
            menu.update(self._observation)
        return {}

    def _draw(self) -> None:
        pg = self._pygame
        frame = pg.surfarray.make_surface(self._observation["rgb"].swapaxes(0, 1))
        pg.transform.scale(frame, self._screen.get_size(), self._screen)
        lines = [(self._config.order, _GOLD)]
        if len(self._rows) < _HELP_TICKS:
            lines += [(line, _WHITE) for line in HELP]
        if self._menu is not None:
            lines = [(f"> {self._menu.filter}   (arrows, Enter, Esc; letters narrow the list)", _WHITE)]
            first = max(0, self._menu.chosen - _MENU_LINES + 1)
            for index, entry in enumerate(self._menu.entries[first : first + _MENU_LINES], first):
                lines.append((entry.text, _GOLD if index == self._menu.chosen else _GREY))
        for row, (text, colour) in enumerate(lines):
            for shift, shade in ((1, (0, 0, 0)), (0, colour)):
                self._screen.blit(self._font.render(text, True, shade), (8 + shift, 8 + shift + row * _LINE))
        pg.display.flip()

    def _record(self, begun: datetime, seconds: float) -> EpisodeRecord:
        return EpisodeRecord(
            order=self._config.order,
            goal={"targets": [], "structures": []},
            config=self._config,
            seed=self._config.seed,
            biome=self._config.biome,
            versions=versions(),
            begun=begun,
            seconds=seconds,
            revisions=[],
            skills=[],
            success=self._success,
            reason=self._reason,
            steps=len(self._rows),
            inventory=dict(read_situation(self._observation).inventory),
            digest=digest(self._env.world.memory()),
            actions_sha256=hashlib.sha256(pack_actions(self._rows)).hexdigest(),
        )
