"""How mobs come into the world, are hurt, and die: health, armour, knock-back, loot, experience."""

from envs.overworld.entities.rows import new_entity
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_MOB, State


@kernel()
def spawn_mob(s: State, rules: Rules, w: int, mob: int, x: float, y: float, z: float) -> int:
    """Put a healthy grown mob with its feet at a point; its variant (colour, size) is drawn from the world's stream.

    Returns:
        Its entity row, or -1 if there is no room.
    """
    row = new_entity(s, w, ENTITY_MOB, x, y, z)
    if row >= 0:
        s.entities[w, row].mob = mob
        s.entities[w, row].health = rules.mobs[mob].health
    return row


@kernel()
def hurt_mob(s: State, rules: Rules, w: int, i: int, amount: float, kind: int, attacker: int) -> bool:
    """Hurt a mob and, at no health left, begin its death; return whether it felt anything.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        i: Entity row of the mob.
        amount: Health points before armour.
        kind: A DAMAGE_* constant.
        attacker: Body that did it, or NOBODY; it may be hunted, fled or avenged for it.
    """
    s.entities[w, i].health -= amount
    return True


@kernel()
def knock_back(s: State, w: int, i: int, strength: float, dx: float, dz: float) -> None:
    """Push a mob away: (dx, dz) points from the mob to where the blow came from."""

