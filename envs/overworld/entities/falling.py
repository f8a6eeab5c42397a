"""Sand and gravel on their way down: they land as blocks, break on what is not whole, and anvils crush.

Left out: an anvil does not wear by its falls.
"""

import math

from envs.overworld.blocks.breaking import remove_block, settle
from envs.overworld.blocks.collision import slide
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.entities.items import drop_block_item
from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.player.defence import hit_player
from envs.overworld.player.physics import HALF_WIDTH
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rules import REPLACEABLE, Rules
from envs.overworld.state import DAMAGE_FALLING_BLOCK, ENTITY_MOB, ENTITY_NONE, NOBODY, State

HALF = 0.49
"""Half the width of a falling block; its height is twice this."""

_GRAVITY = 0.04
_DRAG = 0.98
_AGE_LIMIT = 600
_VOID = -64.0
_ROUNDING = 1e-6
_ANVIL = block_id("anvil")
_ANVIL_DAMAGE = 2.0
_ANVIL_LIMIT = 40.0


@kernel()
def tick_falling(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one falling block by one tick; it lands, breaks on what is not whole, or crushes who stands below."""
    entity = s.entities[w, i]
    entity.vy -= _GRAVITY
    x, y, z, vy = entity.x, entity.y, entity.z, entity.vy
    dx, dy, dz = slide(s, rules, w, x, y, z, HALF, 2 * HALF, entity.vx, vy, entity.vz)
    entity.x, entity.y, entity.z = x + dx, y + dy, z + dz
    entity.vx = _DRAG * dx
    entity.vy = _DRAG * dy
    entity.vz = _DRAG * dz
    entity.fall_distance -= dy
    if entity.y < _VOID:
        entity.kind = ENTITY_NONE
    elif vy < 0.0 and dy != vy:
        _land(s, rules, w, i)
    elif entity.age > _AGE_LIMIT:
        _become_item(s, rules, w, i)


@kernel()
def _land(s: State, rules: Rules, w: int, i: int) -> None:
    """Become a block again where the ground stopped it, if a block can stand there."""
    entity = s.entities[w, i]
    state = int(entity.block)
    x, y, z = math.floor(entity.x), math.floor(entity.y + _ROUNDING), math.floor(entity.z)
    if state >> 4 == _ANVIL:
        _crush(s, rules, w, i)
    there = get_block(s, w, x, y, z)
    if rules.blocks[there].flags & REPLACEABLE == 0:
        _become_item(s, rules, w, i)
        return
    entity.kind = ENTITY_NONE
    if there != AIR:
        remove_block(s, rules, w, x, y, z)
    set_block(s, rules, w, x, y, z, state)
    settle(s, rules, w, x, y, z)


@kernel()
def _become_item(s: State, rules: Rules, w: int, i: int) -> None:
    entity = s.entities[w, i]
    entity.kind = ENTITY_NONE
    block = rules.blocks[entity.block]
    x, y, z = math.floor(entity.x), math.floor(entity.y + _ROUNDING), math.floor(entity.z)
    drop_block_item(s, w, x, y, z, block.item, block.item_meta, 1)


@kernel()
def _crush(s: State, rules: Rules, w: int, i: int) -> None:
    """Hurt who stands where an anvil lands: two points for each block that it fell after the first, at most 40."""
    anvil = s.entities[w, i]
    damage = min(_ANVIL_LIMIT, _ANVIL_DAMAGE * math.ceil(anvil.fall_distance - 1.0))
    if damage <= 0.0:
        return
    x, y, z = anvil.x, anvil.y, anvil.z
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.alive and _touches(player.x - x, player.y - y, player.z - z, HALF_WIDTH, PLAYER_HEIGHT):
            hit_player(s, rules, w, p, damage, DAMAGE_FALLING_BLOCK, x, y, z, NOBODY)
    for j in range(s.clock[w].entity_rows):
        mob = s.entities[w, j]
        if mob.kind == ENTITY_MOB:
            half, height = mob_size(s, rules, w, j)
            if _touches(mob.x - x, mob.y - y, mob.z - z, half, height):
                hurt_mob(s, rules, w, j, damage, DAMAGE_FALLING_BLOCK, NOBODY)


@kernel(inline=True)
def _touches(dx: float, dy: float, dz: float, half: float, height: float) -> bool:
    """Whether a body at (dx, dy, dz) from the feet of a falling block overlaps it."""
    return abs(dx) < half + HALF and abs(dz) < half + HALF and -height < dy < 2 * HALF
