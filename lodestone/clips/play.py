"""Plays the scenes of an episode and writes its clips."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.data.clips import Clip, ClipFormat, ClipWriter
from envs.overworld.gamedata import BIOME_NAMES
from envs.overworld.render import Renderer
from envs.overworld.state import MASK
from envs.overworld.world import Overworld, WorldStart
from lodestone.clips import names
from lodestone.clips.captions import write_captions
from lodestone.clips.facts import find_facts
from lodestone.clips.kit import LONG
from lodestone.clips.moves import Player, carelessly
from lodestone.clips.scenes import SCENES, Scene, Script
from lodestone.clips.stage import Stage
from lodestone.clips.watch import Moment, Sight, Watch
from skills.oracle.body import Body, Failed

_MOST_CLIPS = 3
"""Of one kind, doing or not, from one scene."""
_TRIES = 4
"""Worlds that are tried until a scene gives in one what it is meant for."""
_DAY, _DUSK, _NIGHT, _DAWN = (500, 11_500), (12_200, 13_400), (13_600, 22_000), (22_600, 23_900)
_SHARES = (0.58, 0.1, 0.24, 0.08)
_RAIN = 0.08
_SETTLE = 2
_ABOVE_HOTBAR, _DARK = 0.78, 34.0
"""Share of a picture, and the value that a tenth of it must reach."""
_WOODS = {"birch_forest": "forest", "roofed_forest": "forest", "flower_forest": "forest", "mega_taiga": "taiga",
          "birch_forest_hills": "forest", "forest_hills": "forest", "cold_taiga": "taiga",
          "sunflower_plains": "plains", "savanna_plateau": "savanna", "extreme_hills_plus": "extreme_hills",
          "extreme_hills_edge": "extreme_hills", "swampland_m": "swampland", "deep_ocean": "ocean"}  # fmt: skip
_NO_RAIN = ("desert", "savanna", "savanna_plateau", "ice_plains", "cold_taiga")
"""Biomes of scenes where it stays dry, or snows."""
_ALWAYS_CLEAR = ("chop", "mine", "punch", "dig_down", "swim", "build", "shear", "milk", "hit cow", "hit zombie",
                 "hit sheep", "hit pig", "hit chicken")  # fmt: skip
"""Facts that must not be vague in any clip."""


@dataclass(frozen=True)
class Order:
    """What to play: one episode."""

    behaviour: str
    seed: int
    textures: tuple[int, ...] = (0,)
    """Texture seeds to draw from."""
    biomes: tuple[str, ...] = ()
    """Where it may be; anywhere if empty."""
    layout: ClipFormat = field(default_factory=ClipFormat)

    @property
    def name(self) -> str:
        """Of the files of its clips."""
        return f"{self.behaviour}-{self.seed:06d}"


@dataclass(frozen=True)
class Take:
    """One scene as it was played, without a break: what was watched, and its pictures."""

    moments: list[Moment]
    sights: list[Sight] = field(default_factory=list)
    frames: list[NDArray[np.uint8]] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    places: list[frozenset[str]] = field(default_factory=list)
    """Facts of the place and the hour at each frame."""


def play(order: Order, folder: Path) -> list[Clip]:
    """Play an episode and write its clips into a folder; the same order gives the same clips.

    Args:
        order: What to play.
        folder: Of the dataset.

    Returns:
        The clips; none if it could not be played in any of the worlds that were tried.
    """
    import numba

    numba.set_num_threads(1)
    scene = SCENES[order.behaviour]
    seeds = np.random.SeedSequence([order.seed, sum(order.behaviour.encode())])
    random = np.random.Generator(np.random.PCG64(seeds))
    textures = order.textures[int(random.integers(len(order.textures)))]
    clips: list[Clip] = []
    with ClipWriter(folder, order.name, order.layout) as writer:
        for scripts, does in ((scene.does, True), (scene.nears, False)):
            script = scripts[int(random.integers(len(scripts)))]
            chosen: list[tuple[Clip, NDArray[np.uint8]]] = []
            for _ in range(_TRIES):
                if any(clip.doing == does for clip, _ in chosen):
                    break
                start = _start(order, scene, random)
                takes = _play(order, start, script, textures, random)
                chosen = _choose(order, scene, takes, start, textures, does, random)
            for clip, frames in chosen:
                writer.append(frames, clip)
                clips.append(clip)
    return clips


def _start(order: Order, scene: Scene, random: np.random.Generator) -> WorldStart:
    """A world of a biome and an hour for a scene."""
    biomes = [name for name in scene.biomes if not order.biomes or name in order.biomes] or list(order.biomes)
    spans = (_DUSK, _NIGHT, _NIGHT) if scene.at_night else (_DAY, _DUSK, _NIGHT, _DAWN)
    shares = (0.3, 0.35, 0.35) if scene.at_night else _SHARES
    low, high = spans[int(random.choice(len(spans), p=shares))]
    weather = "rain" if random.random() < _RAIN else "clear"
    biome = str(random.choice(biomes))
    if scene.at_night and random.random() < 0.3 and biome not in _NO_RAIN:
        (low, high), weather = _DAY, "rain"
    return WorldStart(
        biome=biome,
        world_seed=int(random.integers(1 << 31)),
        start_time=int(random.integers(low, high)),
        weather=weather,
        weather_cycle=False,
        mob_spawning=False,
    )


def _play(order: Order, start: WorldStart, script: Script, textures: int, random: np.random.Generator) -> list[Take]:
    """Play a scene in a new world; nothing comes of it if it cannot be played there."""
    world = Overworld(1)
    seed = int(random.integers(1 << 31))
    world.reset([seed], [start])
    player = Player(Body(world, 0, seed), random)
    player.body.player["food"] = random.integers(8, 21)
    player.body.player["health"] = random.integers(10, 21)
    stage, watch = Stage(world, player), Watch(world, player.body)
    renderer = _renderer(order.layout.image_size, textures)
    takes: list[Take] = []
    try:
        for tick, action in enumerate(carelessly(player, script(stage))):
            if tick >= LONG or not player.body.player["alive"]:
                break
            if stage.is_new:
                for _ in range(_SETTLE):
                    watch.step({})
                watch.moments, stage.is_new = [], False
                takes.append(Take(watch.moments))
            if len(watch.moments) % order.layout.stride == 0:
                _shoot(takes[-1], renderer, watch, player)
            watch.step(action)
    except Failed:
        pass
    return [take for take in takes if len(take.sights) >= order.layout.frames]


@cache
def _renderer(size: tuple[int, int], textures: int) -> Renderer:
    return Renderer(size, texture_seed=textures)


def _shoot(take: Take, renderer: Renderer, watch: Watch, player: Player) -> None:
    world = watch.world
    take.frames.append(renderer.render(world.state, world.rules)[0])
    take.sights.append(watch.look(player.target()))
    clock = world.state.clock[0]
    take.times.append(int(clock["time"]))
    take.places.append(frozenset(_place(world)))


def _place(world: Overworld) -> set[str]:
    """Facts of the place where the player is, and of the hour."""
    state, player = world.state, world.state.players[0, 0]
    x, y, z = math.floor(player["x"]), math.floor(player["y"]), math.floor(player["z"])
    sky = int(state.light[0, x & MASK, z & MASK, min(max(y + 1, 0), 255)]) >> 4
    if sky <= 3:
        return {"under_ground"}
    biome = BIOME_NAMES[int(state.biomes[0, x & MASK, z & MASK])]
    facts = {f"biome {_WOODS.get(biome, biome)}", f"time {names.time_of_day(int(state.clock[0]['time']))}"}
    if state.clock[0]["raining"] and biome not in _NO_RAIN:
        facts.add("rain")
    return facts


def _is_dark(frames: NDArray[np.uint8]) -> bool:
    """Whether next to nothing can be seen above the hotbar."""
    seen = frames[:, : int(_ABOVE_HOTBAR * frames.shape[1])]
    return bool(np.percentile(seen, 90) < _DARK)


def _choose(
    order: Order,
    scene: Scene,
    takes: Sequence[Take],
    start: WorldStart,
    textures: int,
    does: bool,
    random: np.random.Generator,
) -> list[tuple[Clip, NDArray[np.uint8]]]:
    """Cut takes into clips: mostly of the kind that was meant, apart from each other by half a clip at least."""
    layout, length = order.layout, order.layout.frames
    left = {does: _MOST_CLIPS, not does: 1}
    places = [(number, first) for number, take in enumerate(takes) for first in range(len(take.sights) - length + 1)]
    taken: list[tuple[int, int]] = []
    chosen: list[tuple[Clip, NDArray[np.uint8]]] = []
    for place in random.permutation(len(places)).tolist():
        number, first = places[place]
        if any(number == other and abs(first - begun) < length // 2 for other, begun in taken):
            continue
        take, window = takes[number], slice(first, first + length)
        begin, end = first * layout.stride, (first + length - 1) * layout.stride
        found = find_facts(take.moments[begin:end], take.sights[window], take.moments[:begin])
        doing = scene.fact in found.facts
        frames = np.stack(take.frames[window])
        if found.vague & {scene.fact, *_ALWAYS_CLEAR} or left[doing] == 0 or _is_dark(frames):
            continue
        facts = found.facts | (take.places[first] & take.places[first + length - 1])
        captions = write_captions(facts, random)
        if not captions:
            continue
        left[doing] -= 1
        taken.append((number, first))
        sizes = [sight.size for sight in take.sights[window] if sight.size is not None]
        clip = Clip(
            behaviour=order.behaviour,
            doing=doing,
            facts=facts,
            captions=captions,
            size=round(max(sizes), 4) if sizes else None,
            seed=order.seed,
            biome=start.biome_for(order.seed) or "",
            textures=textures,
            time=take.times[first],
            tick=begin,
        )
        chosen.append((clip, frames))
        if not any(left.values()):
            break
    return chosen
