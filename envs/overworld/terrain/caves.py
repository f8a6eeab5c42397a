"""Caves and ravines: tunnels that wander through the rock from where they start, up to eight chunks away.

Every chunk follows all tunnels that start around it, and carves what of them lies in it. A tunnel is followed only as
long as it can still reach the region of the chunk. Positions are counted from the chunk's corner.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, mix, unit
from envs.overworld.state import CHUNK
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.noise import sine
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, SIZE, Region
from envs.overworld.terrain.shape import WATER
from envs.overworld.terrain.surface import AIR, BEDROCK, DIRT

_LAVA = block_state("lava")

_RANGE = 8  # chunks from a start to the farthest chunk that it may reach
_LENGTH = _RANGE * CHUNK - CHUNK  # steps of one block
_LAVA_LEVEL = 11  # carved space below this height is filled with lava
_CAVE_CHANCE = 1.0 / 7.0  # of a chunk to hold starts of tunnels
_RAVINE_CHANCE = 1.0 / 50.0
_SOIL = SEA_LEVEL - 3  # nothing is planted lower than this
_FLOOR = -0.7  # share of an ellipsoid's height below its middle that is carved

_CAVE_SALT = 31
_RAVINE_SALT = 32
_WALL_SALT = 33


@kernel()
def carve(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Carve the caves and ravines that reach the chunk, and clear `r.surface` wherever they break the ground."""
    for sx in range(cx - _RANGE, cx + _RANGE + 1):
        for sz in range(cz - _RANGE, cz + _RANGE + 1):
            x = (sx - cx) * CHUNK
            z = (sz - cz) * CHUNK
            stream = hash3(seed, sx, sz, _CAVE_SALT)
            if unit(stream) < _CAVE_CHANCE:
                _follow_caves(stream, x, z, r, blocks)
            stream = hash3(seed, sx, sz, _RAVINE_SALT)
            if unit(stream) < _RAVINE_CHANCE:
                _follow_ravine(stream, x, z, r, blocks)


