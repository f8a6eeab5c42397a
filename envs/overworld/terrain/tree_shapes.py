"""The shapes of trees, log by log. All coordinates are counted from the chunk's corner; what lies outside is skipped.

No tree reaches farther than 6 blocks from its lowest log to any side. How many random numbers a tree draws must not
depend on the blocks around it, since two chunks may draw the same tree.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, unit
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.noise import sine
from envs.overworld.terrain.surface import AIR, DIRT

OAK = 0
SPRUCE = 1
BIRCH = 2
JUNGLE = 3

_LOG = block_state("log")
_LEAVES = block_state("leaves")
_ACACIA_LOG = block_state("log2")
_ACACIA_LEAVES = block_state("leaves2")
_DARK_OAK_LOG = block_state("log2", 1)
_DARK_OAK_LEAVES = block_state("leaves2", 1)
_LEAVES_ID = block_id("leaves")
_LEAVES2_ID = block_id("leaves2")
_VINE = block_state("vine")
_VINE_ID = block_id("vine")
_WATER = block_state("water")
_BROWN_MUSHROOM = block_state("brown_mushroom_block")
_RED_MUSHROOM = block_state("red_mushroom_block")
_STEM = 10  # metadata of a huge mushroom's stem
_ALONG_X = 4  # metadata of a log that lies
_ALONG_Z = 8

_LIMB = 4.0  # blocks from a large oak's trunk to the farthest cluster of leaves
_CORNER_SALT = 81
_VINE_SALT = 82


@kernel()
def _log(blocks: NDArray[np.uint16], x: int, y: int, z: int, state: int) -> None:
    if 0 <= x < CHUNK and 0 <= z < CHUNK and 0 < y < HEIGHT:
        kind = blocks[x, z, y] >> 4
        if kind in (0, _LEAVES_ID, _LEAVES2_ID, _VINE_ID) or blocks[x, z, y] == _WATER:
            blocks[x, z, y] = state


@kernel()
def _leaf(blocks: NDArray[np.uint16], x: int, y: int, z: int, state: int) -> None:
    if 0 <= x < CHUNK and 0 <= z < CHUNK and 0 < y < HEIGHT and blocks[x, z, y] >> 4 in (0, _VINE_ID):
        blocks[x, z, y] = state


@kernel(inline=True)
def _soil(blocks: NDArray[np.uint16], x: int, y: int, z: int) -> None:
    """The block under a trunk becomes dirt."""
    if 0 <= x < CHUNK and 0 <= z < CHUNK:
        blocks[x, z, y - 1] = DIRT


@kernel()
def _trunk(blocks: NDArray[np.uint16], x: int, y: int, z: int, height: int, state: int) -> None:
    """A straight trunk on its soil."""
    _soil(blocks, x, y, z)
    for level in range(height):
        _log(blocks, x, y + level, z, state)


@kernel(inline=True)
def _coin(stream: int, x: int, y: int, z: int) -> bool:
    """A fair coin for a place of a tree, which costs nothing where the place is not drawn."""
    return (hash3(numba.int64(stream), x, z, _CORNER_SALT + y) >> numba.uint64(40)) & numba.uint64(1) != 0


@kernel()
def _disc(blocks: NDArray[np.uint16], x: int, y: int, z: int, radius: int, state: int) -> None:
    """A square of leaves without its corners (a single leaf for radius 0)."""
    for dx in range(-radius, radius + 1):
        for dz in range(-radius, radius + 1):
            if abs(dx) != radius or abs(dz) != radius or radius == 0:
                _leaf(blocks, x + dx, y, z + dz, state)


@kernel()
def _crown(stream: int, x: int, y: int, z: int, low: int, radius: int, state: int, blocks: NDArray[np.uint16]) -> None:
    """Layers of leaves from `low` up to `y`: narrower by one every two layers, ragged at their corners."""
    for level in range(low, y + 1):
        wide = radius + (y - level) // 2
        for dx in range(-wide, wide + 1):
            for dz in range(-wide, wide + 1):
                corner = abs(dx) == wide and abs(dz) == wide
                if not corner or (level < y and _coin(stream, dx, level, dz)):
                    _leaf(blocks, x + dx, level, z + dz, state)


@kernel()
def round_tree(
    stream: int, x: int, y: int, z: int, wood: int, base: int, more: int, blocks: NDArray[np.uint16]
) -> None:
    """Oak, birch or jungle tree: a bare trunk of `base` to `base + more` logs and a round crown."""
    height = base + below(stream, more + 1)
    stream = advance(stream)
    _crown(stream, x, y + height, z, y + height - 3, 1, _LEAVES + wood, blocks)
    _trunk(blocks, x, y, z, height, _LOG + wood)


@kernel()
def bush(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Undergrowth of the jungle: one log under three shrinking layers of oak leaves."""
    _soil(blocks, x, y, z)
    _log(blocks, x, y, z, _LOG + JUNGLE)
    for level in range(3):
        wide = 2 - level
        for dx in range(-wide, wide + 1):
            for dz in range(-wide, wide + 1):
                if abs(dx) != wide or abs(dz) != wide or _coin(stream, dx, level, dz):
                    _leaf(blocks, x + dx, y + level, z + dz, _LEAVES + OAK)


