"""Pose the mobs: every part of a body is put where stride, gaze, blows and pain have it, and becomes a piece.

Frames and steps are those of the game's entity models: sixteenths of a block, y downwards, the ground at y = 24, the
mob looking to -z; parts turn about their pivots by z, then y, then x.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import (
    MOVE_ARM,
    MOVE_FLAP,
    MOVE_HEAD,
    MOVE_LIMB,
    MOVE_SPIDER_LEG,
    MOVE_TAIL,
    MOVE_TENTACLE,
    MOVE_WING,
    MOVE_WRIGGLE,
    PART_ADULT,
    PART_HEAD,
    PART_SEE_THROUGH,
    PART_WOOL,
    SKIN_LEVELS,
    Art,
)
from envs.overworld.render.numeric import integer
from envs.overworld.render.pieces import light_faces, new_piece, place_piece
from envs.overworld.render.poses import AXIS_X, AXIS_Y, AXIS_Z, copy, move, reset, scale, turn
from envs.overworld.render.view import PIECE_BOX, PIECE_ITEM, Record, Work
from envs.overworld.rules import Rules
from envs.overworld.state import State

_SWING_TICKS = 6
_FUSE = 28.0
"""Ticks of a creeper's fuse after which it has its full swell."""
_STILL_HURT = 10
"""Ticks of invulnerability left below which the red fades: the first half second shows it."""
_GROUND = 24.016
"""Soles are a thousandth of a block above what they stand on, so that both can be told apart."""
_BODY, _HEAD, _FIRST = 0, 1, 2
"""Joints: the frame of the body, of the head, and the first part."""
_BOW = item_index("bow")
_CREEPER = mob_index("creeper")
_SLIME = mob_index("slime")


@kernel()
def pose_mob(s: State, rules: Rules, art: Art, work: Work, w: int, e: int, light: int, share: float) -> None:
    """Turn a mob into pieces.

    Args:
        s: The worlds.
        rules: The game's tables.
        art: What things look like.
        work: Working memory, with the camera set.
        w: World.
        e: Row of the mob.
        light: Value of `State.light` that falls on it.
        share: Share of the air's colour (`Work.air`) in what is seen of it.
    """
    entity = s.entities[w, e]
    model = art.models[entity.mob]
    joints = work.joints[w]
    _place_body(s, work.cameras[w], w, e, model, joints)
    for k in range(model.count):
        part = art.parts[model.start + k]
        parent = _FIRST + integer(part.parent)
        if part.parent < 0:
            parent = _HEAD if part.flags & PART_HEAD else _BODY
        joint = joints[_FIRST + k]
        copy(joints[parent], joint)
        _bend(entity, part, joint)
        hidden = (part.flags & PART_WOOL and entity.sheared) or (part.flags & PART_ADULT and entity.growth < 0)
        if not hidden:
            _add_part(art, work, w, entity, model, part, joint, light, share)
    if entity.item > 0 and model.hand >= 0:
        _add_held(art, work, w, entity, joints[_FIRST + model.hand], joints[_BODY], light, share)


@kernel()
def _place_body(s: State, camera: Record, w: int, e: int, model: Record, joints: NDArray[np.float32]) -> None:
    """Set the frames of body and head: where the mob stands, how big it is, whether it falls over."""
    entity = s.entities[w, e]
    player = s.players[w, 0]
    body = joints[_BODY]
    head = joints[_HEAD]
    reset(body)
    move(body, entity.x - player.x, entity.y - camera.origin[1], entity.z - player.z)
    turn(body, AXIS_Y, 180.0 - entity.yaw)
    if entity.death_time > 0:
        turn(body, AXIS_Z, 90.0 * min(math.sqrt(max(entity.death_time - 1, 0) / 20.0 * 1.6), 1.0))
    size = model.scale / 16.0
    if entity.mob == _SLIME:
        size *= max(entity.variant, 1)
    wide, tall = size, size
    if entity.mob == _CREEPER and entity.timer > 0:
        swell = min(entity.timer / _FUSE, 1.0)
        shiver = 1.0 + math.sin(swell * 100.0) * swell * 0.01
        swell = swell**4
        wide *= (1.0 + swell * 0.4) * shiver
        tall *= (1.0 + swell * 0.1) / shiver
    scale(body, -wide, -tall, wide)
    move(body, 0.0, model.drop - _GROUND, 0.0)
    copy(body, head)
    if entity.growth < 0:
        scale(body, 0.5, 0.5, 0.5)
        move(body, 0.0, 24.0, 0.0)
        scale(head, model.head_scale, model.head_scale, model.head_scale)
        move(head, 0.0, model.head_y, model.head_z)


