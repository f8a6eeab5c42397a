"""What carries each skill out."""

from skills.blueprints import BLUEPRINTS
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.build import build
from skills.oracle.collect import Quarry, approach, collect
from skills.oracle.craft import make
from skills.oracle.creatures import is_alive
from skills.oracle.duel import approach_mob, is_at_hand
from skills.oracle.hunt import find_mob, hunt
from skills.oracle.stations import set_up, take_along
from skills.oracle.tend import await_eggs, milk, shear
from skills.oracle.use import use_item
from skills.record import GATHERING, Kind, Skill, item_name, killed_mob

_FIND_TRIES = 6


def behaviour_of(body: Body, skill: Skill, count: int) -> Behaviour[None]:
    """Return what carries a skill out.

    Raises:
        KeyError: The oracle does not know the skill.
    """
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
