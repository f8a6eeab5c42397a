"""Rain, snow and thunder: the game's clocks, and where it rains.

Rules of 1.11.2. It rains everywhere at once but in deserts, savannas and mesas; where a biome or the height is cold
enough for terrain to be under snow (`terrain/frost.py`), snow falls in place of rain.
"""

import numpy as np

from envs.overworld.gamedata import RULES, TABLE
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import LIQUID, SOLID, Rules
from envs.overworld.state import HEIGHT, MASK, State
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.frost import is_freezing, snow_line

WET = np.zeros(256, np.bool_)
"""(256,) whether it rains or snows at all in a biome."""
for _biome in TABLE["biomes"]:
    WET[_biome["id"]] = _biome["rainfall"] > 0.0

_SHELTERS = (RULES.blocks["flags"] & (SOLID | LIQUID)) != 0  # by block state: rain does not come through

_STEP = np.float32(0.01)  # by which what is seen of the weather follows what it is
_NONE = np.float32(0.0)
_ALL = np.float32(1.0)
_FALLS = 0.2  # strength of rain from which it wets
_RAGES = 0.9  # strength of thunder from which lightning strikes
_DRY_SPELL = (12000, 168000)  # shortest clear time, and how much longer it may be
_RAIN_SPELL = (12000, 12000)
_THUNDER_SPELL = (3600, 12000)


@kernel()
def weather_tick(s: State, rules: Rules, w: int) -> None:
    """Let rain and thunder begin and end by their clocks; how much of them is seen follows over five seconds."""
    clock = s.clock[w]
    if clock.weather_cycle:
        if clock.rain_ticks <= 0:
            clock.rain_ticks = _draw_spell(s, w, clock.raining != 0, _RAIN_SPELL)
        else:
            clock.rain_ticks -= 1
            if clock.rain_ticks == 0:
                clock.raining = not clock.raining
        if clock.thunder_ticks <= 0:
            clock.thunder_ticks = _draw_spell(s, w, clock.thundering != 0, _THUNDER_SPELL)
        else:
            clock.thunder_ticks -= 1
            if clock.thunder_ticks == 0:
                clock.thundering = not clock.thundering
    clock.rain_strength = _follow(clock.rain_strength, clock.raining != 0)
    clock.thunder_strength = _follow(clock.thunder_strength, clock.thundering != 0)


@kernel()
def _draw_spell(s: State, w: int, under_way: bool, spell: tuple[int, int]) -> int:
    """Draw the ticks until weather ends that is under way, or else until it begins."""
    shortest, longer = spell if under_way else _DRY_SPELL
    return shortest + random_int(s, w, longer)


@kernel(inline=True)
def _follow(strength: float, on: bool) -> float:
    """A step of a strength (float32) towards all or nothing."""
    return float(min(strength + _STEP, _ALL) if on else max(strength - _STEP, _NONE))


@kernel()
def morning(s: State, w: int) -> None:
    """Begin the next day with clear weather: players have slept. The next rain and thunder are drawn anew."""
    clock = s.clock[w]
    if clock.daylight_cycle:
        clock.time = 0
    if clock.weather_cycle:
        clock.raining = 0
        clock.thundering = 0
        clock.rain_ticks = 0
        clock.thunder_ticks = 0


@kernel(inline=True)
def it_rains(s: State, w: int) -> bool:
    """Whether rain or snow is falling in a world, wherever it can."""
    return s.clock[w].rain_strength > _FALLS


@kernel(inline=True)
def it_thunders(s: State, w: int) -> bool:
    """Whether a thunderstorm rages."""
    return s.clock[w].thunder_strength * s.clock[w].rain_strength > _RAGES


@kernel()
def is_cold(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether water freezes and snow lies at the block (x, y, z), by biome and height."""
    temperature = BIOMES[s.biomes[w, x & MASK, z & MASK]].temperature
    return is_freezing(snow_line(s.clock[w].seed), temperature, x, y, z)


@kernel()
def is_under_sky(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether nothing that stops rain, neither a solid block nor a liquid, stands at (x, y, z) or above it."""
    column = s.blocks[w, x & MASK, z & MASK]
    top = min(int(s.top[w, x & MASK, z & MASK]), HEIGHT)
    level = max(y, 0)
    while level < top and not _SHELTERS[column[level]]:
        level += 1
    return level >= top


@kernel()
def is_rained_on(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether rain (not snow) falls on the cell (x, y, z)."""
    return (
        it_rains(s, w)
        and WET[s.biomes[w, x & MASK, z & MASK]]
        and is_under_sky(s, w, x, y, z)
        and not is_cold(s, w, x, y, z)
    )
