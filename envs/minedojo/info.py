"""MineDojo's `info`: all that the game tells of a tick, as one nested dict that is only made when it is read.

A step keeps copies of a few records (some microseconds); the dict with its 41 stacks and 1,819 statistics takes a
hundred times as long, and most code reads none of it.
"""

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.malmo.console.arguments import PLAYER_NAME
from envs.malmo.info import life_facts, place_facts, slot_facts
from envs.malmo.stats import KILL_STATISTICS
from envs.minedojo.names import ENTITY_CLASSES, killed_row
from envs.minedojo.statistics import tree
from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, item_index
from envs.overworld.senses.observe import OBSERVATION
from envs.overworld.state import CLOCK, PLAYER, STACK
from envs.overworld.world import Overworld


class Moment:
    """What one tick left behind, kept for whoever asks later: bytes, which are quicker to copy than records.

    Args:
        world: One world, right after its observation.
        rows: The (1,) OBSERVATION row of that.
    """

    __slots__ = ("_clock", "_kills", "_player", "_row", "_slots", "_totals", "_used")

    def __init__(self, world: Overworld, rows: NDArray[np.void]) -> None:
        state = world.state
        self._player = state.players[0, :1].tobytes()
        self._clock = state.clock[:1].tobytes()
        self._slots = state.slots[0, 0].tobytes()
        self._kills = state.kills[0, 0].tobytes()
        self._used = state.used[0, 0].tobytes()
        self._totals = state.totals[0, 0].tobytes()
        self._row = rows.tobytes()

    @property
    def row(self) -> np.void:
        """The OBSERVATION row."""
        return np.frombuffer(self._row, OBSERVATION)[0]

    @property
    def player(self) -> np.void:
        """The PLAYER record."""
        return np.frombuffer(self._player, PLAYER)[0]

    @property
    def clock(self) -> np.void:
        """The CLOCK record."""
        return np.frombuffer(self._clock, CLOCK)[0]

    @property
    def slots(self) -> NDArray[np.void]:
        """(SLOTS,) STACK records."""
        return np.frombuffer(self._slots, STACK)

    @property
    def kills(self) -> NDArray[np.int32]:
        """(MOB_ROWS,) kills by mob."""
        return np.frombuffer(self._kills, np.int32)

    @property
    def used(self) -> NDArray[np.int32]:
        """(ITEM_ROWS,) uses by item."""
        return np.frombuffer(self._used, np.int32)

    def held(self, item: str) -> int:
        """Return how many of an item the player has in all 41 slots, whatever the variant.

        Raises:
            UnknownNameError: The game has no such item.
        """
        return int(np.frombuffer(self._totals, np.int16)[item_index(item)])

    def killed(self, mob: str) -> int:
        """Return how many mobs of a name the player has killed in this world.

        Raises:
            UnknownNameError: The Overworld has no such mob.
        """
        return int(self.kills[killed_row(mob)])

    def uses(self, item: str) -> int:
        """Return how often the player has used an item in this world.

        Raises:
            UnknownNameError: The game has no such item.
        """
        return int(self.used[item_index(item)])

    @property
    def life_ticks(self) -> int:
        """Ticks that this life has lasted."""
        return int(self.clock["age"] - self.player["born"])

    def plain_statistics(self) -> dict[str, int]:
        """Return those statistics without a subject that are not always zero."""
        return {
            "deaths": int(self.player["deaths"]),
            "mob_kills": int(self.kills.sum()),
            "play_one_minute": int(self.clock["age"]),
            "time_since_death": self.life_ticks,
        }


