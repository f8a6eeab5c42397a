"""The order of a plan's steps: what is collected together, where stations are placed and picked up again."""

from collections.abc import Iterable
from dataclasses import replace

from planner.conditions import finder, spot
from planner.goal import Goal
from planner.plan import Belief, Plan, PlanError, Step, estimated, verify
from skills.graph import STATIONS
from skills.record import GATHERING, Kind, Skill, Variant, item_name


def put_in_order(goal: Goal, belief: Belief, steps: list[Step]) -> Plan:
    """Return the steps as a verified plan, in as good an order as works out.

    Steps of the same kind are joined, so that everything of one sort is collected at once; what the surface yields is
    gathered before anything is dug for; choices that do not matter are left open; and what places demand is put in.
    Joining or leaving choices open can, rarely, starve a later step of the variant that it asks for; then less of it is
    done.

    Args:
        goal: What the steps reach.
        belief: Where they begin; it stays as it is.
        steps: What to make, in an order in which resources work out. Finding, placing and picking up are missing.

    Raises:
        PlanError: No order works out.
    """
    gathered = _from_above(goal, belief, _gather(goal, belief, steps))
    loosened = _gather(goal, belief, _loosen(belief, gathered))
    failure: PlanError | None = None
    for option in (loosened, gathered, steps):
        try:
            complete = _travel(goal, belief, option)
            result = estimated(goal, complete, belief.graph)
            verify(result, belief)
        except PlanError as error:
            failure = failure or error
        else:
            return result
    raise failure or PlanError("no order of the steps works out")


def _works(goal: Goal, belief: Belief, steps: Iterable[Step]) -> bool:
    """Tell whether the resources of some steps work out, places aside."""
    state = belief.copy()
    for station in state.near & set(STATIONS):
        state.give(station, 1)
    try:
        for step in steps:
            state.apply(step, travel=False)
    except PlanError:
        return False
    return all(state.available(target.item) >= target.count for target in goal.demands)


def _gather(goal: Goal, belief: Belief, steps: list[Step]) -> list[Step]:
    """Join steps of the same kind where the resources still work out, what is collected first."""
    if not _works(goal, belief, steps):
        return steps
    order = (*GATHERING, Kind.CRAFT, Kind.SMELT)
    for kind in order:
        joined = True
        while joined:
            joined = False
            for first, second in _pairs(steps):
                if belief.graph[steps[first].skill].kind is not kind:
                    continue
                count = steps[first].count + steps[second].count
                total = replace(steps[first], count=count, fuel=steps[first].fuel or steps[second].fuel)
                early = [*steps[:first], total, *steps[first + 1 : second], *steps[second + 1 :]]
                late = [*steps[:first], *steps[first + 1 : second], total, *steps[second + 1 :]]
                works = next((option for option in (early, late) if _works(goal, belief, option)), None)
                if works is not None:
                    steps, joined = works, True
                    break
    return steps


def _from_above(goal: Goal, belief: Belief, steps: list[Step]) -> list[Step]:
    """Gather what is in reach first, and what is dug for last, where that works: it is a long way up again."""

    def depth(step: Step) -> int:
        skill = belief.graph[step.skill]
        if belief.near.intersection(_variant(skill, step).nearby):
            return 0
        return 2 if any(tool.endswith("pickaxe") for tool in skill.tools) else 1

    for number, step in enumerate(steps):
        if belief.graph[step.skill].kind not in GATHERING:
            continue
        for place, other in enumerate(steps[:number]):
            if belief.graph[other.skill].kind in GATHERING and depth(other) > depth(step):
                moved = [*steps[:place], step, *steps[place:number], *steps[number + 1 :]]
                steps = moved if _works(goal, belief, moved) else steps
                break
    return steps


def _pairs(steps: list[Step]) -> list[tuple[int, int]]:
    """Return the places of steps that differ in their count and their fuel only."""
    kinds = [replace(step, count=1, fuel=None) for step in steps]
    return [(a, b) for a in range(len(steps)) for b in range(a + 1, len(steps)) if kinds[a] == kinds[b]]


def _loosen(belief: Belief, steps: list[Step]) -> list[Step]:
    """Leave the choice of a variant to whoever carries a step out, unless a later step asks for that very variant."""
    result = []
    for number, step in enumerate(steps):
        skill = belief.graph[step.skill]
        later = {key for other in steps[number + 1 :] for key in _variant(belief.graph[other.skill], other).consumes}
        asked = any("#" in key and item_name(key) == skill.item for key in later)
        free = skill.kind is not Kind.BUILD and not asked
        result.append(replace(step, variant=None) if free else step)
    return result


def _travel(goal: Goal, belief: Belief, steps: list[Step]) -> list[Step]:
    """Put in what places demand: finding, placing, picking up."""
    state = belief.copy()
    result: list[Step] = []

    def do(step: Step) -> None:
        state.apply(step)
        result.append(step)

    def go_to(variant: Variant) -> None:
        for place in variant.nearby:
            if place not in STATIONS and place not in state.near:
                do(Step(f"find_{place}"))

    for number, step in enumerate(steps):
        skill = state.graph[step.skill]
        if skill.kind in GATHERING:
            for station in _stations_to_take(goal, state, steps[number:]):
                do(Step(f"pickup_{station}"))
            go_to(_variant(skill, step))
        elif skill.kind is Kind.BUILD:
            go_to(_variant(skill, step))
        for station in _stations_of(_variant(skill, step)):
            if station not in state.near:
                do(Step(f"place_{station}"))
        do(step)
    for target in goal.targets:
        if target.item in STATIONS and state.available(target.item) < target.count and target.item in state.near:
            do(Step(f"pickup_{target.item}"))
    for structure in goal.structures:
        if structure.name not in STATIONS:
            continue
        place = spot(structure.near) if structure.near else None
        if structure.name in state.near and place and place not in state.near:
            do(Step(f"pickup_{structure.name}"))
        if place and place not in state.near:
            do(Step(f"find_{place}"))
        if structure.name not in state.near:
            do(Step(f"place_{structure.name}"))
    for thing in goal.finds:
        skill = finder(state.graph, thing)
        if skill.item not in state.found:
            do(Step(skill.name))
    return result


def _variant(skill: Skill, step: Step) -> Variant:
    return skill.variants[step.variant or 0]


def _stations_of(variant: Variant) -> list[str]:
    return [place for place in variant.nearby if place in STATIONS]


def _stations_to_take(goal: Goal, state: Belief, ahead: list[Step]) -> list[str]:
    """Return the stations in reach that are needed again after travelling, and can be taken along."""
    wanted = {place for step in ahead for place in _stations_of(_variant(state.graph[step.skill], step))}
    wanted |= {thing.name for thing in goal.structures} | {target.item for target in goal.targets}
    result = []
    for station in STATIONS:
        if station not in state.near & wanted or f"pickup_{station}" not in state.graph:
            continue
        tools = state.graph[f"pickup_{station}"].tools
        if not tools or state.uses_left(tools):
            result.append(station)
    return result
