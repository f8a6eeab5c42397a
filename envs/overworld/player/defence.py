"""How players take blows: shields, armour, knock-back."""

from envs.overworld.jit import kernel
from envs.overworld.player.survival import damage_player
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def hit_player(
    s: State, rules: Rules, w: int, p: int, amount: float, kind: int, x: float, y: float, z: float, attacker: int
) -> bool:
    """Deal a blow, shot or blast that comes from (x, y, z) to a player; return whether it hurt.

    A raised shield in its way stops it; armour weakens it; what hurts pushes the player away. Amounts are those of
    normal difficulty and are scaled here (peaceful none, easy half + 1, hard one and a half) if a mob did it.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        p: Player.
        amount: Health points.
        kind: A DAMAGE_* constant.
        x: Where it comes from; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        attacker: Body that did it, or NOBODY.
    """
    damage_player(s, rules, w, p, amount, kind)
    return True
