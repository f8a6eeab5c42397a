"""How large a mob is, and where its eyes are: the young are half as big, a slime is as big as its size says."""

from envs.overworld.jit import kernel
from envs.overworld.rules import BEHAVIOURS, MONSTER, Rules
from envs.overworld.state import State

_HOP = BEHAVIOURS.index("hop")
_BABY = 0.5
_BABY_MONSTER = 1.5


@kernel(inline=True)
def mob_scale(s: State, rules: Rules, w: int, i: int) -> float:
    """Size of a mob in units of a grown one of its kind (a slime's smallest)."""
    entity = s.entities[w, i]
    if rules.mobs[entity.mob].behaviour == _HOP:
        return float(max(1, entity.variant))
    return _BABY if entity.growth < 0 else 1.0


@kernel(inline=True)
def mob_size(s: State, rules: Rules, w: int, i: int) -> tuple[float, float]:
    """Half the width and the height of a mob's box."""
    entity = s.entities[w, i]
    scale = mob_scale(s, rules, w, i)
    return 0.5 * scale * rules.mobs[entity.mob].width, scale * rules.mobs[entity.mob].height


@kernel(inline=True)
def mob_eyes(s: State, rules: Rules, w: int, i: int) -> float:
    """Height of a mob's eyes above its feet."""
    return mob_scale(s, rules, w, i) * rules.mobs[s.entities[w, i].mob].eyes


@kernel(inline=True)
def mob_speed(s: State, rules: Rules, w: int, i: int) -> float:
    """Movement speed attribute of a mob: a slime's grows with its size, a young monster is half as fast again."""
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    if row.behaviour == _HOP:
        return 0.2 + 0.1 * entity.variant
    return row.speed * (_BABY_MONSTER if entity.growth < 0 and row.category == MONSTER else 1.0)
