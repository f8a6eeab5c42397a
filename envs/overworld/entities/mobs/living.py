"""What a mob's body does in every tick, whatever its mind: its times run on, it moves, is pushed, suffers."""

from envs.overworld.entities.mobs.body import NOTICE_TICKS, calm_legs, move_mob, rests
from envs.overworld.entities.mobs.crowd import push_mobs, push_players
from envs.overworld.entities.mobs.harm import is_in_trouble, suffer
from envs.overworld.jit import kernel
from envs.overworld.rules import MONSTER, Rules
from envs.overworld.state import NOBODY, State

FORGET_TICKS = 100
"""Ticks after which a mob forgets who hurt it."""

_AT_REST = 255
_SWING_TICKS = 6


@kernel()
def live(s: State, rules: Rules, w: int, i: int) -> None:
    """Move one mob, let it push and be pushed, and be hurt by what is around it."""
    entity = s.entities[w, i]
    touched = 0
    if rests(s, rules, w, i):
        calm_legs(s, w, i)
    else:
        touched = move_mob(s, rules, w, i)
    entity.jump = 0
    moves = entity.forward != 0.0 or entity.vx != 0.0 or entity.vz != 0.0
    if entity.death_time == 0:
        if moves or (entity.age + i) % NOTICE_TICKS == 0:
            push_mobs(s, rules, w, i)
        push_players(s, rules, w, i)
        if is_in_trouble(s, rules, w, i, touched):
            suffer(s, rules, w, i, touched)


@kernel(inline=True)
def pass_time(s: State, rules: Rules, w: int, i: int) -> None:
    """Let a mob's counters run: invulnerability, memory of a blow, love, growth, the swing of its arm."""
    entity = s.entities[w, i]
    entity.hurt_time = max(0, entity.hurt_time - 1)
    entity.by_player = max(0, entity.by_player - 1)
    entity.love = max(0, entity.love - 1)
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