@kernel()
def swamp_oak(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Oak with a wide crown from which vines hang."""
    height = 5 + below(stream, 4)
    stream = advance(stream)
    top = y + height
    _crown(stream, x, top, z, top - 3, 2, _LEAVES + OAK, blocks)
    _trunk(blocks, x, y, z, height, _LOG + OAK)
    for level in range(top - 3, top + 1):
        wide = 2 + (top - level) // 2
        for side in range(-wide, wide + 1):
            _hang_vine(stream, x - wide - 1, level, z + side, 8, blocks)
            _hang_vine(stream, x + wide + 1, level, z + side, 2, blocks)
            _hang_vine(stream, x + side, level, z - wide - 1, 1, blocks)
            _hang_vine(stream, x + side, level, z + wide + 1, 4, blocks)


@kernel()
def _hang_vine(stream: int, x: int, y: int, z: int, facing: int, blocks: NDArray[np.uint16]) -> None:
    """Hang a vine of up to five blocks, one time in four, where there are leaves to hold it; `facing` is metadata."""
    if not (0 <= x < CHUNK and 0 <= z < CHUNK):
        return
    h = hash3(numba.int64(stream), x * 4 + facing, z, _VINE_SALT + y)
    if h & numba.uint64(3):
        return
    for level in range(y, y - 5, -1):
        if blocks[x, z, level] != AIR:
            return
        blocks[x, z, level] = _VINE + facing


@kernel()
def spruce(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Spruce: a trunk of 5 to 8 logs in a cone whose layers widen again and again on the way down."""
    trunk = 5 + below(stream, 3)
    stream = advance(stream)
    trunk += below(stream, 2)
    stream = advance(stream)
    height = trunk + below(stream, 3)
    stream = advance(stream)
    bare = 1 + below(stream, 2)
    stream = advance(stream)
    widest = 2 + below(stream, 2)
    stream = advance(stream)
    radius = below(stream, 2)
    limit = 1
    restart = 0
    for level in range(height, bare - 1, -1):
        _disc(blocks, x, y + level, z, radius, _LEAVES + SPRUCE)
        if radius >= limit:
            radius = restart
            restart = 1
            limit = min(limit + 1, widest)
        else:
            radius += 1
    _trunk(blocks, x, y, z, trunk, _LOG + SPRUCE)


@kernel()
def pine(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Pine: a trunk of 6 to 10 logs with a small tuft on top."""
    trunk = 6 + below(stream, 5)
    stream = advance(stream)
    crown = 3 + below(stream, 2)
    stream = advance(stream)
    widest = 1 + below(stream, crown + 1)
    radius = 0
    for level in range(trunk + 1, trunk + 1 - crown - 1, -1):
        _disc(blocks, x, y + level, z, radius, _LEAVES + SPRUCE)
        if radius >= 1 and level == trunk + 2 - crown:
            radius -= 1
        elif radius < min(widest, 2):
            radius += 1
    _trunk(blocks, x, y, z, trunk, _LOG + SPRUCE)


@kernel()
def acacia(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Acacia: a trunk that leans over in one direction and forks in another, under flat discs of leaves."""
    height = 5 + below(stream, 3)
    stream = advance(stream)
    height += below(stream, 3)
    stream = advance(stream)
    way = below(stream, 4)
    stream = advance(stream)
    bend = height - below(stream, 4) - 1
    stream = advance(stream)
    steps = 3 - below(stream, 3)
    stream = advance(stream)
    fork_way = below(stream, 4)
    stream = advance(stream)
    fork = max(bend - below(stream, 2) - 1, 1)
    stream = advance(stream)
    fork_steps = 1 + below(stream, 3)
    _soil(blocks, x, y, z)
    lx, lz = x, z
    for level in range(height):
        if level >= bend and steps > 0:
            lx += _step_x(way)
            lz += _step_z(way)
            steps -= 1
        _log(blocks, lx, y + level, lz, _ACACIA_LOG)
    _disc(blocks, lx, y + height - 1, lz, 3, _ACACIA_LEAVES)
    _umbrella(blocks, lx, y + height, lz)
    if fork_way == way:
        return
    lx, lz = x, z
    top = 0
    for level in range(fork, min(fork + fork_steps, height)):
        lx += _step_x(fork_way)
        lz += _step_z(fork_way)
        _log(blocks, lx, y + level, lz, _ACACIA_LOG)
        top = y + level
    if top > 0:
        _disc(blocks, lx, top, lz, 2, _ACACIA_LEAVES)
        _square(blocks, lx, lx, top + 1, lz, lz, 1, _ACACIA_LEAVES)


@kernel(inline=True)
def _step_x(way: int) -> int:
    return 1 if way == 0 else (-1 if way == 1 else 0)


@kernel(inline=True)
def _step_z(way: int) -> int:
    return 1 if way == 2 else (-1 if way == 3 else 0)


@kernel()
def _square(blocks: NDArray[np.uint16], x0: int, x1: int, y: int, z0: int, z1: int, wide: int, state: int) -> None:
    """Leaves over a rectangle, widened to all sides."""
    for x in range(x0 - wide, x1 + wide + 1):
        for z in range(z0 - wide, z1 + wide + 1):
            _leaf(blocks, x, y, z, state)


@kernel()
def _umbrella(blocks: NDArray[np.uint16], x: int, y: int, z: int) -> None:
    """The upper disc of an acacia: 3 x 3 leaves and one more to each side."""
    _square(blocks, x, x, y, z, z, 1, _ACACIA_LEAVES)
    for way in range(4):
        _leaf(blocks, x + 2 * _step_x(way), y, z + 2 * _step_z(way), _ACACIA_LEAVES)


@kernel()
def dark_oak(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Dark oak: a trunk of 2 x 2 logs that leans a little, under a wide flat crown with short limbs."""
    height = 6 + below(stream, 3)
    stream = advance(stream)
    height += below(stream, 2)
    stream = advance(stream)
    way = below(stream, 4)
    stream = advance(stream)
    bend = height - below(stream, 4)
    stream = advance(stream)
    steps = 2 - below(stream, 3)
    for dx in range(2):
        for dz in range(2):
            _soil(blocks, x + dx, y, z + dz)
    lx, lz = x, z
    for level in range(height):
        if level >= bend and steps > 0:
            lx += _step_x(way)
            lz += _step_z(way)
            steps -= 1
        for dx in range(2):
            for dz in range(2):
                _log(blocks, lx + dx, y + level, lz + dz, _DARK_OAK_LOG)
    top = y + height - 1
    _square(blocks, lx, lx + 1, top - 1, lz, lz + 1, 2, _DARK_OAK_LEAVES)
    for dx in range(-3, 5):
        for dz in range(-3, 5):
            outside = (1 if dx in (-3, 4) else 0) + (1 if dz in (-3, 4) else 0)
            if outside < 2:
                _leaf(blocks, lx + dx, top, lz + dz, _DARK_OAK_LEAVES)
            if not outside and not (dx in (-2, 3) and dz in (-2, 3)):
                _leaf(blocks, lx + dx, top + 1, lz + dz, _DARK_OAK_LEAVES)
    if _coin(stream, 0, 0, 0):
        _square(blocks, lx, lx + 1, top + 2, lz, lz + 1, 0, _DARK_OAK_LEAVES)
    for dx in range(-1, 3):
        for dz in range(-1, 3):
            stream = advance(stream)
            limb = 2 + below(stream, 9)
            if (dx in (-1, 2) or dz in (-1, 2)) and limb < 5:
                for level in range(limb):
                    _log(blocks, x + dx, top - 1 - level, z + dz, _DARK_OAK_LOG)


@kernel()
def mega_jungle(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Giant of the jungle: 2 x 2 logs, 10 to 31 high, with limbs, discs of leaves and vines on the trunk."""
    height = 10 + below(stream, 3)
    stream = advance(stream)
    height += below(stream, 20)
    stream = advance(stream)
    top = y + height
    for drop in range(3):
        _round_disc(blocks, x, top - drop, z, 3 + drop, 1)
    limb = height - 2 - below(stream, 4)
    while limb > height // 2:
        stream = advance(stream)
        angle = unit(stream)
        for step in range(5):
            lx = x + int(np.floor(1.0 + sine(angle + 0.25) * step))
            lz = z + int(np.floor(1.0 + sine(angle) * step))
            _log(blocks, lx, y + limb - 3 + step // 2, lz, _LOG + JUNGLE)
        lx = min(max(x + int(np.floor(0.5 + sine(angle + 0.25) * 4.0)), x - 4), x + 4)
        lz = min(max(z + int(np.floor(0.5 + sine(angle) * 4.0)), z - 4), z + 4)
        _round_disc(blocks, lx, y + limb - 1, lz, 2, 0)
        _round_disc(blocks, lx, y + limb, lz, 1, 0)
        stream = advance(stream)
        limb -= 2 + below(stream, 4)
    for dx in range(2):
        for dz in range(2):
            _soil(blocks, x + dx, y, z + dz)
            for level in range(height):
                _log(blocks, x + dx, y + level, z + dz, _LOG + JUNGLE)
    for level in range(1, height - 2):
        for side in range(2):
            _cling_vine(stream, x - 1, y + level, z + side, 8, blocks)
            _cling_vine(stream, x + 2, y + level, z + side, 2, blocks)
            _cling_vine(stream, x + side, y + level, z - 1, 1, blocks)
            _cling_vine(stream, x + side, y + level, z + 2, 4, blocks)


@kernel()
def _round_disc(blocks: NDArray[np.uint16], x: int, y: int, z: int, radius: int, wide: int) -> None:
    """A disc of jungle leaves around a trunk of `1 + wide` logs square."""
    for dx in range(-radius, radius + wide + 1):
        for dz in range(-radius, radius + wide + 1):
            ox = max(-dx, dx - wide, 0)
            oz = max(-dz, dz - wide, 0)
            if ox * ox + oz * oz <= radius * radius:
                _leaf(blocks, x + dx, y, z + dz, _LEAVES + JUNGLE)


@kernel()
def _cling_vine(stream: int, x: int, y: int, z: int, facing: int, blocks: NDArray[np.uint16]) -> None:
    """Put one vine on a trunk, two times in three."""
    if not (0 <= x < CHUNK and 0 <= z < CHUNK) or blocks[x, z, y] != AIR:
        return
    h = hash3(numba.int64(stream), x * 4 + facing, z, _VINE_SALT + y)
    if numba.int64(h & numba.uint64(0xFFFF)) % 3:
        blocks[x, z, y] = _VINE + facing


@kernel()
def large_oak(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Large oak: clusters of leaves on limbs around a trunk, inside an ellipsoid that the height sets."""
    height = 5 + below(stream, 12)
    trunk = int(0.618 * height)
    clusters = 1 if height < 11 else 2
    for level in range(height - 4, int(0.3 * height) - 1, -1):
        half = 0.5 * height
        rise = half - level
        size = 0.5 * np.sqrt(max(half * half - rise * rise, 0.0))
        for _ in range(clusters):
            stream = advance(stream)
            far = min(size * (unit(stream) + 0.328), _LIMB)
            stream = advance(stream)
            angle = unit(stream)
            lx = x + int(np.floor(far * sine(angle) + 0.5))
            lz = z + int(np.floor(far * sine(angle + 0.25) + 0.5))
            root = min(int(level - 0.381 * far), trunk)
            if root >= 0.2 * height:
                _limb(blocks, x, y + root, z, lx, y + level, lz)
                _cluster(blocks, lx, y + level, lz)
    _cluster(blocks, x, y + trunk, z)
    _soil(blocks, x, y, z)
    for level in range(trunk + 1):
        _log(blocks, x, y + level, z, _LOG + OAK)


@kernel()
def _limb(blocks: NDArray[np.uint16], x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
    """Logs along a straight line, lying in its direction."""
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    steps = max(abs(dx), abs(dy), abs(dz))
    lying = _LOG + OAK
    if max(abs(dx), abs(dz)) > 0:
        lying += _ALONG_X if abs(dx) >= abs(dz) else _ALONG_Z
    for step in range(1, steps + 1):
        share = step / steps
        x = int(np.floor(x0 + dx * share + 0.5))
        y = int(np.floor(y0 + dy * share + 0.5))
        z = int(np.floor(z0 + dz * share + 0.5))
        _log(blocks, x, y, z, lying)


@kernel()
def _cluster(blocks: NDArray[np.uint16], x: int, y: int, z: int) -> None:
    """Four layers of oak leaves: two wide ones between two small ones."""
    for level in range(4):
        reach = 9.0 if level in (1, 2) else 4.0
        for dx in range(-2, 3):
            for dz in range(-2, 3):
                if (abs(dx) + 0.5) ** 2 + (abs(dz) + 0.5) ** 2 <= reach:
                    _leaf(blocks, x + dx, y + level, z + dz, _LEAVES + OAK)


@kernel()
def huge_mushroom(stream: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Huge mushroom: a flat brown cap, or a red one that is hollow below."""
    brown = below(stream, 2) == 0
    stream = advance(stream)
    height = 4 + below(stream, 3)
    cap = _BROWN_MUSHROOM if brown else _RED_MUSHROOM
    top = y + height
    for level in range(top if brown else top - 3, top + 1):
        wide = 3 if brown else (2 if level < top else 1)
        for dx in range(-wide, wide + 1):
            for dz in range(-wide, wide + 1):
                edge_x = abs(dx) == wide
                edge_z = abs(dz) == wide
                ring = brown or level == top
                if (ring and not (brown and edge_x and edge_z)) or (not ring and edge_x != edge_z):
                    _leaf(blocks, x + dx, level, z + dz, cap + _cap_face(dx, dz, wide - 1 if brown else 0))
    _trunk(blocks, x, y, z, height, cap + _STEM)


@kernel(inline=True)
def _cap_face(dx: int, dz: int, inner: int) -> int:
    """Metadata of a cap's block: 1 to 9, from north-west (-x, -z) over its middle (5) to south-east."""
    column = 2 if dx > inner else (0 if dx < -inner else 1)
    row = 2 if dz > inner else (0 if dz < -inner else 1)
    return 1 + column + 3 * row
