"""Animals that graze: cow, pig, sheep, chicken, mooshroom, horse, donkey, llama."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block
from envs.overworld.entities.mobs.chance import draw
from envs.overworld.entities.mobs.minds.calm import BUSY, IDLE, be_calm
from envs.overworld.entities.mobs.minds.family import has_matters, mind_family
from envs.overworld.entities.mobs.steering import rest
from envs.overworld.entities.mobs.wishes import BITE, LAY, NOTHING, Wish
from envs.overworld.gamedata import MOB_NAMES, block_state, mob_index
from envs.overworld.jit import kernel
from envs.overworld.state import State

EAT = BUSY + 4


def paces(default: float, others: Mapping[str, float]) -> NDArray[np.float64]:
    """(n_mobs,) a pace by row of the mob table: the usual one, and those of mobs that differ."""
    return np.array([others.get(name, default) for name in MOB_NAMES])


_PANIC = paces(1.25, {"cow": 2.0, "mooshroom": 2.0, "chicken": 1.4, "horse": 1.2, "donkey": 1.2, "llama": 1.2})
_TEMPT = paces(1.25, {"pig": 1.2, "sheep": 1.1, "chicken": 1.0})
_KEEP_UP = paces(1.1, {"cow": 1.25, "mooshroom": 1.25})

_SHEEP, _CHICKEN = mob_index("sheep"), mob_index("chicken")
_GRASS, _TALL_GRASS = block_state("grass"), block_state("tallgrass", 1)

_EAT_CHANCE, _EAT_CHANCE_YOUNG = 1.0 / 1000.0, 1.0 / 50.0
_EAT_TICKS, _BITE = 40, 36
_EGG_TICKS = 6000  # up to twice as long


@kernel(inline=True)
def graze(s: State, w: int, i: int, row: Any, p: int, near: float) -> Wish:
    """Flee when hurt, else court, else come to food, else keep near a parent, else eat grass and stroll."""
    entity = s.entities[w, i]
    busy, wish = False, (NOTHING, 0.0, 0.0, 0.0, 1.0)
    if has_matters(entity, near):
        busy, wish = mind_family(s, w, i, row, p, near, _PANIC[entity.mob], _TEMPT[entity.mob], _KEEP_UP[entity.mob])
    if entity.mob == _CHICKEN and entity.growth >= 0:  # `timer` counts down to its next egg
        entity.timer -= 1
        if entity.timer <= 0:
            laid = entity.timer == 0  # a new one has none ready
            entity.timer = _EGG_TICKS + int(_EGG_TICKS * draw(s.clock[w]))
            if laid:
                return LAY, 0.0, 0.0, 0.0, 1.0
    if busy:
        return wish
    if entity.mob == _SHEEP:
        eats, bites = _eat(s, w, i)
        if eats:
            return BITE if bites else NOTHING, 0.0, 0.0, 0.0, 1.0
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)


@kernel(inline=True)
def _eat(s: State, w: int, i: int) -> tuple[bool, bool]:
    """A sheep on grass now and then eats of it; return whether it does, and whether it bites in this very tick."""
    entity = s.entities[w, i]
    if entity.goal != EAT:
        chance = _EAT_CHANCE_YOUNG if entity.growth < 0 else _EAT_CHANCE
        if not entity.on_ground or draw(s.clock[w]) >= chance:
            return False, False
        x, y, z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
        if get_block(s, w, x, y, z) != _TALL_GRASS and get_block(s, w, x, y - 1, z) != _GRASS:
            return False, False
        rest(entity, EAT)
    entity.goal_ticks += 1
    bites = entity.goal_ticks == _BITE
    if entity.goal_ticks >= _EAT_TICKS:
        rest(entity, IDLE)
    return True, bites
