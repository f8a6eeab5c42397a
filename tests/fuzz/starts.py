"""Random beginnings: any land, hour, weather, difficulty, company and inventory."""

import numpy as np

from envs.overworld.gamedata import BIOME_NAMES, MOB_NAMES, RULES, TABLE
from envs.overworld.world import DIFFICULTIES, WEATHERS, StartMob, StartStack, WorldStart

_HANDY = (
    "crafting_table", "furnace", "chest", "tnt", "flint_and_steel", "water_bucket", "lava_bucket", "bucket", "bow",
    "arrow", "torch", "bed", "dye",
    "wheat", "wheat_seeds", "diamond_hoe", "diamond_pickaxe", "diamond_axe", "diamond_shovel",
    "diamond_sword", "shears", "log", "planks", "cobblestone", "sand", "gravel", "ladder", "wooden_door", "trapdoor",
    "sapling", "cactus", "reeds", "bread", "golden_apple", "rotten_flesh", "egg", "snowball", "ender_pearl", "shield",
    "coal", "iron_ore", "bone", "carrot", "cake", "anvil", "ice", "leaves", "netherrack", "glowstone", "stone_slab",
)  # fmt: skip
_ITEMS = tuple(row["name"] for row in TABLE["items"])
_VARIANTS = {name: {0} for name in _ITEMS}
for _recipe in TABLE["recipes"] + TABLE["smelting"]:
    _VARIANTS[_recipe["item"]].add(_recipe["meta"])
    for _need in _recipe["needs"]:
        _VARIANTS[_need["item"]].add(_need["meta"] or 0)


def random_start(seed):
    """Return the WorldStart of a seed."""
    random = np.random.default_rng(seed % (1 << 63))
    biomes = sorted(BIOME_NAMES.values())
    names = sorted(MOB_NAMES)
    mobs = tuple(
        StartMob(mob=names[random.integers(len(names))], count=int(random.integers(1, 4)))
        for _ in range(random.integers(0, 7))
    )
    return WorldStart(
        biome=None if random.random() < 0.3 else biomes[random.integers(len(biomes))],
        start_time=int(random.integers(24000)),
        weather=WEATHERS[random.integers(len(WEATHERS))],
        difficulty=list(DIFFICULTIES)[random.integers(len(DIFFICULTIES))],
        mobs=mobs,
        respawn=bool(random.random() < 0.9),
        inventory=tuple(_stacks(random)),
        break_speed=float(random.choice([1.0, 10.0, 100.0])),
        spawn_radius=int(random.integers(0, 200)),
    )


def _stacks(random):
    """Yield a stack for most slots: half of them things that do something."""
    for slot in range(36):
        if random.random() < 0.2:
            continue
        name = (
            _HANDY[random.integers(len(_HANDY))]
            if random.random() < 0.5
            else _ITEMS[1 + random.integers(len(_ITEMS) - 1)]
        )
        rules = RULES.items[_ITEMS.index(name)]
        damage = int(rules["max_damage"])
        variants = sorted(_VARIANTS[name])
        yield StartStack(
            item=name,
            count=int(random.integers(1, rules["stack"] + 1)),
            variant=int(random.integers(damage + 1)) if damage else int(variants[random.integers(len(variants))]),
            slot=slot,
        )
