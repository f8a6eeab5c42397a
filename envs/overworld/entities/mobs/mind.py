"""What mobs want: one behaviour function for each row of `rules.BEHAVIOURS`."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def think(s: State, rules: Rules, w: int, i: int) -> None:
    """Let one living mob choose what it does in this tick.

    Writes the fields under "what the mind tells the body" of ENTITY (forward, strafe, rise, pace, jump, yaw, pitch,
    head_yaw), and does at once what is no movement: strike, shoot, explode, teleport.
    """
