"""What creeps over ground and walls: grass, mycelium, mushrooms and vines. Random ticks of 1.11.2."""

from envs.overworld.blocks.daylight import light_level
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import HEIGHT, State

GRASS = block_id("grass")
MYCELIUM = block_id("mycelium")
VINE = block_id("vine")

_DIRT = block_state("dirt")
_PODZOL = block_state("dirt", 2)
_DARK = 4  # light above at which grass under something thick dies, and below which it does not come
_BRIGHT = 9  # light above from which grass spreads
_THICK = RULES.blocks["opacity"] > 2  # by block state: what grass does not bear above it in the dark
_TRIES = 4
_CELLS = 45  # among which these choose

_MUSHROOM_LIGHT = 13  # from which mushrooms grow on mycelium and podzol only
_MUSHROOM_ODDS = 25
_MUSHROOM_STEPS = 4
_VINE_ODDS = 4
_CROWD = 5  # of the same kind within 4 blocks to the sides and 1 up and down

# A vine's metadata has a bit for each wall that it clings to.
_SOUTH, _WEST, _NORTH, _EAST = 1, 2, 4, 8
_WALLS = ((0, 1, _SOUTH), (-1, 0, _WEST), (0, -1, _NORTH), (1, 0, _EAST))
_DOWNWARDS = 4
_UPWARDS = 5


@kernel()
def tick_grass(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Grass or mycelium: dies in the dark under something thick, spreads to dirt near by in the light.

    The game tries four random cells of the 3 x 5 x 3 around. Here eight times in ten one column of these is tried from
    top to bottom, which is as often for each cell, and one look at memory in place of four.
    """
    if _THICK[get_block(s, w, x, y + 1, z)] and light_level(s, w, x, y + 1, z) < _DARK:
        set_block(s, rules, w, x, y, z, _DIRT)
        return
    place = random_int(s, w, _CELLS)
    if place >= _TRIES * 9:
        return
    ax = x + place // _TRIES // 3 - 1
    az = z + place // _TRIES % 3 - 1
    if not is_loaded(s, w, ax, az):
        return
    for ay in range(y - 3, y + 2):
        if get_block(s, w, ax, ay, az) != _DIRT or _THICK[get_block(s, w, ax, ay + 1, az)]:
            continue
        if light_level(s, w, ax, ay + 1, az) >= _DARK and light_level(s, w, x, y + 1, z) >= _BRIGHT:
            set_block(s, rules, w, ax, ay, az, state & ~15)


@kernel()
def tick_mushroom(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Now and then a mushroom sends another one up to five steps away, unless there are five around already."""
    if random_int(s, w, _MUSHROOM_ODDS) != 0 or _is_crowded(s, w, x, y, z, state >> 4):
        return
    for step in range(_MUSHROOM_STEPS + 1):
        ax = x + random_int(s, w, 3) - 1
        ay = y + random_int(s, w, 2) - random_int(s, w, 2)
        az = z + random_int(s, w, 3) - 1
        if mushroom_can_stand(s, rules, w, ax, ay, az) and get_block(s, w, ax, ay, az) == AIR:
            if step == _MUSHROOM_STEPS:
                set_block(s, rules, w, ax, ay, az, state)
            x, y, z = ax, ay, az


@kernel()
def mushroom_can_stand(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether a mushroom may grow at (x, y, z): on a full block in dim light, or on mycelium or podzol."""
    if y <= 0 or not is_loaded(s, w, x, z):
        return False
    below = get_block(s, w, x, y - 1, z)
    if below >> 4 == MYCELIUM or below == _PODZOL:
        return True
    return rules.blocks[below].flags & OPAQUE_CUBE != 0 and light_level(s, w, x, y, z) < _MUSHROOM_LIGHT


@kernel()
def _is_crowded(s: State, w: int, x: int, y: int, z: int, block: int) -> bool:
    """Whether five or more blocks of one kind stand around a place."""
    left = _CROWD
    for ax in range(x - 4, x + 5):
        for az in range(z - 4, z + 5):
            if not is_loaded(s, w, ax, az):
                continue
            for ay in range(y - 1, y + 2):
                if get_block(s, w, ax, ay, az) >> 4 == block:
                    left -= 1
                    if left == 0:
                        return True
    return False


@kernel()
def tick_vine(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Now and then a vine grows down, up, or on to the wall beside; the game's turns around corners are left out."""
    if random_int(s, w, _VINE_ODDS) != 0:
        return
    way = random_int(s, w, 6)
    held = state & 15
    if way == _DOWNWARDS:
        below = get_block(s, w, x, y - 1, z)
        if y > 1 and (below == AIR or below >> 4 == VINE):
            new = (below & 15) | (held & random_int(s, w, 16))
            if new != below & 15:
                set_block(s, rules, w, x, y - 1, z, VINE << 4 | new)
        return
    if _is_crowded(s, w, x, y, z, VINE):
        return
    if way == _UPWARDS:
        if y < HEIGHT - 1 and get_block(s, w, x, y + 1, z) == AIR:
            _cling(s, rules, w, x, y + 1, z, held & random_int(s, w, 16))
        return
    for dx, dz, bit in _WALLS:
        if bit == 1 << way and held & bit == 0 and is_loaded(s, w, x + dx, z + dz):
            beside = get_block(s, w, x + dx, y, z + dz)
            if beside == AIR:
                _cling(s, rules, w, x + dx, y, z + dz, held)
            elif rules.blocks[beside].flags & OPAQUE_CUBE:
                set_block(s, rules, w, x, y, z, state | bit)


@kernel()
def _cling(s: State, rules: Rules, w: int, x: int, y: int, z: int, wanted: int) -> None:
    """Put a vine into the air at (x, y, z) on those of the wanted walls that are there."""
    found = 0
    for dx, dz, bit in _WALLS:
        behind = get_block(s, w, x + dx, y, z + dz) if is_loaded(s, w, x + dx, z + dz) else AIR
        if wanted & bit and rules.blocks[behind].flags & OPAQUE_CUBE:
            found |= bit
    if found:
        set_block(s, rules, w, x, y, z, VINE << 4 | found)
