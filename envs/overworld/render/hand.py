"""The hands: the selected item or the bare arm, and the off hand, as the game's first-person view has them."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.poses import AXIS_X, AXIS_Y, AXIS_Z, move, reset, turn
from envs.overworld.render.shading import face_shade, face_uv, fetch, to_byte
from envs.overworld.render.solids import MISS, trace_box, trace_item
from envs.overworld.render.view import FIELD_OF_VIEW, Record, Work
from envs.overworld.state import HEIGHT, MASK, State

SWING_TICKS = 6
"""Ticks of one swing of the arm."""

_MEAL_TICKS = 32.0
_OFF_HAND = 40
_BOW = item_index("bow")
_SHIELD = item_index("shield")
_HALF = single(0.5)
_ARM = (-0.5, 0.0, -0.125, -0.25, 0.75, 0.125)
"""Box of the right arm in the player model, whose unit is a block."""


@kernel()
def set_hands(s: State, art: Art, w: int, camera: Record) -> None:
    """Fill the poses of both hands: from the thing's own frame to the eyes' (x right, y up, z backwards), inverted."""
    player = s.players[w, 0]
    shield = integer(s.slots[w, 0, player.selected].item) == _SHIELD
    for hand in range(2):
        slot = _slot(s, w, hand)
        camera.hand_left[hand] = 1.0
        camera.hand_right[hand] = -1.0
        bare = s.slots[w, 0, slot].count <= 0
        if bare and hand == 1:
            continue
        size = _pose_hand(s, art, w, slot, hand == 1, shield, camera.hand[hand])
        if hand == 1:
            _mirror(camera.hand[hand])
        _measure(camera, hand, size, bare)
        _invert(camera.hand[hand], size)


@kernel(inline=True)
def _slot(s: State, w: int, hand: int) -> int:
    """Slot of what is in the right (0) or the left hand (1)."""
    return integer(s.players[w, 0].selected) if hand == 0 else _OFF_HAND


@kernel()
def _mirror(pose: NDArray[np.float32]) -> None:
    """Turn a pose of the right hand into that of the left."""
    for k in range(1, 4):
        pose[0, k] = -pose[0, k]
    for i in range(1, 3):
        pose[i, 0] = -pose[i, 0]


@kernel()
def _pose_hand(s: State, art: Art, w: int, place: int, off: bool, shield: bool, pose: NDArray[np.float32]) -> float:
    """Pose what is in a slot as the right hand holds it, by the game's steps and numbers; return its size.

    Only the main hand swings and uses; a shield is raised in the off hand unless the main one has one.
    """
    player = s.players[w, 0]
    slot = s.slots[w, 0, place]
    reset(pose)
    swing = player.swing / SWING_TICKS if player.swing < SWING_TICKS and not off else 0.0
    root = math.sqrt(swing)
    arc = math.sin(root * math.pi)
    size = 1.0
    if slot.count > 0:
        blocks = player.blocking and slot.item == _SHIELD and not (off and shield)
        uses = player.use_ticks > 0 and not off
        if uses and slot.item == _BOW:
            _draw_bow(pose, player.use_ticks)
        elif uses and slot.item != _SHIELD:
            _lift_to_mouth(pose, player.use_ticks)
        elif blocks:
            move(pose, 0.2, -0.35, -0.72)
            turn(pose, AXIS_Y, 70.0)
        else:
            move(pose, -0.4 * arc, 0.2 * math.sin(root * 2.0 * math.pi), -0.2 * math.sin(swing * math.pi))
            move(pose, 0.56, -0.52, -0.72)
            turn(pose, AXIS_Y, 45.0 - 20.0 * math.sin(swing * swing * math.pi))
            turn(pose, AXIS_Z, -20.0 * arc)
            turn(pose, AXIS_X, -80.0 * arc)
            turn(pose, AXIS_Y, -45.0)
        if art.item_state[slot.item, slot.meta & 15]:
            size = 0.4
            turn(pose, AXIS_Y, 45.0)
        else:
            size = 0.68
            move(pose, 1.13 / 16.0, 3.2 / 16.0, 1.13 / 16.0)
            turn(pose, AXIS_Y, -90.0)
            turn(pose, AXIS_Z, 25.0)
    else:
        move(pose, -0.3 * arc, 0.4 * math.sin(root * 2.0 * math.pi), -0.4 * math.sin(swing * math.pi))
        move(pose, 0.64, -0.6, -0.72)
        turn(pose, AXIS_Y, 45.0 + 70.0 * arc)
        turn(pose, AXIS_Z, -20.0 * math.sin(swing * swing * math.pi))
        move(pose, -1.0, 3.6, 3.5)
        turn(pose, AXIS_Z, 120.0)
        turn(pose, AXIS_X, 200.0)
        turn(pose, AXIS_Y, -135.0)
        move(pose, 5.6, 0.0, 0.0)
    return size


@kernel()
def _draw_bow(pose: NDArray[np.float32], ticks: int) -> None:
    """A bow that is being drawn comes to the middle, and trembles when the string is back."""
    pull = ticks / 20.0
    pull = min((pull * pull + 2.0 * pull) / 3.0, 1.0)
    move(pose, 0.56, -0.52, -0.72)
    move(pose, -0.2785682, 0.18344387, 0.15731531)
    turn(pose, AXIS_X, -13.935)
    turn(pose, AXIS_Y, 35.3)
    turn(pose, AXIS_Z, -9.785)
    if pull > 0.1:
        move(pose, 0.0, math.sin((ticks - 0.1) * 1.3) * (pull - 0.1) * 0.004, 0.0)
    move(pose, 0.0, 0.0, pull * 0.04)
    turn(pose, AXIS_Y, -45.0)


@kernel()
def _lift_to_mouth(pose: NDArray[np.float32], ticks: int) -> None:
    """Food and drink go to the mouth and jog there; all take 32 ticks."""
    left = 1.0 - min(ticks / _MEAL_TICKS, 1.0)
    if left < 0.8:
        move(pose, 0.0, abs(math.cos(ticks / 4.0 * math.pi) * 0.1), 0.0)
    lift = 1.0 - left**27
    move(pose, lift * 0.6, lift * -0.5, 0.0)
    turn(pose, AXIS_Y, lift * 90.0)
    turn(pose, AXIS_X, lift * 10.0)
    turn(pose, AXIS_Z, lift * 30.0)
    move(pose, 0.56, -0.52, -0.72)


@kernel()
def _measure(camera: Record, hand: int, size: float, bare: bool) -> None:
    """Note the rectangle of the picture that the thing in the hand covers, from the corners of its box."""
    pose = camera.hand[hand]
    camera.hand_left[hand] = 10.0
    camera.hand_right[hand] = -10.0
    camera.hand_low[hand] = 10.0
    camera.hand_high[hand] = -10.0
    for corner in range(8):
        low_x, low_y, low_z = corner & 1 == 0, corner & 2 == 0, corner & 4 == 0
        if bare:
            x, y, z = _ARM[0] if low_x else _ARM[3], _ARM[1] if low_y else _ARM[4], _ARM[2] if low_z else _ARM[5]
        else:
            x, y, z = -0.5 if low_x else 0.5, -0.5 if low_y else 0.5, -0.5 if low_z else 0.5
        x *= size
        y *= size
        z *= size
        ahead = max(-(pose[2, 0] * x + pose[2, 1] * y + pose[2, 2] * z + pose[2, 3]), 0.05)
        right = (pose[0, 0] * x + pose[0, 1] * y + pose[0, 2] * z + pose[0, 3]) / ahead
        up = (pose[1, 0] * x + pose[1, 1] * y + pose[1, 2] * z + pose[1, 3]) / ahead
        camera.hand_left[hand] = min(camera.hand_left[hand], right)
        camera.hand_right[hand] = max(camera.hand_right[hand], right)
        camera.hand_low[hand] = min(camera.hand_low[hand], up)
        camera.hand_high[hand] = max(camera.hand_high[hand], up)


@kernel()
def _invert(pose: NDArray[np.float32], size: float) -> None:
    """Invert a pose of rotations and translations that is scaled by `size` last."""
    x = pose[0, 3]
    y = pose[1, 3]
    z = pose[2, 3]
    for i in range(3):
        for k in range(i):
            swap = pose[i, k]
            pose[i, k] = pose[k, i]
            pose[k, i] = swap
    for i in range(3):
        for k in range(3):
            pose[i, k] /= size
        pose[i, 3] = -(pose[i, 0] * x + pose[i, 1] * y + pose[i, 2] * z)


@kernel()
def draw_hands(s: State, art: Art, work: Work, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw the hands of player 0 on rows [first, last); nothing in the world hides them."""
    for hand in range(2):
        if work.cameras[w].hand_left[hand] < work.cameras[w].hand_right[hand]:
            _draw_hand(s, art, work, w, hand, first, last, frame)


