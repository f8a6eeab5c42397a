"""What happens in a world, tick by tick, and what its pictures show: read from the state, whoever plays."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.action import encode
from envs.overworld.blocks.raycast import FACE_DX, FACE_DY, FACE_DZ
from envs.overworld.gamedata import BLOCK_NAMES, ITEM_NAMES, MOB_NAMES, RULES, item_index, mob_index
from envs.overworld.player.look import aim, aim_mob, look_vector
from envs.overworld.render.view import FIELD_OF_VIEW
from envs.overworld.rules import REPLACEABLE
from envs.overworld.senses.sensors import ray_dtype, sense_rays
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, MASK
from envs.overworld.world import Overworld
from skills.oracle.body import Body
from skills.oracle.cells import KIND, WATER
from skills.oracle.creatures import box_of, gap_to, sees

Cell = tuple[int, int, int]

LOOK = 24.0
"""Blocks within which things count as seen."""
_SIDE = 17
"""Rays across a picture, and down."""
_HALF = math.tan(math.radians(FIELD_OF_VIEW / 2))
_SHEARS, _BUCKET = item_index("shears"), item_index("bucket")
_MILKED = tuple(mob_index(name) for name in ("cow", "mooshroom"))
_BASE = ray_dtype(_SIDE * _SIDE)


@dataclass(frozen=True)
class Moment:
    """One tick: where the player is after it, what it did, and what came of that."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    on_ground: bool
    in_water: bool
    under_water: bool
    deep: bool
    """Whether there is water at the feet and under them."""
    sprinting: bool
    jumped: bool
    held: str
    """Name of the item in hand when the tick began, `air` for none."""
    block: int = -1
    """Block state under the crosshair that is being dug, -1 for none."""
    cell: Cell | None = None
    """Where it is."""
    broke: bool = False
    """Whether it broke."""
    hit: str = ""
    """Mob that was struck and hurt."""
    killed: bool = False
    """Whether that killed it."""
    swung: bool = False
    """Whether the arm was swung at nothing."""
    shorn: str = ""
    milked: str = ""
    fed: str = ""
    placed: str = ""
    """Item that was placed as a block."""
    placed_cell: Cell | None = None
    eating: str = ""
    hurt_by: str = ""
    """Mob that hurt the player."""


@dataclass(frozen=True)
class Seen:
    """A mob within sight of the player, in the picture or not."""

    row: int
    name: str
    x: float
    z: float
    gap: float
    """Blocks from the eyes to its box."""
    angle: float
    """Degrees from the crosshair to its middle."""
    share: float
    """Of the picture that its box covers; 0 if it is hidden or outside."""


