"""One tick of one mob: mind, then body; or a tick of its dying."""

from envs.overworld.entities.mobs.life import DEATH_TICKS, finish_death
from envs.overworld.entities.mobs.living import live, pass_time
from envs.overworld.entities.mobs.mind import think
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_MOB, State


@kernel()
def tick_mob(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one mob by one tick: think, move, suffer, grow, die."""
    entity = s.entities[w, i]
    pass_time(s, rules, w, i)
    if entity.death_time > 0:
        entity.death_time += 1
        live(s, rules, w, i)
        if entity.death_time > DEATH_TICKS:
            finish_death(s, rules, w, i)
        return
    think(s, rules, w, i)
    if entity.kind == ENTITY_MOB:
        live(s, rules, w, i)
