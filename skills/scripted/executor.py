"""The executor of what needs no learning: rules that look at the inventory and at which stations are in view."""

from typing import Literal

import numpy as np

from envs.overworld.gamedata import item_index
from skills.executor import Action, Cause, Executor, Observation, Outcome
from skills.record import Kind, Skill, item_name
from skills.scripted.acts import PICKAXES, Acts, amount, look_around, take
from skills.scripted.tunnel import ORES, STONE, Tunnel
from skills.scripted.use import can_use, use

_NEARBY = {"crafting_table": "table", "furnace": "furnace"}
_DIG_TICKS = 100
"""A station breaks within these."""
_ROOM_TICKS = 25
"""A block of dirt does, and one of stone with any pickaxe."""
_FETCH: tuple[tuple[Action, int], ...] = (
    ({}, 15),
    ({"forward": 1}, 10),
    ({"back": 1}, 20),
    ({"forward": 1, "attack": 1}, 60),
)
"""What is done, and for how many ticks, to come by what a broken station left: mostly it is at one's feet, but it comes
into the inventory after half a second only; it may have flown over the head, or behind something."""


class ScriptedExecutor(Executor):
    """Crafts, smelts, places stations and takes them along, uses items, and digs for stone and ore, in one world.

    Args:
        seed: Of the turns of its tunnels.
    """

    label: Literal["oracle", "learned", "scripted", "random"] = "scripted"

    def __init__(self, seed: int = 0) -> None:
        self._acts: Acts | None = None
        self._seed, self._tunnel = seed, Tunnel(seed)

    def knows(self, skill: Skill) -> bool:
        """Return whether it can carry a skill out."""
        return can_use(skill) if skill.kind is Kind.USE else skill.kind in _SCRIPTS or _is_of(skill, (*ORES, STONE))

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: It neither crafts nor smelts, nor has it to do with a station, stone, ore or an item's use.
        """
        if not self.knows(skill):
            raise KeyError(f"no script carries out the skill '{skill.name}'")
        if _is_of(skill, ORES):
            self._acts = self._tunnel.mine(skill, count)
        elif _is_of(skill, (STONE,)):
            self._acts = Tunnel(self._seed).mine(skill, count)  # a new one: stone is below wherever one stands
        else:
            self._acts = _SCRIPTS[skill.kind](skill, count)
        self._begun = False
        self._steps_left = skill.limit(count)

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended."""
        if self._acts is None:
            raise RuntimeError("no skill was begun")
        if self._steps_left <= 0:
            return self._end(Outcome(False, Cause.TIMEOUT, "its step limit ran out"))
        self._steps_left -= 1
        try:
            if not self._begun:
                next(self._acts)
                self._begun = True
            return self._acts.send(observation)
        except StopIteration as end:
            return self._end(end.value)

    def _end(self, outcome: Outcome) -> Outcome:
        self._acts = None
        return outcome


def _make(skill: Skill, count: int) -> Acts:
    """Craft or smelt until there are `count` more."""
    variant = skill.variants[0]
    item = item_name(variant.item)
    observation = yield {}
    goal = amount(observation, item) + count
    while (have := amount(observation, item)) < goal:
        for station in variant.nearby:
            if not observation["nearby_tools"][_NEARBY[station]][0]:
                return Outcome(False, Cause.NO_STATION, f"no {station} is near and in view")
        observation = yield {skill.kind.value: item_index(item)}
        if amount(observation, item) <= have:
            return Outcome(False, Cause.NO_MATERIALS, f"the ingredients of {item} are not there")
    return Outcome(True)


def _place(skill: Skill, count: int) -> Acts:
    """Look at the ground here and there, and put a station on it; where there is no room, make some."""
    observation = yield {}
    carried = amount(observation, skill.item)
    if not carried and not _is_near(observation, skill.item):
        return Outcome(False, Cause.NO_MATERIALS, f"no {skill.item} to place")
    for dig_ticks in (0, _ROOM_TICKS):
        observation = yield take(observation, PICKAXES) if dig_ticks else {}
        for turns in look_around():
            for action in turns:
                if _is_near(observation, skill.item):
                    return Outcome(True)
                observation = yield action
            if amount(observation, skill.item) < carried:  # it stands somewhere out of view
                continue
            for _ in range(dig_ticks):
                observation = yield {"attack": 1}
            slots = np.flatnonzero(observation["inventory"]["name"] == item_index(skill.item))
            observation = yield {"place": int(slots[0]) + 1}
    if _is_near(observation, skill.item):
        return Outcome(True)
    return Outcome(False, Cause.BLOCKED, f"no place for a {skill.item}")


def _pick_up(skill: Skill, count: int) -> Acts:
    """Break the station that the gaze is on, or else one around, and walk or dig up to what it leaves."""
    observation = yield {}
    held = amount(observation, skill.item)
    observation = yield take(observation, PICKAXES)
    for turns in (({"attack": 1},), *look_around()):
        for action in turns:
            observation = yield action
        for _ in range(_DIG_TICKS):
            if not _is_near(observation, skill.item):
                break
            observation = yield {"attack": 1}
        else:
            continue
        for step, ticks in _FETCH:
            for _ in range(ticks):
                if amount(observation, skill.item) > held:
                    return Outcome(True)
                observation = yield step
        return Outcome(False, Cause.NO_STATION, f"the {skill.item} is broken, but did not come into the inventory")
    return Outcome(False, Cause.NO_STATION, f"no {skill.item} within reach")


_SCRIPTS = {Kind.CRAFT: _make, Kind.SMELT: _make, Kind.PLACE: _place, Kind.PICKUP: _pick_up, Kind.USE: use}


def _is_of(skill: Skill, dug: tuple[str, ...]) -> bool:
    return skill.kind in (Kind.FIND, Kind.COLLECT) and item_name(skill.item) in dug


def _is_near(observation: Observation, station: str) -> bool:
    return bool(observation["nearby_tools"][_NEARBY[station]][0])
