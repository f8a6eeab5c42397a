"""Sky light and block light: the exact fixpoint of 1.11.2's rules over the loaded chunks.

A cell's light is the brightest of what it gives off itself and what a neighbour's light leaves of itself after the
cell has taken its share: `neighbour - max(1, opacity)`. Sky light has one more rule: full light (15) goes straight
down through blocks of opacity 0 without loss, so 15 always means "under the open sky". Since every step loses at
least one, the equations have exactly one solution, whatever the order in which they are solved.

Light spreads less than a chunk's width, so all work on a chunk stays in the 3x3 chunks around it. A cell of that area
is one *code*: `rx << 14 | rz << 8 | y`, with rx and rz counted from the area's corner (0-47). Codes wait in a ring
buffer in `State.scratch`. A code that finds the ring full is dropped and the ring, once drained, is filled anew with
every cell that still has light to give: light only grows while it spreads, so this ends, and with the same result.
"""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, CHUNKS, HEIGHT, MASK, SCRATCH, State

SKY = 4
"""Bits by which sky light is shifted in a byte of `State.light`."""
BLOCK = 0
"""Bits by which block light is shifted in a byte of `State.light`."""

_FULL = 15
_AREA = 3 * CHUNK
_RX = 1 << 14
_RZ = 1 << 8
_CODE_BITS = 20
_CODE = (1 << _CODE_BITS) - 1
_STEPS = (-_RX, _RX, -_RZ, _RZ, -1, 1)
_DOWN = 4
_UP = 5

# Removal needs a list of all darkened cells: at most the columns within 14 blocks (along x plus along z) of one column.
_REMOVABLE = (2 * 14 * 15 + 1) * HEIGHT
assert _REMOVABLE <= SCRATCH


@kernel()
def light_chunk(s: State, rules: Rules, w: int, cx: int, cz: int) -> None:
    """Light a chunk that was just loaded, and exchange light with the lit chunks around it.

    Neighbours that `s.chunks` names must be lit already. So when several chunks are loaded, enter each one in
    `s.chunks` just before its call: write blocks and `top`, enter, light; then the next.

    Args:
        s: State of all worlds; the chunk's blocks and `top` are in place and `s.chunks` names it.
        rules: Tables of the game.
        w: World.
        cx: Chunk coordinate along x (blocks / 16).
        cz: Chunk coordinate along z.
    """
    loaded = _loaded_around(s, w, cx, cz)
    _fill_columns(s, rules, w, cx, cz)
    count = _seed_sky(s, w, cx, cz)
    count = _seed_border(s, w, cx, cz, loaded, SKY, count)
    _spread(s, rules, w, cx, cz, loaded, SKY, count)
    count = _seed_emission(s, w, cx, cz)
    count = _seed_border(s, w, cx, cz, loaded, BLOCK, count)
    _spread(s, rules, w, cx, cz, loaded, BLOCK, count)


@kernel()
def update_light(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Bring light up to date after the block at (x, y, z), in a lit chunk, has changed (block already written)."""
    cx, cz = x >> 4, z >> 4
    loaded = _loaded_around(s, w, cx, cz)
    code = (CHUNK + (x & 15)) * _RX + (CHUNK + (z & 15)) * _RZ + y
    for shift in (SKY, BLOCK):
        old = (s.light[w, x & MASK, z & MASK, y] >> shift) & 15
        new = _gather(s, rules, w, cx, cz, loaded, shift, code)
        if new > old:
            _write(s, w, cx, cz, shift, code, new)
            s.scratch[w, 0] = code
            _spread(s, rules, w, cx, cz, loaded, shift, 1)
        elif new < old:
            removed = _remove(s, w, cx, cz, loaded, shift, code)
            _spread(s, rules, w, cx, cz, loaded, shift, _relight(s, rules, w, cx, cz, loaded, shift, removed))


@kernel()
def _loaded_around(s: State, w: int, cx: int, cz: int) -> int:
    """Bits `4 * (dx + 1) + (dz + 1)` of the 3x3 chunks that are loaded.

    Rows and columns 3 stay 0: a step off the area's edge lands there (the code's 6-bit fields wrap to 63 or reach 48).
    """
    bits = 0
    for dx in range(3):
        for dz in range(3):
            x, z = cx + dx - 1, cz + dz - 1
            slot = s.chunks[w, x % CHUNKS, z % CHUNKS]
            if slot[0] == x and slot[1] == z:
                bits |= 1 << (4 * dx + dz)
    return bits


@kernel(inline=True)
def _is_loaded(loaded: int, code: int) -> bool:
    """Whether the code, possibly one step off the area, is in a loaded chunk."""
    return (loaded >> (((code >> 18) & 3) * 4 + ((code >> 12) & 3))) & 1 != 0


@kernel(inline=True)
def _neighbour(loaded: int, code: int, side: int) -> int:
    """Code of the cell next to `code` on a side of `_STEPS`, or -1 where there is none that is loaded."""
    y = code & 255
    if (side == _DOWN and y == 0) or (side == _UP and y == HEIGHT - 1):
        return -1
    neighbour = code + _STEPS[side]
    return neighbour if _is_loaded(loaded, neighbour) else -1


@kernel(inline=True)
def _index(cx: int, cz: int, code: int) -> tuple[int, int, int]:
    """Array indices (x, z, y) of a code."""
    return ((cx - 1) * CHUNK + (code >> 14)) & MASK, ((cz - 1) * CHUNK + ((code >> 8) & 63)) & MASK, code & 255


@kernel(inline=True)
def _read(s: State, w: int, cx: int, cz: int, shift: int, code: int) -> int:
    """Light of a cell."""
    x, z, y = _index(cx, cz, code)
    return (s.light[w, x, z, y] >> shift) & 15


@kernel(inline=True)
def _write(s: State, w: int, cx: int, cz: int, shift: int, code: int, level: int) -> None:
    """Set the light of a cell."""
    x, z, y = _index(cx, cz, code)
    s.light[w, x, z, y] = (s.light[w, x, z, y] & (0xF0 >> shift)) | (level << shift)


@kernel(inline=True)
def _passed_on(s: State, rules: Rules, w: int, cx: int, cz: int, shift: int, code: int, level: int, down: bool) -> int:
    """What of a neighbour's light arrives in a cell; `down`: the neighbour is the cell above."""
    x, z, y = _index(cx, cz, code)
    block = rules.blocks[s.blocks[w, x, z, y]]
    loss = block.opacity
    if loss == 0:
        if down and shift == SKY and level == _FULL:
            return _FULL
        loss = 1
    elif loss >= _FULL and block.emission > 0:
        loss = 1  # the game lets light through opaque blocks that glow: glowstone, lit furnaces
    return max(0, level - loss)


