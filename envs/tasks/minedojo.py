"""MineDojo's programmatic tasks: our own record of their facts, as tasks of the Overworld.

`minedojo.json` holds templates and the values of their placeholders; `scripts/build_minedojo_tasks.py` makes it.
"""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks import prompts
from envs.tasks.contract import Goal, Measure, Quantity, Reward, Success, Task, Term
from envs.tasks.missing import Missing, UnavailableTaskError, missing_dimension, missing_item, missing_mob

SUITE = "minedojo"
OBTAIN_WEIGHT, USE_WEIGHT = 1.0, 10.0
"""What the tech tree pays for getting the item, and for using it."""
NEVER_USED = ("clock", "compass")
"""Items that the game counts no use of: holding one is what their tasks ask for here."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DUSK = 12542
"""Time of day from which monsters appear under the open sky."""


@dataclass(frozen=True)
class Spec:
    """The facts of one task."""

    id: str
    """MineDojo's id."""
    group: str
    """`combat`, `harvest`, `techtree` or `survival`."""
    target: str
    """Item or mob; empty for survival."""
    count: int
    """Of the target, or days."""
    biome: str | None = None
    mob: str | None = None
    """Mob to begin with."""
    box: tuple[tuple[int, int, int], tuple[int, int, int]] | None = None
    """Corners, relative to the player, of the box in which it appears."""
    inventory: tuple[tuple[int, str, int], ...] = ()
    """Slot, item and count."""
    start_time: int = 0
    daylight_cycle: bool = True
    mob_spawning: bool = True


@cache
def specs() -> dict[str, Spec]:
    """Return the facts of all 1,581 tasks by MineDojo's id."""
    data = json.loads(Path(__file__).with_name("minedojo.json").read_text(encoding="utf-8"))
    return {spec.id: spec for row in data["templates"] for spec in _filled(row, data["variables"])}


def _filled(row: dict[str, Any], variables: dict[str, list[Any]]) -> Iterator[Spec]:
    text = json.dumps(row)
    names = list(dict.fromkeys(_PLACEHOLDER.findall(text)))
    for values in itertools.product(*(variables[name] for name in names)):
        filled = text
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(f"{{{name}}}", str(value))
        yield _spec(json.loads(filled))


def _spec(row: dict[str, Any]) -> Spec:
    inventory = tuple((int(slot), item, count) for slot, (item, count) in row.pop("inventory", {}).items())
    box = row.pop("box", None)
    return Spec(
        target=row.pop("target", ""),
        count=int(row.pop("count")),
        inventory=inventory,
        box=(tuple(box[0]), tuple(box[1])) if box else None,
        **row,
    )


@cache
def missing(spec: Spec) -> Missing | None:
    """Return what the Overworld lacks for a task, or None if it can be played."""
    lack = missing_dimension(spec.biome)
    if lack is None and spec.mob is not None:
        lack = missing_mob(spec.mob)
    if lack is None and spec.group in ("harvest", "techtree"):
        given = frozenset(item for _, item, _ in spec.inventory)
        mobs = frozenset([spec.mob] if spec.mob else [])
        lack = missing_item(spec.target, spec.biome, given, mobs)
    return lack


@cache
def make_task(spec: Spec) -> Task:
    """Return a task of the Overworld.

    Raises:
        UnavailableTaskError: The world lacks something for it.
    """
    lack = missing(spec)
    if lack is not None:
        raise UnavailableTaskError(f"{SUITE}/{spec.id}", lack)
    success, reward = _goal(spec)
    return Task(
        id=f"{SUITE}/{spec.id}",
        group=spec.group,
        prompt=prompt(spec),
        setting=setting(spec),
        start=_start(spec),
        success=success,
        reward=reward,
        max_steps=None,
        voxels=VoxelBounds(),
    )


def _goal(spec: Spec) -> tuple[Success, Reward]:
    """Return what MineDojo's class of the group asks for and pays."""
    if spec.group == "survival":
        days = Measure(Quantity.DAYS)
        return Success((Goal(days, spec.count),)), Reward((Term(days),), bonus=float(spec.count))
    if spec.group == "combat":
        kills = Measure(Quantity.KILL, spec.target)
        return Success((Goal(kills, spec.count),)), Reward((Term(kills),))
    items = Measure(Quantity.ITEM, spec.target)
    if spec.group == "harvest":
        return Success((Goal(items, spec.count),)), Reward((Term(items),))
    uses = Measure(Quantity.USE, spec.target)
    asked = items if spec.target in NEVER_USED else uses
    return Success((Goal(asked, spec.count),)), Reward((Term(items, OBTAIN_WEIGHT), Term(uses, USE_WEIGHT)))


def setting(spec: Spec) -> str:
    """Return where, when and with what a task begins, in our words."""
    things = [(item, count) for _, item, count in spec.inventory]
    company = [spec.mob] if spec.mob and spec.group != "combat" else []
    return prompts.setting(spec.biome, spec.start_time >= _DUSK, things, company)


def prompt(spec: Spec) -> str:
    """Return the order in our words, also of a task that cannot be played."""
    if spec.group == "survival":
        return prompts.survive_prompt(spec.count)
    if spec.group == "combat":
        return prompts.fight_prompt(spec.target)
    if spec.group == "harvest" or spec.target in NEVER_USED:
        return prompts.get_prompt(spec.target, spec.count)
    return prompts.use_prompt(spec.target)


def _start(spec: Spec) -> WorldStart:
    mobs: tuple[StartMob, ...] = ()
    if spec.mob is not None and spec.box is not None:
        mobs = (StartMob(mob=spec.mob, low=spec.box[0], high=spec.box[1]),)
    return WorldStart(
        biome=spec.biome,
        start_time=spec.start_time,
        daylight_cycle=spec.daylight_cycle,
        mob_spawning=spec.mob_spawning,
        mobs=mobs,
        inventory=tuple(StartStack(item=item, count=count, slot=slot) for slot, item, count in spec.inventory),
    )