@kernel()
def _bend(entity: Record, part: Record, joint: NDArray[np.float32]) -> None:
    """Append the pose of a part, at this moment, to that of its parent."""
    x, y, z = float(part.turn[0]), float(part.turn[1]), float(part.turn[2])
    gain = float(part.gain)
    phase = float(part.phase)
    stride = float(entity.stride)
    amount = min(float(entity.stride_size), 1.0)
    aside = 0.0
    if part.move == MOVE_HEAD:
        gaze = entity.head_yaw - entity.yaw
        y += max(-75.0, min(75.0, gaze - 360.0 * math.floor((gaze + 180.0) / 360.0)))
        x += entity.pitch
    elif part.move == MOVE_LIMB or part.move == MOVE_ARM:
        x += math.cos(stride + phase) * gain * amount
        if part.move == MOVE_ARM:
            if entity.item == _BOW and entity.target != 0:
                x = entity.pitch - 90.0
                y += 6.0 if part.pivot[0] < 0.0 else -30.0
            if entity.swing < _SWING_TICKS:
                x -= math.sin((entity.swing + 1) / (_SWING_TICKS + 1) * math.pi) * 70.0
    elif part.move == MOVE_SPIDER_LEG:
        y -= math.cos(stride * 2.0 + phase) * gain * amount
        z += abs(math.sin(stride + phase)) * gain * amount
    elif part.move == MOVE_WING:
        if not entity.on_ground:
            z += gain * (1.0 + math.sin(entity.age * 1.5))
    elif part.move == MOVE_FLAP:
        y += gain * math.cos(entity.age * 1.3)
    elif part.move == MOVE_TENTACLE:
        x += gain * (0.5 + 0.5 * math.sin(entity.age * 0.15))
    elif part.move == MOVE_TAIL:
        y += math.cos(stride + phase) * gain * amount
        if entity.tame:
            x += 50.0
    elif part.move == MOVE_WRIGGLE:
        y += math.cos(entity.age * 0.9 + phase) * gain
        aside = math.sin(entity.age * 0.9 + phase) * gain * 0.05
    move(joint, part.pivot[0] + aside, part.pivot[1], part.pivot[2])
    if z != 0.0:
        turn(joint, AXIS_Z, z)
    if y != 0.0:
        turn(joint, AXIS_Y, y)
    if x != 0.0:
        turn(joint, AXIS_X, x)


@kernel()
def _skin_of(entity: Record, model: Record, part: Record) -> int:
    """Row of the skin of a part."""
    if part.layer > 0:
        return integer(model.second)
    if entity.tame and model.tame >= 0:
        return integer(model.tame)
    if entity.anger > 0 and model.angry >= 0:
        return integer(model.angry)
    return integer(model.coat) + integer(entity.variant) % integer(model.coats)


