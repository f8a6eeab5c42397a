"""Bows, shields and things to throw."""

from envs.overworld.entities.projectiles import shoot_arrow, throw_thing
from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import CARRIED, damage_tool, take_from_slot
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import eye_height
from envs.overworld.rules import Rules
from envs.overworld.state import PLAYER_BODY, State

OFF_HAND = 40
"""Inventory slot of the off hand."""
DRAW_TICKS = 20
"""Ticks of drawing after which a bow shoots with full power."""
RAISE_TICKS = 5
"""Ticks before a shield that is being raised stops anything."""

_BOW = item_index("bow")
_SHIELD = item_index("shield")
_ARROWS = (item_index("arrow"), item_index("tipped_arrow"), item_index("spectral_arrow"))
_POTION = item_index("splash_potion")
_THROWN = (item_index("egg"), item_index("snowball"), item_index("ender_pearl"), _POTION)

_ARROW_SPEED = 3.0
_ARROW_DAMAGE = 2.0
_LEAST_POWER = 0.1
_PLAYERS_SPREAD = 1.0
_BELOW_EYES = 0.1
_THROW_SPEED = 1.5
_POTION_SPEED = 0.5
_POTION_LOB = 20.0  # degrees above the gaze


@kernel(inline=True)
def draw_power(ticks: int) -> float:
    """Power (0-1) of a bow that was drawn for so many ticks."""
    share = ticks / DRAW_TICKS
    return min(1.0, (share * share + 2.0 * share) / 3.0)


@kernel()
def bow_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Draw the bow in the main hand while the use key is held, shoot when it is let go; return whether it is drawn.

    The draw is counted in `PLAYER.use_ticks`, which nobody else may touch while a bow is being drawn. Without arrows
    nothing is drawn.
    """
    player = s.players[w, p]
    if s.slots[w, p, player.selected].item != _BOW:
        return False
    slot = _arrow_slot(s, w, p)
    if slot < 0:
        return False
    if held:
        player.use_ticks += 1
        return True
    if player.use_ticks > 0:
        _shoot(s, rules, w, p, slot, draw_power(player.use_ticks))
    player.use_ticks = 0
    return False


@kernel()
def _arrow_slot(s: State, w: int, p: int) -> int:
    """Slot of the first arrows: off hand, main hand, then in order; -1 for none."""
    if s.slots[w, p, OFF_HAND].item in _ARROWS:
        return OFF_HAND
    for slot in range(CARRIED):
        if s.slots[w, p, slot].item in _ARROWS:
            return slot
    return -1


@kernel()
def _shoot(s: State, rules: Rules, w: int, p: int, slot: int, power: float) -> None:
    """Let the arrow go, unless the bow was hardly drawn."""
    if power < _LEAST_POWER:
        return
    player = s.players[w, p]
    dx, dy, dz = look_vector(player.yaw, player.pitch)
    y = player.y + eye_height(player.sneaking != 0) - _BELOW_EYES
    arrow, meta = s.slots[w, p, slot].item, s.slots[w, p, slot].meta
    row = shoot_arrow(
        s, w, player.x, y, player.z, dx, dy, dz, _ARROW_SPEED * power, _PLAYERS_SPREAD, _ARROW_DAMAGE, PLAYER_BODY + p
    )
    if row >= 0:
        s.entities[w, row].variant = power >= 1.0  # critical
        s.entities[w, row].item = arrow
        s.entities[w, row].meta = meta
    take_from_slot(s, w, p, slot, 1)
    s.used[w, p, _BOW] += 1
    damage_tool(s, rules, w, p, int(player.selected), 1)


@kernel()
def shield_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Raise the shield in the main or the off hand while the use key is held; return whether it is in use.

    To be called while nothing else is used; sets `PLAYER.blocking` once it has been held for five ticks.
    """
    player = s.players[w, p]
    has_shield = s.slots[w, p, player.selected].item == _SHIELD or s.slots[w, p, OFF_HAND].item == _SHIELD
    if held and has_shield:
        player.use_ticks += 1
        player.blocking = player.use_ticks >= RAISE_TICKS
        return True
    player.use_ticks = 0
    player.blocking = 0
    return False


@kernel()
def throw_held(s: State, rules: Rules, w: int, p: int) -> bool:
    """Throw the egg, snowball, ender pearl or splash potion in the main hand; return whether there was one."""
    player = s.players[w, p]
    slot = int(player.selected)
    item, meta = int(s.slots[w, p, slot].item), int(s.slots[w, p, slot].meta)
    if item not in _THROWN:
        return False
    lob = _POTION_LOB if item == _POTION else 0.0
    speed = _POTION_SPEED if item == _POTION else _THROW_SPEED
    dx, _, dz = look_vector(player.yaw, player.pitch)
    _, dy, _ = look_vector(player.yaw, player.pitch - lob)
    y = player.y + eye_height(player.sneaking != 0) - _BELOW_EYES
    throw_thing(
        s, w, item, meta, player.x, y, player.z, dx, dy, dz, speed, _PLAYERS_SPREAD, PLAYER_BODY + p
    )  # fmt: skip
    take_from_slot(s, w, p, slot, 1)
    s.used[w, p, item] += 1
    player.swing = 0
    return True
