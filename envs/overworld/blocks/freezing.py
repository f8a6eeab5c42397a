"""Ice and snow that come and go: water freezes, snow settles where it is cold, and lamps melt both. Rules of 1.11.2."""

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.blocks.liquids import is_water
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import HEIGHT, MASK, State
from envs.overworld.terrain.frost import HOLDS_SNOW
from envs.overworld.weather import WET, is_cold, it_rains

ICE = block_id("ice")
SNOW_LAYER = block_id("snow_layer")

_ICE = ICE << 4
_SNOW = SNOW_LAYER << 4
_WATER = block_state("water")
_WARM = 10  # block light from which neither ice nor snow forms
_MELTS_SNOW = 12  # block light from which snow melts
_MELTS_ICE = 9  # less, since ice lets less light in
_SIDES = ((0, -1), (0, 1), (-1, 0), (1, 0))


@kernel()
def freeze_column(s: State, rules: Rules, w: int, x: int, z: int) -> None:
    """Freeze the water that a column ends in, or lay snow on it if it snows; once in 16 ticks in each chunk."""
    top = s.top[w, x & MASK, z & MASK]
    if top <= 0 or top >= HEIGHT or not is_cold(s, w, x, top - 1, z):
        return
    if s.light[w, x & MASK, z & MASK, top - 1] & 15 >= _WARM:
        return
    ground = get_block(s, w, x, top - 1, z)
    if is_water(ground):
        if ground & 15 == 0 and _is_at_bank(s, w, x, top - 1, z):
            set_block(s, rules, w, x, top - 1, z, _ICE)
    elif HOLDS_SNOW[ground] and it_rains(s, w) and WET[s.biomes[w, x & MASK, z & MASK]]:
        set_block(s, rules, w, x, top, z, _SNOW)


@kernel()
def _is_at_bank(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether something other than water is beside a cell: open water freezes from its edges."""
    for dx, dz in _SIDES:
        if is_loaded(s, w, x + dx, z + dz) and not is_water(get_block(s, w, x + dx, y, z + dz)):
            return True
    return False


@kernel()
def tick_frozen(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Melt ice or a layer of snow beside a strong light that is not the sky's."""
    light = s.light[w, x & MASK, z & MASK, y] & 15
    if state >> 4 == ICE and light >= _MELTS_ICE:
        set_block(s, rules, w, x, y, z, _WATER)
        settle(s, rules, w, x, y, z)
    elif state >> 4 == SNOW_LAYER and light >= _MELTS_SNOW:
        set_block(s, rules, w, x, y, z, AIR)
        settle(s, rules, w, x, y, z)
