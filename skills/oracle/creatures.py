"""What the oracle knows of mobs: which there are, where their boxes are, whether they can be seen and struck."""

import math
from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import mob_index
from envs.overworld.player.look import look_vector
from envs.overworld.state import ENTITY_MOB
from skills.oracle.body import Body, Cell

Point = tuple[float, float, float]

_RISE = 3.0  # blocks of walking that a block of height is worth
_LOW, _HIGH = 0.3, 0.65  # part of a box, from its bottom, within which it is aimed at


def mob_record(body: Body, row: int) -> np.void:
    """The ENTITY record of a row."""
    record: np.void = body.state.entities[body.index, row]
    return record


def is_alive(body: Body, row: int, mob: int | None = None) -> bool:
    """Whether a row holds a living mob (of one kind)."""
    entity = mob_record(body, row)
    alive = entity["kind"] == ENTITY_MOB and entity["death_time"] == 0 and entity["health"] > 0
    return bool(alive and (mob is None or entity["mob"] == mob))


def creatures(
    body: Body, mobs: Collection[str], wanted: Callable[[np.void], bool] = lambda _: True, lost: Collection[int] = ()
) -> list[int]:
    """Rows of the living mobs of some kinds, the nearest first.

    Args:
        body: The player.
        mobs: Names of the mobs.
        wanted: Says of a record whether it is good enough.
        lost: Rows to leave out.
    """
    entities = body.state.entities[body.index]
    kinds = [mob_index(mob) for mob in mobs]
    alive = (entities["kind"] == ENTITY_MOB) & (entities["death_time"] == 0) & (entities["health"] > 0)
    rows = np.flatnonzero(alive & np.isin(entities["mob"], kinds))
    x, y, z = body.position
    flat = np.hypot(entities["x"][rows] - x, entities["z"][rows] - z)
    order = np.argsort(flat + _RISE * np.abs(entities["y"][rows] - y), kind="stable")
    return [int(row) for row in rows[order] if int(row) not in lost and wanted(entities[row])]


def creatures_around(body: Body, radius: float) -> list[int]:
    """Rows of the living mobs of all kinds within so many blocks, the nearest first."""
    entities = body.state.entities[body.index, : int(body.state.clock[body.index]["entity_rows"])]
    x, y, z = body.position
    distance = np.sqrt((entities["x"] - x) ** 2 + (entities["y"] - y) ** 2 + (entities["z"] - z) ** 2)
    alive = (entities["kind"] == ENTITY_MOB) & (entities["death_time"] == 0) & (entities["health"] > 0)
    rows = np.flatnonzero(alive & (distance <= radius))
    return [int(row) for row in rows[np.argsort(distance[rows], kind="stable")]]


def cell_of(body: Body, row: int) -> Cell:
    """The cell of a mob's feet."""
    entity = mob_record(body, row)
    return math.floor(entity["x"]), math.floor(entity["y"] + 0.1), math.floor(entity["z"])


def box_of(body: Body, row: int) -> NDArray[np.float64]:
    """(2, 3) lowest and highest corner of a mob's box."""
    entity = mob_record(body, row)
    half, height = mob_size(body.state, body.rules, body.index, row)
    x, y, z = float(entity["x"]), float(entity["y"]), float(entity["z"])
    return np.array([(x - half, y, z - half), (x + half, y + height, z + half)])


def aim_point(body: Body, row: int) -> Point:
    """Where to look at a mob: at its middle, as level with the eyes as its height allows."""
    (x0, y0, z0), (x1, y1, z1) = box_of(body, row)
    height = y1 - y0
    level = min(max(body.eyes[1], y0 + _LOW * height), y0 + _HIGH * height)
    return float((x0 + x1) / 2), float(level), float((z0 + z1) / 2)


def gap_to(body: Body, row: int) -> float:
    """Blocks from the eyes to the nearest point of a mob's box."""
    low, high = box_of(body, row)
    eyes = np.array(body.eyes)
    return float(np.linalg.norm(np.clip(eyes, low, high) - eyes))


def distance_to(body: Body, row: int) -> float:
    """Blocks from feet to feet."""
    entity = mob_record(body, row)
    return math.dist(body.position, (entity["x"], entity["y"], entity["z"]))


def sees(body: Body, row: int) -> bool:
    """Whether no block is between the eyes and the point of a mob that is aimed at."""
    return cover_of(body, row) is None


def cover_of(body: Body, row: int) -> Cell | None:
    """The first block between the eyes and the point of a mob that is aimed at: a wall, or just grass."""
    point = np.array(aim_point(body, row))
    eyes = np.array(body.eyes)
    far = float(np.linalg.norm(point - eyes))
    if far < 1e-6:
        return None
    dx, dy, dz = ((point - eyes) / far).tolist()
    hit, x, y, z, _, distance = trace_ray(body.state, body.rules, body.index, *body.eyes, dx, dy, dz, far)
    return (x, y, z) if hit and distance < far else None


def is_struck(body: Body, row: int, yaw: float, pitch: float, reach: float) -> bool:
    """Whether a gaze meets a mob's box within reach."""
    low, high = box_of(body, row)
    ray = np.array(look_vector(yaw, pitch))
    eyes = np.array(body.eyes)
    if ((eyes >= low) & (eyes <= high)).all():
        return True
    with np.errstate(divide="ignore", invalid="ignore"):
        near, far = np.sort(np.array([(low - eyes) / ray, (high - eyes) / ray]), axis=0)
    entered, left = np.nanmax(near), np.nanmin(far)
    return bool(0 <= entered <= min(left, reach))
