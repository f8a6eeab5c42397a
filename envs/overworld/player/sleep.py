"""Sleeping in beds by 1.11.2's rules: when it is possible, what ends it, and where the next life then begins.

The sleeper stays beside the bed in place of lying on it, and the bed is where the next life begins from the moment of
lying down (in the game, of getting up unhurt). Beds are never taken by others, and do not explode.
"""

from envs.overworld.blocks.daylight import darkness_now
from envs.overworld.blocks.grid import get_block
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import block_id, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rules import MONSTER, Rules
from envs.overworld.state import ENTITY_MOB, State
from envs.overworld.weather import morning

SLEEP_TICKS = 100
"""Ticks asleep after which the morning comes."""

_DARK = 4  # levels of sky light that must be gone: night from 12541 to 23458, and thunderstorms
_REACH, _REACH_Y = 3, 2
_DANGER, _DANGER_Y = 8, 5
_BED = block_id("bed")
_HEAD = 8  # metadata bit of a bed's head
_TO_HEAD_X = (0, -1, 0, 1)
_TO_HEAD_Z = (1, 0, -1, 0)
_SLIME = mob_index("slime")
_PIGMAN = mob_index("zombie_pigman")


@kernel()
def lie_down(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int) -> bool:
    """Let a player go to sleep in the bed at (x, y, z), either half; return whether that is possible now.

    It must be dark, the bed within 3 blocks (2 in height), and no monster within 8 blocks (5 in height).
    """
    state = get_block(s, w, x, y, z)
    head_x, head_z = x, z
    if not state & _HEAD:
        head_x += _TO_HEAD_X[state & 3]
        head_z += _TO_HEAD_Z[state & 3]
    if not is_bedtime(s, w) or not (_in_reach(s, w, p, x, y, z) or _in_reach(s, w, p, head_x, y, head_z)):
        return False
    if _in_danger(s, rules, w, head_x, y, head_z):
        return False
    player = s.players[w, p]
    player.sleeping = 1
    player.sleep_ticks = 0
    player.bed_x, player.bed_y, player.bed_z = head_x, y, head_z
    player.has_bed = 1
    player.sprinting = 0
    player.digging = 0
    return True


@kernel()
def sleep_tick(s: State, rules: Rules, w: int, p: int, leave: bool) -> None:
    """Let a sleeper sleep on for one tick; `leave` gets up. After 100 ticks it is morning."""
    player = s.players[w, p]
    player.sleep_ticks = min(player.sleep_ticks + 1, SLEEP_TICKS)
    if get_block(s, w, player.bed_x, player.bed_y, player.bed_z) >> 4 != _BED:
        player.sleeping = 0
        return
    if player.sleep_ticks == SLEEP_TICKS and _all_asleep(s, w):
        morning(s, w)
        leave = True
    if leave or not is_bedtime(s, w):
        player.sleeping = 0


@kernel()
def is_bedtime(s: State, w: int) -> bool:
    """Whether it is dark enough to sleep."""
    return darkness_now(s, w) >= _DARK


@kernel()
def _in_reach(s: State, w: int, p: int, x: int, y: int, z: int) -> bool:
    player = s.players[w, p]
    return abs(player.x - x) <= _REACH and abs(player.y - y) <= _REACH_Y and abs(player.z - z) <= _REACH


@kernel()
def _in_danger(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether a monster is near a bed: slimes do not count, and pigmen only if they are angry."""
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind != ENTITY_MOB or entity.death_time > 0 or rules.mobs[entity.mob].category != MONSTER:
            continue
        if entity.mob == _SLIME or (entity.mob == _PIGMAN and entity.anger <= 0):
            continue
        half, height = mob_size(s, rules, w, i)
        beside = max(abs(entity.x - x), abs(entity.z - z)) < _DANGER + half
        if beside and entity.y < y + _DANGER_Y and entity.y + height > y - _DANGER_Y:
            return True
    return False


@kernel()
def _all_asleep(s: State, w: int) -> bool:
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.alive and (not player.sleeping or player.sleep_ticks < SLEEP_TICKS):
            return False
    return True
