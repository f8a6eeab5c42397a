"""From a goal to a plan: a search over the alternatives of the skill graph with an exact account of resources.

The search decides what to make, and how, counting what is there, tool wear, fuel and surplus. The alternatives of a
decision are tried on copies of the account and the cheapest is kept. `planner.ordering` then turns the steps into a
plan, which is verified by symbolic execution.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from functools import partial

from envs.overworld.gamedata import SMELT_TICKS
from planner.conditions import conditioned, finder
from planner.costs import Costs, costs_of
from planner.goal import Goal, Structure
from planner.ordering import put_in_order
from planner.plan import Belief, Plan, PlanError, Step, believe, expected_ticks, runs_needed
from planner.reasons import explain
from skills.graph import DURABILITY, STACK_SIZE, STATIONS, SkillGraph, skill_graph
from skills.record import GATHERING, Kind, Skill, item_name

_TRIAL_DEPTH = 2
"""Decisions within decisions of which several alternatives are tried; deeper, the first that works is taken."""
_TRIALS = 3
"""Alternatives that a decision tries."""
_SPARE_USES = 2
"""Tool uses kept for picking stations up."""
_SLOTS = 36
_STACK = 64
"""Items that share a slot, of those that the game does not have: other graphs may name them."""


def plan(
    goal: Goal,
    inventory: Mapping[str, int],
    nearby: Collection[str] = (),
    durability: Mapping[str, list[int]] | None = None,
    graph: SkillGraph | None = None,
) -> Plan:
    """Find a plan that reaches a goal, cheap by expected time; the cheapest of all is not promised.

    Args:
        goal: What to reach; what is already there counts.
        inventory: Counts by item name.
        nearby: Stations in reach, and what has been found.
        durability: Uses left of each tool by item name; tools left out are new.
        graph: Skills to plan with, by default all of the Overworld.

    Raises:
        PlanError: The goal cannot be reached; the message names the missing link.
    """
    belief = believe(inventory, nearby, durability, conditioned(graph or skill_graph(), goal))
    return plan_from(goal.with_more(inventory), belief)


def plan_from(goal: Goal, belief: Belief) -> Plan:
    """Find a plan as `plan` does, from a belief, which stays as it is; its skills are those that the goal leaves.

    Raises:
        PlanError: The goal cannot be reached; the message names the missing link.
    """
    held = frozenset(+belief.stock)
    costs = costs_of(belief.graph, held)
    _refuse_impossible(goal, belief, held)
    failure: PlanError | None = None
    # A furnace can only be picked up with a pickaxe: failing that, leave those in reach alone, or make a pickaxe first.
    for takes_stations, carries_pickaxe in ((True, False), (False, False), (True, True)):
        try:
            search = _Search(belief, costs, takes_stations, carries_pickaxe)
            search.reach(goal)
            return put_in_order(goal, belief, search.steps)
        except PlanError as error:
            failure = failure or error
    raise failure or PlanError("no plan")


def _refuse_impossible(goal: Goal, belief: Belief, held: frozenset[str]) -> None:
    costs = costs_of(belief.graph, held)
    for target in goal.targets:
        if target.count > _SLOTS * STACK_SIZE.get(target.item, _STACK):
            raise PlanError(f"{target.count} {target.item} cannot be carried; {_SLOTS} slots hold fewer")
    for target in goal.demands:
        if belief.available(target.item) < target.count and math.isinf(costs.of(target.item)):
            raise PlanError(explain(target.item, belief.graph, held))
    for thing in goal.finds:
        finder(belief.graph, thing)


class _Search:
    """Decides what to make, in the order in which things depend on each other; places do not matter yet."""

    def __init__(self, belief: Belief, costs: Costs, takes_stations: bool, carries_pickaxe: bool) -> None:
        self.steps: list[Step] = []
        self._graph = belief.graph
        self._costs = costs
        self._held = frozenset(+belief.stock)
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
            for target in goal.demands:
                while (missing := target.count - self._state.available(target.item)) > 0:
                    self._make(target.item, missing)
                self._keep(target.item, target.count)
            for structure in goal.structures:
                self._build(structure, goal)

    def _reached(self, goal: Goal) -> bool:
        """Tell whether all is made; work for one target can wear out another that was a tool."""
        items = all(self._state.available(target.item) >= target.count for target in goal.demands)
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

    def _use_all(self, needs: Sequence[tuple[str, int]], runs: int) -> None:
        """Use up what so many runs need, in this order."""
        for key, each in needs:
            self._use(key, each * runs)

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
            raise PlanError(explain(demand, self._graph, self._held))
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
        """Run the best alternatives on copies of the account, and go on with the cheapest.

        Where none can make all of it, one of it is made: what follows may come of another alternative.
        """
        if len(options) == 1:
            self._run(*options[0], self._covered(*options[0], count))
            return
        try:
            best = self._best(options, count)
        except PlanError:
            if count == 1:
                raise
            best = self._best(options, 1)
        self._adopt(best)

    def _best(self, options: list[tuple[Skill, int]], count: int) -> "_Search":
        """Return the cheapest of the first few alternatives that work out.

        Raises:
            PlanError: None does.
        """
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
        return best

    def _first(self, ways: Sequence[Callable[["_Search"], None]]) -> None:
        """Go on by the first of some ways that works out.

        Raises:
            PlanError: None does.
        """
        for way in ways[:-1]:
            trial = self._copy()
            trial._depth = self._depth
            try:
                way(trial)
            except PlanError:
                continue
            self._adopt(trial)
            return
        ways[-1](self)

    def _copy(self) -> "_Search":
        other = copy(self)
        other.steps, other._state, other._kept = list(self.steps), self._state.copy(), dict(self._kept)
        other._depth = self._depth + 1
        return other

    def _adopt(self, trial: "_Search") -> None:
        """Go on from where a copy has come."""
        self.steps, self._state, self._kept = trial.steps, trial._state, trial._kept

    def _cost(self) -> float:
        """Return the expected ticks of all steps; each sort of thing is looked for once."""
        skills = [self._graph[step.skill] for step in self.steps]
        places = {place for skill in skills if skill.kind in GATHERING for place in skill.variants[0].nearby}
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
        needs = sorted(variant.consumes.items(), key=lambda need: "#" in need[0])
        orders = [needs, needs[::-1]] if len(needs) > 1 else [needs]
        self._first([partial(_Search._use_all, needs=order, runs=runs) for order in orders])
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
            options.sort(key=lambda tool: self._costs.of(tool) * runs_needed(missing, DURABILITY[tool]))
            self._first([partial(_Search._make, demand=tool, count=1) for tool in options])

    def _can_make(self, item: str) -> bool:
        return item not in self._pending and bool(self._options(item))

    def _fuel(self, runs: int) -> str | None:
        """Take the cheapest fuel for so many items, None if the heat that is left does; what is there costs a quarter.

        Raises:
            PlanError: Nothing burns.
        """
        best, least = None, math.inf
        if self._state.heat >= runs * SMELT_TICKS:
            self._state.heat -= runs * SMELT_TICKS
            return None
        for fuel in self._graph.fuels:
            amount = self._state.fuel_needed(fuel, runs)
            missing = max(0, amount - self._free(fuel))
            if missing and fuel in self._pending:
                continue
            unit = self._costs.of(fuel)
            cost = (0 if not missing else missing * unit) + (0 if amount == missing else (amount - missing) * unit / 4)
            if cost < least:
                best, least = fuel, cost
        if best is None:
            raise PlanError(f"nothing to burn for {runs * SMELT_TICKS} ticks")
        amount = self._state.fuel_needed(best, runs)
        self._use(best, amount)
        self._state.burn(amount, best, runs)
        return best
