"""Whether what should stand in a world stands there, by its blocks, whatever anybody claims to have built."""

import math

from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import BLOCK_NAMES
from envs.overworld.rules import SOLID
from envs.overworld.world import Overworld
from skills.blueprints import Cell, is_enclosed


def is_sheltered(overworld: Overworld, material: str, world: int = 0) -> bool:
    """Tell whether player 0 of a world stands in a closed room whose walls and roof are of a material.

    Args:
        overworld: The worlds.
        material: Block name, such as `planks`.
        world: Which of them.
    """
    state, rules = overworld.state, overworld.rules
    player = state.players[world, 0]

    def block(cell: Cell) -> int:
        return int(get_block(state, world, *cell))

    def is_solid(cell: Cell) -> bool:
        return bool(rules.blocks[block(cell)]["flags"] & SOLID)

    def is_material(cell: Cell) -> bool:
        return BLOCK_NAMES.get(block(cell) >> 4) == material

    # Standing on a slab or on a block that is a little lower than a whole one still counts as the cell above.
    feet = (math.floor(player["x"]), math.floor(player["y"] + 0.5), math.floor(player["z"]))
    return is_enclosed(is_solid, feet, is_material)
