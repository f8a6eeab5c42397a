"""What is in view: how far away the nearest block, cave or mob of each kind is that the player sees, and where it is.

The field of view is that of a square picture of the renderer. Blocks are met by RAYS x RAYS rays through the middles of
equal squares of the picture. Neighbours are 0.058 of their depth apart, so that no cube is missed that is wholly
visible and at most SURE blocks deep in the picture; farther or partly hidden ones may fall between the rays, of which a
map of the picture takes more. Cells count as whole: opaque cubes and leaves hide what is behind them; plants, water,
glass and whatever does not fill its cell hide nothing. Mobs are met by rays to some points of their boxes. Light plays
no part: what is in the dark is seen.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import AIR, get_block
from envs.overworld.blocks.raycast import inverse
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import MOB_NAMES, RULES, block_id, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import eye_height
from envs.overworld.render.view import FIELD_OF_VIEW, VIEW_DISTANCE
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import ENTITY_MOB, HEIGHT, MASK, State

_BLOCKS: dict[str, tuple[str, ...]] = {
    "tree": ("log", "log2"),
    "stone": ("stone",),
    "coal_ore": ("coal_ore",),
    "iron_ore": ("iron_ore",),
    "gold_ore": ("gold_ore",),
    "redstone_ore": ("redstone_ore", "lit_redstone_ore"),
    "lapis_ore": ("lapis_ore",),
    "diamond_ore": ("diamond_ore",),
    "emerald_ore": ("emerald_ore",),
    "water": ("water", "flowing_water"),
    "lava": ("lava", "flowing_lava"),
    "leaves": ("leaves", "leaves2"),
}
_MOBS = ("cow", "sheep", "pig", "chicken", "zombie", "skeleton", "spider", "creeper")

KINDS = (*_BLOCKS, "cave", *_MOBS)
"""What is looked for. `stone` is plain stone (not granite, diorite or andesite); `tree` is a log of any kind."""
CAVE = KINDS.index("cave")
"""Index of `cave` in KINDS; the kinds before it are blocks, those after it mobs."""
REACH = 32.0
"""Blocks, the farthest that tasks ask for."""
HORIZON = VIEW_DISTANCE
"""Farthest that can be asked for, in blocks; the loaded window reaches at least that far, and pictures end there."""
RAYS = 24
"""Rays along each side of the picture."""
MAP_RAYS = 64
"""Rays along each side of a map."""
SURE = 17.0
"""Blocks of depth up to which no wholly visible cube is missed."""

_NONE = 255
_HALF = math.tan(math.radians(FIELD_OF_VIEW / 2.0))
_LEAVES = (block_id("leaves"), block_id("leaves2"))
_SPOTS = np.array(
    [(0.0, 0.5, 0.0), (0.0, 0.9, 0.0), (0.0, 0.15, 0.0)]
    + [(x, y, z) for y in (0.25, 0.75) for x in (-0.8, 0.8) for z in (-0.8, 0.8)]
)
"""Points of a box: across in half widths from its middle, up in heights from its bottom."""
_ROOF = 6
_DIM = 4


def _kinds() -> NDArray[np.uint8]:
    """(4096,) index in KINDS of each block state, _NONE for most."""
    table = np.full((256, 16), _NONE, np.uint8)
    for kind, blocks in enumerate(_BLOCKS.values()):
        for block in blocks:
            table[block_id(block)] = kind
    table[block_id("stone"), 1:] = _NONE
    return table.ravel()


KIND_OF_BLOCK = _kinds()
"""(4096,) index in KINDS of each block state, 255 for most."""
KIND_OF_MOB = np.array([KINDS.index(name) if name in _MOBS else _NONE for name in MOB_NAMES], np.uint8)
"""(n_mobs,) index in KINDS of each mob, 255 for most."""
MOB_OF_KIND = np.array([mob_index(name) if name in _MOBS else -1 for name in KINDS], np.int16)
"""(len(KINDS),) the mob of each kind, -1 for blocks."""
HIDES = (RULES.blocks["flags"] & OPAQUE_CUBE != 0) | np.isin(np.arange(4096) >> 4, _LEAVES)
"""(4096,) whether a block state hides what is behind it."""


def view_kind(name: str) -> int:
    """Return the index of a kind.

    Raises:
        ValueError: There is no such kind.
    """
    if name not in KINDS:
        raise ValueError(f"'{name}' is nothing that the view sense looks for; it knows {', '.join(KINDS)}")
    return KINDS.index(name)


@kernel(parallel=True)
def sense_view(
    s: State,
    rules: Rules,
    chosen: NDArray[np.bool_],
    wanted: NDArray[np.bool_],
    reach: float,
    rows: NDArray[np.float32],
) -> None:
    """Fill the rows of the chosen worlds for player 0.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        chosen: (N,) which worlds.
        wanted: (len(KINDS),) what is looked for; mobs alone cost much less than blocks.
        reach: Blocks, at most HORIZON.
        rows: (N, len(KINDS)) receives the distance in blocks from the eyes to the nearest of each kind in view; inf for
            what is not seen and for what is not wanted.
    """
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        if chosen[w]:
            look_around(s, rules, w, wanted, reach, rows[w])


@kernel(parallel=True)
def sense_map(s: State, rules: Rules, reach: float, maps: NDArray[np.float32]) -> None:
    """Fill a map of the picture of each world's player 0.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        reach: Blocks, at most HORIZON.
        maps: (N, rows, columns, len(KINDS)) receives the distance in blocks from the eyes to the nearest of each kind
            that is in view in each part of the picture, its top left first; inf where none is.
    """
    wanted = np.ones(maps.shape[3], np.bool_)
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        _look(s, rules, w, wanted, reach, MAP_RAYS, maps[w])


@kernel()
def look_around(
    s: State, rules: Rules, w: int, wanted: NDArray[np.bool_], reach: float, row: NDArray[np.float32]
) -> None:
    """Fill one row of `sense_view`."""
    _look(s, rules, w, wanted, reach, RAYS, row.reshape((1, 1, row.size)))


@kernel()
def _look(
    s: State, rules: Rules, w: int, wanted: NDArray[np.bool_], reach: float, rays: int, parts: NDArray[np.float32]
) -> None:
    """Fill the parts (rows, columns, len(KINDS)) of one picture."""
    parts[:] = np.inf
    if wanted[: CAVE + 1].any():
        _look_for_blocks(s, w, reach, rays, parts)
    if wanted[CAVE + 1 :].any():
        _look_for_mobs(s, rules, w, reach, parts)
    for kind in range(len(KINDS)):
        if not wanted[kind]:
            parts[:, :, kind] = np.inf


@kernel()
def _look_for_blocks(s: State, w: int, reach: float, rays: int, parts: NDArray[np.float32]) -> None:
    rows, columns = parts.shape[0], parts.shape[1]
    player = s.players[w, 0]
    eyes = player.y + eye_height(player.sneaking)
    fx, fy, fz = look_vector(player.yaw, player.pitch)
    rx, rz, ux, uy, uz = _axes(player.yaw, player.pitch)
    for i in range(rays):
        across = _HALF * ((2 * i + 1) / rays - 1.0)
        for j in range(rays):
            up = _HALF * ((2 * j + 1) / rays - 1.0)
            dx, dy, dz = fx + across * rx + up * ux, fy + up * uy, fz + across * rz + up * uz
            length = math.sqrt(1.0 + across * across + up * up)
            part = parts[(rays - 1 - j) * rows // rays, i * columns // rays]
            follow_sight(s, w, player.x, eyes, player.z, dx / length, dy / length, dz / length, reach, part)


@kernel(inline=True)
def _axes(yaw: float, pitch: float) -> tuple[float, float, float, float, float]:
    """The picture's axes: (x, z) of the unit vector to the right, which is level, and (x, y, z) of the one upwards."""
    a = math.radians(yaw)
    b = math.radians(pitch)
    return -math.cos(a), -math.sin(a), -math.sin(a) * math.sin(b), math.cos(b), math.cos(a) * math.sin(b)


