"""What the conditions of a goal mean for planning: skills that are forbidden, and places where to build."""

from collections.abc import Iterable
from dataclasses import replace

from planner.goal import FOUND_BY, Ban, Goal
from planner.materials import ANIMALS, STATIONS
from planner.plan import PlanError
from skills.graph import SkillGraph
from skills.record import Kind, Skill, Variant, item_name, killed_mob, use_of

_NEEDED = {"kill": "a dead {}", "use": "the {}"}


def spot(place: str) -> str:
    """Return what is to be found for a place that people name, such as `log` for a tree.

    Raises:
        PlanError: Nobody can look for it.
    """
    if place not in FOUND_BY:
        raise PlanError(f"a {place} cannot be looked for; near {', '.join(FOUND_BY)} works")
    return FOUND_BY[place]


def conditioned(graph: SkillGraph, goal: Goal) -> SkillGraph:
    """Return the skills that a goal leaves: without what it forbids, and building where it says.

    A skill that is forbidden altogether stays as one that is unavailable, with the reason.

    Raises:
        PlanError: The goal has a building near something that nobody can look for.
    """
    if not goal.bans and not any(structure.near for structure in goal.structures):
        return graph
    changed: dict[str, Skill] = {}
    for name, skill in graph.skills.items():
        result = _allowed(skill, goal.bans)
        for structure in goal.structures:
            if structure.near and structure.name == skill.item and skill.kind is Kind.BUILD:
                result = _near(result, spot(structure.near))
        if result is not skill:
            changed[name] = result
    banned = {ban.thing for ban in goal.bans if ban.deed == "use"}
    fuels = tuple(fuel for fuel in graph.fuels if fuel not in banned)
    return SkillGraph({**graph.skills, **changed}, graph.missing, fuels)


def _allowed(skill: Skill, bans: Iterable[Ban]) -> Skill:
    """Return a skill without the alternatives and tools that are forbidden."""
    for ban in bans:
        reason = f"needs {_NEEDED[ban.deed].format(ban.thing.replace('_', ' '))}, which the order forbids"
        if ban.deed == "kill":
            if skill.kind is Kind.FIGHT and _hunted(skill) in (ANIMALS if ban.thing == "animal" else (ban.thing,)):
                return replace(skill, unavailable=reason)
            continue
        tools = tuple(tool for tool in skill.tools if tool != ban.thing)
        variants = tuple(variant for variant in skill.variants if not _uses(skill, variant, ban.thing))
        if not variants or (skill.tools and not tools):
            return replace(skill, unavailable=reason)
        if (tools, variants) != (skill.tools, skill.variants):
            skill = replace(skill, tools=tools, variants=variants)
    return skill


def _hunted(skill: Skill) -> str | None:
    """Return the mob that a fight is with."""
    return killed_mob(skill.variants[0].item) or next(iter(skill.variants[0].nearby), None)


def _uses(skill: Skill, variant: Variant, item: str) -> bool:
    """Tell whether an alternative makes use of an item: uses it up, works at it, or sets it to its use."""
    if skill.kind in (Kind.PLACE, Kind.PICKUP):
        return False  # to set a table up is no use of it as long as nobody works there
    works_at = item in STATIONS and item in variant.nearby
    return works_at or use_of(item) == variant.item or any(item_name(key) == item for key in variant.consumes)


def _near(skill: Skill, place: str) -> Skill:
    variants = tuple(replace(variant, nearby=(*variant.nearby, place)) for variant in skill.variants)
    return replace(skill, variants=variants)
