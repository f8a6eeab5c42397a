"""Death and a new life: what a dead player leaves behind, and where the next life begins.

In the tick after a death the belongings fall and, where `CLOCK.respawn` is set, the player wakes at the bed or at the
world's spawn. If the land there is not loaded, the dead player is brought there first, so that the window follows, and
lives again in the next tick.
"""

import math

from envs.overworld.blocks.collision import overlaps
from envs.overworld.blocks.grid import get_block, is_loaded
from envs.overworld.entities.items import THROW_DELAY, spawn_item
from envs.overworld.entities.orbs import drop_experience
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.player.effects import clear_effects
from envs.overworld.player.experience import level_of
from envs.overworld.player.hunger import FULL
from envs.overworld.player.physics import EYE_HEIGHT, HALF_WIDTH
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.player.survival import FULL_AIR
from envs.overworld.rng import random_float
from envs.overworld.rules import SOLID, Rules
from envs.overworld.state import HEIGHT, NOBODY, SLOTS, State

_POINTS_A_LEVEL = 7
_MOST_POINTS = 100
_SCATTER = 0.5
_POP = 0.2
_DROP_HEIGHT = EYE_HEIGHT - 0.3
_SATURATION = 5
_NOT_BURNING = -20
_STRONG = 100  # ticks after which any weapon strikes with full strength
_AROUND = 2
_BED = block_id("bed")


@kernel()
def death_tick(s: State, rules: Rules, w: int, p: int) -> None:
    """Let a dead player leave the belongings behind and, where the world says so, live again."""
    _leave_belongings(s, w, p)
    if s.clock[w].respawn:
        _respawn(s, rules, w, p)


@kernel()
def _leave_belongings(s: State, w: int, p: int) -> None:
    """Scatter all stacks around the dead, and seven points of experience a level, a hundred at most."""
    player = s.players[w, p]
    for slot in range(SLOTS):
        stack = s.slots[w, p, slot]
        if stack.count > 0:
            speed = _SCATTER * random_float(s, w)
            around = 2.0 * math.pi * random_float(s, w)
            vx, vz = -math.sin(around) * speed, math.cos(around) * speed
            y = player.y + _DROP_HEIGHT
            spawn_item(s, w, player.x, y, player.z, vx, _POP, vz, stack.item, stack.meta, stack.count, THROW_DELAY)
        stack.item = 0
        stack.meta = 0
        stack.count = 0
    points = min(_POINTS_A_LEVEL * level_of(player.xp), _MOST_POINTS)
    player.xp = 0
    if points > 0:
        drop_experience(s, w, player.x, player.y, player.z, points)


@kernel()
def _respawn(s: State, rules: Rules, w: int, p: int) -> None:
    """Bring the dead to where the next life begins, and begin it if the land there is loaded."""
    player = s.players[w, p]
    clock = s.clock[w]
    x, y, z = clock.spawn_x, clock.spawn_y, clock.spawn_z
    if player.has_bed:
        x, y, z = player.bed_x, player.bed_y, player.bed_z
    player.vx = player.vy = player.vz = 0.0
    player.x, player.y, player.z = x + 0.5, float(y), z + 0.5
    if not _is_loaded_around(s, w, x, z):
        return
    if player.has_bed:
        found, x, y, z = place_beside_bed(s, rules, w, x, y, z)
        if not found:
            player.has_bed = 0  # gone or walled in: the next tick tries the world's spawn
            return
        player.x, player.y, player.z = x + 0.5, float(y), z + 0.5
    while player.y < HEIGHT and overlaps(s, rules, w, player.x, player.y, player.z, HALF_WIDTH, PLAYER_HEIGHT):
        player.y += 1.0
    _begin_life(s, w, p)


@kernel()
def _is_loaded_around(s: State, w: int, x: int, z: int) -> bool:
    """Whether all that a new life looks at is loaded: a far chunk may still be there while those beside it are gone."""
    low = is_loaded(s, w, x - _AROUND, z - _AROUND) and is_loaded(s, w, x - _AROUND, z + _AROUND)
    return low and is_loaded(s, w, x + _AROUND, z - _AROUND) and is_loaded(s, w, x + _AROUND, z + _AROUND)


@kernel()
def place_beside_bed(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> tuple[bool, int, int, int]:
    """Return whether a bed stands at (x, y, z) with room for a player on the ground beside it, and the cell of that."""
    if get_block(s, w, x, y, z) >> 4 == _BED:
        for dx in range(-1, 2):
            for dz in range(-1, 2):
                if not rules.blocks[get_block(s, w, x + dx, y - 1, z + dz)].flags & SOLID:
                    continue
                if not overlaps(s, rules, w, x + dx + 0.5, float(y), z + dz + 0.5, HALF_WIDTH, PLAYER_HEIGHT):
                    return True, x + dx, y, z + dz
    return False, x, y, z


@kernel()
def _begin_life(s: State, w: int, p: int) -> None:
    """Make a player whole."""
    player = s.players[w, p]
    clear_effects(s, w, p)
    player.alive = 1
    player.health = player.food = FULL
    player.saturation = _SATURATION
    player.absorption = player.exhaustion = player.fall_distance = player.last_damage = 0.0
    player.air = FULL_AIR
    player.fire = _NOT_BURNING
    player.food_timer = player.hurt_time = player.use_ticks = player.foe_ticks = 0
    player.on_ground = player.sprinting = player.sneaking = player.sleeping = player.blocking = player.digging = 0
    player.foe = NOBODY
    player.attack_ticks = _STRONG
    player.born = s.clock[w].age
