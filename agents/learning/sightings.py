"""Frames of worlds that somebody roams without aim, and what is in view in each: what a spotter learns from.

Nothing is stored: worlds are cheaper to make than to read. Episodes begin as the tasks of a suite do, so that what is
looked for is near often enough.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from envs.overworld.action import ACTION
from envs.overworld.render import Renderer
from envs.overworld.senses.view import CAVE, KINDS, sense_map
from envs.overworld.world import Overworld, WorldStart

_SEED_BITS = 31
_STEADY = 0.85
"""Share of a turn that goes on into the next tick."""
_TURN = 2.5
"""Degrees a tick, how much a turn varies."""
_BACK = 0.05
"""Share of the way back to its own level that the gaze goes in a tick."""
_LEVEL, _LEVELS = 12.0, 18.0
"""Mean and standard deviation of the levels of the gaze, in degrees of pitch."""
_HELD = {"forward": 0.7, "sprint": 0.25, "jump": 0.2, "left": 0.08, "right": 0.08, "back": 0.05, "attack": 0.15}
"""How likely each key is held."""
_CHANGE = 0.1
"""How likely it is in a tick that all keys are drawn anew."""

_UNLIKE = 8
"""Difference of two colours, of 255 at most, from which they differ."""
_PART, _WHOLE = 2, 8
"""Pixels of a mob that a part of the picture shows, at least, and that it shows together with those around it: of
6,633 within 48 blocks and behind nothing but plants, in frames of the example's worlds, 38 % show less."""


class Sighting(NamedTuple):
    """Some frames and what is seen in them."""

    frames: NDArray[np.uint8]
    """(N, H, W, 3) RGB."""
    maps: NDArray[np.float32]
    """(N, rows, columns, len(KINDS)) blocks to the nearest of each kind that each part of the picture shows within
    reach; inf if it shows none."""

    @property
    def near(self) -> NDArray[np.float32]:
        """(N, len(KINDS)) blocks to the nearest of each kind that is in view within reach; inf if none is."""
        nearest: NDArray[np.float32] = self.maps.min((1, 2))
        return nearest


class Album:
    """The newest frames that show each kind, to be looked at again: most kinds are rarely met.

    Args:
        room: Frames that are kept of each kind.
        random: Where draws come from.
    """

    def __init__(self, room: int, random: np.random.Generator) -> None:
        self._pages = [deque[tuple[NDArray[np.uint8], NDArray[np.float32]]](maxlen=room) for _ in KINDS]
        self._random = random

    def add(self, sighting: Sighting, within: float) -> None:
        """Keep the frames that show something at most `within` blocks away."""
        for frame, shown, near in zip(*sighting, sighting.near, strict=True):
            for kind in np.flatnonzero(near <= within):
                self._pages[kind].append((frame, shown))

    def draw(self, count: int) -> Sighting | None:
        """Return so many frames, each of a kind that is drawn first, all alike; None as long as there are none."""
        filled = [page for page in self._pages if page]
        if not filled:
            return None
        pages = [filled[number] for number in self._random.integers(len(filled), size=count)]
        frames, maps = zip(*(page[self._random.integers(len(page))] for page in pages), strict=True)
        return Sighting(np.stack(frames), np.stack(maps))


