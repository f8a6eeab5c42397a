"""Draw what moves: each entity is a turned box of rays, tested against the depth of the blocks.

An entity covers a rectangle of pixels, found from its bounding sphere. Every ray of the rectangle is turned into the
entity's own frame and traced there, so any shape that a ray can be traced against can be drawn.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.art import Art
from envs.overworld.render.camera import IN_AIR, VIEW_DISTANCE, Record, Work
from envs.overworld.render.numeric import single
from envs.overworld.render.shading import to_byte
from envs.overworld.render.solids import MISS, trace_item
from envs.overworld.state import ENTITY_ITEM, HEIGHT, MASK, State

_BLOCK_SIZE = single(0.25)
_PICTURE_SIZE = single(0.5)
_HALF = single(0.5)
_ONE = single(1.0)
_ZERO = single(0.0)


@kernel()
def draw_entities(s: State, art: Art, work: Work, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw the entities of world `w` on rows [first, last) of its frame."""
    for e in range(s.clock[w].entity_rows):
        if s.entities[w, e].kind == ENTITY_ITEM:
            _draw_item(s, art, work, w, e, first, last, frame)


@kernel(inline=True)
def _cover(centre: float, radius: float, ahead: float, half: float, pixels: int) -> tuple[int, int]:
    """First and last + 1 pixel along one axis that a sphere covers; `half` is half the picture at distance one."""
    low = (centre - radius) / (ahead * half)
    high = (centre + radius) / (ahead * half)
    return max(int((low + 1.0) * 0.5 * pixels), 0), min(int((high + 1.0) * 0.5 * pixels) + 1, pixels)


@kernel(inline=True)
def _length(v: Record) -> float:
    return single(math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]))


@kernel()
def _draw_item(s: State, art: Art, work: Work, w: int, e: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """A dropped item: it floats, bobs and turns; blocks as small cubes."""
    camera = work.cameras[w]
    entity = s.entities[w, e]
    player = s.players[w, 0]
    height, width = frame.shape[0], frame.shape[1]
    size = _BLOCK_SIZE if art.item_state[entity.item, entity.meta & 15] else _PICTURE_SIZE
    phase = entity.age * 0.1 + e
    # the middle of the item as seen from the eyes
    x = single(entity.x - player.x)
    y = single(entity.y + 0.1 + 0.1 * math.sin(phase)) + size * _HALF - camera.origin[1]
    z = single(entity.z - player.z)
    ahead = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
    if ahead < single(0.2) or ahead > single(VIEW_DISTANCE):
        return
    half_width = _length(camera.right)
    half_height = _length(camera.up)
    across = (x * camera.right[0] + y * camera.right[1] + z * camera.right[2]) / half_width
    upward = (x * camera.up[0] + y * camera.up[1] + z * camera.up[2]) / half_height
    radius = size * single(0.9)
    left, right = _cover(across, radius, max(ahead - radius, single(0.1)), half_width, width)
    above, below = _cover(-upward, radius, max(ahead - radius, single(0.1)), half_height, height)
    column = (math.floor(entity.x) & MASK, math.floor(entity.z) & MASK)
    cell_y = min(max(math.floor(entity.y + 0.2), 0), HEIGHT - 1)
    light = s.light[w, column[0], column[1], cell_y]
    turn = phase * 0.5
    c = single(math.cos(turn)) / size
    n = single(math.sin(turn)) / size
    ox = -c * x + n * z + _HALF
    oy = -y / size + _HALF
    oz = -n * x - c * z + _HALF
    for row in range(max(above, first), min(below, last)):
        up = single(1.0 - (2 * row + 1) / height)
        for i in range(left, right):
            side = single((2 * i + 1) / width - 1.0)
            dx = camera.forward[0] + up * camera.up[0] + side * camera.right[0]
            dy = camera.forward[1] + up * camera.up[1] + side * camera.right[1]
            dz = camera.forward[2] + up * camera.up[2] + side * camera.right[2]
            scale = _ONE / single(math.sqrt(dx * dx + dy * dy + dz * dz))
            dx *= scale
            dy *= scale
            dz *= scale
            t, texel, brightness = trace_item(
                art, entity.item, entity.meta, ox, oy, oz, c * dx - n * dz, dy / size, n * dx + c * dz
            )
            if t < MISS and t < work.depth[w, row, i]:
                work.depth[w, row, i] = t
                share = _ZERO
                if camera.medium != IN_AIR:
                    share = _ONE - single(math.exp(-t * camera.fog_density))
                for channel in range(3):
                    value = single((texel >> (8 * channel)) & 255) * brightness * work.lights[w, light, channel]
                    frame[row, i, channel] = to_byte(value + (camera.fog[channel] - value) * share)
