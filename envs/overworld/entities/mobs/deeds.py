"""What mobs do that is no movement: strike, shoot, throw, explode, eat, lay, bear, teleport."""

import math

from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.entities.bodies import remove_body
from envs.overworld.entities.explosion import explode
from envs.overworld.entities.items import spawn_item
from envs.overworld.entities.mobs.blink import blink, blink_away
from envs.overworld.entities.mobs.life import hurt_mob, spawn_mob
from envs.overworld.entities.mobs.shape import mob_eyes
from envs.overworld.entities.mobs.steering import rest
from envs.overworld.entities.mobs.wishes import BEAR, BITE, BLINK, BLINK_TO, BURST, HURL, LAY, SHOOT
from envs.overworld.entities.orbs import drop_experience
from envs.overworld.entities.projectiles import shoot_arrow, throw_thing
from envs.overworld.gamedata import block_state, item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.defence import hit_player
from envs.overworld.player.effects import HUNGER, POISON, add_effect
from envs.overworld.rng import random_int
from envs.overworld.rules import Rules
from envs.overworld.state import (
    DAMAGE_MOB,
    ENTITY_BODY,
    ENTITY_MOB,
    HARD,
    NOBODY,
    NORMAL,
    PLAYER_BODY,
    State,
)

POWER = 3.0
"""Of a creeper's explosion."""

_HUSK, _CAVE_SPIDER = mob_index("husk"), mob_index("cave_spider")
_HUNGER_TICKS = 140
_POISON_TICKS, _POISON_TICKS_HARD = 140, 300
_RALLY_REACH, _RALLY_TICKS = 16.0, 60

_ARROW_SPEED, _ARROW_SPREAD, _ARROW_SPREAD_LESS = 1.6, 14.0, 4.0
_ARROW_DAMAGE, _ARROW_DAMAGE_MORE = 2.0, 0.11
_POTION = item_index("splash_potion")
_POTION_SPEED, _POTION_SPREAD = 0.75, 8.0
_LIFT = 0.2  # of the distance that a shot is aimed too high

_EGG = item_index("egg")
_EGG_DELAY = 10
_GRASS, _DIRT, _TALL_GRASS = block_state("grass"), block_state("dirt"), block_state("tallgrass", 1)
_GROWN_BY_GRASS = 1200
_BABY, _AFTER_BIRTH = -24000, 6000


@kernel()
def do_deed(s: State, rules: Rules, w: int, i: int, what: int, x: float, y: float, z: float, pace: float) -> None:
    """Grant a wish from SHOOT on."""
    entity = s.entities[w, i]
    if what == SHOOT or what == HURL:
        _let_fly(s, rules, w, i, what, x, y, z, int(pace))
    elif what == BURST:
        entity.death_time = 1  # its own blast is nothing to it
        explode(s, rules, w, entity.x, entity.y, entity.z, POWER, False, ENTITY_BODY + i)
        remove_body(s, w, i)
    elif what == BITE:
        _bite(s, rules, w, i)
    elif what == LAY:
        spawn_item(s, w, entity.x, entity.y, entity.z, 0.0, 0.2, 0.0, _EGG, 0, 1, _EGG_DELAY)
    elif what == BEAR:
        _bear(s, rules, w, i, int(x))
    elif what == BLINK:
        for _ in range(int(y)):
            if blink_away(s, rules, w, i):
                break
    elif what == BLINK_TO:
        blink(s, rules, w, i, x, y, z)


@kernel()
def hit_prey(s: State, rules: Rules, w: int, i: int, amount: float) -> None:
    """Deal a blow to the prey, wherever it is, with what comes with it. Tame wolves take a player's side."""
    entity = s.entities[w, i]
    entity.swing = 0
    if entity.target >= ENTITY_BODY:
        hurt_mob(s, rules, w, entity.target - ENTITY_BODY, amount, DAMAGE_MOB, ENTITY_BODY + i)
        return
    p = entity.target - PLAYER_BODY
    if not hit_player(s, rules, w, p, amount, DAMAGE_MOB, entity.x, entity.y, entity.z, ENTITY_BODY + i):
        return
    difficulty = s.clock[w].difficulty
    if entity.mob == _HUSK:
        add_effect(s, w, p, HUNGER, _HUNGER_TICKS, 0)
    elif entity.mob == _CAVE_SPIDER and difficulty >= NORMAL:
        add_effect(s, w, p, POISON, _POISON_TICKS_HARD if difficulty == HARD else _POISON_TICKS, 0)
    for j in range(s.clock[w].entity_rows):
        pet = s.entities[w, j]
        if pet.kind == ENTITY_MOB and pet.tame and pet.owner == PLAYER_BODY + p and pet.target == NOBODY:
            near = abs(pet.x - entity.x) < _RALLY_REACH and abs(pet.z - entity.z) < _RALLY_REACH
            if near and rules.mobs[pet.mob].damage > 0.0:
                pet.target = ENTITY_BODY + i
                pet.anger = _RALLY_TICKS


@kernel()
def _let_fly(s: State, rules: Rules, w: int, i: int, what: int, x: float, y: float, z: float, potion: int) -> None:
    """Shoot an arrow or throw a potion at a point, a little above it the farther it is."""
    entity = s.entities[w, i]
    entity.swing = 0
    from_y = entity.y + mob_eyes(s, rules, w, i) - 0.1
    dx, dy, dz = x - entity.x, y - from_y, z - entity.z
    dy += _LIFT * math.sqrt(dx * dx + dz * dz)
    if what == HURL:
        owner = ENTITY_BODY + i
        speed, spread = _POTION_SPEED, _POTION_SPREAD
        throw_thing(s, w, _POTION, potion, entity.x, from_y, entity.z, dx, dy, dz, speed, spread, owner)
        return
    difficulty = s.clock[w].difficulty
    spread = _ARROW_SPREAD - _ARROW_SPREAD_LESS * difficulty
    damage = _ARROW_DAMAGE + _ARROW_DAMAGE_MORE * difficulty
    shoot_arrow(s, w, entity.x, from_y, entity.z, dx, dy, dz, _ARROW_SPEED, spread, damage, ENTITY_BODY + i)


@kernel()
def _bite(s: State, rules: Rules, w: int, i: int) -> None:
    """Eat the tuft at the feet or the grass below; wool grows again, and a lamb grows up sooner."""
    entity = s.entities[w, i]
    x, y, z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
    left = AIR
    if get_block(s, w, x, y, z) != _TALL_GRASS:
        y -= 1
        left = _DIRT
        if get_block(s, w, x, y, z) != _GRASS:
            return
    set_block(s, rules, w, x, y, z, left)
    entity.sheared = 0
    if entity.growth < 0:
        entity.growth = min(0, entity.growth + _GROWN_BY_GRASS)


@kernel()
def _bear(s: State, rules: Rules, w: int, i: int, j: int) -> None:
    """Let two animals have a young one that looks like one of them, and players a little experience."""
    for row in (i, j):
        parent = s.entities[w, row]
        parent.love = 0
        parent.growth = _AFTER_BIRTH
        rest(parent, 0)
    entity = s.entities[w, i]
    row = spawn_mob(s, rules, w, entity.mob, entity.x, entity.y, entity.z)
    if row < 0:
        return
    child = s.entities[w, row]
    child.growth = _BABY
    child.variant = s.entities[w, i if random_int(s, w, 2) == 0 else j].variant
    child.yaw = child.head_yaw = entity.yaw
    child.tame = entity.tame
    child.owner = entity.owner
    child.persistent = 1
    drop_experience(s, w, entity.x, entity.y, entity.z, 1 + random_int(s, w, 7))
