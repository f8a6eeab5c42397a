"""Commands that move the player: `tp`, `spreadplayers`."""

import math

import numpy as np

from envs.malmo.console.arguments import (
    PLAYER,
    PLAYER_NAME,
    WORLD,
    CommandError,
    coordinate,
    need,
    number,
    place,
    player_of,
)
from envs.malmo.console.selectors import select_player
from envs.overworld.blocks.grid import get_block, is_loaded
from envs.overworld.entities.spawning import SUMMON
from envs.overworld.gamedata import block_id
from envs.overworld.player.death import death_tick
from envs.overworld.rng import random_int
from envs.overworld.rules import LIQUID
from envs.overworld.start import STAY, load_windows, populate_windows
from envs.overworld.state import MASK
from envs.overworld.world import Overworld

_FIRE = block_id("fire")
_LIFE_TICKS = 4
_DRAWS = 64
_ONE = np.ones(1, np.bool_)
_STAY = np.full(1, STAY, np.int32)
_NO_SUMMONS = np.zeros((1, 0), SUMMON)


def teleport(world: Overworld, words: list[str]) -> str:
    """`/tp [<player>] <x> <y> <z> [<yaw> <pitch>]`: to a point, of which whole x and z are middles of blocks."""
    usage = "/tp [target player] <x> <y> <z> [<y-rot> <x-rot>]"
    need(words, 3, usage)
    if len(words) in (4, 6):
        select_player(world, words[0])
        words = words[1:]
    if len(words) not in (3, 5):
        raise CommandError(f"Usage: {usage}")
    player = player_of(world)
    yaw, pitch = (
        (coordinate(word, float(player[name]), False) for word, name in zip(words[3:], ("yaw", "pitch"), strict=True))
        if len(words) > 3
        else (float(player["yaw"]), float(player["pitch"]))
    )
    x, y, z = place(world, words)
    bring_player(world, x, y, z)
    turn_player(world, yaw, pitch)
    return f"Teleported {PLAYER_NAME} to {x:.2f}, {y:.2f}, {z:.2f}"


def spread_players(world: Overworld, words: list[str]) -> str:
    """`/spreadplayers <x> <z> <distance> <range> <teams> <player>`: to the top of a column in a square around a point.

    The column is drawn from the world's random stream, again and again while water, lava or fire is on top. Leaves are
    as good as ground.
    """
    need(words, 6, "/spreadplayers <x> <z> <spreadDistance> <maxRange> <respectTeams true|false> <player ...>")
    player = player_of(world)
    middle_x = coordinate(words[0], float(player["x"]), True)
    middle_z = coordinate(words[1], float(player["z"]), True)
    number(words[2], 0)
    reach = number(words[3], 1)
    select_player(world, words[5])
    before = [float(player[axis]) for axis in "xyz"]
    for _ in range(_DRAWS):
        x, z = (_drawn(world, middle, reach) for middle in (middle_x, middle_z))
        if not is_loaded(world.state, WORLD, x, z):
            bring_player(world, x + 0.5, before[1], z + 0.5)
        y = int(world.state.top[WORLD, x & MASK, z & MASK])
        if _is_safe(world, x, y - 1, z):
            bring_player(world, x + 0.5, float(y), z + 0.5)
            return f"Successfully spread 1 players around {middle_x:.2f}, {middle_z:.2f}"
    bring_player(world, *before)
    raise CommandError(f"Could not spread 1 players around {middle_x:.2f}, {middle_z:.2f}: nothing but liquids")


def bring_player(world: Overworld, x: float, y: float, z: float) -> None:
    """Put the feet of the player to a point, at rest, with the land around it loaded; a dead one lives again first."""
    if not player_of(world)["alive"] and world.state.clock[WORLD]["respawn"]:
        _live_again(world)
    player = player_of(world)
    player["x"], player["y"], player["z"] = x, y, z
    player["vx"] = player["vy"] = player["vz"] = 0.0
    player["fall_distance"] = 0.0
    player["sleeping"] = player["digging"] = 0
    _load(world)


def turn_player(world: Overworld, yaw: float, pitch: float) -> None:
    """Turn the head to a direction, in degrees of any size."""
    player = player_of(world)
    player["yaw"] = (yaw + 180.0) % 360.0 - 180.0
    player["pitch"] = min(90.0, max(-90.0, pitch))


def _live_again(world: Overworld) -> None:
    """Let a life begin that else would in the next tick or two: as far away as the spawn may be."""
    for _ in range(_LIFE_TICKS):
        if not player_of(world)["alive"]:
            death_tick(world.state, world.rules, WORLD, PLAYER)
            _load(world)


def _load(world: Overworld) -> None:
    load_windows(world.state, world.rules, _ONE, _STAY)
    populate_windows(world.state, world.rules, _NO_SUMMONS, _ONE)


def _drawn(world: Overworld, middle: float, reach: float) -> int:
    low = math.floor(middle - reach)
    return low + int(random_int(world.state, WORLD, math.floor(middle + reach) - low + 1))


def _is_safe(world: Overworld, x: int, y: int, z: int) -> bool:
    state = get_block(world.state, WORLD, x, y, z)
    return state >> 4 != _FIRE and not world.rules.blocks[state]["flags"] & LIQUID
