"""Water and lava that flow, by the rules of 1.11.2.

A liquid's metadata is its *level*: 0 a source, 1-7 the further from one the thinner, 8 and more falling. Flowing ids
wait for an update; what has found its level becomes still, and a change beside it (`breaking.settle`) wakes it again.
An update takes the level from the highest neighbour, then spreads: down if it can, else sideways towards the nearest
drop. Liquids that the terrain put down stay as they are until something beside them changes, as in the game.
"""

from envs.overworld.blocks.breaking import LAVA_DELAY, WATER_DELAY, drop_items, remove_block, settle
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.liquids import is_lava, is_water
from envs.overworld.blocks.schedule import schedule
from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import SOLID, Rules
from envs.overworld.state import State

_WATER = block_state("flowing_water")
_LAVA = block_state("flowing_lava")
_STONE = block_state("stone")
_BARE_HAND = 0
_NOT_THIS = -1
_FALLING = 8
_WATER_REACH = 4  # steps within which water finds a drop
_LAVA_REACH = 2
_SLOW = 4

_DX = (0, 0, -1, 1)  # north, south, west, east
_DZ = (-1, 1, 0, 0)
_ALL = 15  # one bit for each of the four directions

_BLOCKS_FLOW = RULES.blocks["flags"] & SOLID != 0
"""By block state: neither water nor lava gets in. All that is solid, and a few things that are not."""
for _name in ("standing_sign", "wall_sign", "ladder", "reeds", "portal", "end_portal", "structure_void"):
    _BLOCKS_FLOW[block_id(_name) << 4 : (block_id(_name) + 1) << 4] = True

# The square that a search for drops can reach, in `State.scratch`: the directions by which a cell was first reached.
_RADIUS = _WATER_REACH + 1
_SIDE = 2 * _RADIUS + 1
_CELL_BITS = 8  # of a queued cell; the directions that it passes on stand above
_CELL = (1 << _CELL_BITS) - 1


@kernel()
def flow_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the flowing liquid at (x, y, z) find its level and spread."""
    state = get_block(s, w, x, y, z)
    lava = is_lava(state)
    thinning = 2 if lava else 1
    level = _find_level(s, rules, w, x, y, z, state & 15, thinning, lava)
    if level < 0:
        return
    liquid = _LAVA if lava else _WATER
    below = get_block(s, w, x, y - 1, z)
    if _can_enter(below, lava):
        if lava and is_water(below):
            set_block(s, rules, w, x, y - 1, z, _STONE)
            settle(s, rules, w, x, y - 1, z)
        else:
            _enter(s, rules, w, x, y - 1, z, liquid | level | _FALLING)
    elif level == 0 or _BLOCKS_FLOW[below]:
        beside = 1 if level >= _FALLING else level + thinning
        if beside < _FALLING:
            ways = _ways(s, w, x, y, z, lava)
            for way in range(4):
                if ways >> way & 1 and _can_enter(get_block(s, w, x + _DX[way], y, z + _DZ[way]), lava):
                    _enter(s, rules, w, x + _DX[way], y, z + _DZ[way], liquid | beside)


@kernel()
def _find_level(
    s: State, rules: Rules, w: int, x: int, y: int, z: int, level: int, thinning: int, lava: bool
) -> int:  # fmt: skip
    """Bring the liquid's own cell up to date: still if its level is right, thinner or thicker, or gone.

    Returns:
        Its new level, or -1 if it has run dry or hardened.
    """
    liquid = _LAVA if lava else _WATER
    found = 0 if level == 0 else _level_from_neighbours(s, rules, w, x, y, z, thinning, lava)
    if found == level:
        set_block(s, rules, w, x, y, z, liquid + 16 | level)  # the still block has the next id
        return level
    if found < 0:
        set_block(s, rules, w, x, y, z, AIR)
        settle(s, rules, w, x, y, z)
        return -1
    delay = LAVA_DELAY if lava else WATER_DELAY
    if lava and level < found < _FALLING and random_int(s, w, _SLOW) != 0:
        delay *= _SLOW
    set_block(s, rules, w, x, y, z, liquid | found)
    schedule(s, w, x, y, z, delay)
    settle(s, rules, w, x, y, z)
    return found if get_block(s, w, x, y, z) == liquid | found else -1


@kernel()
def _level_from_neighbours(s: State, rules: Rules, w: int, x: int, y: int, z: int, thinning: int, lava: bool) -> int:
    """Level that a liquid has from what is beside and above it, -1 = nothing feeds it.

    Water between two sources becomes one itself, over something solid or over a source.
    """
    above = _level(get_block(s, w, x, y + 1, z), lava)
    sources = 0
    least = _FALLING
    for way in range(4):
        level = _level(get_block(s, w, x + _DX[way], y, z + _DZ[way]), lava)
        sources += level == 0
        if level >= 0:
            least = min(least, level if level < _FALLING else 0)
    if sources >= 2 and not lava:
        below = get_block(s, w, x, y - 1, z)
        if rules.blocks[below].flags & SOLID or _level(below, lava) == 0:
            return 0
    if above >= 0:
        return above | _FALLING
    return least + thinning if least + thinning < _FALLING else -1


@kernel(inline=True)
def _level(state: int, lava: bool) -> int:
    """Level of a liquid, -1 if the block is not this one."""
    same = is_lava(state) if lava else is_water(state)
    return state & 15 if same else _NOT_THIS


@kernel(inline=True)
def _can_enter(state: int, lava: bool) -> bool:
    """Whether a liquid can flow into a block: not into itself, into lava, or into what stops it."""
    return not (_BLOCKS_FLOW[state] or is_lava(state) or (not lava and is_water(state)))


@kernel()
def _enter(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Put a flowing liquid into a cell; water washes out what is there, lava burns it."""
    if get_block(s, w, x, y, z) != AIR:
        washed = remove_block(s, rules, w, x, y, z)
        if is_water(state):
            drop_items(s, rules, w, x, y, z, washed, _BARE_HAND)
    set_block(s, rules, w, x, y, z, state)
    settle(s, rules, w, x, y, z)