@dataclass(frozen=True)
class Sight:
    """One picture: where it is taken from and what it shows."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    held: str
    mobs: tuple[Seen, ...]
    blocks: NDArray[np.int32]
    """(n, n) block state that rays over the picture meet within LOOK blocks; 0 for none, -1 behind a mob."""
    distances: NDArray[np.float32]
    """(n, n) blocks to it."""
    cells: NDArray[np.int32]
    """(n, n, 3) its cell."""
    wet: NDArray[np.bool_]
    """(n, n) whether it is seen through water."""
    size: float | None
    """Share of the picture that the box of the target covers, None without a target."""


class Watch:
    """Steps world 0 of some worlds and keeps account.

    Args:
        world: The worlds.
        body: Player 0 of world 0.
    """

    def __init__(self, world: Overworld, body: Body) -> None:
        self.world = world
        self.body = body
        self.moments: list[Moment] = []
        self._rays = np.zeros(1, _BASE)

    def step(self, action: Mapping[str, Any]) -> Moment:
        """Let a tick pass and note what happened in it."""
        row = encode(action, 1)
        before = _Before(self.body, row[0])
        self.world.step(row)
        moment = before.compare(self.body)
        self.moments.append(moment)
        return moment

    def look(self, target: NDArray[np.float64] | None) -> Sight:
        """Note what the picture of this moment shows.

        Args:
            target: (2, 3) lowest and highest corner of what the scene is about; None for nothing.
        """
        body, player = self.body, self.body.player
        spread = (np.arange(_SIDE) - (_SIDE - 1) / 2) / (_SIDE / 2) * _HALF
        right, down = np.meshgrid(spread, spread)
        forward, up, side = _axes(float(player["yaw"]), float(player["pitch"]))
        rays = forward + right[..., None] * side - down[..., None] * up
        rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
        pitch = -np.arcsin(np.clip(rays[..., 1], -1, 1))
        yaw = np.arctan2(-rays[..., 0], rays[..., 2])
        turned = np.stack(
            [pitch - math.radians(player["pitch"]), yaw - math.radians(player["yaw"]), np.full_like(yaw, LOOK)], -1
        )
        sense_rays(self.world.state, self.world.rules, turned.reshape(-1, 3), self._rays)
        found = self._rays[0]
        shape = (_SIDE, _SIDE)
        blocks = (found["block_name"].astype(np.int32) << 4 | found["block_meta"]).reshape(shape)
        blocks[(found["entity_name"] > 0).reshape(shape)] = -1
        distances = found["block_distance"].reshape(shape).copy()
        cells = np.stack([found[f"traced_block_{axis}"].astype(np.int32).reshape(shape) for axis in "xyz"], -1)
        points = np.array(body.eyes) + rays * (distances[..., None] - 0.02)
        x, y, z = np.moveaxis(np.floor(points).astype(np.int64), -1, 0)
        ahead = self.world.state.blocks[0, x & MASK, z & MASK, np.clip(y, 0, 255)] >> 4
        wet = (ahead == _WATER[0]) | (ahead == _WATER[1])
        size = None if target is None else box_share(body, target)
        gaze = float(player["yaw"]), float(player["pitch"])
        return Sight(*body.position, *gaze, held_item(body), self._mobs(), blocks, distances, cells, wet, size)

    def _mobs(self) -> tuple[Seen, ...]:
        body = self.body
        entities = body.state.entities[0, : int(body.state.clock[0]["entity_rows"])]
        x, y, z = body.position
        far = (entities["x"] - x) ** 2 + (entities["y"] - y) ** 2 + (entities["z"] - z) ** 2
        near = (entities["kind"] == ENTITY_MOB) & (entities["health"] > 0) & (far < LOOK**2)
        seen = []
        for row in np.flatnonzero(near).tolist():
            box = box_of(body, row)
            share = box_share(body, box) if sees(body, row) else 0.0
            entity = entities[row]
            name = MOB_NAMES[int(entity["mob"])]
            angle = angle_to(body, tuple(box.mean(0)))
            seen.append(Seen(row, name, float(entity["x"]), float(entity["z"]), gap_to(body, row), angle, share))
        return tuple(seen)


_WATER = tuple(number for number, name in BLOCK_NAMES.items() if name in ("water", "flowing_water"))


def held_item(body: Body, slot: int | None = None) -> str:
    """Name of the item in hand (or in a slot), `air` for none."""
    stack = body.slots[int(body.player["selected"]) if slot is None else slot]
    return ITEM_NAMES[int(stack["item"])] if stack["count"] > 0 else "air"


def _axes(yaw: float, pitch: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Forward, up and right of a gaze, unit vectors."""
    forward, up = np.array(look_vector(yaw, pitch)), np.array(look_vector(yaw, pitch - 90.0))
    return forward, up, np.cross(forward, up)


def box_share(body: Body, box: NDArray[np.float64]) -> float:
    """Share of a square picture, 0 to 1, within the upright rectangle around a box in the world."""
    forward, up, right = _axes(float(body.player["yaw"]), float(body.player["pitch"]))
    corners = np.array([(x, y, z) for x in box[:, 0] for y in box[:, 1] for z in box[:, 2]]) - np.array(body.eyes)
    depth = corners @ forward
    if (depth <= 0.05).all():
        return 0.0
    depth = np.maximum(depth, 0.05)
    across, upward = corners @ right / depth / _HALF, corners @ up / depth / _HALF
    wide = min(across.max(), 1.0) - max(across.min(), -1.0)
    high = min(upward.max(), 1.0) - max(upward.min(), -1.0)
    return float(max(wide, 0.0) * max(high, 0.0) / 4)


def angle_to(body: Body, point: tuple[float, ...]) -> float:
    """Degrees between the gaze and a point."""
    toward = np.array(point) - np.array(body.eyes)
    far = float(np.linalg.norm(toward))
    ahead = np.array(look_vector(float(body.player["yaw"]), float(body.player["pitch"])))
    return math.degrees(math.acos(float(np.clip(toward @ ahead / max(far, 1e-9), -1, 1))))


