"""Bows, shields and things to throw."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def bow_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Draw the bow in the main hand while the use key is held, shoot when it is let go; return whether it is drawn.

    To be called in every tick. The draw is counted in `PLAYER.use_ticks`.
    """
    return False


@kernel()
def shield_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Raise the shield in the main or the off hand while the use key is held; return whether it is in use.

    To be called in every tick; sets `PLAYER.blocking` once it has been held for five ticks.
    """
    return False


@kernel()
def throw_held(s: State, rules: Rules, w: int, p: int) -> bool:
    """Throw the egg, snowball, ender pearl or splash potion in the main hand; return whether there was one."""
    return False
