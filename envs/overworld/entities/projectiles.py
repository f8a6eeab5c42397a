"""What flies: arrows, and what is thrown (eggs, snowballs, ender pearls, splash potions)."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def shoot_arrow(
    s: State, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, speed: float, spread: float,
    damage: float, owner: int,
) -> int:  # fmt: skip
    """Let an arrow fly from (x, y, z) along (dx, dy, dz) at `speed` blocks a tick; return its row or -1.

    `spread` is the game's inaccuracy (1 = a player, 14 - 4 x difficulty = a skeleton); `damage` counts per block/tick.
    """
    return -1


@kernel()
def throw_thing(
    s: State, w: int, item: int, meta: int, x: float, y: float, z: float, dx: float, dy: float, dz: float,
    speed: float, spread: float, owner: int,
) -> int:  # fmt: skip
    """Throw an egg, snowball, ender pearl or splash potion; return its row or -1. `meta` of a potion is its effect."""
    return -1


@kernel()
def tick_projectile(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one arrow or thrown thing by one tick."""
