"""What players do to plants: bone meal, and trampling. Rules of 1.11.2."""

from envs.overworld.blocks.crops import BEETROOTS, COCOA, COCOA_RIPE, COCOA_STEP, RIPE
from envs.overworld.blocks.farmland import trample
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.blocks.saplings import SAPLING, feed_mushroom, feed_sapling
from envs.overworld.entities.items import drop_block_item
from envs.overworld.gamedata import biome_id, block_id, block_state, item_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import HEIGHT, MASK, State

__all__ = ["fertilise", "trample"]

_GRASS = block_id("grass")
_TALLGRASS = block_id("tallgrass")
_TUFT = block_state("tallgrass", 1)
_FERN = 2  # metadata of tall grass
_DOUBLE_PLANT = block_id("double_plant")
_UPPER = 8  # metadata bit of its upper half
_UPPER_HALF = _DOUBLE_PLANT << 4 | _UPPER
_DOUBLE_GRASS = block_state("double_plant", 2)
_LARGE_FERN = block_state("double_plant", 3)
_DOUBLE_PLANT_ITEM = item_index("double_plant")
_BROWN_MUSHROOM = block_id("brown_mushroom")
_RED_MUSHROOM = block_id("red_mushroom")
_DANDELION = block_state("yellow_flower")
_POPPY = block_state("red_flower")
_BLUE_ORCHID = block_state("red_flower", 1)
_SWAMPLAND = biome_id("swampland")

_PATCH = 128  # places that bone meal tries on grass
_PER_RING = 16  # of these each that many lie a step farther away
_FLOWER_ODDS = 8


@kernel()
def fertilise(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Use bone meal on the block at (x, y, z): crops, saplings, grass, ...; return whether it was used up."""
    state = get_block(s, w, x, y, z)
    block = state >> 4
    if RIPE[block] > 0 and state & 15 < RIPE[block]:
        steps = 2 + random_int(s, w, 4)
        if block == BEETROOTS:
            steps //= 3
        set_block(s, rules, w, x, y, z, block << 4 | min(RIPE[block], (state & 15) + steps))
    elif block == SAPLING:
        feed_sapling(s, rules, w, x, y, z, state)
    elif block == COCOA and state & 15 < COCOA_RIPE:
        set_block(s, rules, w, x, y, z, state + COCOA_STEP)
    elif block == _TALLGRASS and state & 15 > 0:
        if y + 1 < HEIGHT and get_block(s, w, x, y + 1, z) == AIR:
            set_block(s, rules, w, x, y, z, _LARGE_FERN if state & 15 == _FERN else _DOUBLE_GRASS)
            set_block(s, rules, w, x, y + 1, z, _UPPER_HALF)
    elif block == _BROWN_MUSHROOM or block == _RED_MUSHROOM:
        feed_mushroom(s, rules, w, x, y, z, state)
    elif block == _DOUBLE_PLANT:
        return _multiply(s, w, x, y, z, state)
    elif block == _GRASS:
        _sow(s, rules, w, x, y + 1, z)
    else:
        return False
    return True


@kernel()
def _multiply(s: State, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Drop one more of a sunflower, lilac, rose bush or peony, of whichever half is at (x, y, z); not of grass."""
    if state & _UPPER:
        state = get_block(s, w, x, y - 1, z)
    kind = state & _UPPER - 1
    if state >> 4 != _DOUBLE_PLANT or kind == _DOUBLE_GRASS & 7 or kind == _LARGE_FERN & 7:
        return False
    drop_block_item(s, w, x, y, z, _DOUBLE_PLANT_ITEM, kind, 1)
    return True


@kernel()
def _sow(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Scatter tall grass and a few flowers over the grass around (x, y, z), denser near it."""
    for i in range(_PATCH):
        ax, ay, az = x, y, z
        reached = True
        for _ in range(i // _PER_RING):
            ax += random_int(s, w, 3) - 1
            ay += int((random_int(s, w, 3) - 1) * random_int(s, w, 3) / 2)
            az += random_int(s, w, 3) - 1
            if not is_loaded(s, w, ax, az) or get_block(s, w, ax, ay - 1, az) >> 4 != _GRASS:
                reached = False
                break
            if rules.blocks[get_block(s, w, ax, ay, az)].flags & OPAQUE_CUBE:
                reached = False
                break
        if reached and ay < HEIGHT and get_block(s, w, ax, ay, az) == AIR:
            set_block(s, rules, w, ax, ay, az, _flower(s, w, ax, az) if random_int(s, w, _FLOWER_ODDS) == 0 else _TUFT)


@kernel()
def _flower(s: State, w: int, x: int, z: int) -> int:
    """A flower of the place: blue orchids in swamps, elsewhere two dandelions to a poppy."""
    if s.biomes[w, x & MASK, z & MASK] == _SWAMPLAND:
        return _BLUE_ORCHID
    return _DANDELION if random_int(s, w, 3) > 0 else _POPPY
