"""What this world lacks, and why a task cannot be loaded."""

from dataclasses import dataclass

from envs.overworld.gamedata import MOB_NAMES
from envs.tasks.obtainable import Item, obtainable, ways_to

DIMENSIONS = {"nether": "the Nether", "the_end": "the End"}
"""Places that are biomes by name, and worlds of their own in fact."""

_PLACES: dict[str, tuple[str, ...]] = {
    "the Nether": (
        "netherrack", "soul_sand", "quartz", "quartz_ore", "nether_wart", "magma", "blaze_rod", "ghast_tear", "skull",
        "magma_cream", "netherbrick", "nether_brick", "red_nether_brick",
    ),
    "the End": (
        "end_stone", "chorus_fruit", "chorus_flower", "chorus_plant", "dragon_breath", "dragon_egg", "elytra",
        "shulker_shell", "purpur_block",
    ),
    "the wither": ("nether_star",),
    "ocean monuments": ("prismarine_shard", "prismarine_crystals", "sponge"),
    "abandoned mineshafts": ("web",),
    "woodland mansions": ("totem_of_undying",),
    "villages": ("beetroot", "beetroot_seeds"),
    "treasure chests": ("saddle", "name_tag", "iron_horse_armor", "golden_horse_armor", "diamond_horse_armor"),
    "fishing": ("fish",),
    "silk touch": (
        "grass", "mycelium", "ice", "packed_ice", "coal_ore", "diamond_ore", "redstone_ore",
        "lapis_ore", "emerald_ore", "monster_egg", "brown_mushroom_block", "red_mushroom_block",
    ),
    "brewing": ("potion", "splash_potion", "lingering_potion"),
    "cocoa pods": ("cocoa_beans",),
    "creative mode": ("spawn_egg", "barrier", "bedrock", "command_block", "mob_spawner", "structure_block"),
}  # fmt: skip
_VERBS = {
    "the wither": "is dropped by",
    "fishing": "is caught by",
    "silk touch": "can only be kept with",
    "brewing": "is made by",
    "cocoa pods": "grow in",
    "creative mode": "is only given in",
}
_LABELS = {("dye", 3): "cocoa_beans"}
"""Variants with a name of their own."""
_PLACE_OF = {item: place for place, items in _PLACES.items() for item in items}


@dataclass(frozen=True)
class Missing:
    """What stands in the way of a task."""

    cause: str
    """What the world would have to have, such as `the Nether`, `guardian` or `fishing`."""
    reason: str
    """A sentence without its full stop, such as `ender_eye needs blaze_rod, which comes from the Nether`."""


class UnavailableTaskError(ValueError):
    """A task that is known, and that this world cannot hold yet."""

    def __init__(self, task_id: str, missing: Missing, world: str = "the Overworld") -> None:
        self.missing = missing
        super().__init__(f"task '{task_id}' cannot be played in {world}: {missing.reason}")


def missing_dimension(biome: str | None) -> Missing | None:
    """Return what lacks if a biome lies in another dimension."""
    return lack_of_dimension(biome) if biome is not None and biome in DIMENSIONS else None


def lack_of_dimension(biome: str) -> Missing:
    """Return that a dimension lacks."""
    name = DIMENSIONS[biome]
    return Missing(name, f"it takes place in {name}, which this world does not have")


def missing_mob(mob: str) -> Missing | None:
    """Return what lacks if there is no such mob."""
    if mob in MOB_NAMES:
        return None
    return Missing(mob, f"there is no {mob.replace('_', ' ')} in this world")


def missing_item(item: str, biome: str | None, given: frozenset[str], mobs: frozenset[str]) -> Missing | None:
    """Return what lacks if an item cannot be come by in a world of a biome, beginning with some items and mobs."""
    if item in _names(obtainable(biome)):
        return None
    have = obtainable(biome, given, mobs)
    if item in _names(have) - given:
        return None
    root = _root(item, have)
    why = item if root == item else f"{item} needs {root}, which"
    if biome is not None and missing_item(item, None, given, mobs) is None:
        return Missing(f"{root} in {biome}", f"{why} cannot be come by in a world of {biome} alone")
    place = _PLACE_OF.get(root)
    if place is None:
        return Missing(root, f"{why} nothing in this world gives")
    return Missing(place, f"{why} {_VERBS.get(place, 'is found in')} {place}, which this world does not have")


def _names(items: set[Item]) -> set[str]:
    return {name for name, _ in items}


def _root(item: str, have: set[Item]) -> str:
    """Return the first thing on the way to an item that no recipe can make."""
    names = _names(have)
    seen = {item}
    while item not in _PLACE_OF:
        ways = [
            [_LABELS.get(need, need[0]) for need in way if (need not in have if need[1] >= 0 else need[0] not in names)]
            for way in ways_to(item)
        ]
        ways = [way for way in ways if way and seen.isdisjoint(way)]
        if not ways:
            break
        item = min(ways, key=len)[0]
        seen.add(item)
    return item
