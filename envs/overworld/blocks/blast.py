"""How blocks stand explosions: blast resistance, and the cells that the rays of an explosion reach."""

import math

import numpy as np

from envs.overworld.blocks.grid import AIR, get_block
from envs.overworld.gamedata import RULES, block_id
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.state import HEIGHT, SCRATCH, State

# The table has no blast resistance. In 1.11.2 it is the hardness unless a block says otherwise; those that do, by the
# Minecraft Wiki's page on explosions (which counts in the same unit: stone 6, obsidian 1200).
_RESISTANCE = {
    3.0: ["planks", "lapis_block", "iron_ore", "gold_ore", "coal_ore", "diamond_ore", "lapis_ore", "redstone_ore",
          "lit_redstone_ore", "emerald_ore", "quartz_ore", "wooden_slab", "double_wooden_slab", "oak_stairs",
          "spruce_stairs", "birch_stairs", "jungle_stairs", "acacia_stairs", "dark_oak_stairs", "fence", "fence_gate",
          "spruce_fence", "birch_fence", "jungle_fence", "acacia_fence", "dark_oak_fence", "spruce_fence_gate",
          "birch_fence_gate", "jungle_fence_gate", "acacia_fence_gate", "dark_oak_fence_gate"],
    4.2: ["hardened_clay", "stained_hardened_clay"],
    4.8: ["hopper"],
    6.0: ["stone", "cobblestone", "mossy_cobblestone", "stonebrick", "brick_block", "nether_brick", "gold_block",
          "iron_block", "diamond_block", "emerald_block", "redstone_block", "coal_block", "stone_slab", "jukebox",
          "double_stone_slab", "stone_slab2", "double_stone_slab2", "iron_bars", "nether_brick_fence", "prismarine",
          "purpur_block", "purpur_pillar", "purpur_slab", "purpur_double_slab", "cobblestone_wall", "stone_stairs",
          "stone_brick_stairs", "brick_stairs", "nether_brick_stairs", "purpur_stairs", "red_nether_brick"],
    9.0: ["end_stone", "dragon_egg"],
    100.0: ["water", "flowing_water", "lava", "flowing_lava"],
    600.0: ["ender_chest"],
    1200.0: ["obsidian", "anvil", "enchanting_table"],
    3600000.0: ["bedrock", "end_portal", "end_portal_frame", "end_gateway", "barrier", "command_block",
                "repeating_command_block", "chain_command_block", "structure_block"],
    0.0: ["monster_egg"],
}  # fmt: skip

BLAST_RESISTANCE = np.maximum(RULES.blocks["hardness"][::16], 0).astype(np.float64)
"""By block id, in the unit in which stone has 6."""
for _value, _names in _RESISTANCE.items():
    for _name in _names:
        BLAST_RESISTANCE[block_id(_name)] = _value

_RAYS = 16  # along an edge of the cube on whose faces the rays end
_STEP = 0.3  # blocks
_DECAY = 0.225  # of a ray's strength in a step through air
_LEAST, _SPREAD = 0.7, 0.6  # strength of a ray: power times 0.7 to 1.3
_REACH_LIMIT = 24
assert (2 * _REACH_LIMIT + 1) ** 3 <= SCRATCH


@kernel(inline=True)
def blast_reach(power: float) -> int:
    """Cells along an axis that the rays of an explosion can reach from its own."""
    return min(_REACH_LIMIT, int(power * (_LEAST + _SPREAD) * _STEP / _DECAY) + 2)


@kernel()
def mark_blasted(s: State, w: int, x: float, y: float, z: float, power: float) -> None:
    """Send out an explosion's rays and mark the cells that they reach.

    A cell at (dx, dy, dz) from the one of the explosion is marked by a 1 in `State.scratch` at
    `((dx + r) * side + dz + r) * side + dy + r`, with r = `blast_reach` and side = 2 r + 1.
    """
    reach = blast_reach(power)
    side = 2 * reach + 1
    marks = s.scratch[w]
    for i in range(side * side * side):
        marks[i] = 0
    last = _RAYS - 1
    for i in range(_RAYS):
        for j in range(_RAYS):
            for k in range(_RAYS):
                if i in (0, last) or j in (0, last) or k in (0, last):
                    strength = power * (_LEAST + _SPREAD * random_float(s, w))
                    _send_ray(s, w, x, y, z, 2 * i - last, 2 * j - last, 2 * k - last, strength, reach)


@kernel()
def _send_ray(
    s: State, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, strength: float, reach: int
) -> None:
    """Mark the cells along one ray until its strength is spent."""
    length = math.sqrt(dx * dx + dy * dy + dz * dz) / _STEP
    dx, dy, dz = dx / length, dy / length, dz / length
    x0, y0, z0 = math.floor(x) - reach, math.floor(y) - reach, math.floor(z) - reach
    side = 2 * reach + 1
    while strength > 0.0:
        cx, cy, cz = math.floor(x), math.floor(y), math.floor(z)
        state = get_block(s, w, cx, cy, cz)
        if state != AIR:
            strength -= (BLAST_RESISTANCE[state >> 4] + 0.3) * _STEP
        inside = 0 <= cx - x0 < side and 0 <= cz - z0 < side and 0 <= cy - y0 < side
        if strength > 0.0 and inside and 0 <= cy < HEIGHT:
            s.scratch[w, ((cx - x0) * side + cz - z0) * side + cy - y0] = 1
        x += dx
        y += dy
        z += dz
        strength -= _DECAY