class Info(dict[str, Any]):
    """A dict that fills itself when it is first read; what is put in stays. A copy of it is a plain dict.

    Args:
        moment: What it tells of.
        sensed: `voxels` and `rays` of the observation, as far as there are any.
    """

    def __init__(self, moment: Moment, sensed: dict[str, Any] | None = None) -> None:
        super().__init__(name=PLAYER_NAME)  # never quite empty, which json takes for all there is
        self.moment = moment
        self._pending: dict[str, Any] | None = sensed or {}

    def _fill(self) -> None:
        if self._pending is not None:
            sensed, self._pending = self._pending, None
            for name, value in (_facts(self.moment) | _listed(sensed)).items():
                dict.setdefault(self, name, value)

    def __missing__(self, key: str) -> Any:
        if self._pending is None:
            raise KeyError(key)
        self._fill()
        return self[key]

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (list(self.items()),)

    def copy(self) -> dict[str, Any]:
        """Return a plain dict of the same."""
        return dict(self.items())


def _filled(name: str) -> Callable[..., Any]:
    """Return a method of dicts that first fills an Info."""
    method = getattr(dict, name)

    @functools.wraps(method)
    def call(self: Info, *args: Any) -> Any:
        self._fill()
        return method(self, *args)

    return call


for _name in (
    "__contains__", "__delitem__", "__eq__", "__iter__", "__len__", "__ne__", "__or__", "__repr__", "__reversed__",
    "__ror__", "clear", "get", "items", "keys", "pop", "popitem", "setdefault", "values",
):  # fmt: skip
    setattr(Info, _name, _filled(_name))


def _listed(sensed: dict[str, Any]) -> dict[str, list[Any]]:
    """Return voxels and rays as the game sends them: one cell after the other, x first, and one ray after the other."""
    listed = {}
    for group, order in _ORDERS.items():
        if group in sensed:
            columns = [sensed[group][name].ravel("F").tolist() for name in order]
            if "entity_name" in order:
                place = order.index("entity_name")
                columns[place] = [ENTITY_CLASSES[name] for name in columns[place]]
            listed[group] = list(itertools.chain.from_iterable(zip(*columns, strict=True)))
    return listed


_ORDERS = {
    "voxels": (
        "block_name", "block_meta", "is_collidable", "is_tool_not_required", "blocks_movement", "is_liquid", "is_solid",
        "can_burn", "blocks_light", "cos_look_vec_angle",
    ),
    "rays": (
        "block_name", "block_distance", "block_meta", "harvest_level", "is_tool_not_required", "blocks_movement",
        "is_liquid", "is_solid", "can_burn", "entity_name", "entity_distance", "ray_pitch", "ray_yaw",
        "traced_block_x", "traced_block_y", "traced_block_z",
    ),
}  # fmt: skip
"""Facts of a cell and of a ray, in the order of the protocol."""


def _facts(moment: Moment) -> dict[str, Any]:
    """Return all that MineDojo's Java side tells of a tick."""
    stat, achievement = _statistics(moment)
    player, row = moment.player, moment.row
    place = place_facts(player, moment.clock, lambda name: row[f"location_stats_{name}"][0])
    return life_facts(player, row["life_stats_armor"][0]) | place | {
        "inventory": [slot_facts(slot, *stack) for slot, stack in enumerate(moment.slots.tolist())],
        "nearby_crafting_table": bool(row["nearby_tools_table"][0]),
        "nearby_furnace": bool(row["nearby_tools_furnace"][0]),
        "damage_source": {
            name.removeprefix("damage_source_"): row[name][0].item()
            for name in row.dtype.names or ()
            if name.startswith("damage_source_")
        },
        "stat": stat,
        "achievement": achievement,
    }  # fmt: skip


def _statistics(moment: Moment) -> tuple[dict[str, Any], dict[str, Any]]:
    kills = {mob: int(moment.kills[row]) for row, mob in enumerate(MOB_NAMES)}
    kills |= {statistic: kills[mob] for mob, statistic in KILL_STATISTICS.items()}
    uses = {ITEM_NAMES[item]: int(moment.used[item]) for item in np.flatnonzero(moment.used)}
    return tree(kills, uses, moment.plain_statistics())
