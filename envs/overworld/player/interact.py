"""What the use key does to a mob: shear, milk, dye, tame, feed.

Left out: riding, saddles, leads, name tags, and telling a wolf to sit.
"""

import numpy as np

from envs.overworld.entities.items import spawn_item
from envs.overworld.entities.mobs.loot import DROP_DELAY
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import MOB_NAMES, item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import add_item, damage_tool, take_from_slot
from envs.overworld.player.look import aim_mob
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import MOB_FOODS, MONSTER, Rules
from envs.overworld.state import NOBODY, PLAYER_BODY, State

LOVE_TICKS = 600
"""Ticks for which a fed animal looks for a partner."""
TAME_HEALTH = 20.0
"""Health of a tame wolf."""

_SHEARS = item_index("shears")
_WOOL = item_index("wool")
_BUCKET = item_index("bucket")
_MILK = item_index("milk_bucket")
_BOWL = item_index("bowl")
_STEW = item_index("mushroom_stew")
_DYE = item_index("dye")
_MUSHROOM = item_index("red_mushroom")

_SHEEP = mob_index("sheep")
_COW = mob_index("cow")
_MOOSHROOM = mob_index("mooshroom")
_BREEDS_TAME_ONLY = np.array([name in ("wolf", "horse", "donkey", "llama") for name in MOB_NAMES])
_MUSHROOMS = 5
_TAME_CHANCE = 1.0 / 3.0
_GROWTH_SHARE = 0.1


@kernel()
def use_mob(s: State, rules: Rules, w: int, p: int) -> bool:
    """Use what is in the main hand on the mob under the crosshair; return whether it answered."""
    i = aim_mob(s, rules, w, p)
    if i < 0:
        return False
    player = s.players[w, p]
    slot = int(player.selected)
    item = int(s.slots[w, p, slot].item)
    if item == 0 or not _answers(s, rules, w, p, i, slot, item):
        return False
    s.used[w, p, item] += 1
    return True


@kernel()
def _answers(s: State, rules: Rules, w: int, p: int, i: int, slot: int, item: int) -> bool:
    """Let a mob answer to an item of a player's slot; return whether it did."""
    mob = int(s.entities[w, i].mob)
    grown = s.entities[w, i].growth >= 0
    if item == _SHEARS and grown and (mob == _SHEEP or mob == _MOOSHROOM):
        return _shear(s, rules, w, p, i, slot)
    if item == _BUCKET and grown and (mob == _COW or mob == _MOOSHROOM):
        _fill(s, rules, w, p, slot, _MILK)
        return True
    if item == _BOWL and grown and mob == _MOOSHROOM:
        _fill(s, rules, w, p, slot, _STEW)
        return True
    if item == _DYE and mob == _SHEEP:
        return _dye(s, w, p, i, slot)
    if rules.mobs[mob].tame == item and not s.entities[w, i].tame and s.entities[w, i].anger == 0:
        _tame(s, w, p, i, slot)
        return True
    return _feed(s, rules, w, p, i, slot, item)


@kernel()
def _shear(s: State, rules: Rules, w: int, p: int, i: int, slot: int) -> bool:
    """Shear a sheep (one to three wool of its colour) or a mooshroom (five mushrooms, and it is a cow)."""
    entity = s.entities[w, i]
    if entity.mob == _SHEEP:
        if entity.sheared:
            return False
        entity.sheared = 1
        for _ in range(1 + random_int(s, w, 3)):
            _pop(s, w, i, 1.0, _WOOL, entity.variant)
    else:
        entity.mob = _COW
        height = mob_size(s, rules, w, i)[1]
        for _ in range(_MUSHROOMS):
            _pop(s, w, i, height, _MUSHROOM, 0)
    damage_tool(s, rules, w, p, slot, 1)
    return True


@kernel()
def _pop(s: State, w: int, i: int, above: float, item: int, meta: int) -> None:
    """Let an item jump off a mob."""
    entity = s.entities[w, i]
    vx = 0.2 * random_float(s, w) - 0.1 + 0.1 * (random_float(s, w) - random_float(s, w))
    vy = 0.2 + 0.05 * random_float(s, w)
    vz = 0.2 * random_float(s, w) - 0.1 + 0.1 * (random_float(s, w) - random_float(s, w))
    spawn_item(s, w, entity.x, entity.y + above, entity.z, vx, vy, vz, item, meta, 1, DROP_DELAY)


@kernel()
def _fill(s: State, rules: Rules, w: int, p: int, slot: int, full: int) -> None:
    """Turn one vessel of a slot into a full one: in its place, else in the inventory, else on the ground."""
    stack = s.slots[w, p, slot]
    take_from_slot(s, w, p, slot, 1)
    if stack.count == 0:
        stack.item, stack.meta, stack.count = full, 0, 1
    elif add_item(s, rules, w, p, full, 0, 1) > 0:
        player = s.players[w, p]
        spawn_item(s, w, player.x, player.y, player.z, 0.0, 0.0, 0.0, full, 0, 1, 0)


@kernel()
def _dye(s: State, w: int, p: int, i: int, slot: int) -> bool:
    """Colour the wool of a sheep that has it and is of another colour (dyes count the colours backwards)."""
    entity = s.entities[w, i]
    colour = 15 - s.slots[w, p, slot].meta
    if entity.sheared or entity.variant == colour:
        return False
    entity.variant = colour
    take_from_slot(s, w, p, slot, 1)
    return True


@kernel()
def _tame(s: State, w: int, p: int, i: int, slot: int) -> None:
    """Offer a mob what tames it: one in three is won over."""
    take_from_slot(s, w, p, slot, 1)
    entity = s.entities[w, i]
    if random_float(s, w) < _TAME_CHANCE:
        entity.tame = 1
        entity.persistent = 1
        entity.owner = PLAYER_BODY + p
        entity.target = NOBODY
        entity.health = TAME_HEALTH


@kernel()
def _feed(s: State, rules: Rules, w: int, p: int, i: int, slot: int, item: int) -> bool:
    """Feed an animal: a hurt tame one heals, a young one grows by a tenth of the rest, a grown one loves."""
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    likes = False
    for k in range(MOB_FOODS):
        likes |= row.foods[k] == item
    if not likes or row.category == MONSTER or (_BREEDS_TAME_ONLY[entity.mob] and not entity.tame):
        return False
    if entity.tame and row.tame != 0 and entity.health < TAME_HEALTH:
        entity.health = min(TAME_HEALTH, entity.health + rules.items[item].food)
    elif entity.growth < 0:
        entity.growth += int(-entity.growth // 20 * _GROWTH_SHARE) * 20
    elif entity.growth == 0 and entity.love == 0:
        entity.love = LOVE_TICKS
        entity.persistent = 1
    else:
        return False
    take_from_slot(s, w, p, slot, 1)
    return True
