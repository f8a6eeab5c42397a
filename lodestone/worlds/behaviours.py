"""Short behaviours, each for one thing that any world of the game has to do alike, and the numbers that tell.

Terrain of a seed is another in each world, so a behaviour needs no more than a plain, and numbers are medians over some
seeds. A number has a tolerance: what the same world may differ by from one place to the other.
"""

import math
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from envs.overworld.gamedata import item_index
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks.contract import Goal, Measure, Quantity, Success, Task

Observation = Mapping[str, Any]
Script = Generator[dict[str, Any], Observation, None]
"""Yields actions, and is sent what follows on them."""

SETTLE = 20
"""Ticks without an action at the beginning, until the player stands."""
_SECOND = 20  # in ticks
_BLOW = 14  # ticks from one to the next
_CHEST = 8.0  # degrees down to that of a mob in reach


@dataclass
class Trace:
    """What was seen."""

    observations: list[Observation]
    """From the one on which the first action was chosen."""
    won: int | None = None
    """After how many steps the behaviour's task was done."""

    def place(self, step: int) -> tuple[float, float, float]:
        """Return where the player was, seen from where it began: blocks ahead, to the right, up."""
        begin, here = self.observations[0]["location_stats"], self.observations[step]["location_stats"]
        x, y, z = (float(part) for part in here["pos"] - begin["pos"])
        yaw = math.radians(float(begin["yaw"][0]))
        return z * math.cos(yaw) - x * math.sin(yaw), -x * math.cos(yaw) - z * math.sin(yaw), y

    def turned(self, name: str) -> float:
        """Return by how many degrees `yaw` or `pitch` has changed."""
        begin, end = (float(self.observations[step]["location_stats"][name][0]) for step in (0, -1))
        return math.remainder(end - begin, 360.0)

    def held(self, item: str, step: int = -1) -> int:
        """Return how many of an item there were in the inventory."""
        slots = self.observations[step]["inventory"]
        return int(slots["quantity"][slots["name"] == item_index(item)].sum())

    def first(self, item: str) -> float:
        """Return after how many steps there was more of an item than at the beginning; infinite if never."""
        before = self.held(item, 0)
        return next((step for step in range(len(self.observations)) if self.held(item, step) > before), math.inf)


@dataclass(frozen=True)
class Number:
    """A number that is read from a trace."""

    read: Callable[[Trace], float]
    tolerance: float
    """By how much the numbers of two worlds may differ."""