@kernel()
def _gather(s: State, rules: Rules, w: int, cx: int, cz: int, loaded: int, shift: int, code: int) -> int:
    """Light that a cell should have, given its neighbours'."""
    x, z, y = _index(cx, cz, code)
    state = s.blocks[w, x, z, y]
    best = 0
    if shift == BLOCK:
        best = rules.blocks[state].emission
    elif y == HEIGHT - 1:
        best = _passed_on(s, rules, w, cx, cz, shift, code, _FULL, True)
    for side in range(6):
        neighbour = _neighbour(loaded, code, side)
        if neighbour >= 0:
            level = _read(s, w, cx, cz, shift, neighbour)
            if level > best:
                best = max(best, _passed_on(s, rules, w, cx, cz, shift, code, level, side == _UP))
    return best


@kernel(inline=True)
def _push(s: State, w: int, count: int, code: int) -> int:
    """Append a seed to the ring; the count goes on past the capacity, so that `_spread` sees what was dropped."""
    if count < s.scratch.shape[1]:
        s.scratch[w, count] = code
    return count + 1


@kernel()
def _fill_columns(s: State, rules: Rules, w: int, cx: int, cz: int) -> None:
    """Give every cell of a chunk the light that needs no neighbour: direct sky light and emission."""
    for x in range((cx * CHUNK) & MASK, ((cx * CHUNK) & MASK) + CHUNK):
        for z in range((cz * CHUNK) & MASK, ((cz * CHUNK) & MASK) + CHUNK):
            top = s.top[w, x, z]
            for y in range(top, HEIGHT):
                s.light[w, x, z, y] = _FULL << SKY
            sky = _FULL
            for y in range(top - 1, -1, -1):
                block = rules.blocks[s.blocks[w, x, z, y]]
                if block.opacity > 0:
                    sky = 0
                s.light[w, x, z, y] = sky << SKY | block.emission


@kernel()
def _seed_sky(s: State, w: int, cx: int, cz: int) -> int:
    """Queue the cells under the open sky that can light something: those beside a higher column, and the lowest."""
    count = 0
    for rx in range(CHUNK, 2 * CHUNK):
        for rz in range(CHUNK, 2 * CHUNK):
            x, z, _ = _index(cx, cz, rx * _RX + rz * _RZ)
            # Where the neighbour is another chunk's, `_seed_border` compares the two columns.
            beside = 0
            if rx > CHUNK:
                beside = max(beside, s.top[w, x - 1, z])
            if rx < 2 * CHUNK - 1:
                beside = max(beside, s.top[w, x + 1, z])
            if rz > CHUNK:
                beside = max(beside, s.top[w, x, z - 1])
            if rz < 2 * CHUNK - 1:
                beside = max(beside, s.top[w, x, z + 1])
            y = min(max(s.top[w, x, z], beside - 1), HEIGHT - 1)
            while y >= 0 and s.light[w, x, z, y] >> SKY == _FULL:
                count = _push(s, w, count, rx * _RX + rz * _RZ + y)
                y -= 1
    return count


@kernel()
def _seed_emission(s: State, w: int, cx: int, cz: int) -> int:
    """Queue the cells of a chunk that give off light."""
    count = 0
    for rx in range(CHUNK, 2 * CHUNK):
        for rz in range(CHUNK, 2 * CHUNK):
            x, z, _ = _index(cx, cz, rx * _RX + rz * _RZ)
            for y in range(s.top[w, x, z]):
                if s.light[w, x, z, y] & 15 > 1:
                    count = _push(s, w, count, rx * _RX + rz * _RZ + y)
    return count


