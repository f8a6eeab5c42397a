"""One tick of one mob: it thinks, moves, is pushed, suffers, and its times run on."""

from envs.overworld.entities.mobs.body import NOTICE_TICKS, move_mob
from envs.overworld.entities.mobs.crowd import push_apart
from envs.overworld.entities.mobs.harm import suffer
from envs.overworld.entities.mobs.life import DEATH_TICKS, finish_death
from envs.overworld.entities.mobs.mind import think
from envs.overworld.jit import kernel
from envs.overworld.rules import MONSTER, Rules
from envs.overworld.state import ENTITY_MOB, NOBODY, State

FORGET_TICKS = 100
"""Ticks after which a mob forgets who hurt it."""

_AT_REST = 255
_SWING_TICKS = 6


@kernel()
def tick_mob(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one mob by one tick: think, move, suffer, grow, die."""
    entity = s.entities[w, i]
    pass_time(s, rules, w, i)
    if entity.death_time > 0:
        entity.death_time += 1
        live(s, rules, w, i)
        if entity.death_time > DEATH_TICKS:
            finish_death(s, rules, w, i)
        return
    think(s, rules, w, i)
    if entity.kind == ENTITY_MOB:
        live(s, rules, w, i)


@kernel()
def live(s: State, rules: Rules, w: int, i: int) -> None:
    """What a mob's body does in a tick, whatever its mind: move, push, be hurt by what is around it."""
    entity = s.entities[w, i]
    touched = move_mob(s, rules, w, i)
    entity.jump = 0
    moves = entity.forward != 0.0 or entity.vx != 0.0 or entity.vz != 0.0
    if entity.death_time == 0:
        if moves or (entity.age + i) % NOTICE_TICKS == 0:
            push_apart(s, rules, w, i)
        suffer(s, rules, w, i, touched)


@kernel()
def pass_time(s: State, rules: Rules, w: int, i: int) -> None:
    """Let a mob's counters run: invulnerability, memory of a blow, love, anger, growth, the swing of its arm."""
    entity = s.entities[w, i]
    entity.hurt_time = max(0, entity.hurt_time - 1)
    entity.by_player = max(0, entity.by_player - 1)
    entity.love = max(0, entity.love - 1)
    entity.anger = max(0, entity.anger - 1)
    if entity.attacker != NOBODY:
        entity.attacker_ticks += 1
        if entity.attacker_ticks > FORGET_TICKS:
            entity.attacker = NOBODY
    if entity.growth > 0:
        entity.growth -= 1
    elif entity.growth < 0 and rules.mobs[entity.mob].category != MONSTER:
        entity.growth += 1
    if entity.swing < _SWING_TICKS:
        entity.swing += 1
    else:
        entity.swing = _AT_REST
