"""What a dead mob leaves: items by its loot table, the thing in its hand, and experience."""

from envs.overworld.entities.items import spawn_item
from envs.overworld.entities.orbs import drop_experience
from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import BEHAVIOURS, MONSTER, Rules
from envs.overworld.state import State

DROP_DELAY = 10
"""Ticks before what a mob dropped can be picked up."""

_HOP = BEHAVIOURS.index("hop")
_SHEEP = mob_index("sheep")
_WOOL = item_index("wool")
_EQUIPMENT_CHANCE = 0.085
_BABY_EXPERIENCE = 2.5


@kernel()
def drop_from(s: State, w: int, i: int, item: int, meta: int, count: int) -> None:
    """Let a mob drop a stack at its feet, which pops up as in the game."""
    entity = s.entities[w, i]
    vx = 0.2 * random_float(s, w) - 0.1
    vz = 0.2 * random_float(s, w) - 0.1
    spawn_item(s, w, entity.x, entity.y, entity.z, vx, 0.2, vz, item, meta, count, DROP_DELAY)


@kernel()
def drop_loot(s: State, rules: Rules, w: int, i: int) -> None:
    """Drop what a mob that dies leaves: nothing if it is a young animal, slime balls of the smallest slimes only."""
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    by_player = entity.by_player > 0
    if (entity.growth < 0 and row.category != MONSTER) or (row.behaviour == _HOP and entity.variant > 1):
        return
    if entity.mob == _SHEEP and not entity.sheared:
        drop_from(s, w, i, _WOOL, entity.variant, 1)
    start = row.loot_start
    end = start + row.loot_count
    while start < end:
        pool = rules.loot[start]
        if (by_player or not pool.by_player) and random_float(s, w) < pool.chance:
            for _ in range(pool.rolls_low + random_int(s, w, pool.rolls_high - pool.rolls_low + 1)):
                _roll(s, rules, w, i, start, pool.pool)
        start += pool.pool
    if entity.item != 0 and by_player and random_float(s, w) < _EQUIPMENT_CHANCE:
        _drop_equipment(s, rules, w, i)


@kernel()
def _roll(s: State, rules: Rules, w: int, i: int, start: int, rows: int) -> None:
    """Drop one row of a pool, chosen by weight."""
    total = 0
    for k in range(start, start + rows):
        total += rules.loot[k].weight
    pick = random_int(s, w, total)
    chosen = start
    while pick >= rules.loot[chosen].weight:
        pick -= rules.loot[chosen].weight
        chosen += 1
    loot = rules.loot[chosen]
    count = loot.low + random_int(s, w, loot.high - loot.low + 1)
    if count <= 0:
        return
    burning = s.entities[w, i].fire > 0
    drop_from(s, w, i, loot.cooked if burning and loot.cooked != 0 else loot.item, loot.meta, count)


@kernel()
def _drop_equipment(s: State, rules: Rules, w: int, i: int) -> None:
    """Drop what is in the hand, worn as mobs' weapons are."""
    item = s.entities[w, i].item
    limit = int(rules.items[item].max_damage)
    worn = 0
    if limit > 0:
        worn = limit - random_int(s, w, 1 + random_int(s, w, max(limit - 3, 1)))
    drop_from(s, w, i, item, worn, 1)


@kernel()
def leave_experience(s: State, rules: Rules, w: int, i: int) -> None:
    """Leave the orbs of a mob that a player killed: more for what it held; none of young animals."""
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    if entity.by_player == 0 or (entity.growth < 0 and row.category != MONSTER):
        return
    points = row.xp_low + random_int(s, w, row.xp_high - row.xp_low + 1)
    if row.behaviour == _HOP:
        points *= entity.variant
    elif entity.growth < 0:
        points = int(points * _BABY_EXPERIENCE)
    if entity.item != 0 and points > 0:
        points += 1 + random_int(s, w, 3)
    drop_experience(s, w, entity.x, entity.y, entity.z, points)
