"""Frames per second of the renderer on one core, and where the time goes.

Prints one line per image size and scene: a fresh world of one biome by day, seen from its spawn in twelve directions.
CPU time of the thread is counted, so that other work on the machine disturbs less.
"""

import itertools
import time
from collections.abc import Callable

import numba
import numpy as np

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.render.art import load_art
from envs.overworld.render.atlas import Art
from envs.overworld.render.camera import set_camera
from envs.overworld.render.entities import set_entities
from envs.overworld.render.frame import render_frames
from envs.overworld.render.hand import draw_hands, set_hands
from envs.overworld.render.hud import draw_hud
from envs.overworld.render.landscape import draw_blocks
from envs.overworld.render.outline import draw_outline
from envs.overworld.render.pieces import draw_pieces
from envs.overworld.render.sweep import sweep_slices
from envs.overworld.render.view import allocate_work
from envs.overworld.state import State
from envs.overworld.world import Overworld, WorldStart

SIZES = ((64, 64), (128, 128), (160, 256))
SCENES = ("plains", "forest", "desert", "extreme_hills")
VIEWS = tuple(itertools.product((10.0, 100.0, 190.0, 280.0), (-15.0, 0.0, 15.0)))
REPEATS = 5


def seconds(world: Overworld, draw: Callable[[], None]) -> float:
    """Return the CPU seconds of `draw`, the mean over all views, the best of several rounds."""
    best = float("inf")
    player = world.state.players[0, 0]
    for _ in range(REPEATS):
        spent = 0.0
        for player["yaw"], player["pitch"] in VIEWS:
            start = time.thread_time()
            draw()
            spent += time.thread_time() - start
        best = min(best, spent / len(VIEWS))
    return best


def parts(s: State, art: Art, height: int, width: int) -> list[Callable[[], None]]:
    """Return what draws a whole picture, then what draws each of its parts."""
    work = allocate_work(1, height, width)
    frames = np.zeros((1, height, width, 3), np.uint8)

    def camera() -> None:
        set_camera(s, RULES, art, 0, work)
        set_hands(s, art, 0, work.cameras[0])
        set_entities(s, RULES, art, work, 0)

    return [
        lambda: render_frames(s, RULES, art, work, True, frames),
        camera,
        lambda: sweep_slices(s, art, work, 0, 0, work.seen.shape[1]),
        lambda: draw_blocks(s, art, work, 0, 0, height, True, False, frames[0]),
        lambda: draw_pieces(art, work, 0, 0, height, frames[0]),
        lambda: draw_outline(s, RULES, art, work, 0, 0, height, frames[0]),
        lambda: draw_hands(s, art, work, 0, 0, height, frames[0]),
        lambda: draw_hud(s, RULES, art, 0, 0, height, frames[0]),
    ]


def main() -> None:
    """Measure and print."""
    numba.set_num_threads(1)
    art = load_art()
    print("frames/s on one core (HUD drawn); share of the time: camera, sweep, blocks, entities, outline, hand, HUD")
    for scene in SCENES:
        world = Overworld(1)
        world.reset([7], [WorldStart(biome=scene)])
        s = world.state
        for slot, name in enumerate(("stone_pickaxe", "log", "dirt", "torch", "apple")):
            s.slots[0, 0, slot] = (item_index(name), 0, 1)
        for height, width in SIZES:
            whole, *times = [seconds(world, part) for part in parts(s, art, height, width)]
            shares = " ".join(f"{100 * part / sum(times):3.0f} %" for part in times)
            rate = 1e9 * whole / height / width
            print(f"{scene:>14} {height}x{width}: {1 / whole:6.0f} frames/s {rate:5.0f} ns/pixel   {shares}")


if __name__ == "__main__":
    main()