def join_sightings(parts: Sequence[Sighting]) -> Sighting:
    """Return the frames of several sightings as one."""
    return Sighting(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


class Roamers:
    """Players who turn and walk about at random, one a world.

    Args:
        count: N.
        random: Where their whims come from.
    """

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self._random = random
        self._actions = np.zeros(count, ACTION)
        self._level = np.zeros(count)

    def act(self, pitch: NDArray[np.floating]) -> NDArray[np.void]:
        """Return (N,) ACTION rows, given the pitch (N,) of each gaze in degrees; they hold until the next call."""
        random, actions = self._random, self._actions
        anew = random.random(len(actions)) < _CHANGE
        for key, chance in _HELD.items():
            actions[key][anew] = random.random(int(anew.sum())) < chance
        self._level[anew] = random.normal(_LEVEL, _LEVELS, int(anew.sum()))
        noise = random.normal(0.0, _TURN, (2, len(actions)))
        actions["yaw"] = _STEADY * actions["yaw"] + noise[0]
        actions["pitch"] = _STEADY * actions["pitch"] + 0.3 * noise[1] + _BACK * (self._level - pitch)
        return actions


class Sightings:
    """An endless stream of sightings, the same for the same arguments.

    Args:
        starts: How episodes begin; each draws one.
        seed: Of all that is random.
        worlds: How many are roamed at once.
        textures: Seeds of procedural textures; each batch of frames draws one.
        image_size: (height, width) of frames in pixels.
        map_size: (rows, columns) of the maps of what is seen in them.
        reach: Blocks, see `sense_map`.
        ticks: From one frame of a world to the next.
        length: Ticks of an episode.
    """

    def __init__(
        self,
        starts: Sequence[WorldStart],
        seed: int,
        worlds: int,
        textures: Sequence[int],
        image_size: tuple[int, int],
        map_size: tuple[int, int],
        reach: float,
        ticks: int = 10,
        length: int = 400,
    ) -> None:
        self._starts, self._ticks, self._length = starts, ticks, length
        self._map_size, self._reach = map_size, reach
        self._random = np.random.default_rng(seed)
        self._world = Overworld(worlds)
        self._renderers = [Renderer(image_size, texture_seed=texture) for texture in textures]
        self._roamers = Roamers(worlds, self._random)
        self._left = self._random.integers(1, length // ticks + 1, worlds)
        self._begin(np.ones(worlds, np.bool_))

    def __iter__(self) -> Iterator[Sighting]:
        """Yield a frame of each world, again and again."""
        world = self._world
        while True:
            renderer = self._renderers[self._random.integers(len(self._renderers))]
            frames = renderer.render(world.state, world.rules)
            maps = np.empty((world.num_worlds, *self._map_size, len(KINDS)), np.float32)
            sense_map(world.state, world.rules, self._reach, maps)
            maps[..., CAVE + 1 :][~self._shows_mobs(frames, renderer)] = np.inf
            yield Sighting(frames, maps)
            for _ in range(self._ticks):
                world.step(self._roamers.act(world.state.players["pitch"][:, 0]))
            self._left -= 1
            self._left[world.state.players["alive"][:, 0] == 0] = 0
            self._begin(self._left <= 0)

    def _shows_mobs(self, frames: NDArray[np.uint8], renderer: Renderer) -> NDArray[np.bool_]:
        """Return (N, rows, columns) where frames show enough of what moves, which plants and the dark may hide.

        That is where they differ from frames without it.
        """
        clock = self._world.state.clock
        entities = clock["entity_rows"].copy()
        clock["entity_rows"] = 0
        empty = renderer.render(self._world.state, self._world.rules)
        clock["entity_rows"] = entities
        differs = np.abs(frames.astype(np.int16) - empty).max(-1) > _UNLIKE
        rows, columns = self._map_size
        pixels = differs.reshape(len(frames), rows, -1, columns, frames.shape[2] // columns).sum((2, 4))
        around = sliding_window_view(np.pad(pixels, ((0, 0), (1, 1), (1, 1))), (3, 3), (1, 2)).sum((3, 4))
        shows: NDArray[np.bool_] = (pixels >= _PART) & (around >= _WHOLE)
        return shows

    def _begin(self, chosen: NDArray[np.bool_]) -> None:
        if not chosen.any():
            return
        count = self._world.num_worlds
        seeds = self._random.integers(0, 1 << _SEED_BITS, count).tolist()
        starts = [self._starts[number] for number in self._random.integers(len(self._starts), size=count)]
        self._left[self._left <= 0] = self._length // self._ticks
        self._world.reset(seeds, starts, chosen)