@kernel()
def _ways(s: State, w: int, x: int, y: int, z: int, lava: bool) -> int:
    """Directions in which a liquid on a floor spreads, as bits: those with the shortest way to a drop, else all open.

    A flood fill from the four neighbours at once; each cell keeps the directions by which it was reached.
    """
    seen = s.scratch[w]
    for i in range(_SIDE * _SIDE):
        seen[i] = 0
    seen[_RADIUS * _SIDE + _RADIUS] = _ALL
    first = last = _SIDE * _SIDE  # the queue of cells, packed, stands behind the square
    open_ways = 0
    drops = 0
    for way in range(4):
        dx, dz = _DX[way], _DZ[way]
        if _is_open(get_block(s, w, x + dx, y, z + dz), lava):
            open_ways |= 1 << way
            seen[(dx + _RADIUS) * _SIDE + dz + _RADIUS] = 1 << way
            seen[last] = (dx + _RADIUS) * _SIDE + dz + _RADIUS | 1 << way + _CELL_BITS
            last += 1
            if not _BLOCKS_FLOW[get_block(s, w, x + dx, y - 1, z + dz)]:
                drops |= 1 << way
    for _ in range(_LAVA_REACH if lava else _WATER_REACH):
        if drops != 0:
            return drops
        end = last
        for i in range(first, end):
            cell = seen[i] & _CELL
            for way in range(4):
                dx = cell // _SIDE - _RADIUS + _DX[way]
                dz = cell % _SIDE - _RADIUS + _DZ[way]
                there = (dx + _RADIUS) * _SIDE + dz + _RADIUS
                news = (seen[i] >> _CELL_BITS) & ~seen[there]
                if news == 0 or not _is_open(get_block(s, w, x + dx, y, z + dz), lava):
                    continue
                seen[there] |= news
                seen[last] = there | news << _CELL_BITS
                last += 1
                if not _BLOCKS_FLOW[get_block(s, w, x + dx, y - 1, z + dz)]:
                    drops |= news
        first = end
    return drops if drops != 0 else open_ways


@kernel(inline=True)
def _is_open(state: int, lava: bool) -> bool:
    """Whether a search for drops goes through a block: not through what stops liquids, nor through sources."""
    return not _BLOCKS_FLOW[state] and _level(state, lava) != 0