@kernel()
def follow_sight(
    s: State, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, reach: float,
    row: NDArray[np.float32],
) -> float:  # fmt: skip
    """Follow a line of sight from (x, y, z) along the unit vector (dx, dy, dz) until something hides what is behind it.

    Args:
        s: State of all worlds.
        w: World.
        x: Start; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        dx: Direction, of length one; then `dy`, `dz`.
        dy: See `dx`.
        dz: See `dx`.
        reach: Blocks after which it ends.
        row: (len(KINDS),) distances by kind, which fall to those of the blocks that are met.

    Returns:
        Distance to what hides, `reach` without any.
    """
    bx, by, bz = math.floor(x), math.floor(y), math.floor(z)
    ix, iy, iz = inverse(dx), inverse(dy), inverse(dz)
    step_x = 1 if ix > 0.0 else -1
    step_y = 1 if iy > 0.0 else -1
    step_z = 1 if iz > 0.0 else -1
    next_x = (bx + (1 if step_x > 0 else 0) - x) * ix
    next_y = (by + (1 if step_y > 0 else 0) - y) * iy
    next_z = (bz + (1 if step_z > 0 else 0) - z) * iz
    px, py, pz = bx, by, bz
    entered = 0.0
    while entered <= reach:
        # The tops of the columns fit into the cache, the blocks do not: most cells of a look outdoors are spared.
        state = 0
        if 0 <= by < s.top[w, bx & MASK, bz & MASK]:
            state = int(s.blocks[w, bx & MASK, bz & MASK, by])
        if state != 0:
            kind = KIND_OF_BLOCK[state]
            if kind != _NONE and entered < row[kind]:
                row[kind] = entered
            if HIDES[state]:
                if entered < row[CAVE] and is_cave(s, w, px, py, pz):
                    row[CAVE] = entered
                return entered
        px, py, pz = bx, by, bz
        if next_x < next_y and next_x < next_z:
            entered = next_x
            next_x += abs(ix)
            bx += step_x
        elif next_y < next_z:
            entered = next_y
            next_y += abs(iy)
            by += step_y
        else:
            entered = next_z
            next_z += abs(iz)
            bz += step_z
    return reach


