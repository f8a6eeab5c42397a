"""Begin an episode: the terrain around the spawn, the player on it."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.entities.spawning import populate, summon
from envs.overworld.jit import kernel
from envs.overworld.player.survival import FULL_AIR
from envs.overworld.rng import random_float
from envs.overworld.rules import Rules
from envs.overworld.state import NOT_LOADED, PLAYER, State
from envs.overworld.terrain.spawn import find_spawn
from envs.overworld.terrain.window import slide_window

_REST = 255
_STRONG = 100  # ticks after which any weapon strikes with full strength


def fresh_player() -> NDArray[np.void]:
    """Return the () PLAYER record of a healthy player at rest, at the origin."""
    player = np.zeros((), PLAYER)
    player["on_ground"] = player["alive"] = 1
    player["health"] = player["food"] = 20
    player["saturation"] = 5
    player["air"] = FULL_AIR
    player["swing"] = _REST
    player["attack_ticks"] = _STRONG
    return player


def start_worlds(
    s: State,
    rules: Rules,
    clocks: NDArray[np.void],
    stacks: NDArray[np.void],
    spawn_radius: NDArray[np.int32],
    summons: NDArray[np.void],
    chosen: NDArray[np.bool_],
) -> None:
    """Begin anew in the worlds with `chosen[w]`.

    Args:
        s: The worlds.
        rules: The rules.
        clocks: (N,) CLOCK rows with seed, random stream, time, biome and settings.
        stacks: (N, SLOTS) STACK rows of the inventory to begin with.
        spawn_radius: (N,) blocks around the world's spawn within which the player begins.
        summons: (N, K) SUMMON rows of the mobs to begin with; rows of no mobs are skipped.
        chosen: (N,) which worlds.
    """
    for array in s:
        array[chosen] = np.zeros((), array.dtype)
    s.chunks[chosen] = NOT_LOADED
    s.edits["y"][chosen] = -1
    s.visited[chosen] = NOT_LOADED
    s.clock[chosen] = clocks[chosen]
    s.players[chosen] = fresh_player()
    s.slots[chosen, 0] = stacks[chosen]
    load_windows(s, rules, chosen, spawn_radius)
    populate_windows(s, rules, summons, chosen)


STAY = -1
"""Spawn radius that leaves the player where they are."""


@kernel(parallel=True)
def load_windows(s: State, rules: Rules, chosen: NDArray[np.bool_], spawn_radius: NDArray[np.int32]) -> None:
    """Load the chunks around player 0 of the chosen worlds, after putting all players on a spawn unless told to STAY.

    The only compiled entry to the terrain generator, so that it is compiled once.
    """
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        if not chosen[w]:
            continue
        if spawn_radius[w] != STAY:
            find_spawn(s, rules, w, spawn_radius[w])
            for p in range(s.players.shape[1]):
                player = s.players[w, p]
                player.x = s.clock[w].spawn_x + 0.5
                player.y = s.clock[w].spawn_y
                player.z = s.clock[w].spawn_z + 0.5
                player.yaw = 360.0 * random_float(s, w) - 180.0
        slide_window(s, rules, w)


@kernel(parallel=True)
def populate_windows(s: State, rules: Rules, summons: NDArray[np.void], chosen: NDArray[np.bool_]) -> None:
    """Give new chunks of the chosen worlds their animals, and place the (N, K) SUMMON rows asked for."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)
        if chosen[w]:
            populate(s, rules, w)
            summon(s, rules, w, summons[w])
