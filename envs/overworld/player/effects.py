"""Status effects of players: which there are, how they come and go, and what they do to walking and digging.

Numbers are 1.11.2's (Minecraft Wiki, "Status effect"). `PLAYER.effect_level` holds amplifiers: 0 is the first level.
What effects do in every tick is in `player/effects_tick.py`; strength and weakness are read by fighting. Of night
vision, nausea, blindness and invisibility only the time is kept; health boost and levitation are left out.
"""

from envs.overworld.jit import kernel
from envs.overworld.state import EFFECTS, State

SPEED, SLOWNESS, HASTE, FATIGUE, STRENGTH, INSTANT_HEALTH, INSTANT_DAMAGE, JUMP_BOOST, NAUSEA = range(1, 10)
REGENERATION, RESISTANCE, FIRE_RESISTANCE, WATER_BREATHING, INVISIBILITY, BLINDNESS = range(10, 16)
NIGHT_VISION, HUNGER, WEAKNESS, POISON, WITHER, HEALTH_BOOST, ABSORPTION, SATURATION = range(16, 24)

ABSORPTION_POINTS = 4
"""Health points on top for each level of absorption."""

_SPEED_STEP = 0.2
_SLOWNESS_STEP = 0.15
_HASTE_STEP = 0.2
_FATIGUE_FACTORS = (1.0, 0.3, 0.09, 0.0027, 0.00081)


@kernel()
def add_effect(s: State, w: int, p: int, effect: int, ticks: int, level: int) -> None:
    """Give a player a status effect; a stronger one replaces what is there, an equal one makes it last longer.

    Instant effects act in the player's next tick.

    Args:
        s: State of all worlds.
        w: World.
        p: Player.
        effect: One of this module's numbers.
        ticks: How long; 1 for instant effects.
        level: Amplifier, 0 = the first level.
    """
    player = s.players[w, p]
    left = player.effect_ticks[effect]
    old = player.effect_level[effect]
    if left > 0 and (level < old or (level == old and ticks <= left)):
        return
    if effect == ABSORPTION:
        _lose_absorption(s, w, p)
        player.absorption += ABSORPTION_POINTS * (level + 1)
    player.effect_ticks[effect] = ticks
    player.effect_level[effect] = level


@kernel()
def end_effect(s: State, w: int, p: int, effect: int) -> None:
    """Take a status effect away; what absorption gave goes with it."""
    if effect == ABSORPTION:
        _lose_absorption(s, w, p)
    player = s.players[w, p]
    player.effect_ticks[effect] = 0
    player.effect_level[effect] = 0


@kernel()
def clear_effects(s: State, w: int, p: int) -> None:
    """Take all status effects away, as milk and death do."""
    for effect in range(EFFECTS):
        end_effect(s, w, p, effect)


@kernel()
def _lose_absorption(s: State, w: int, p: int) -> None:
    player = s.players[w, p]
    if player.effect_ticks[ABSORPTION] > 0:
        given = ABSORPTION_POINTS * (player.effect_level[ABSORPTION] + 1)
        player.absorption = max(player.absorption - given, 0.0)


@kernel(inline=True)
def effect_level(s: State, w: int, p: int, effect: int) -> int:
    """Return the level of an effect as the game writes it: 0 = the player has it not, 1 = level I."""
    player = s.players[w, p]
    return player.effect_level[effect] + 1 if player.effect_ticks[effect] > 0 else 0


@kernel()
def walk_factor(s: State, w: int, p: int) -> float:
    """Return what speed and slowness multiply the speed on foot by: + 20 % and - 15 % a level."""
    faster = 1.0 + _SPEED_STEP * effect_level(s, w, p, SPEED)
    return faster * max(1.0 - _SLOWNESS_STEP * effect_level(s, w, p, SLOWNESS), 0.0)


@kernel()
def dig_factor(s: State, w: int, p: int) -> float:
    """Return what haste (+ 20 % a level) and mining fatigue (30 %, 9 %, 0.27 %, 0.081 %) multiply digging by."""
    faster = 1.0 + _HASTE_STEP * effect_level(s, w, p, HASTE)
    return faster * _FATIGUE_FACTORS[min(effect_level(s, w, p, FATIGUE), 4)]
