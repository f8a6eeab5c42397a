"""Place what moves before the camera: mobs, items, arrows, orbs and falling blocks become pieces."""

import math

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.bodies import choose_level, pose_mob
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.pieces import light_faces, new_piece, place_piece
from envs.overworld.render.poses import AXIS_X, AXIS_Y, AXIS_Z, move, reset, scale, turn
from envs.overworld.render.sky import haze_share, sky_gradient
from envs.overworld.render.view import IN_AIR, PIECE_BLOCK, PIECE_BOX, PIECE_ITEM, VIEW_DISTANCE, Record, Work
from envs.overworld.rules import Rules
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_FALLING,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    ENTITY_THROWN,
    HEIGHT,
    MASK,
    State,
)

_BLOCK_SIZE = 0.25
_PICTURE_SIZE = 0.5
_FULL_LIGHT = 0xFF
_ORB_SIZES = (3, 7, 17, 37, 73, 149, 307, 617, 1237, 2477)
"""Points from which an orb shows the next larger picture."""


@kernel()
def set_entities(s: State, rules: Rules, art: Art, work: Work, w: int) -> None:
    """Fill the pieces of world `w`; its camera is set."""
    camera = work.cameras[w]
    player = s.players[w, 0]
    camera.pieces = 0
    for e in range(s.clock[w].entity_rows):
        entity = s.entities[w, e]
        if entity.kind == ENTITY_NONE:
            continue
        reach = 0.5
        if entity.kind == ENTITY_MOB:
            reach = 0.8 * (rules.mobs[entity.mob].width + rules.mobs[entity.mob].height) * max(entity.variant, 1)
        x = entity.x - player.x
        y = entity.y + reach * 0.5 - camera.origin[1]
        z = entity.z - player.z
        distance = math.sqrt(x * x + y * y + z * z)
        if distance - reach > VIEW_DISTANCE or _is_outside(camera, x, y, z, reach):
            continue
        light = _light_on(s, rules, w, e)
        share = _air(work, w, x, y, z, distance)
        if entity.kind == ENTITY_MOB:
            pose_mob(s, rules, art, work, w, e, light, share)
        elif entity.kind == ENTITY_ARROW:
            _place_arrow(art, work, w, entity, x, entity.y - camera.origin[1], z, light, share)
        elif entity.kind == ENTITY_ORB:
            _place_orb(s, art, work, w, entity, x, entity.y - camera.origin[1], z, share)
        else:
            _place_thing(s, art, work, w, e, light, share)
        if entity.fire > 0 and entity.kind == ENTITY_MOB:
            mob = rules.mobs[entity.mob]
            _place_flames(s, art, work, w, x, entity.y - camera.origin[1], z, mob.width * 1.3, mob.height * 1.15)


@kernel(inline=True)
def _is_outside(camera: Record, x: float, y: float, z: float, radius: float) -> bool:
    """Whether a sphere lies behind the eyes or beside the picture."""
    ahead = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
    if ahead < -radius:
        return True
    wide = math.sqrt(camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2)
    tall = math.sqrt(camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2)
    across = abs(x * camera.right[0] + y * camera.right[1] + z * camera.right[2]) / wide
    upward = abs(x * camera.up[0] + y * camera.up[1] + z * camera.up[2]) / tall
    reach_x = radius * math.sqrt(1.0 + wide * wide)
    reach_y = radius * math.sqrt(1.0 + tall * tall)
    return across > ahead * wide + reach_x or upward > ahead * tall + reach_y


@kernel()
def _light_on(s: State, rules: Rules, w: int, e: int) -> int:
    """Light at the eyes of a mob, or at the middle of anything else."""
    entity = s.entities[w, e]
    up = rules.mobs[entity.mob].eyes if entity.kind == ENTITY_MOB else 0.3
    y = min(max(math.floor(entity.y + up), 0), HEIGHT - 1)
    return integer(s.light[w, math.floor(entity.x) & MASK, math.floor(entity.z) & MASK, y])


@kernel()
def _air(work: Work, w: int, x: float, y: float, z: float, distance: float) -> float:
    """Share of the air's or the water's colour at a place, whose colour goes to `Work.air`."""
    camera = work.cameras[w]
    if camera.medium != IN_AIR:
        for channel in range(3):
            work.air[w, channel] = camera.fog[channel]
        return 1.0 - math.exp(-distance * camera.fog_density)
    share = float(haze_share(single(distance)))
    if share > 0.0:
        r, g, b = sky_gradient(camera, single(x / distance), single(y / distance), single(z / distance))
        work.air[w, 0] = r
        work.air[w, 1] = g
        work.air[w, 2] = b
    return share


@kernel()
def _tone(work: Work, w: int, piece: Record, light: int, share: float) -> None:
    """Set the light of a piece and the air before it."""
    for channel in range(3):
        piece.times[channel] = work.lights[w, light, channel] * (1.0 - share)
        piece.plus[channel] = work.air[w, channel] * share
    piece.glow = 1.0 - share


@kernel()
def _span(piece: Record, x0: float, y0: float, z0: float, x1: float, y1: float, z1: float) -> None:
    """Set the box of a piece."""
    piece.low[0], piece.low[1], piece.low[2] = x0, y0, z0
    piece.high[0], piece.high[1], piece.high[2] = x1, y1, z1


