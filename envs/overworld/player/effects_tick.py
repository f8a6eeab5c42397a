"""What status effects do to a player in every tick: they hurt, heal, tire, feed and fade."""

from envs.overworld.jit import kernel
from envs.overworld.player.damage import damage_player, heal
from envs.overworld.player.effects import (
    HUNGER,
    INSTANT_DAMAGE,
    INSTANT_HEALTH,
    POISON,
    REGENERATION,
    SATURATION,
    WITHER,
    end_effect,
)
from envs.overworld.player.hunger import add_exhaustion, feed
from envs.overworld.rules import Rules
from envs.overworld.state import DAMAGE_MAGIC, EFFECTS, State

_REGENERATION_TICKS = 50
_POISON_TICKS = 25
_WITHER_TICKS = 40
_HUNGER_EXHAUSTION = 0.005
_INSTANT_HEALTH = 4
_INSTANT_DAMAGE = 6


@kernel()
def effects_tick(s: State, rules: Rules, w: int, p: int) -> None:
    """Let the effects of one player act and fade for one tick."""
    player = s.players[w, p]
    for effect in range(1, EFFECTS):
        left = player.effect_ticks[effect]
        if left > 0:
            _act(s, rules, w, p, effect, left, player.effect_level[effect])
            if left > 1:
                player.effect_ticks[effect] = left - 1
            else:
                end_effect(s, w, p, effect)


@kernel()
def _act(s: State, rules: Rules, w: int, p: int, effect: int, left: int, level: int) -> None:
    """Let one effect act, if its time has come: what hurts or heals waits half as long with each level."""
    if effect == REGENERATION and _is_due(left, _REGENERATION_TICKS >> level):
        heal(s, w, p, 1.0)
    elif effect == POISON and _is_due(left, _POISON_TICKS >> level):
        if s.players[w, p].health > 1.0:
            damage_player(s, rules, w, p, 1.0, DAMAGE_MAGIC)
    elif effect == WITHER and _is_due(left, _WITHER_TICKS >> level):
        damage_player(s, rules, w, p, 1.0, DAMAGE_MAGIC)
    elif effect == HUNGER:
        add_exhaustion(s, w, p, _HUNGER_EXHAUSTION * (level + 1))
    elif effect == SATURATION:
        feed(s, w, p, level + 1, 2.0 * (level + 1))
    elif effect == INSTANT_HEALTH:
        heal(s, w, p, float(_INSTANT_HEALTH << level))
    elif effect == INSTANT_DAMAGE:
        damage_player(s, rules, w, p, float(_INSTANT_DAMAGE << level), DAMAGE_MAGIC)


@kernel(inline=True)
def _is_due(left: int, interval: int) -> bool:
    return interval <= 1 or left % interval == 0
