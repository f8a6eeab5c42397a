"""Fire by the rules of 1.11.2: it ages, spreads into the air beside what burns, burns blocks away, and dies.

Old fire (up to age 15) dies and burns more readily. On netherrack it burns for ever; elsewhere rain puts it out, and so
does having nothing to burn. The game's slower spread in humid biomes (jungle, swamp, mushroom island) is included.
"""

import numpy as np

from envs.overworld.blocks.breaking import FIRE_DELAY, FIRE_SPREAD, remove_block, settle
from envs.overworld.blocks.flammable import ENCOURAGEMENT, FLAMMABILITY, SIX, encouragement_around
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.blocks.schedule import schedule
from envs.overworld.blocks.support import is_supported
from envs.overworld.entities.tnt import FUSE, TNT, prime_tnt
from envs.overworld.gamedata import BIOME_NAMES, block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import BURNS, OPAQUE_CUBE, SOLID, Rules
from envs.overworld.state import MASK, NOBODY, State
from envs.overworld.weather import is_rained_on

_FIRE = block_state("fire")
_NETHERRACK = block_id("netherrack")
_OLD = 15
_HUMID = np.zeros(256, np.bool_)
for _number, _name in BIOME_NAMES.items():  # rainfall above 0.85
    _HUMID[_number] = ("jungle" in _name and "edge" not in _name) or "swamp" in _name or "mushroom" in _name
_BESIDE = 300  # one in so many, by flammability, burns away in an update: at a side, and below or above
_ABOVE_OR_BELOW = 250
_SPREAD = 100


@kernel()
def ignite(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Set fire to the air at (x, y, z), as flint and steel do; return whether it burns now."""
    if get_block(s, w, x, y, z) != AIR or not is_supported(s, rules, w, x, y, z, _FIRE):
        return False
    return _light(s, rules, w, x, y, z, 0)


@kernel()
def _light(s: State, rules: Rules, w: int, x: int, y: int, z: int, age: int) -> bool:
    """Put a fire of some age into a cell; return whether the cell is loaded."""
    lit = set_block(s, rules, w, x, y, z, _FIRE | age)
    settle(s, rules, w, x, y, z)
    return lit


@kernel()
def fire_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the fire at (x, y, z) age, spread, burn what is beside it, or die."""
    age = get_block(s, w, x, y, z) & 15
    below = get_block(s, w, x, y - 1, z)
    eternal = below >> 4 == _NETHERRACK
    soaked = not eternal and _is_wet(s, w, x, y, z) and random_float(s, w) < 0.2 + age * 0.03
    if soaked or not is_supported(s, rules, w, x, y, z, _FIRE):
        _put_out(s, rules, w, x, y, z)
        return
    set_block(s, rules, w, x, y, z, _FIRE | min(_OLD, age + random_int(s, w, 3) // 2))
    schedule(s, w, x, y, z, FIRE_DELAY + random_int(s, w, FIRE_SPREAD))
    if not eternal:
        if encouragement_around(s, w, x, y, z) == 0:
            if rules.blocks[below].flags & OPAQUE_CUBE == 0 or age > 3:
                _put_out(s, rules, w, x, y, z)
            return
        if ENCOURAGEMENT[below >> 4] == 0 and age == _OLD and random_int(s, w, 4) == 0:
            _put_out(s, rules, w, x, y, z)
            return
    humid = _HUMID[s.biomes[w, x & MASK, z & MASK]]
    for dx, dy, dz in SIX:
        chance = (_BESIDE if dy == 0 else _ABOVE_OR_BELOW) - 50 * humid
        _burn(s, rules, w, x + dx, y + dy, z + dz, chance, age)
    _spread(s, rules, w, x, y, z, age, humid)


@kernel()
def _burn(s: State, rules: Rules, w: int, x: int, y: int, z: int, chance: int, age: int) -> None:
    """Burn a block away by chance, and light TNT; young fire takes its place."""
    block = get_block(s, w, x, y, z) >> 4
    if random_int(s, w, chance) >= FLAMMABILITY[block]:
        return
    if block == TNT >> 4:
        prime_tnt(s, w, x, y, z, FUSE, NOBODY)
    remove_block(s, rules, w, x, y, z)
    if random_int(s, w, age + 10) < 5 and not is_rained_on(s, w, x, y, z):
        _light(s, rules, w, x, y, z, min(_OLD, age + random_int(s, w, 5) // 4))
    else:
        settle(s, rules, w, x, y, z)


@kernel()
def _spread(s: State, rules: Rules, w: int, x: int, y: int, z: int, age: int, humid: bool) -> None:
    """Set fire to air near by that is beside something that burns: up to four blocks above, less likely the higher."""
    bonus = 40 + 7 * s.clock[w].difficulty
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            for dy in range(-1, 5):
                if get_block(s, w, x + dx, y + dy, z + dz) != AIR:
                    continue
                invited = encouragement_around(s, w, x + dx, y + dy, z + dz)
                if invited == 0:
                    continue
                chance = (invited + bonus) // (age + 30)
                if humid:
                    chance //= 2
                rarity = _SPREAD * max(1, dy)
                if chance > 0 and random_int(s, w, rarity) <= chance and not _is_wet(s, w, x + dx, y + dy, z + dz):
                    _light(s, rules, w, x + dx, y + dy, z + dz, min(_OLD, age + random_int(s, w, 5) // 4))


@kernel()
def _put_out(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    set_block(s, rules, w, x, y, z, AIR)
    settle(s, rules, w, x, y, z)


@kernel()
def _is_wet(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether rain falls on a cell or beside it."""
    wet = is_rained_on(s, w, x, y, z) or is_rained_on(s, w, x - 1, y, z) or is_rained_on(s, w, x + 1, y, z)
    return wet or is_rained_on(s, w, x, y, z - 1) or is_rained_on(s, w, x, y, z + 1)


@kernel()
def lava_ignites(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the still lava at (x, y, z) set fire to what burns around it: its random tick."""
    climbs = random_int(s, w, 3)
    if climbs == 0:
        for _ in range(3):
            fx, fz = x + random_int(s, w, 3) - 1, z + random_int(s, w, 3) - 1
            if not is_loaded(s, w, fx, fz):
                return
            if get_block(s, w, fx, y + 1, fz) == AIR and rules.blocks[get_block(s, w, fx, y, fz)].flags & BURNS:
                _light(s, rules, w, fx, y + 1, fz, 0)
        return
    for _ in range(climbs):
        x += random_int(s, w, 3) - 1
        y += 1
        z += random_int(s, w, 3) - 1
        if not is_loaded(s, w, x, z):
            return
        state = get_block(s, w, x, y, z)
        if state == AIR:
            for dx, dy, dz in SIX:
                if rules.blocks[get_block(s, w, x + dx, y + dy, z + dz)].flags & BURNS:
                    _light(s, rules, w, x, y, z, 0)
                    return
        elif rules.blocks[state].flags & SOLID:
            return
