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
from envs.overworld.terrain.region import MARGIN, SIZE, Region
from envs.overworld.terrain.surface import AIR, BEDROCK, DIRT

_WATER = block_state("water")
_LAVA = block_state("lava")

_RANGE = 8  # chunks from a start to the farthest chunk that it may reach
_LENGTH = _RANGE * CHUNK - CHUNK  # steps of one block
_LAVA_LEVEL = 11  # carved space below this height is filled with lava
_CAVE_CHANCE = 1.0 / 7.0  # of a chunk to hold starts of tunnels
_RAVINE_CHANCE = 1.0 / 50.0
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
        pitch *= 0.92 if unit(stream) < 1.0 / 6.0 else 0.7
        pitch += 0.1 * pitch_drift
        yaw += 0.1 * yaw_drift
        pitch_drift = 0.9 * pitch_drift + 2.0 * _kick(stream, 0)
        yaw_drift = 0.75 * yaw_drift + 4.0 * _kick(stream, 1)
        stream = advance(stream)
        if numba.int64(stream >> numba.uint64(60)) & 3:
            _carve_ellipsoid(x, y, z, radius, radius, r, blocks)
        step += 1
    return step, x, y, z, yaw, pitch


@kernel(inline=True)
def _kick(stream: int, which: int) -> float:
    """Random change of a drift, in turns: the product of a difference and a factor, so mostly small."""
    h = hash3(0, numba.int64(stream), which, _WALL_SALT)
    a = numba.int64(h & numba.uint64(0xFFFF))
    b = numba.int64((h >> numba.uint64(16)) & numba.uint64(0xFFFF))
    c = numba.int64((h >> numba.uint64(32)) & numba.uint64(0xFFFF))
    return (a - b) * c * (0.159155 / 65536.0 / 65536.0)


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
        pitch = 0.7 * pitch + 0.05 * pitch_drift
        yaw += 0.05 * yaw_drift
        pitch_drift = 0.8 * pitch_drift + 2.0 * _kick(stream, 0)
        yaw_drift = 0.5 * yaw_drift + 4.0 * _kick(stream, 1)
        if numba.int64(stream >> numba.uint64(60)) & 3:
            shrink = 0.75 + 0.25 * unit(stream)
            _carve_slit(walls, x, height, z, radius * shrink, 3.0 * radius * shrink, r, blocks)


@kernel(inline=True)
def _out_of_reach(x: float, z: float, steps: int, width: float) -> bool:
    """Whether a tunnel can no longer touch the region in its remaining steps."""
    dx = x - CHUNK / 2
    dz = z - CHUNK / 2
    reach = steps + width + 2.0 + SIZE * 0.75
    return dx * dx + dz * dz > reach * reach


@kernel(inline=True)
def _touches(x: float, z: float, radius: float) -> bool:
    low = -MARGIN - radius
    high = CHUNK + MARGIN + radius
    return low < x < high and low < z < high


@kernel()
def _carve_ellipsoid(
    x: float, y: float, z: float, radius: float, half: float, r: Region, blocks: NDArray[np.uint16]
) -> None:
    """Carve an ellipsoid with a flat floor: `radius` to the sides, `half` up."""
    if not _touches(x, z, radius):
        return
    for rx in range(max(int(np.floor(x - radius)) + MARGIN, 0), min(int(np.floor(x + radius)) + MARGIN + 1, SIZE)):
        dx = (rx - MARGIN + 0.5 - x) / radius
        for rz in range(max(int(np.floor(z - radius)) + MARGIN, 0), min(int(np.floor(z + radius)) + MARGIN + 1, SIZE)):
            dz = (rz - MARGIN + 0.5 - z) / radius
            rest = 1.0 - dx * dx - dz * dz
            if rest > 0.0:
                up = np.sqrt(rest)
                _carve_column(y + max(-up, _FLOOR) * half, y + up * half, rx, rz, r, blocks)


@kernel()
def _carve_slit(
    walls: int, x: float, y: float, z: float, radius: float, half: float, r: Region, blocks: NDArray[np.uint16]
) -> None:
    """Carve a step of a ravine: tall, with walls that spring back and forth by height in the way `walls` says."""
    if not _touches(x, z, radius):
        return
    for rx in range(max(int(np.floor(x - radius)) + MARGIN, 0), min(int(np.floor(x + radius)) + MARGIN + 1, SIZE)):
        dx = (rx - MARGIN + 0.5 - x) / radius
        for rz in range(max(int(np.floor(z - radius)) + MARGIN, 0), min(int(np.floor(z + radius)) + MARGIN + 1, SIZE)):
            dz = (rz - MARGIN + 0.5 - z) / radius
            flat = dx * dx + dz * dz
            if flat < 1.0:
                for level in range(int(np.floor(y + _FLOOR * half)), int(np.floor(y + half)) + 1):
                    ledge = unit(hash3(0, numba.int64(walls), level // 2, _WALL_SALT))
                    ledge = 1.0 + ledge * ledge
                    dy = (level + 0.5 - y) / half
                    if flat * ledge * ledge + dy * dy / 6.0 < 1.0:
                        _carve_column(float(level), float(level + 1), rx, rz, r, blocks)


@kernel()
def _carve_column(bottom: float, top: float, rx: int, rz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Carve the blocks of a region's column whose centres lie between two heights."""
    low = max(int(np.ceil(bottom - 0.5)), 1)
    high = min(int(np.floor(top - 0.5)), r.lid[rx, rz])
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
        if state not in (AIR, BEDROCK, _WATER):
            column[y] = _LAVA if y < _LAVA_LEVEL else AIR
    if breaks_ground and column[low - 1] == DIRT:
        column[low - 1] = BIOMES[r.biome[rx, rz]].top
