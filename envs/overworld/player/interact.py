"""What the use key does to a mob: shear, milk, feed, tame, dye."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def use_mob(s: State, rules: Rules, w: int, p: int) -> bool:
    """Use what is in the main hand on the mob under the crosshair; return whether it answered."""
    return False