class _Before:
    """What is the case before a tick, and what its action is aimed at: a player turns first, and acts then."""

    def __init__(self, body: Body, action: np.void) -> None:
        player, state = body.player, body.state
        self.attack, self.use = bool(action["attack"]), bool(action["use"])
        self.pressed = self.attack and not player["attack_held"]
        self.jump = bool(action["jump"]) and bool(player["on_ground"])
        hand = int(action["hotbar"]) - 1 if action["hotbar"] else int(player["selected"])
        self.held = held_item(body, hand)
        self.slot = int(action["place"]) - 1 if action["place"] else hand
        self.stack = body.slots[self.slot].copy()
        look = float(player["yaw"]), float(player["pitch"])
        player["yaw"] += action["yaw"]
        player["pitch"] = np.clip(player["pitch"] + action["pitch"], -90.0, 90.0)
        self.mob = int(aim_mob(state, body.rules, 0, 0))
        self.aimed, x, y, z, face, _ = aim(state, body.rules, 0, 0)
        player["yaw"], player["pitch"] = look
        self.cell = (x, y, z)
        self.block = body.block(self.cell)
        replaced = bool(RULES.blocks[self.block]["flags"] & REPLACEABLE)
        step = (0, 0, 0) if replaced else (int(FACE_DX[face]), int(FACE_DY[face]), int(FACE_DZ[face]))
        self.place_cell = (x + step[0], y + step[1], z + step[2])
        self.place_block = body.block(self.place_cell)
        self.entity = state.entities[0, self.mob].copy()
        self.kills = int(state.kills[0, 0].sum())
        self.use_ticks = int(player["use_ticks"])

    def compare(self, body: Body) -> Moment:
        """Return what the tick was."""
        player = body.player
        after: dict[str, Any] = {}
        if self.attack and self.mob >= 0:
            after = self._blow(body)
        elif self.attack and self.aimed and not self.use_ticks:
            after = {"block": self.block, "cell": self.cell, "broke": body.block(self.cell) != self.block}
        elif self.pressed:
            after = {"swung": True}
        after |= self._uses(body)
        by = int(player["hurt_from"]) - ENTITY_BODY
        if player["damage"] > 0 and by >= 0:
            after["hurt_by"] = MOB_NAMES[int(body.state.entities[0, by]["mob"])]
        feet = (math.floor(player["x"]), math.floor(player["y"]), math.floor(player["z"]))
        below = (feet[0], feet[1] - 1, feet[2])
        return Moment(
            x=float(player["x"]),
            y=float(player["y"]),
            z=float(player["z"]),
            yaw=float(player["yaw"]),
            pitch=float(player["pitch"]),
            on_ground=bool(player["on_ground"]),
            in_water=bool(player["in_water"]),
            under_water=bool(player["eyes_in_water"]),
            sprinting=bool(player["sprinting"]),
            jumped=self.jump and not player["on_ground"],
            deep=bool(KIND[body.block(feet)] == WATER and KIND[body.block(below)] == WATER),
            held=self.held,
            **after,
        )

    def _blow(self, body: Body) -> dict[str, Any]:
        now = body.state.entities[0, self.mob]
        hurt = self.pressed and now["health"] < self.entity["health"]
        if not hurt:
            return {"swung": self.pressed}
        killed = int(body.state.kills[0, 0].sum()) > self.kills
        return {"hit": MOB_NAMES[int(self.entity["mob"])], "killed": killed}

    def _uses(self, body: Body) -> dict[str, Any]:
        """What the use key, or placing, did."""
        stack, item = body.slots[self.slot], int(self.stack["item"])
        name = ITEM_NAMES[item]
        fewer = stack["item"] != item or stack["count"] < self.stack["count"]
        if RULES.items[item]["block"] and fewer and body.block(self.place_cell) != self.place_block:
            return {"placed": name, "placed_cell": self.place_cell}
        if int(body.player["use_ticks"]) > 0 and RULES.items[item]["food"] > 0:
            return {"eating": name}
        if not self.use or self.mob < 0:
            return {}
        mob, now = MOB_NAMES[int(self.entity["mob"])], body.state.entities[0, self.mob]
        if item == _SHEARS and now["sheared"] and not self.entity["sheared"]:
            return {"shorn": mob}
        if item == _BUCKET and fewer and self.entity["mob"] in _MILKED:
            return {"milked": mob}
        return {"fed": mob} if now["love"] > self.entity["love"] else {}