@kernel()
def is_cave(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether a cell is part of a cave: air that hardly any sky light reaches, far below the top, and not narrow.

    That is sky light of at most 4 of 15, six blocks or more of height up to the top of the column, air above or below
    it, and air on two sides at least. A cave is in view where a line of sight ends at a wall of such a cell.
    """
    if not 0 <= y < HEIGHT or y > s.top[w, x & MASK, z & MASK] - 1 - _ROOF:
        return False
    if s.blocks[w, x & MASK, z & MASK, y] != AIR or s.light[w, x & MASK, z & MASK, y] >> 4 > _DIM:
        return False
    if get_block(s, w, x, y - 1, z) != AIR and get_block(s, w, x, y + 1, z) != AIR:
        return False
    sides = 0
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        sides += get_block(s, w, x + dx, y, z + dz) == AIR
    return sides >= 2


@kernel()
def _look_for_mobs(s: State, rules: Rules, w: int, reach: float, parts: NDArray[np.float32]) -> None:
    rows, columns = parts.shape[0], parts.shape[1]
    player = s.players[w, 0]
    eyes = player.y + eye_height(player.sneaking)
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind != ENTITY_MOB or entity.death_time > 0:
            continue
        kind = KIND_OF_MOB[entity.mob]
        far = reach + 1.0
        if kind == _NONE or abs(entity.x - player.x) > far or abs(entity.z - player.z) > far:
            continue
        half, height = mob_size(s, rules, w, i)
        for k in range(len(_SPOTS)):
            dx = entity.x + half * _SPOTS[k, 0] - player.x
            dy = entity.y + height * _SPOTS[k, 1] - eyes
            dz = entity.z + half * _SPOTS[k, 2] - player.z
            distance = math.sqrt(dx * dx + dy * dy + dz * dz)
            if not 0.0 < distance < reach:
                continue
            across, up = _in_frame(player.yaw, player.pitch, dx, dy, dz)
            if abs(across) > 1.0 or abs(up) > 1.0:
                continue
            part = parts[min(int((1.0 - up) / 2 * rows), rows - 1), min(int((1.0 + across) / 2 * columns), columns - 1)]
            if distance >= part[kind]:
                continue
            x, y, z = dx / distance, dy / distance, dz / distance
            if follow_sight(s, w, player.x, eyes, player.z, x, y, z, distance, part) >= distance:
                part[kind] = distance


@kernel(inline=True)
def _in_frame(yaw: float, pitch: float, dx: float, dy: float, dz: float) -> tuple[float, float]:
    """Where the picture shows the point (dx, dy, dz) away from the eyes, if nothing hides it.

    Returns:
        Across and up, each from -1 at one edge to 1 at the other, and infinite behind the eyes.
    """
    fx, fy, fz = look_vector(yaw, pitch)
    rx, rz, ux, uy, uz = _axes(yaw, pitch)
    depth = dx * fx + dy * fy + dz * fz
    if depth <= 0.0:
        return np.inf, np.inf
    return (dx * rx + dz * rz) / (_HALF * depth), (dx * ux + dy * uy + dz * uz) / (_HALF * depth)