@kernel()
def _draw_hand(
    s: State, art: Art, work: Work, w: int, hand: int, first: int, last: int, frame: NDArray[np.uint8]
) -> None:
    """Draw the right (0) or the left hand (1)."""
    camera = work.cameras[w]
    pose = camera.hand[hand]
    player = s.players[w, 0]
    slot = s.slots[w, 0, _slot(s, w, hand)]
    height, width = frame.shape[0], frame.shape[1]
    half = math.tan(math.radians(FIELD_OF_VIEW / 2.0))
    aspect = width / height
    # narrow pictures see less to the side; the hand moves in so that it stays in view
    shift = max(0.0, 0.75 - 0.5 * aspect) * (0.9 if hand == 0 else -0.9)
    x = math.floor(player.x) & MASK
    y = min(max(math.floor(camera.origin[1]), 0), HEIGHT - 1)
    z = math.floor(player.z) & MASK
    light = work.lights[w, s.light[w, x, z, y]]
    light_r, light_g, light_b = light[0], light[1], light[2]
    ax, bx, cx, ox = pose[0, 0], pose[0, 1], pose[0, 2], pose[0, 3]
    ay, by, cy, oy = pose[1, 0], pose[1, 1], pose[1, 2], pose[1, 3]
    az, bz, cz, oz = pose[2, 0], pose[2, 1], pose[2, 2], pose[2, 3]
    full = slot.count > 0
    item, meta = integer(slot.item), integer(slot.meta)
    row_start = max(int((1.0 - camera.hand_high[hand] / half) * 0.5 * height), first)
    row_end = min(int((1.0 - camera.hand_low[hand] / half) * 0.5 * height) + 1, last)
    start = max(int((1.0 + (camera.hand_left[hand] - shift) / (half * aspect)) * 0.5 * width), 0)
    end = min(int((1.0 + (camera.hand_right[hand] - shift) / (half * aspect)) * 0.5 * width) + 1, width)
    pixel = single(2.0 / width * half * aspect)
    left = single((1.0 / width - 1.0) * half * aspect + shift)
    for row in range(row_start, row_end):
        up = single((1.0 - (2 * row + 1) / height) * half)
        base_x = bx * up - cx
        base_y = by * up - cy
        base_z = bz * up - cz
        for i in range(start, end):
            right = single(i) * pixel + left
            dx = ax * right + base_x
            dy = ay * right + base_y
            dz = az * right + base_z
            if full:
                t, texel, brightness = trace_item(art, item, meta, ox + _HALF, oy + _HALF, oz + _HALF, dx, dy, dz)
            else:
                t, texel, brightness = _trace_arm(art, ox, oy, oz, dx, dy, dz)
            if t < MISS:
                frame[row, i, 0] = to_byte(single(texel & 255) * brightness * light_r)
                frame[row, i, 1] = to_byte(single((texel >> 8) & 255) * brightness * light_g)
                frame[row, i, 2] = to_byte(single((texel >> 16) & 255) * brightness * light_b)


@kernel(inline=True)
def _trace_arm(art: Art, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float) -> tuple[float, int, float]:
    """The right arm of the player model: 4 x 12 x 4 sixteenths, sleeve at the shoulder."""
    x0 = single(_ARM[0])
    z0 = single(_ARM[2])
    x1, y1, z1 = single(_ARM[3]), single(_ARM[4]), single(_ARM[5])
    t, face = trace_box(ox, oy, oz, dx, dy, dz, x0, single(_ARM[1]), z0, x1, y1, z1)
    if t >= MISS:
        return t, integer(0), single(1.0)
    u, v = face_uv(face, ox + dx * t - x0, oy + dy * t, oz + dz * t - z0)
    brightness = single(0.75) + single(0.25) * face_shade(face)
    return t, fetch(art, art.arm, u, v, 0), brightness
