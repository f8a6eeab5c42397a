"""Names of Minecraft 1.16.5, which MineRL 1.0 runs, for what 1.11.2 has: items with their variants, biomes, mobs."""

import json
from pathlib import Path
from typing import Any

from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, RULES, item_index

_TOLD: dict[str, Any] = json.loads(Path(__file__).with_name("modern.json").read_text(encoding="utf-8"))
_ITEMS: list[list[str | None]] = [_TOLD["items"][name] for name in ITEM_NAMES]
CATEGORIES: dict[str, str] = _TOLD["biomes"]
"""The category of each biome by MineDojo's name for it; MineRL begins in a category."""
MOBS = {name: name for name in MOB_NAMES} | {"zombie_pigman": "zombified_piglin"}
"""Names of the Overworld's mobs."""
STACKS: dict[str, tuple[int, int]] = {
    name: (item, meta) for item, names in enumerate(_ITEMS) for meta, name in enumerate(names) if name is not None
}
"""Item index and variant by name; names of what 1.11.2 does not have are missing."""
STACKS |= {name: (item_index(item), 0) for item, names in _TOLD["others"].items() for name in names}


def modern_name(item: int, meta: int) -> str:
    """Return the name of an item; of one that wears out, `meta` is how much it has, and of another its variant."""
    names = _ITEMS[item]
    variant = 0 if RULES.items[item]["max_damage"] else meta
    named = names[variant] if variant < len(names) else None
    return named or next(name for name in names if name is not None)
