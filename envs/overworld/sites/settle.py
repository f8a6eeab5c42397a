"""Let players begin where their sites ask for."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import Rules
from envs.overworld.senses.view import CAVE, KINDS
from envs.overworld.sites.near import settle_anywhere, settle_near_block, settle_near_mob
from envs.overworld.sites.rooms import settle_in_room
from envs.overworld.sites.shore import settle_in_water
from envs.overworld.sites.site import CAVERN, DEEP, ROOM
from envs.overworld.sites.standing import light_up
from envs.overworld.start import STAY, load_windows, populate_windows
from envs.overworld.state import NOT_LOADED, State
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.climate import biome_at

OTHER_PLACES = 8
"""How many other parts of the world are tried, where there is no such site around the spawn."""

_SPREAD = 1200  # blocks from the world's origin to another part of it
_DRAWS = 400
_SHORE = 20  # blocks
_SEA_BED = -0.4  # biomes of less depth are sea and river


def begin_at_sites(
    s: State,
    rules: Rules,
    sites: NDArray[np.void],
    summons: NDArray[np.void],
    spawn_radius: NDArray[np.int32],
    chosen: NDArray[np.bool_],
) -> None:
    """Move player 0 of the chosen worlds, which have just begun, to their sites, and place their mobs there.

    A site is looked for around the spawn, then in up to OTHER_PLACES other parts of the world, drawn from its random
    stream. Where there is none, the player begins at the world's spawn after all.

    Args:
        s: The worlds.
        rules: The rules.
        sites: (N,) SITE rows.
        summons: (N, K) SUMMON rows of the mobs to begin with.
        spawn_radius: (N,) as `start_worlds` takes it.
        chosen: (N,) which worlds.
    """
    stay = np.full(len(chosen), STAY, np.int32)
    no_mobs = np.zeros((len(chosen), 0), summons.dtype)
    wanted = np.arange(len(KINDS)) == sites["near"][:, None]
    rows = np.zeros(wanted.shape, np.float32)
    lost = chosen.copy()
    settle_players(s, rules, sites, wanted, rows, lost)
    for attempt in range(OTHER_PLACES + 1):
        if not lost.any():
            break
        s.chunks[lost] = NOT_LOADED
        if attempt == OTHER_PLACES:
            load_windows(s, rules, lost, spawn_radius)
            populate_windows(s, rules, no_mobs, lost)
            s.players["pitch"][lost] = 0.0
            break
        _go_elsewhere(s, sites, lost)
        load_windows(s, rules, lost, stay)
        populate_windows(s, rules, no_mobs, lost)
        settle_players(s, rules, sites, wanted, rows, lost)
    load_windows(s, rules, chosen, stay)
    populate_windows(s, rules, summons, chosen)


@kernel(parallel=True)
def settle_players(
    s: State,
    rules: Rules,
    sites: NDArray[np.void],
    wanted: NDArray[np.bool_],
    rows: NDArray[np.float32],
    lost: NDArray[np.bool_],
) -> None:
    """Look for the sites of the worlds with `lost[w]` in their loaded windows, and clear `lost[w]` where there is one.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        sites: (N,) SITE rows.
        wanted: (N, len(KINDS)) true for what each site is near to.
        rows: (N, len(KINDS)) working memory.
        lost: (N,) which worlds; is changed.
    """
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        if lost[w]:
            lost[w] = not _settle(s, rules, w, sites[w], wanted[w], rows[w])
            if not lost[w] and sites[w].place == CAVERN and sites[w].torch:
                light_up(s, rules, w)


@kernel()
def _settle(s: State, rules: Rules, w: int, site: Any, wanted: NDArray[np.bool_], row: NDArray[np.float32]) -> bool:
    if site.place == DEEP:
        return settle_in_water(s, rules, w, site)
    if site.place == ROOM:
        return settle_in_room(s, rules, w, site, wanted, row)
    if site.near < 0:
        return settle_anywhere(s, rules, w, site, row)
    if site.near <= CAVE:
        return settle_near_block(s, rules, w, site, wanted, row)
    return settle_near_mob(s, rules, w, site, wanted, row)


@kernel()
def _go_elsewhere(s: State, sites: NDArray[np.void], lost: NDArray[np.bool_]) -> None:
    """Put the players of the lost worlds into another part of the world: on land or, for the water, off a shore."""
    for w in range(s.clock.shape[0]):
        if not lost[w]:
            continue
        for _ in range(_DRAWS):
            x = random_int(s, w, 2 * _SPREAD + 1) - _SPREAD
            z = random_int(s, w, 2 * _SPREAD + 1) - _SPREAD
            s.players[w, 0].x, s.players[w, 0].z = x + 0.5, z + 0.5
            sea = _is_sea(s, w, x, z)
            if sites[w].place != DEEP and not sea:
                break
            ashore = _is_sea(s, w, x + _SHORE, z) and _is_sea(s, w, x - _SHORE, z)
            if sites[w].place == DEEP and sea and not (ashore and _is_sea(s, w, x, z + _SHORE)):
                break


@kernel()
def _is_sea(s: State, w: int, x: int, z: int) -> bool:
    """Whether a column lies in a biome of water."""
    clock = s.clock[w]
    biome = clock.biome if clock.biome >= 0 else biome_at(clock.seed, x, z)
    return BIOMES[biome].depth <= _SEA_BED