@kernel()
def _place_thing(s: State, art: Art, work: Work, w: int, e: int, light: int, share: float) -> None:
    """A dropped item floats, bobs and turns, blocks as small cubes; a thrown one faces us; a block falls as it is."""
    row = new_piece(work, w)
    if row < 0:
        return
    entity = s.entities[w, e]
    player = s.players[w, 0]
    camera = work.cameras[w]
    piece = work.pieces[w, row]
    pose = work.joints[w, 0]
    reset(pose)
    size = 1.0
    up = 0.0
    yaw = 0.0
    piece.shape = PIECE_ITEM
    piece.thing = entity.item
    piece.meta = entity.meta
    if entity.kind == ENTITY_FALLING:
        piece.shape = PIECE_BLOCK
        piece.thing = entity.block
    elif entity.kind == ENTITY_THROWN:
        size = _PICTURE_SIZE
        yaw = 180.0 - player.yaw
        up = -0.125
    else:
        phase = entity.age * 0.1 + e
        size = _BLOCK_SIZE if art.item_state[entity.item, entity.meta & 15] else _PICTURE_SIZE
        up = 0.1 + 0.1 * math.sin(phase)
        yaw = math.degrees(phase * 0.5)
    move(pose, entity.x - player.x, entity.y + up - camera.origin[1], entity.z - player.z)
    turn(pose, AXIS_Y, yaw)
    scale(pose, size, size, size)
    move(pose, -0.5, 0.0, -0.5)
    _span(piece, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
    _tone(work, w, piece, light, share)
    place_piece(work, w, row, pose)


@kernel()
def _place_arrow(
    art: Art, work: Work, w: int, entity: Record, x: float, y: float, z: float, light: int, share: float
) -> None:
    """An arrow: two crossed pictures along its flight, and the feathers' end; sixteenths times 0.9."""
    for part in range(3):
        row = new_piece(work, w)
        if row < 0:
            return
        piece = work.pieces[w, row]
        pose = work.joints[w, 0]
        reset(pose)
        move(pose, x, y + 0.05, z)
        turn(pose, AXIS_Y, -float(entity.yaw))
        turn(pose, AXIS_X, float(entity.pitch))
        turn(pose, AXIS_Z, 45.0)
        scale(pose, 0.9 / 16.0, 0.9 / 16.0, 0.9 / 16.0)
        turn(pose, AXIS_Y, -90.0)  # the picture runs along x, its tip at the far end
        piece.shape = PIECE_BOX
        piece.mirror = 0
        piece.u = 0.0
        piece.v = 0.0
        if part == 2:
            turn(pose, AXIS_Y, -90.0)
            move(pose, 0.0, 0.0, 7.0)
            piece.v = 5.0
            _span(piece, -2.5, -2.5, 0.0, 2.5, 2.5, 0.0)
            piece.size[0], piece.size[1], piece.size[2] = 5.0, 5.0, 0.0
        else:
            turn(pose, AXIS_X, 90.0 * part)
            _span(piece, -8.0, -2.5, 0.0, 8.0, 2.5, 0.0)
            piece.size[0], piece.size[1], piece.size[2] = 16.0, 5.0, 0.0
        choose_level(work, w, piece, art.skins[art.arrow], math.sqrt(x * x + y * y + z * z))
        light_faces(piece, pose)
        _tone(work, w, piece, light, share)
        place_piece(work, w, row, pose)


@kernel()
def _billboard(s: State, work: Work, w: int, x: float, y: float, z: float, pitched: bool) -> None:
    """Set the first joint to the pose of a picture that stands at a place and faces the eyes; y upwards."""
    pose = work.joints[w, 0]
    player = s.players[w, 0]
    reset(pose)
    move(pose, x, y, z)
    turn(pose, AXIS_Y, 180.0 - player.yaw)
    if pitched:
        turn(pose, AXIS_X, -player.pitch)


@kernel()
def _place_orb(
    s: State, art: Art, work: Work, w: int, entity: Record, x: float, y: float, z: float, share: float
) -> None:
    """An orb of experience: a ball that shines between green and yellow and is larger the more it holds."""
    row = new_piece(work, w)
    if row < 0:
        return
    piece = work.pieces[w, row]
    pose = work.joints[w, 0]
    _billboard(s, work, w, x, y + 0.1, z, True)
    size = 0
    while size < len(_ORB_SIZES) and entity.count >= _ORB_SIZES[size]:
        size += 1
    half = 0.08 + 0.014 * size
    piece.shape = PIECE_BOX
    piece.mirror = 0
    piece.u = 0.0
    piece.v = 0.0
    _span(piece, -half, 0.0, 0.0, half, 2.0 * half, 0.0)
    piece.size[0], piece.size[1], piece.size[2] = 8.0, 8.0, 0.0
    choose_level(work, w, piece, art.skins[art.orb], math.sqrt(x * x + y * y + z * z))
    _tone(work, w, piece, _FULL_LIGHT, share)
    glow = 0.5 + 0.5 * math.sin(entity.age * 0.5)
    piece.times[0] = glow * (1.0 - share)
    piece.times[1] = 1.0 - share
    piece.times[2] = 0.2 * (1.0 - share)
    place_piece(work, w, row, pose)


@kernel()
def _place_flames(
    s: State, art: Art, work: Work, w: int, x: float, y: float, z: float, wide: float, tall: float
) -> None:
    """Flames in front of what burns."""
    row = new_piece(work, w)
    if row < 0:
        return
    piece = work.pieces[w, row]
    pose = work.joints[w, 0]
    _billboard(s, work, w, x, y, z, False)
    scale(pose, 1.0, -1.0, 1.0)
    piece.shape = PIECE_BOX
    piece.u = 0.0
    piece.v = 0.0
    piece.mirror = (s.clock[w].age >> 2) & 1
    _span(piece, -0.5 * wide, -tall, 0.5 * wide, 0.5 * wide, 0.0, 0.5 * wide)
    piece.size[0], piece.size[1], piece.size[2] = 16.0, 16.0, 0.0
    choose_level(work, w, piece, art.skins[art.flames], math.sqrt(x * x + y * y + z * z))
    place_piece(work, w, row, pose)
