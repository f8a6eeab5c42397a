"""Where a player looks."""

import math

from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.entities.boxes import first_entity
from envs.overworld.jit import kernel
from envs.overworld.player.physics import eye_height
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_MOB, State

REACH = 4.5
"""Blocks from the eyes within which a survival player mines, places and uses."""
MOB_REACH = 3.0
"""Blocks from the eyes within which a survival player strikes mobs and uses things on them."""


@kernel(inline=True)
def look_vector(yaw: float, pitch: float) -> tuple[float, float, float]:
    """Return the unit vector (x, y, z) of a gaze in degrees."""
    a = math.radians(yaw)
    b = math.radians(pitch)
    return -math.sin(a) * math.cos(b), -math.sin(b), math.cos(a) * math.cos(b)


@kernel()
def aim(s: State, rules: Rules, w: int, p: int) -> tuple[bool, int, int, int, int, float]:
    """Trace the crosshair of a player to the block in reach; returns what `trace_ray` returns."""
    player = s.players[w, p]
    dx, dy, dz = look_vector(player.yaw, player.pitch)
    eyes = player.y + eye_height(player.sneaking)
    return trace_ray(s, rules, w, player.x, eyes, player.z, dx, dy, dz, REACH)


@kernel()
def aim_mob(s: State, rules: Rules, w: int, p: int) -> int:
    """Return the entity row of the mob under a player's crosshair: within 3 blocks and before any block; else -1."""
    player = s.players[w, p]
    dx, dy, dz = look_vector(player.yaw, player.pitch)
    eyes = player.y + eye_height(player.sneaking)
    row, distance = first_entity(s, rules, w, player.x, eyes, player.z, dx, dy, dz, MOB_REACH, ENTITY_MOB)
    if row >= 0 and trace_ray(s, rules, w, player.x, eyes, player.z, dx, dy, dz, distance)[0]:
        return -1
    return row


@kernel(inline=True)
def facing(yaw: float) -> int:
    """Return the horizontal direction of a yaw: 0 south, 1 west, 2 north, 3 east."""
    return math.floor(yaw / 90.0 + 0.5) & 3
