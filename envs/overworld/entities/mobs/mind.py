"""What mobs want: senses first, then one function for each row of `rules.BEHAVIOURS`, then its wish is granted.

A new mob is a row of the table; a mob that does what no other does needs one function more, in `minds/`, and one line
in `_decide`. What is called from one place and in every tick is inlined: handing on the state takes longer than most of
what mobs think.
"""

from envs.overworld.entities.mobs.deeds import do_deed, hit_prey
from envs.overworld.entities.mobs.minds.chase import chase
from envs.overworld.entities.mobs.minds.drift import drift
from envs.overworld.entities.mobs.minds.explode import explode
from envs.overworld.entities.mobs.minds.flutter import flutter
from envs.overworld.entities.mobs.minds.graze import graze
from envs.overworld.entities.mobs.minds.hop import hop
from envs.overworld.entities.mobs.minds.hunt import attend
from envs.overworld.entities.mobs.minds.pounce import pounce
from envs.overworld.entities.mobs.minds.prowl import prowl
from envs.overworld.entities.mobs.minds.shoot import shoot
from envs.overworld.entities.mobs.minds.skip import hop_along, skip
from envs.overworld.entities.mobs.minds.teleport import teleport
from envs.overworld.entities.mobs.minds.throw import throw
from envs.overworld.entities.mobs.moves import move
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.entities.mobs.sight import PLAYER_WIDTH, nearest_player
from envs.overworld.entities.mobs.steering import turn_head
from envs.overworld.entities.mobs.wishes import FIGHT, NOTHING, SHADE, TOUCH, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.rules import BEHAVIOURS, Rules
from envs.overworld.state import State

_GRAZE, _SKIP, _PROWL, _DRIFT, _FLUTTER, _CHASE, _SHOOT, _POUNCE, _EXPLODE, _TELEPORT, _HOP, _THROW, _AVENGE = (
    BEHAVIOURS.index(name)
    for name in (
        "graze", "skip", "prowl", "drift", "flutter", "chase", "shoot", "pounce", "explode", "teleport", "hop", "throw",
        "avenge",
    )
)  # fmt: skip

STRIKE_TICKS = 20
"""Between two blows."""
_COMPANY = 32.0  # blocks within which a player keeps a mob awake
_FURY = 1.22  # an angry pigman's speed is higher by 0.05
_TAME_DAMAGE = 4.0  # of a wolf


@kernel()
def think(s: State, rules: Rules, w: int, i: int) -> None:
    """Let one living mob choose what it does in this tick.

    Writes the fields under "what the mind tells the body" of ENTITY (forward, strafe, rise, pace, jump, yaw, pitch,
    head_yaw), and does at once what is no movement: strike, shoot, explode, teleport.
    """
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    entity.forward = entity.strafe = entity.rise = 0.0
    entity.pace = 1.0
    entity.jump = 0
    entity.path_age += 1
    p, near = nearest_player(s, w, i)
    entity.idle = 0 if entity.persistent or near < _COMPANY**2 else entity.idle + 1
    prey = (False, 0.0, 0.0, 0.0, near, 0.0, False)
    if row.damage > 0.0 or row.behaviour >= _CHASE:
        prey = attend(s, rules, w, i, p, near)
    what, x, y, z, pace = _decide(s, rules, w, i, p, near, prey)
    if NOTHING < what <= SHADE:
        move(s, rules, w, i, what, x, y, z, pace)
    elif what > TOUCH:
        do_deed(s, rules, w, i, what, x, y, z, pace)
    if what == FIGHT or what == TOUCH:
        _strike(s, rules, w, i, what, prey[4])
    if row.behaviour == _SKIP:
        hop_along(entity)
    turn_head(entity)


@kernel()
def _strike(s: State, rules: Rules, w: int, i: int, what: int, distance: float) -> None:
    """Strike the prey if it is in reach, its distance being squared, and the last blow is a second ago.

    In reach is what is no farther, from feet to feet, than twice the own width, give or take (the game adds the width
    of the other to the square of that). `timer` counts down to the next blow; a slime needs no pause.
    """
    entity = s.entities[w, i]
    if what == TOUCH:
        hit_prey(s, rules, w, i, float(entity.variant))
        return
    entity.timer = max(0, entity.timer - 1)
    half, _ = mob_size(s, rules, w, i)
    if entity.timer == 0 and distance <= 16.0 * half * half + PLAYER_WIDTH:
        entity.timer = STRIKE_TICKS
        hit_prey(s, rules, w, i, _TAME_DAMAGE if entity.tame else float(rules.mobs[entity.mob].damage))


@kernel(inline=True)
def _decide(s: State, rules: Rules, w: int, i: int, p: int, near: float, prey: Prey) -> Wish:
    """Call the behaviour of a mob's row."""
    row = rules.mobs[s.entities[w, i].mob]
    behaviour = row.behaviour
    if behaviour == _GRAZE:
        return graze(s, w, i, row, p, near)
    if behaviour == _SKIP:
        return skip(s, w, i, row, p, near)
    if behaviour == _PROWL:
        return prowl(s, w, i, row, p, near, prey)
    if behaviour == _DRIFT:
        return drift(s, w, i)
    if behaviour == _FLUTTER:
        return flutter(s, w, i, row, near)
    if behaviour == _SHOOT:
        return shoot(s, w, i, row, p, near, prey)
    if behaviour == _POUNCE:
        return pounce(s, w, i, row, p, near, prey)
    if behaviour == _EXPLODE:
        return explode(s, w, i, row, p, near, prey)
    if behaviour == _TELEPORT:
        return teleport(s, w, i, row, p, near, prey)
    if behaviour == _HOP:
        return hop(s, w, i, prey)
    if behaviour == _THROW:
        return throw(s, w, i, row, p, near, prey)
    return chase(s, w, i, row, p, near, prey, _FURY if behaviour == _AVENGE else 1.0)
