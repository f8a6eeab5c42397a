"""What the conditions of a goal mean for planning: skills that are forbidden, and places where to build."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

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


def finder(graph: SkillGraph, thing: str) -> Skill:
    """Return the skill that finds a place that people name, or a mob.

    Raises:
        PlanError: There is none, or it cannot be done.
    """
    name = f"find_{FOUND_BY.get(thing, thing)}"
    if name not in graph:
        raise PlanError(f"a {thing} cannot be looked for: there is no skill {name}")
    if graph[name].unavailable:
        raise PlanError(f"{name} {graph[name].unavailable}")
    return graph[name]


def conditioned(graph: SkillGraph, goal: Goal) -> SkillGraph:
    """Return the skills that a goal leaves: without what it forbids, and building where it says.

    What is forbidden stays among them as a skill that is unavailable, with the reason: in place of a skill that is
    forbidden altogether, or beside what is left of it.

    Raises:
        PlanError: The goal has a building near something that nobody can look for.
    """
    placed = tuple((thing.name, spot(thing.near)) for thing in goal.structures if thing.near)
    return _conditioned(graph, goal.bans, placed) if goal.bans or placed else graph


@lru_cache(maxsize=8)
def _conditioned(graph: SkillGraph, bans: tuple[Ban, ...], placed: tuple[tuple[str, str], ...]) -> SkillGraph:
    """Return the skills on conditions; `placed` has buildings with what is to be found before."""
    changed: dict[str, Skill] = {}
    for skill in graph.skills.values():
        parts = _parts(skill, bans)
        for building, place in placed:
            if building == skill.item and skill.kind is Kind.BUILD:
                parts = [_near(part, place) for part in parts]
        changed |= {part.name: part for part in parts}
    banned = {ban.thing for ban in bans if ban.deed == "use"}
    fuels = tuple(fuel for fuel in graph.fuels if fuel not in banned)
    return SkillGraph(changed, graph.missing, fuels)


@lru_cache(maxsize=8)
def permitted(graph: SkillGraph) -> SkillGraph:
    """Return the skills with those that are forbidden, as if they were not."""
    forbidden = {name: replace(skill, unavailable="") for name, skill in graph.skills.items() if skill.unavailable}
    return SkillGraph({**graph.skills, **forbidden}, graph.missing, graph.fuels) if forbidden else graph


def _parts(skill: Skill, bans: Iterable[Ban]) -> list[Skill]:
    """Take a skill apart: what each ban forbids of it, and what is left of it, if anything is."""
    parts: list[Skill] = []
    for ban in bans:
        left, forbidden = _split(skill, ban)
        if left is None:
            return [*parts, forbidden]
        if left is not skill:
            parts.append(replace(forbidden, name=f"{skill.name} with {ban.thing}"))
        skill = left
    return [*parts, skill]


def _split(skill: Skill, ban: Ban) -> tuple[Skill | None, Skill]:
    """Return what a ban leaves of a skill, None for nothing, and what it forbids of it, with the reason."""
    reason = f"needs {_NEEDED[ban.deed].format(ban.thing.replace('_', ' '))}, which the order forbids"
    forbidden = replace(skill, unavailable=reason)
    if ban.deed == "kill":
        hunted = skill.kind is Kind.FIGHT and _hunted(skill) in (ANIMALS if ban.thing == "animal" else (ban.thing,))
        return None if hunted else skill, forbidden
    tools = tuple(tool for tool in skill.tools if tool != ban.thing)
    uses = tuple(variant for variant in skill.variants if _uses(skill, variant, ban.thing))
    if tools == skill.tools and not uses:
        return skill, forbidden
    if len(uses) == len(skill.variants) or (skill.tools and not tools):
        return None, forbidden
    variants = tuple(variant for variant in skill.variants if variant not in uses)
    return replace(skill, tools=tools, variants=variants), replace(forbidden, variants=uses or skill.variants)


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