@kernel()
def _seed_border(s: State, w: int, cx: int, cz: int, loaded: int, shift: int, count: int) -> int:
    """Queue the cells on both sides of a chunk's borders that are brighter by 2 or more than the cell across."""
    for side in range(4):
        along = _RZ if side < 2 else _RX
        first = CHUNK * (_RX + _RZ)
        if side in (1, 3):
            first += (CHUNK - 1) * _STEPS[side]
        if not _is_loaded(loaded, first + _STEPS[side]):
            continue
        for i in range(CHUNK):
            inside = first + i * along
            outside = inside + _STEPS[side]
            x, z, _ = _index(cx, cz, inside)
            across_x, across_z, _ = _index(cx, cz, outside)
            for y in range(HEIGHT):
                ours = (s.light[w, x, z, y] >> shift) & 15
                theirs = (s.light[w, across_x, across_z, y] >> shift) & 15
                if ours > theirs + 1:
                    count = _push(s, w, count, inside + y)
                elif theirs > ours + 1:
                    count = _push(s, w, count, outside + y)
    return count


@kernel()
def _spread(s: State, rules: Rules, w: int, cx: int, cz: int, loaded: int, shift: int, count: int) -> None:
    """Let the light of `count` queued cells flow until nothing gets brighter."""
    queue = s.scratch[w]
    capacity = queue.size
    while count > 0:
        dropped = count > capacity
        count = min(count, capacity)
        head = 0
        tail = count if count < capacity else 0
        while count > 0:
            code = queue[head]
            head = head + 1 if head + 1 < capacity else 0
            count -= 1
            level = _read(s, w, cx, cz, shift, code)
            if level <= 1:
                continue
            for side in range(6):
                neighbour = _neighbour(loaded, code, side)
                if neighbour < 0:
                    continue
                before = _read(s, w, cx, cz, shift, neighbour)
                if before >= level - 1 and (side != _DOWN or before >= level):
                    continue
                after = _passed_on(s, rules, w, cx, cz, shift, neighbour, level, side == _DOWN)
                if after > before:
                    _write(s, w, cx, cz, shift, neighbour, after)
                    if count < capacity:
                        queue[tail] = neighbour
                        tail = tail + 1 if tail + 1 < capacity else 0
                        count += 1
                    else:
                        dropped = True
        if dropped:
            count = _seed_unfinished(s, rules, w, cx, cz, loaded, shift)


@kernel()
def _seed_unfinished(s: State, rules: Rules, w: int, cx: int, cz: int, loaded: int, shift: int) -> int:
    """Queue every cell of the area that can still brighten a neighbour."""
    count = 0
    for rx in range(_AREA):
        for rz in range(_AREA):
            if not _is_loaded(loaded, rx * _RX + rz * _RZ):
                continue
            for y in range(HEIGHT):
                code = rx * _RX + rz * _RZ + y
                level = _read(s, w, cx, cz, shift, code)
                for side in range(6):
                    neighbour = _neighbour(loaded, code, side)
                    if neighbour < 0:
                        continue
                    passed = _passed_on(s, rules, w, cx, cz, shift, neighbour, level, side == _DOWN)
                    if passed > _read(s, w, cx, cz, shift, neighbour):
                        count = _push(s, w, count, code)
                        break
    return count


@kernel()
def _remove(s: State, w: int, cx: int, cz: int, loaded: int, shift: int, code: int) -> int:
    """Darken a cell and all that may have had its light through it; list them in `scratch` and return their number.

    Each cell is listed at most once, since it is dark from then on: `_REMOVABLE` words are enough.
    """
    queue = s.scratch[w]
    queue[0] = code | _read(s, w, cx, cz, shift, code) << _CODE_BITS
    _write(s, w, cx, cz, shift, code, 0)
    count = 1
    done = 0
    while done < count:
        code = queue[done] & _CODE
        level = queue[done] >> _CODE_BITS
        done += 1
        for side in range(6):
            neighbour = _neighbour(loaded, code, side)
            if neighbour < 0:
                continue
            theirs = _read(s, w, cx, cz, shift, neighbour)
            below_open_sky = side == _DOWN and shift == SKY and theirs == _FULL
            if 0 < theirs < level or (below_open_sky and level == _FULL):
                _write(s, w, cx, cz, shift, neighbour, 0)
                queue[count] = neighbour | theirs << _CODE_BITS
                count += 1
    return count


@kernel()
def _relight(s: State, rules: Rules, w: int, cx: int, cz: int, loaded: int, shift: int, removed: int) -> int:
    """Give the cells that `_remove` listed the light that their neighbours have left; queue and count the lit ones."""
    count = 0
    for i in range(removed):
        code = s.scratch[w, i] & _CODE
        level = _gather(s, rules, w, cx, cz, loaded, shift, code)
        if level > 0:
            _write(s, w, cx, cz, shift, code, level)
            count = _push(s, w, count, code)
    return count
