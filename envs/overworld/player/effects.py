"""Status effects of players: poison, hunger, regeneration and the like."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State

SPEED, SLOWNESS, HASTE, FATIGUE, STRENGTH, INSTANT_HEALTH, INSTANT_DAMAGE, JUMP_BOOST, NAUSEA = range(1, 10)
REGENERATION, RESISTANCE, FIRE_RESISTANCE, WATER_BREATHING, INVISIBILITY, BLINDNESS = range(10, 16)
NIGHT_VISION, HUNGER, WEAKNESS, POISON, WITHER, HEALTH_BOOST, ABSORPTION, SATURATION = range(16, 24)


@kernel()
def add_effect(s: State, w: int, p: int, effect: int, ticks: int, level: int) -> None:
    """Give a player a status effect; a stronger or longer one replaces what is there, as in the game."""


@kernel()
def effects_tick(s: State, rules: Rules, w: int, p: int) -> None:
    """Let the effects of one player act and fade for one tick."""
