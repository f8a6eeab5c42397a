"""The game's statistics, as the info of a tick holds them: 1,819 numbers, of which the Overworld counts some.

Counted: what was killed and used, deaths, kills in all, the ticks of this life and of the episode (`COUNTED`). All
others are there, as MineDojo expects, and stay 0: the Overworld does not count what was mined, crafted, picked up,
dropped or broken, how far the player went, and gives no achievements.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, RULES
from envs.overworld.state import State

COUNTED = ("deaths", "mob_kills", "play_one_minute", "time_since_death")
"""General statistics that are not always 0, beside `kill_entity` and `use_item`."""

NAMES: dict[str, list[str]] = json.loads(Path(__file__).with_name("stats.json").read_text(encoding="utf-8"))
"""What there are statistics of: `general`, `achievement`, `entities`, `craft_item`, `mine_block`."""
KILL_STATISTICS = {"zombie_pigman": "pig_zombie", "mooshroom": "mushroom_cow"}
"""Mobs whose statistics have another name than they."""
_MOBS = [(row, name) for row, name in enumerate(MOB_NAMES)] + [
    (MOB_NAMES.index(name), other) for name, other in KILL_STATISTICS.items() if name in MOB_NAMES
]
WEARING = [name for name, row in zip(ITEM_NAMES, RULES.items, strict=False) if row["max_damage"] > 0]


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _zeros(names: list[str] | tuple[str, ...]) -> dict[str, int]:
    return dict.fromkeys(names, 0)


_ACHIEVEMENTS = _text(_zeros(NAMES["achievement"]))
_NEVER = {
    "break_item": {"minecraft": _zeros(WEARING)},
    "craft_item": {"minecraft": _zeros(NAMES["craft_item"])},
    "drop": {"minecraft": _zeros(ITEM_NAMES)},
    "entity_killed_by": _zeros(NAMES["entities"]),
    "mine_block": {"minecraft": _zeros(NAMES["mine_block"])},
    "pickup": {"minecraft": _zeros(ITEM_NAMES)},
}
_NEVER_TEXT = _text(_NEVER)[1:-1]


class StatsText:
    """Writes the statistics of world 0 as members of a JSON object.

    It is 40 kB of numbers that hardly ever change, so what stays the same is kept as text.

    `kill_entity` has zombie pigmen and mooshrooms under the game's names and under those of MineDojo's tasks, which
    else look for numbers that are not there.
    """

    def __init__(self) -> None:
        self._used: NDArray[np.int32] | None = None
        self._used_text = ""

    def members(self, state: State) -> str:
        """Return `"achievement":{...},"stat":{...}`."""
        player, clock = state.players[0, 0], state.clock[0]
        kills = state.kills[0, 0]
        counted = player["deaths"], kills.sum(), clock["age"], clock["age"] - player["born"]
        general = _zeros(NAMES["general"]) | {n: int(v) for n, v in zip(COUNTED, counted, strict=True)}
        killed = _zeros(NAMES["entities"]) | {name: int(kills[row]) for row, name in _MOBS}
        parts = _text(general | {"kill_entity": killed})[1:-1], self._used_members(state), _NEVER_TEXT
        return f'"achievement":{_ACHIEVEMENTS},"stat":{{{",".join(parts)}}}'

    def _used_members(self, state: State) -> str:
        used = state.used[0, 0]
        if self._used is None or not np.array_equal(used, self._used):
            self._used = used.copy()
            counts = dict(zip(ITEM_NAMES, used.tolist(), strict=False))
            self._used_text = _text({"use_item": {"minecraft": counts}})[1:-1]
        return self._used_text