@dataclass(frozen=True)
class Behaviour:
    """What is done, and what is read from it."""

    name: str
    script: Callable[[Observation], Script]
    numbers: Mapping[str, Number]
    start: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `WorldStart` beside those of a quiet plain."""
    kill: str = ""
    """A mob whose death ends it."""
    function: str = ""
    """An action that a person does with a screen or several keys, and that not every world has: `craft`, `place`."""

    @property
    def task(self) -> Task:
        """The task of its episodes."""
        quiet = {"biome": "plains", "mob_spawning": False, "daylight_cycle": False, "weather_cycle": False}
        success = Success((Goal(Measure(Quantity.KILL, self.kill)),)) if self.kill else None
        start = WorldStart(**{**quiet, **self.start})
        return Task(f"worlds/{self.name}", "worlds", self.name, start, success, max_steps=None)


def _held_down(*keys: str, ticks: int = _SECOND) -> Callable[[Observation], Script]:
    def script(seen: Observation) -> Script:
        for _ in range(ticks):
            yield dict.fromkeys(keys, 1)

    return script


def _jump(seen: Observation) -> Script:
    yield {"jump": 1}
    for _ in range(_SECOND):
        yield {}


def _turn(seen: Observation) -> Script:
    yield {"camera": (25.0, 40.0)}
    yield {"camera": (-10.0, 100.0)}
    yield {}


def _look_down(seen: Observation) -> Script:
    yield {"camera": (180.0, 0.0)}
    yield {}


def _mine(seen: Observation) -> Script:
    yield {"camera": (180.0, 0.0)}
    for _ in range(3 * _SECOND):
        yield {"attack": 1}


def _craft(seen: Observation) -> Script:
    for item in ("planks", "planks", "stick", "crafting_table", "wooden_pickaxe"):  # the last one wants a table nearby
        yield {"craft": item_index(item)}
    yield {}


def _place(seen: Observation) -> Script:
    yield {"camera": (45.0, 0.0)}
    yield {"place": 1}
    yield {}


def _use(seen: Observation) -> Script:
    yield {"camera": (45.0, 0.0)}
    yield {"use": 1}
    yield {}


def _fight(seen: Observation) -> Script:
    for tick in range(15 * _SECOND):
        here = seen["location_stats"]
        turn = _CHEST - float(here["pitch"][0]), -float(here["yaw"][0])  # to the south, where the mob comes from
        seen = yield {"camera": turn, "attack": int(tick % _BLOW == 0)}


def _last(axis: int) -> Callable[[Trace], float]:
    return lambda trace: trace.place(-1)[axis]


def _turned(name: str) -> Callable[[Trace], float]:
    return lambda trace: trace.turned(name)


def _held(item: str) -> Callable[[Trace], float]:
    return lambda trace: trace.held(item)


def _heights(trace: Trace) -> list[float]:
    return [trace.place(step)[_UP] for step in range(len(trace.observations))]


def _table(trace: Trace) -> float:
    return float(trace.observations[-1]["nearby_tools"]["table"][0])


def _won(trace: Trace) -> float:
    return math.inf if trace.won is None else trace.won


_AHEAD, _RIGHT, _UP = range(3)
_OFF_THE_GROUND = 0.01  # blocks
_WALK = {"ahead": Number(_last(_AHEAD), 0.3), "to the right": Number(_last(_RIGHT), 0.1)}
_JUMP = {
    "height": Number(lambda trace: max(_heights(trace)), 0.05),
    "ticks in the air": Number(lambda trace: sum(height > _OFF_THE_GROUND for height in _heights(trace)), 1),
}
_MINE = {"dirt": Number(_held("dirt"), 1), "steps to the first": Number(lambda trace: trace.first("dirt"), 6)}
_MADE = ("log", "planks", "stick", "crafting_table", "wooden_pickaxe")
_LOGS = (StartStack(item="log", count=3),)
_TABLE = (StartStack(item="crafting_table", slot=0),)
_SWORD = (StartStack(item="diamond_sword", slot=0),)
_ZOMBIE = (StartMob(mob="zombie", low=(0, -1, 4), high=(0, 1, 4)),)
BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("walk", _held_down("forward"), _WALK),
    Behaviour("walk aside", _held_down("right"), {"to the right": Number(_last(_RIGHT), 0.3)}),
    Behaviour("walk back", _held_down("back"), {"ahead": Number(_last(_AHEAD), 0.3)}),
    Behaviour("sprint", _held_down("forward", "sprint"), {"ahead": Number(_last(_AHEAD), 0.4)}),
    Behaviour("sneak", _held_down("forward", "sneak"), {"ahead": Number(_last(_AHEAD), 0.2)}),
    Behaviour("jump", _jump, _JUMP),
    Behaviour("turn", _turn, {name: Number(_turned(name), 0.1) for name in ("yaw", "pitch")}),
    Behaviour("look down", _look_down, {"pitch": Number(_turned("pitch"), 0.1)}),
    Behaviour("mine", _mine, _MINE),
    Behaviour(
        "craft", _craft, {item: Number(_held(item), 0) for item in _MADE}, {"inventory": _LOGS}, function="craft"
    ),
    Behaviour(
        "place",
        _place,
        {"table nearby": Number(_table, 0), "left": Number(_held("crafting_table"), 0)},
        {"inventory": _TABLE},
        function="place",
    ),
    Behaviour("place what is in hand", _use, {"left": Number(_held("crafting_table"), 0)}, {"inventory": _TABLE}),
    Behaviour(
        "fight",
        _fight,
        {"steps to the kill": Number(_won, 40)},
        {"inventory": _SWORD, "mobs": _ZOMBIE, "start_time": 18000},
        kill="zombie",
    ),
)
"""All of them."""
