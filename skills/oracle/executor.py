"""The oracle as an executor of skills."""

from typing import Literal

from envs.overworld.world import Overworld
from skills.blueprints import BLUEPRINTS
from skills.executor import Action, Cause, Executor, Observation, Outcome
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.build import build
from skills.oracle.collect import Quarry, approach, collect
from skills.oracle.craft import make
from skills.oracle.creatures import is_alive
from skills.oracle.danger import reflex
from skills.oracle.duel import approach_mob, is_at_hand
from skills.oracle.eat import eat_if_hungry
from skills.oracle.hunt import find_mob, hunt
from skills.oracle.stations import set_up, take_along
from skills.oracle.tend import await_eggs, milk, shear
from skills.oracle.use import use_item
from skills.record import GATHERING, Kind, Skill, item_name, killed_mob

_FIND_TRIES = 6


class OracleExecutor(Executor):
    """Carries out find, collect, craft, smelt, place, pick-up and build skills by reading the state of one world.

    Args:
        world: The worlds.
        index: Which of them.
        seed: Of its own choices (where to explore).
    """

    label: Literal["oracle", "learned", "scripted"] = "oracle"

    def __init__(self, world: Overworld, index: int = 0, seed: int = 0) -> None:
        self._body = Body(world, index, seed)
        self._behaviour: Behaviour[None] | None = None
        self._reflex: Behaviour[None] | None = None
        self._steps_left = 0

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: The oracle does not know the skill.
        """
        self._body.shunned.clear()
        self._body.lost.clear()
        self._body.spared.clear()
        self._body.foe = None
        self._body.reserved = None
        self._behaviour = _after_a_meal(self._body, _behaviour(self._body, skill, count))
        self._steps_left = skill.limit(count)

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended; the observation is not needed."""
        if self._behaviour is None:
            raise RuntimeError("no skill was begun")
        player = self._body.player
        if not player["alive"]:
            return self._end(Outcome(False, Cause.DIED, "the player died"))
        if self._steps_left <= 0:
            return self._end(Outcome(False, Cause.TIMEOUT, "its step limit ran out"))
        self._steps_left -= 1
        if self._reflex is None:
            self._reflex = reflex(self._body)
        if self._reflex is not None:
            for action in self._reflex:
                return action
            self._reflex = None
        try:
            return next(self._behaviour)
        except StopIteration:
            return self._end(Outcome(True))
        except Failed as failure:
            return self._end(Outcome(False, failure.cause, failure.detail))

    def _end(self, outcome: Outcome) -> Outcome:
        self._behaviour = None
        return outcome


def _behaviour(body: Body, skill: Skill, count: int) -> Behaviour[None]:
    """What carries a skill out."""
    first = skill.variants[0]
    item = item_name(first.item)
    variant = _variant(first.item) if len(skill.variants) == 1 else None
    quarry = Quarry(skill.blocks, item)
    if skill.kind in (Kind.FIND, *GATHERING) and not skill.blocks:
        return _about_mobs(body, skill, item, variant, count)
    if skill.kind is Kind.FIND:
        return _find(body, quarry)
    if skill.kind is Kind.COLLECT:
        return collect(body, quarry, variant, count, skill.tools)
    if skill.kind is Kind.CRAFT or skill.kind is Kind.SMELT:
        return make(body, skill.kind.value, item, variant, count, first.nearby)
    if skill.kind is Kind.PLACE:
        return set_up(body, skill.item)
    if skill.kind is Kind.PICKUP:
        return take_along(body, skill.item, skill.tools)
    if skill.kind is Kind.USE:
        return use_item(body, next(iter(first.consumes)))
    if skill.kind is Kind.BUILD:
        return _build(body, skill)
    raise KeyError(f"the oracle does not know the skill '{skill.name}'")


def _about_mobs(body: Body, skill: Skill, item: str, variant: int | None, count: int) -> Behaviour[None]:
    """What carries a skill about animals or monsters out."""
    if skill.kind is Kind.FIND:
        return _find_mob(body, skill.item)
    mob = skill.variants[0].nearby[0]
    if skill.kind is Kind.FIGHT:
        return hunt(body, mob, None if killed_mob(item) else item, variant, count)
    if skill.kind is Kind.SHEAR:
        return shear(body, mob, item, count)
    if skill.kind is Kind.MILK:
        return milk(body, mob, item, count)
    return await_eggs(body, mob, item, count)


def _find_mob(body: Body, mob: str) -> Behaviour[None]:
    """Find a mob, and go near the first that there is a way to."""
    for _ in range(_FIND_TRIES):
        rows = yield from find_mob(body, mob)
        try:
            while not is_at_hand(body, rows[0]) and is_alive(body, rows[0]):
                yield from approach_mob(body, rows[0])
        except Failed:
            body.lost.add(rows[0])
            continue
        return
    raise Failed(Cause.UNREACHABLE, f"{mob} can be seen, but not be got at")


def _after_a_meal(body: Body, behaviour: Behaviour[None]) -> Behaviour[None]:
    yield from eat_if_hungry(body)
    yield from behaviour


def _variant(key: str) -> int | None:
    _, _, number = key.partition("#")
    return int(number) if number.isdigit() else None


def _find(body: Body, quarry: Quarry) -> Behaviour[None]:
    yield from approach(body, quarry)


def _build(body: Body, skill: Skill) -> Behaviour[None]:
    """Build a structure of the first material that there is enough of."""
    blueprint = BLUEPRINTS[skill.item]
    materials = [next(iter(variant.consumes)) for variant in skill.variants]
    enough = [material for material in materials if body.count(item_name(material)) >= blueprint.blocks]
    material = item_name((enough or materials)[0])
    parts = [(part.dx, part.dy, part.dz) for part in blueprint.parts]
    yield from build(body, parts, blueprint.room, material)
