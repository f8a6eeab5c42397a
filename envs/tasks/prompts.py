"""Prompts in plain English, from a task's facts. The words are ours."""

from collections.abc import Sequence

_PREY = ("cow", "pig", "sheep", "chicken", "rabbit", "squid", "bat", "horse", "donkey", "llama", "mooshroom", "wolf")
"""What is hunted; everything else is killed."""
_UNCOUNTABLE = {
    "beef", "beetroot", "bread", "cactus", "chicken", "clay", "coal", "cobblestone", "dirt",
    "end_stone", "fish", "flint_and_steel", "glass", "glowstone", "grass", "leaves", "mutton", "netherrack", "obsidian",
    "paper", "planks", "porkchop", "quartz", "rabbit_stew", "redstone", "sandstone", "shears", "soul_sand", "string",
    "sugar", "wheat", "wool", "iron_bars", "reeds", "wheat_seeds", "beetroot_seeds", "pumpkin_seeds", "stone",
    "stonebrick", "cooked_beef", "cooked_chicken", "cooked_fish", "cooked_mutton", "cooked_porkchop", "cooked_rabbit",
    "carrot_on_a_stick", "totem_of_undying", "end_bricks", "nether_wart", "dye", "mushroom_stew", "beetroot_soup",
    "rabbit", "brick", "nether_brick", "netherbrick", "red_nether_brick", "tnt",
}  # fmt: skip
"""Items without an article and without a plural."""
_ARMOUR = ("boots", "leggings", "chestplate", "helmet")
_TOOLS = ("pickaxe", "axe", "hoe", "sword", "shovel")
_IRREGULAR = {
    "torch": "torches",
    "potato": "potatoes",
    "baked_potato": "baked potatoes",
    "bookshelf": "bookshelves",
    "pumpkin_pie": "pumpkin pie",
}
_PLACES = {
    "plains": "on plains", "forest": "in a forest", "jungle": "in a jungle", "taiga": "in a taiga", "ocean": "at sea",
    "swampland": "in a swamp", "extreme_hills": "in the mountains", "desert": "in a desert", "nether": "in the Nether",
    "mushroom_island": "on a mushroom island", "the_end": "in the End",
}  # fmt: skip


def amount(item: str, count: int = 1) -> str:
    """Return an amount of an item in words, such as `8 logs`, `a bucket` or `wool`."""
    name = item.replace("_", " ")
    if count == 1:
        return name if item in _UNCOUNTABLE or name.endswith("s") else with_article(name)
    if item in _UNCOUNTABLE or name.endswith("s"):
        return f"{count} {name}"
    return f"{count} {_IRREGULAR.get(item) or _plural(name)}"


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("ch", "sh", "x")) else f"{name}s"


def with_article(name: str) -> str:
    """Return a name with its indefinite article."""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def get_prompt(item: str, count: int) -> str:
    """Return the order to come by some of an item."""
    return f"get {amount(item, count)}"


def fight_prompt(mob: str) -> str:
    """Return the order to kill a mob."""
    return f"{'hunt' if mob in _PREY else 'kill'} {with_article(mob.replace('_', ' '))}"


def use_prompt(item: str) -> str:
    """Return the order to make and use an item."""
    return f"craft {amount(item)} and use it"


def survive_prompt(days: int) -> str:
    """Return the order to stay alive."""
    return f"survive for {days} days"


def setting(biome: str | None, at_night: bool, things: Sequence[tuple[str, int]], mobs: Sequence[str] = ()) -> str:
    """Return where, when and with what a task begins, such as `in a forest at night, with a stone sword`."""
    where = _PLACES.get(biome, f"in {biome.replace('_', ' ')}") if biome else ""
    holding = _kit(things) + [f"{with_article(mob)} nearby" for mob in mobs]
    place = " ".join(filter(None, (where, "at night" if at_night else "")))
    return ", ".join(filter(None, (place, f"with {_listed(holding)}" if holding else "")))


def _kit(things: Sequence[tuple[str, int]]) -> list[str]:
    """Name what one has; full suits of armour and sets of tools by their material."""
    names = {item for item, _ in things}
    words = []
    for item, count in things:
        material, _, piece = item.partition("_")
        for word, pieces in (("armour", _ARMOUR), ("tools", _TOOLS)):
            if piece in pieces and names >= {f"{material}_{other}" for other in pieces}:
                if piece == pieces[0]:
                    words.append(f"{material} {word}")
                break
        else:
            words.append(amount(item, count))
    return words


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
