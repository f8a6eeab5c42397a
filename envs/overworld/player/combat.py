"""Striking mobs with what is in the hand, by the rules of 1.9 and later."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def strike_tick(s: State, rules: Rules, w: int, p: int, attack: bool) -> bool:
    """Strike the mob under the crosshair at a fresh press of the attack key; to be called once a tick, before digging.

    Returns:
        Whether a mob is under the crosshair within reach, so that nothing is dug in this tick.
    """
    return False
