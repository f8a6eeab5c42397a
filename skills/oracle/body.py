"""The oracle's senses, read straight from the world's state, and the small change of acting: turning and waiting."""

import math
from collections.abc import Generator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import item_index
from envs.overworld.player.inventory import CARRIED
from envs.overworld.player.physics import EYE_HEIGHT, HALF_WIDTH
from envs.overworld.rules import Rules
from envs.overworld.state import MASK, State
from envs.overworld.world import Overworld
from skills.executor import Action, Cause
from skills.oracle.cells import is_footing
from skills.oracle.frontier import allocate_frontier

Cell = tuple[int, int, int]
_Result = TypeVar("_Result")
Behaviour = Generator[Action, None, _Result]
"""Yields one action a tick, looks at the world again when it is resumed, and returns what came of it."""

TURN = 10.0
"""Degrees that the oracle turns in a tick at most: the widest camera move that VPT's action space can express."""
_SETTLE_TICKS = 60
_SAME_LOOK = 1e-3


class Failed(Exception):  # noqa: N818 - not an error of the program
    """A behaviour gave up."""

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


class Body:
    """One player of one world, seen from inside."""

    def __init__(self, world: Overworld, index: int, seed: int) -> None:
        self.world = world
        self.index = index
        self.random = np.random.Generator(np.random.PCG64([seed, index]))
        self.frontier = allocate_frontier()
        self.shunned: set[Cell] = set()
        """Blocks that were tried in vain."""
        self.lost: set[int] = set()
        """Rows of mobs that could not be got at."""
        self.spared: set[int] = set()
        """Rows of attackers that it lets be."""
        self.reserved: str | None = None
        """Item that is not to be put underfoot on the way."""
        self.foe: int | None = None
        """Row of the mob that it fights."""
        self.is_wary = False
        """Whether it keeps away from a creeper until the fuse is out."""
        self.by_sight = False
        """Whether a mob is only gone after when it is in view, as by one who has the screen alone."""
        self.heading: float | None = None
        """Direction of the last exploration, in degrees of yaw."""
        self.looked_round = 0.0
        """Degrees that it has turned in search of something that it has not seen yet."""

    @property
    def state(self) -> State:
        """The world's arrays (they are replaced when a table grows)."""
        return self.world.state

    @property
    def rules(self) -> Rules:
        """The game's tables."""
        return self.world.rules

    @property
    def player(self) -> np.void:
        """The PLAYER record."""
        return self.world.state.players[self.index, 0]

    @property
    def slots(self) -> NDArray[np.void]:
        """(SLOTS,) STACK rows."""
        return self.world.state.slots[self.index, 0]

    @property
    def position(self) -> tuple[float, float, float]:
        """Feet."""
        player = self.player
        return float(player["x"]), float(player["y"]), float(player["z"])

    @property
    def eyes(self) -> tuple[float, float, float]:
        """Eyes of a player who does not sneak."""
        x, y, z = self.position
        return x, y + EYE_HEIGHT, z

    @property
    def is_settled(self) -> bool:
        """Whether the player stands or swims, rather than falls."""
        player = self.player
        return bool(player["on_ground"] or player["in_water"])

    def block(self, cell: Cell) -> int:
        """Block state of a cell; air above and below the world."""
        x, y, z = cell
        return int(self.state.blocks[self.index, x & MASK, z & MASK, y]) if 0 <= y < 256 else 0

    def feet(self) -> Cell:
        """The cell that the player stands in; over an edge, the one beside that carries the player."""
        x, y, z = self.position
        cell = (math.floor(x), math.floor(y + 0.1), math.floor(z))
        if is_footing(self.state, self.index, *cell) or not self.player["on_ground"]:
            return cell
        around = [
            (cx, cell[1], cz)
            for cx in {math.floor(x - HALF_WIDTH), math.floor(x + HALF_WIDTH)}
            for cz in {math.floor(z - HALF_WIDTH), math.floor(z + HALF_WIDTH)}
        ]
        carrying = [near for near in around if is_footing(self.state, self.index, *near)]
        return min(carrying, key=lambda near: math.hypot(near[0] + 0.5 - x, near[2] + 0.5 - z), default=cell)

    def count(self, item: str, variant: int | None = None) -> int:
        """How many of an item are carried; of one variant, if given."""
        stacks = self.slots[:CARRIED]
        mine = stacks["item"] == item_index(item)
        if variant is not None:
            mine &= stacks["meta"] == variant
        return int(stacks["count"][mine].sum())

    def slot_of(self, item: str, variant: int | None = None) -> int | None:
        """First carried slot that holds an item."""
        stacks = self.slots[:CARRIED]
        mine = (stacks["item"] == item_index(item)) & (stacks["count"] > 0)
        if variant is not None:
            mine &= stacks["meta"] == variant
        found = np.flatnonzero(mine)
        return int(found[0]) if len(found) else None

    def angles_to(self, point: tuple[float, float, float]) -> tuple[float, float]:
        """Yaw and pitch, in degrees, of the look from the eyes to a point."""
        ex, ey, ez = self.eyes
        dx, dy, dz = point[0] - ex, point[1] - ey, point[2] - ez
        return math.degrees(math.atan2(-dx, dz)), math.degrees(math.atan2(-dy, math.hypot(dx, dz)))

    def turned_by(self, yaw: float) -> float:
        """Degrees from where the player looks to a yaw, in -180..180."""
        return wrap_degrees(yaw - float(self.player["yaw"]))

    def camera(self, yaw: float, pitch: float) -> NDArray[np.float32]:
        """The camera move of this tick towards a look, as (pitch, yaw) in degrees."""
        turn = np.array([pitch - float(self.player["pitch"]), self.turned_by(yaw)], np.float32)
        return np.clip(turn, -TURN, TURN)


def wrap_degrees(angle: float) -> float:
    """The same angle in -180..180."""
    return angle - 360.0 * math.floor((angle + 180.0) / 360.0)


def settle(body: Body) -> Behaviour[None]:
    """Wait until the player stands or swims."""
    for _ in range(_SETTLE_TICKS):
        if body.is_settled:
            return
        yield {}


def look_at(body: Body, point: tuple[float, float, float], tolerance: float = 0.01) -> Behaviour[None]:
    """Turn until the crosshair lies on a point, or as near as the controls can turn (they may round, as VPT's do)."""
    before: list[tuple[float, float]] = []
    for _ in range(_SETTLE_TICKS):
        yaw, pitch = body.angles_to(point)
        look = (float(body.player["yaw"]), float(body.player["pitch"]))
        if max(abs(body.turned_by(yaw)), abs(pitch - look[1])) <= tolerance:
            return
        if any(math.dist(look, old) < _SAME_LOOK for old in before[-2:]):  # rounded turns may go to and fro
            return
        before.append(look)
        yield {"camera": body.camera(yaw, pitch)}
