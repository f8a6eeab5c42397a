"""From a goal to a plan: a search over the alternatives of the skill graph with an exact account of resources.

It works in passes. `_Search` decides what to make, and how, counting what is there, tool wear, fuel and surplus; the
alternatives of a decision are tried on copies of the account and the cheapest is kept. `_gather` then joins steps of
the same kind, so that everything of one sort is collected at once. `_loosen` forgets choices that do not matter, and
`_travel` puts in what places demand: what must be found, where a station is placed, and where it is picked up again.
The result is verified by symbolic execution.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import replace

from planner.costs import Costs, costs_of
from planner.goal import Goal, Structure
from planner.plan import Belief, Plan, PlanError, Step, believe, fuel_needed, runs_needed, verify
from skills.graph import DURABILITY, FUELS, SMELT_TICKS, STACK_SIZE, STATIONS, SkillGraph
from skills.record import Kind, Skill, Variant, item_name

_TRIAL_DEPTH = 2
"""Decisions within decisions that are tried out; deeper ones follow the costs of items alone."""
_TRIALS = 3
"""Alternatives that a decision tries."""
_SPARE_USES = 2
"""Tool uses kept for picking stations up."""
_SLOTS = 36


def plan(
    goal: Goal,
    inventory: Mapping[str, int],
    nearby: Collection[str] = (),
    durability: Mapping[str, list[int]] | None = None,
    graph: SkillGraph | None = None,
) -> Plan:
    """Find the cheapest plan that reaches a goal.

    Args:
        goal: What to reach; what is already there counts.
        inventory: Counts by item name.
        nearby: Stations in reach, and what has been found.
        durability: Uses left of each tool by item name; tools left out are new.
        graph: Skills to plan with, by default all of the Overworld.

    Raises:
        PlanError: The goal cannot be reached; the message names the missing link.
    """
    return plan_from(goal, believe(inventory, nearby, durability, graph))


def plan_from(goal: Goal, belief: Belief) -> Plan:
    """Find the cheapest plan that reaches a goal from a belief, which stays as it is.

    Raises:
        PlanError: The goal cannot be reached; the message names the missing link.
    """
    held = frozenset(+belief.stock)
    costs = costs_of(belief.graph, held)
    _refuse_impossible(goal, belief, costs)
    failure: PlanError | None = None
    # A furnace can only be picked up with a pickaxe: failing that, leave those in reach alone, or make a pickaxe first.
    for takes_stations, carries_pickaxe in ((True, False), (False, False), (True, True)):
        try:
            search = _Search(belief, costs, takes_stations, carries_pickaxe)
            search.reach(goal)
            return _ordered(goal, belief, search.steps)
        except PlanError as error:
            failure = failure or error
    raise failure or PlanError("no plan")


def _ordered(goal: Goal, belief: Belief, steps: list[Step]) -> Plan:
    """Return the steps as a plan that works out, in as good an order as does.

    Joining steps or loosening choices can, rarely, starve a later step of the variant that it asks for.
    """
    gathered = _gather(goal, belief, steps)
    loosened = _gather(goal, belief, _loosen(belief, gathered))
    failure: PlanError | None = None
    for option in (loosened, gathered, steps):
        try:
            complete = _travel(goal, belief, option)
            result = Plan(goal, tuple(complete), expected_ticks(belief.graph, complete))
            verify(result, belief)
        except PlanError as error:
            failure = failure or error
        else:
            return result
    raise failure or PlanError("no order of the steps works out")


def expected_ticks(graph: SkillGraph, steps: Iterable[Step]) -> float:
    """Return the expected duration of some steps."""
    return sum(graph[step.skill].cost(step.count) for step in steps)


def _refuse_impossible(goal: Goal, belief: Belief, costs: Costs) -> None:
    counts = belief.counts()
    for target in goal.targets:
        if target.count > _SLOTS * STACK_SIZE[target.item]:
            raise PlanError(f"{target.count} {target.item} cannot be carried; {_SLOTS} slots hold fewer")
        if counts.get(target.item, 0) < target.count and math.isinf(costs.of(target.item)):
            raise PlanError(explain(target.item, belief.graph, costs))


def explain(item: str, graph: SkillGraph, costs: Costs | None = None, seen: frozenset[str] = frozenset()) -> str:
    """Say why an item cannot be had: the missing link at the end of its chain of needs."""
    costs = costs or costs_of(graph)
    name = item_name(item)
    reason = graph.missing.get(item) or graph.missing.get(name)
    if reason:
        return f"{name} {reason}"
    reasons = []
    for skill, index in graph.producers(item):
        if skill.unavailable:
            reasons.append((0, f"{name} {skill.unavailable}"))
            continue
        needs = [*skill.variants[index].consumes, *skill.tools[-1:]]
        lacking = [need for need in needs if math.isinf(costs.of(need)) and item_name(need) not in seen | {name}]
        if lacking:
            cause = explain(lacking[0], graph, costs, seen | {name})
            reasons.append((len(lacking), f"{name} needs {item_name(lacking[0])}; {cause}"))
    return min(reasons)[1] if reasons else f"{name} cannot be made: every skill for it has failed or is missing"


class _Search:
    """Decides what to make, in the order in which things depend on each other; places do not matter yet."""

    def __init__(self, belief: Belief, costs: Costs, takes_stations: bool, carries_pickaxe: bool) -> None:
        self.steps: list[Step] = []
        self._graph = belief.graph
        self._costs = costs
        self._state = belief.copy()
        if takes_stations:
            for station in belief.near & set(STATIONS):
                self._state.give(station, 1)
        self._carries_pickaxe = carries_pickaxe
        self._kept: dict[str, int] = {}
        """Amounts by item name that are not to be used up: targets reached, and stations."""
        self._pending: frozenset[str] = frozenset()
        """Items that are being made: making one of them in between would go in circles."""
        self._depth = 0

    def reach(self, goal: Goal) -> None:
        """Make everything that the goal asks for."""
        while not self._reached(goal):
            for target in goal.targets:
                while (missing := target.count - self._state.available(target.item)) > 0:
                    self._make(target.item, missing)
                self._keep(target.item, target.count)
            for structure in goal.structures:
                self._build(structure, goal)

    def _reached(self, goal: Goal) -> bool:
        """Tell whether all is made; work for one target can wear out another that was a tool."""
        items = all(self._state.available(target.item) >= target.count for target in goal.targets)
        return items and all(
            thing.name in self._state.built
            or (thing.name in STATIONS and self._state.available(thing.name) >= self._kept.get(thing.name, 1))
            for thing in goal.structures
        )

    def _build(self, structure: Structure, goal: Goal) -> None:
        if structure.name in STATIONS:
            held = sum(target.count for target in goal.targets if target.item == structure.name)
            while self._state.available(structure.name) <= held:
                self._make(structure.name, 1)
            self._keep(structure.name, held + 1)
        elif structure.name not in self._state.built:
            skill, index = next(self._graph.producers(f"{structure.name}#{structure.material}"), (None, 0))
            if skill is None:
                raise PlanError(f"no skill builds a {structure.name} of {structure.material}")
            self._run(skill, index, 1)
            self._state.built.add(structure.name)

    def _keep(self, item: str, count: int) -> None:
        self._kept[item] = max(self._kept.get(item, 0), count)

    def _free(self, demand: str) -> int:
        """Return how many items may be used: neither kept, nor of a kind that is just being made."""
        if item_name(demand) in self._pending:
            return 0
        return max(0, self._state.available(demand) - self._kept.get(item_name(demand), 0))

    def _use(self, demand: str, count: int) -> None:
        """Use items up, making those that are missing. What is there is taken first, so that nothing else takes it."""
        while count > 0:
            part = min(count, self._free(demand))
            if part:
                self._state.take(demand, part)
                count -= part
            else:
                self._make(demand, count)

    def _make(self, demand: str, count: int) -> None:
        """Make at most so many more of an item by the alternative that costs least.

        Raises:
            PlanError: There is none.
        """
        name = item_name(demand)
        if name in self._pending:
            raise PlanError(f"making {name} would need {name}")
        options = self._options(demand)
        if not options:
            raise PlanError(explain(demand, self._graph, self._costs))
        outer = self._pending
        self._pending = outer | {name}
        self._try(options, count)
        self._pending = outer

    def _options(self, demand: str) -> list[tuple[Skill, int]]:
        """Return the alternatives that make an item, by the cost of their missing ingredients."""
        options = []
        for order, (skill, index) in enumerate(self._graph.producers(demand)):
            variant = skill.variants[index]
            cost = self._costs.of_variant(skill, variant)
            circular = any(item_name(key) in self._pending for key in variant.consumes)
            if math.isfinite(cost) and not circular:
                covered = sum(self._costs.of(key) for key in variant.consumes if self._free(key)) / variant.count
                options.append((cost - covered, order, skill, index))
        return [(skill, index) for _, _, skill, index in sorted(options, key=lambda option: option[:2])]

    def _covered(self, skill: Skill, index: int, count: int) -> int:
        """Return how many of `count` can be made of what is there; all of them where that is none."""
        variant = skill.variants[index]
        runs = min((self._free(key) // each for key, each in variant.consumes.items()), default=0)
        return min(count, runs * variant.count) or count

    def _try(self, options: list[tuple[Skill, int]], count: int) -> None:
        """Run the best alternatives on copies of the account, and go on with the cheapest."""
        if len(options) == 1:
            self._run(*options[0], self._covered(*options[0], count))
            return
        wanted = _TRIALS if self._depth < _TRIAL_DEPTH else 1
        best: _Search | None = None
        least = math.inf
        failure: PlanError | None = None
        for skill, index in options:
            trial = self._copy()
            part = trial._covered(skill, index, count)
            try:
                trial._run(skill, index, part)
            except PlanError as error:
                failure = failure or error
                continue
            wanted -= 1
            cost = (trial._cost() - self._cost()) / part
            if cost < least:
                best, least = trial, cost
            if not wanted:
                break
        if best is None:
            raise failure or PlanError("no alternative")
        self.steps, self._state, self._kept = best.steps, best._state, best._kept

    def _copy(self) -> "_Search":
        other = copy(self)
        other.steps, other._state, other._kept = list(self.steps), self._state.copy(), dict(self._kept)
        other._depth = self._depth + 1
        return other

    def _cost(self) -> float:
        """Return the expected ticks of all steps; each sort of thing is looked for once."""
        places = {self._graph[step.skill].item for step in self.steps if self._graph[step.skill].kind is Kind.COLLECT}
        return expected_ticks(self._graph, self.steps) + sum(self._graph[f"find_{place}"].cost(1) for place in places)

    def _run(self, skill: Skill, index: int, count: int) -> None:
        """Carry out one skill for so many items, after whatever it needs."""
        variant = skill.variants[index]
        runs = runs_needed(count, variant.count)
        for place in variant.nearby:
            if place in STATIONS:
                self._station(place)
        if skill.tools:
            self._tools(skill, count)
        # Any variant first, so that it does not take the very one that another ingredient asks for.
        for key, each in sorted(variant.consumes.items(), key=lambda need: "#" in need[0]):
            self._use(key, each * runs)
        fuel = self._fuel(runs) if skill.kind is Kind.SMELT else None
        if skill.kind is not Kind.BUILD:
            self._state.give(variant.item, runs * variant.count)
        if skill.tools:
            self._state.wear(skill.tools, skill.effort.wear(count))
        self.steps.append(Step(skill.name, runs * variant.count, index, fuel))

    def _station(self, station: str) -> None:
        """See to it that there is a station, and that nothing uses it up."""
        if not self._state.available(station):
            self._make(station, 1)
        self._keep(station, 1)
        pickup = f"pickup_{station}"
        if self._carries_pickaxe and pickup in self._graph and self._graph[pickup].tools:
            self._tools(self._graph[pickup], 1)

    def _tools(self, skill: Skill, count: int) -> None:
        """Make tools until they last for a run."""
        wear = skill.effort.wear(count)
        while (left := self._state.uses_left(skill.tools)) < wear + _SPARE_USES:
            options = [tool for tool in skill.tools if math.isfinite(self._costs.of(tool))]
            options = [tool for tool in options if self._can_make(tool)]
            if not options:
                raise PlanError(f"{skill.name} needs one of {', '.join(skill.tools)}")
            missing = wear + _SPARE_USES - left
            self._make(min(options, key=lambda tool: self._costs.of(tool) * runs_needed(missing, DURABILITY[tool])), 1)

    def _can_make(self, item: str) -> bool:
        return item not in self._pending and bool(self._options(item))

    def _fuel(self, runs: int) -> str:
        """Take the cheapest fuel for so many items; what is there is charged a quarter.

        Raises:
            PlanError: Nothing burns.
        """
        best, least = None, math.inf
        for fuel in FUELS:
            amount = fuel_needed(fuel, runs)
            missing = max(0, amount - self._free(fuel))
            if missing and fuel in self._pending:
                continue
            unit = self._costs.of(fuel)
            cost = (0 if not missing else missing * unit) + (0 if amount == missing else (amount - missing) * unit / 4)
            if cost < least:
                best, least = fuel, cost
        if best is None:
            raise PlanError(f"nothing to burn for {runs * SMELT_TICKS} ticks")
        self._use(best, fuel_needed(best, runs))
        return best


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
    counts = state.counts()
    return all(counts.get(target.item, 0) >= target.count for target in goal.targets)


def _gather(goal: Goal, belief: Belief, steps: list[Step]) -> list[Step]:
    """Join steps of the same kind where the resources still work out, what is collected first."""
    if not _works(goal, belief, steps):
        return steps
    order = (Kind.COLLECT, Kind.CRAFT, Kind.SMELT)
    for kind in order:
        joined = True
        while joined:
            joined = False
            for first, second in _pairs(steps):
                if belief.graph[steps[first].skill].kind is not kind:
                    continue
                total = replace(steps[first], count=steps[first].count + steps[second].count)
                early = [*steps[:first], total, *steps[first + 1 : second], *steps[second + 1 :]]
                late = [*steps[:first], *steps[first + 1 : second], total, *steps[second + 1 :]]
                works = next((option for option in (early, late) if _works(goal, belief, option)), None)
                if works is not None:
                    steps, joined = works, True
                    break
    return steps


def _pairs(steps: list[Step]) -> list[tuple[int, int]]:
    """Return the places of steps that differ in their count only."""
    kinds = [replace(step, count=1) for step in steps]
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

    for number, step in enumerate(steps):
        skill = state.graph[step.skill]
        if skill.kind is Kind.COLLECT:
            for station in _stations_to_take(goal, state, steps[number:]):
                do(Step(f"pickup_{station}"))
            if skill.item not in state.near:
                do(Step(f"find_{skill.item}"))
        for station in _stations_of(_variant(skill, step)):
            if station not in state.near:
                do(Step(f"place_{station}"))
        do(step)
    for target in goal.targets:
        if target.item in STATIONS and state.available(target.item) < target.count and target.item in state.near:
            do(Step(f"pickup_{target.item}"))
    for structure in goal.structures:
        if structure.name in STATIONS and structure.name not in state.near:
            do(Step(f"place_{structure.name}"))
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
