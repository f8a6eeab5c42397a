"""The 1,819 statistics of the game, in the tree in which MineDojo's `info` shows them.

What the Overworld counts stands there truly: kills, uses of items, deaths, the time of this life and in all. The rest
stands at zero.
"""

from typing import Any

from envs.malmo.stats import NAMES, WEARING
from envs.overworld.gamedata import ITEM_NAMES

Tree = dict[str, Any]

_EVERY = sorted(ITEM_NAMES)
_ITEMS = {
    "break_item": sorted(WEARING),
    "craft_item": NAMES["craft_item"],
    "drop": _EVERY,
    "mine_block": NAMES["mine_block"],
    "pickup": _EVERY,
    "use_item": _EVERY,
}
"""Items that each kind of statistic is kept of."""


def stat_keys() -> list[list[str]]:
    """Return the path of every statistic and achievement in `info`, sorted."""
    paths = [["stat", name] for name in NAMES["general"]] + [["achievement", name] for name in NAMES["achievement"]]
    paths += [["stat", kind, mob] for kind in ("entity_killed_by", "kill_entity") for mob in NAMES["entities"]]
    return sorted(paths + [["stat", kind, "minecraft", item] for kind, items in _ITEMS.items() for item in items])


def stat_id(path: list[str]) -> str:
    """Return the game's own name of a statistic, such as `stat.killEntity.CaveSpider`."""
    kind = path[0]
    if path[1] == "items_dropped":
        return f"{kind}.drop"
    words = [_camel(path[1])]
    if "minecraft" in path:
        words += path[2:]
    elif len(path) == 3:
        words.append(path[2].title().replace("_", ""))
    return ".".join([kind, *words])


def tree(kills: dict[str, int], uses: dict[str, int], plain: dict[str, int]) -> tuple[Tree, Tree]:
    """Return the trees `stat` and `achievement`, with what is not given at zero.

    Args:
        kills: Kills by the name of their statistic.
        uses: Uses by item.
        plain: Statistics without a subject.
    """
    stat: Tree = dict.fromkeys(NAMES["general"], 0) | plain
    stat["entity_killed_by"] = dict.fromkeys(NAMES["entities"], 0)
    stat["kill_entity"] = dict.fromkeys(NAMES["entities"], 0) | kills
    for kind, items in _ITEMS.items():
        stat[kind] = {"minecraft": dict.fromkeys(items, 0)}
    stat["use_item"]["minecraft"] |= uses
    return stat, dict.fromkeys(NAMES["achievement"], 0)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