@kernel()
def _add_part(
    art: Art, work: Work, w: int, entity: Record, model: Record, part: Record, joint: NDArray[np.float32],
    light: int, share: float,
) -> None:  # fmt: skip
    """Make a piece of one part."""
    row = new_piece(work, w)
    if row < 0:
        return
    piece = work.pieces[w, row]
    piece.shape = PIECE_BOX
    for axis in range(3):
        piece.low[axis] = part.low[axis]
        piece.high[axis] = part.high[axis]
        piece.size[axis] = part.size[axis]
    piece.u = part.u
    piece.v = part.v
    piece.mirror = part.mirror
    piece.blend = part.flags & PART_SEE_THROUGH
    skin = art.skins[_skin_of(entity, model, part)]
    distance = math.sqrt(joint[0, 3] ** 2 + joint[1, 3] ** 2 + joint[2, 3] ** 2)
    choose_level(work, w, piece, skin, distance / model.scale)
    light_faces(piece, joint)
    _colour(art, work, w, entity, piece, light, share, part.flags & PART_WOOL != 0)
    place_piece(work, w, row, joint)


@kernel()
def choose_level(work: Work, w: int, piece: Record, skin: Record, distance: float) -> None:
    """Take the level of a skin that suits a distance in blocks."""
    footprint = distance * work.cameras[w].texel_scale
    start = integer(skin.start)
    width = integer(skin.width)
    texels = width * integer(skin.height)
    level = 0
    while level < SKIN_LEVELS - 1 and footprint > 1.7:
        start += texels
        texels >>= 2
        width >>= 1
        footprint *= 0.5
        level += 1
    piece.skin = start
    piece.skin_width = width
    piece.level = level


@kernel()
def _colour(art: Art, work: Work, w: int, entity: Record, piece: Record, light: int, share: float, wool: bool) -> None:
    """Set light, the colour of wool, the red of pain, the white of a fuse, and the air in between."""
    red = entity.hurt_time > _STILL_HURT or entity.death_time > 0
    cover = 0.3 if red else 0.0
    white = 0.0
    if entity.mob == _CREEPER and entity.timer > 0 and not red:
        swell = min(entity.timer / _FUSE, 1.0)
        if int(swell * 10.0) % 2 == 1:
            cover = 0.45
            white = 255.0
    clear = (1.0 - cover) * (1.0 - share)
    for channel in range(3):
        factor = work.lights[w, light, channel] * clear
        if wool:
            factor *= art.wool[entity.variant & 15, channel]
        over = 200.0 * work.lights[w, light, 0] if red and channel == 0 else white
        piece.times[channel] = factor
        piece.plus[channel] = over * cover * (1.0 - share) + work.air[w, channel] * share
    piece.glow = clear


@kernel()
def _add_held(
    art: Art, work: Work, w: int, entity: Record, arm: NDArray[np.float32], spare: NDArray[np.float32], light: int,
    share: float,
) -> None:  # fmt: skip
    """Put the item of a mob into its right hand; the steps are the game's third-person ones."""
    row = new_piece(work, w)
    if row < 0:
        return
    piece = work.pieces[w, row]
    piece.shape = PIECE_ITEM
    piece.thing = entity.item
    piece.meta = entity.meta
    for axis in range(3):
        piece.low[axis] = 0.0
        piece.high[axis] = 1.0
    copy(arm, spare)
    scale(spare, 16.0, 16.0, 16.0)
    turn(spare, AXIS_X, -90.0)
    turn(spare, AXIS_Y, 180.0)
    move(spare, 1.0 / 16.0, 0.125, -0.625)
    if entity.item == _BOW:
        move(spare, -1.0 / 16.0, -2.0 / 16.0, 2.5 / 16.0)
        turn(spare, AXIS_X, -80.0)
        turn(spare, AXIS_Y, 260.0)
        turn(spare, AXIS_Z, -40.0)
        scale(spare, 0.9, 0.9, 0.9)
    else:
        move(spare, 0.0, 4.0 / 16.0, 0.5 / 16.0)
        turn(spare, AXIS_Y, -90.0)
        turn(spare, AXIS_Z, 55.0)
        scale(spare, 0.85, 0.85, 0.85)
    move(spare, -0.5, -0.5, -0.5)
    _colour(art, work, w, entity, piece, light, share, False)
    place_piece(work, w, row, spare)