@kernel()
def _follow_caves(stream: int, x0: int, z0: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Carve all tunnels that start in the chunk whose corner is (x0, z0)."""
    count = 15  # starts: three draws in a row, so that small numbers are far likelier
    for bound in (0, 1, 1):
        stream = advance(stream)
        count = below(stream, count + bound)
    for _ in range(count):
        stream = advance(stream)
        x = x0 + float(below(stream, CHUNK))
        stream = advance(stream)
        y = below(stream, 120) + 8
        stream = advance(stream)
        height = float(below(stream, y))
        stream = advance(stream)
        z = z0 + float(below(stream, CHUNK))
        tunnels = 1
        stream = advance(stream)
        if unit(stream) < 0.25:
            stream = advance(stream)
            radius = 2.5 + 6.0 * unit(stream)
            _carve_ellipsoid(x, height, z, radius, 0.5 * radius, r, blocks)
            stream = advance(stream)
            tunnels += below(stream, 4)
        for _ in range(tunnels):
            stream = advance(stream)
            yaw = unit(stream)
            stream = advance(stream)
            pitch = (unit(stream) - 0.5) * 0.04
            stream = advance(stream)
            width = 2.0 * unit(stream)
            stream = advance(stream)
            width += unit(stream)
            stream = advance(stream)
            if unit(stream) < 0.1:
                stream = advance(stream)
                widening = unit(stream)
                stream = advance(stream)
                width *= 1.0 + 3.0 * widening * unit(stream)
            stream = advance(stream)
            length = _LENGTH - below(stream, _LENGTH // 4)
            stream = advance(stream)
            fork = below(stream, length // 2) + length // 4 if width > 1.0 else length
            # What follows has a stream of its own, since not every chunk follows the tunnel to its end.
            own = mix(stream)
            step, fx, fy, fz, fork_yaw, fork_pitch = _tunnel(
                own, x, height, z, width, yaw, pitch, 0, fork, length, r, blocks
            )
            if step < length:
                for side in (-0.25, 0.25):
                    own = mix(own)
                    thin = 0.5 + 0.5 * unit(own)
                    turned = fork_yaw + side
                    _tunnel(own, fx, fy, fz, thin, turned, fork_pitch / 3.0, step, length, length, r, blocks)


@kernel()
def _tunnel(
    stream: int,
    x: float,
    y: float,
    z: float,
    width: float,
    yaw: float,
    pitch: float,
    step: int,
    fork: int,
    length: int,
    r: Region,
    blocks: NDArray[np.uint16],
) -> tuple[int, float, float, float, float, float]:
    """Carve a tunnel from `step` to `fork`, of `length` steps in all; angles in turns.

    Returns:
        Step, x, y, z, yaw and pitch where it ended; the step is `length` if nothing more can reach the region.
    """
    stream = numba.uint64(stream)
    yaw_drift = 0.0
    pitch_drift = 0.0
    while step < fork:
        if _out_of_reach(x, z, length - step, width):
            return length, x, y, z, yaw, pitch
        radius = 1.5 + width * sine(0.5 * step / length)
        flat = sine(pitch + 0.25)
        x += sine(yaw + 0.25) * flat
        y += sine(pitch)
        z += sine(yaw) * flat
        stream = advance(stream)
        h = mix(stream)
        pitch *= 0.92 if unit(h) < 1.0 / 6.0 else 0.7
        pitch += 0.1 * pitch_drift
        yaw += 0.1 * yaw_drift
        pitch_drift = 0.9 * pitch_drift + 2.0 * _kick(h, 0)
        yaw_drift = 0.75 * yaw_drift + 4.0 * _kick(h, 30)
        if numba.int64(h >> numba.uint64(60)) & 3:
            _carve_ellipsoid(x, y, z, radius, radius, r, blocks)
        step += 1
    return step, x, y, z, yaw, pitch


@kernel(inline=True)
def _kick(h: int, shift: int) -> float:
    """Change of a drift, in turns, from 30 bits of a hash: a difference times a factor, so mostly small."""
    a = numba.int64(h >> numba.uint64(shift)) & 1023
    b = numba.int64(h >> numba.uint64(shift + 10)) & 1023
    c = numba.int64(h >> numba.uint64(shift + 20)) & 1023
    return (a - b) * c * (0.159155 / 1024.0 / 1024.0)


@kernel()
def _follow_ravine(stream: int, x0: int, z0: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Carve the ravine that starts in the chunk whose corner is (x0, z0)."""
    stream = advance(stream)
    x = x0 + float(below(stream, CHUNK))
    stream = advance(stream)
    y = below(stream, 40) + 8
    stream = advance(stream)
    height = 20.0 + below(stream, y)
    stream = advance(stream)
    z = z0 + float(below(stream, CHUNK))
    stream = advance(stream)
    yaw = unit(stream)
    stream = advance(stream)
    pitch = (unit(stream) - 0.5) * 0.04
    stream = advance(stream)
    width = 4.0 * unit(stream)
    stream = advance(stream)
    width += 2.0 * unit(stream)
    stream = advance(stream)
    length = _LENGTH - below(stream, _LENGTH // 4)
    walls = stream
    yaw_drift = 0.0
    pitch_drift = 0.0
    for step in range(length):
        if _out_of_reach(x, z, length - step, width):
            return
        radius = 1.5 + width * sine(0.5 * step / length)
        flat = sine(pitch + 0.25)
        x += sine(yaw + 0.25) * flat
        height += sine(pitch)
        z += sine(yaw) * flat
        stream = advance(stream)
        h = mix(stream)
        pitch = 0.7 * pitch + 0.05 * pitch_drift
        yaw += 0.05 * yaw_drift
        pitch_drift = 0.8 * pitch_drift + 2.0 * _kick(h, 0)
        yaw_drift = 0.5 * yaw_drift + 4.0 * _kick(h, 30)
        if numba.int64(h >> numba.uint64(60)) & 3:
            shrink = 0.75 + 0.25 * unit(stream)
            _carve_slit(walls, x, height, z, radius * shrink, 3.0 * radius * shrink, r, blocks)


@kernel(inline=True)
def _out_of_reach(x: float, z: float, steps: int, width: float) -> bool:
    """Whether a tunnel can no longer touch the region in its remaining steps."""
    dx = x - CHUNK / 2
    dz = z - CHUNK / 2
    reach = steps + width + 2.0 + SIZE * 0.75
    return dx * dx + dz * dz > reach * reach


@kernel()
def _carve_ellipsoid(
    x: float, y: float, z: float, radius: float, half: float, r: Region, blocks: NDArray[np.uint16]
) -> None:
    """Carve an ellipsoid with a flat floor: `radius` to the sides, `half` up."""
    margin = _margin(y + half)
    for rx in range(_first(x - radius, margin), _last(x + radius, margin) + 1):
        dx = (rx - MARGIN + 0.5 - x) / radius
        for rz in range(_first(z - radius, margin), _last(z + radius, margin) + 1):
            dz = (rz - MARGIN + 0.5 - z) / radius
            rest = 1.0 - dx * dx - dz * dz
            if rest > 0.0:
                up = np.sqrt(rest)
                low = int(np.ceil(y + max(-up, _FLOOR) * half - 0.5))
                _carve_column(low, int(np.floor(y + up * half - 0.5)), rx, rz, r, blocks)


@kernel()
def _carve_slit(
    walls: int, x: float, y: float, z: float, radius: float, half: float, r: Region, blocks: NDArray[np.uint16]
) -> None:
    """Carve a step of a ravine: tall, with walls that spring back and forth by height in the way `walls` says."""
    margin = _margin(y + half)
    for level in range(int(np.floor(y + _FLOOR * half)), int(np.floor(y + half)) + 1):
        ledge = unit(hash3(0, numba.int64(walls), level // 2, _WALL_SALT))
        ledge = 1.0 + ledge * ledge
        dy = (level + 0.5 - y) / half
        wide = radius * np.sqrt(max(1.0 - dy * dy / 6.0, 0.0)) / ledge
        for rx in range(_first(x - wide, margin), _last(x + wide, margin) + 1):
            dx = rx - MARGIN + 0.5 - x
            for rz in range(_first(z - wide, margin), _last(z + wide, margin) + 1):
                dz = rz - MARGIN + 0.5 - z
                if dx * dx + dz * dz < wide * wide:
                    _carve_column(level, level, rx, rz, r, blocks)


@kernel(inline=True)
def _margin(top: float) -> int:
    """Columns beside the chunk that matter to what is carved up to a height: none, unless it may break the ground."""
    return MARGIN if top >= _SOIL else 0


@kernel(inline=True)
def _first(low: float, margin: int) -> int:
    return max(int(np.floor(low)), -margin) + MARGIN


@kernel(inline=True)
def _last(high: float, margin: int) -> int:
    return min(int(np.floor(high)), CHUNK - 1 + margin) + MARGIN


@kernel(inline=True)
def _carve_column(low: int, high: int, rx: int, rz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Carve the blocks of a region's column from height `low` to `high`."""
    low = max(low, 1)
    high = min(high, r.lid[rx, rz])
    breaks_ground = low <= r.ground[rx, rz] <= high
    if breaks_ground:
        r.surface[rx, rz] = AIR
    x = rx - MARGIN
    z = rz - MARGIN
    if not (0 <= x < CHUNK and 0 <= z < CHUNK):
        return
    column = blocks[x, z]
    for y in range(low, high + 1):
        state = column[y]
        if state not in (AIR, BEDROCK, WATER):
            column[y] = _LAVA if y < _LAVA_LEVEL else AIR
    if breaks_ground and column[low - 1] == DIRT:
        column[low - 1] = BIOMES[r.biome[rx, rz]].top
