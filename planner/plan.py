"""A plan as data, and its symbolic execution: what every step needs, uses up and leaves behind."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from envs.overworld.gamedata import SMELT_TICKS, item_index
from planner.goal import Goal
from skills.executor import Outcome
from skills.graph import BURN_TICKS, DURABILITY, STATIONS, SkillGraph, skill_graph
from skills.record import GATHERING, Kind, Skill, Variant, fits, item_name


class PlanError(ValueError):
    """A goal that cannot be planned for, or a plan whose steps do not work out; the message names the missing link."""


@dataclass(frozen=True)
class Step:
    """One skill to carry out until `count` more of what it makes are there."""

    skill: str
    count: int = 1
    variant: int | None = None
    """Which alternative of the skill; None leaves the choice to whoever carries it out."""
    fuel: str | None = None
    """What to burn when smelting; None leaves the choice."""


@dataclass(frozen=True)
class SkillRun:
    """One skill that was carried out, and how it went."""

    step: Step
    outcome: Outcome
    ticks: int


@dataclass(frozen=True)
class Plan:
    """Steps in order that reach a goal."""

    goal: Goal
    steps: tuple[Step, ...]
    ticks: float = 0.0
    """Expected duration, failures included."""
    chance: float = 1.0
    """That every step succeeds at the first go."""

    def to_json(self) -> dict[str, Any]:
        """Return goal and plan as plain data."""
        steps = [{"skill": step.skill, "count": step.count} for step in self.steps]
        expected = {"ticks": round(self.ticks), "chance": round(self.chance, 4)}
        return {"goal": self.goal.to_json(), "plan": steps, "expected": expected}


def runs_needed(count: int, each: int) -> int:
    """Return how often something that yields `each` must be done for `count`."""
    return -(-count // each)


@dataclass
class Belief:
    """What a plan leads to: items, wear, what is in reach, what was built. Steps change it in place."""

    graph: SkillGraph
    stock: Counter[str] = field(default_factory=Counter)
    """Amounts by item key."""
    uses: dict[str, list[int]] = field(default_factory=dict)
    """Uses left of each tool by item name, fewest first."""
    near: set[str] = field(default_factory=set)
    """Stations in reach, and what a find skill has found."""
    built: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    """What find skills have found so far, wherever that was."""
    heat: int = 0
    """Ticks for which what was put into furnaces burns on."""

    def copy(self) -> "Belief":
        """Return an independent copy."""
        uses = {tool: list(left) for tool, left in self.uses.items()}
        places = set(self.near), set(self.built), set(self.found)
        return Belief(self.graph, Counter(self.stock), uses, *places, self.heat)

    def available(self, demand: str) -> int:
        """Return how many items serve a demand."""
        return sum(count for key, count in self.stock.items() if count and fits(key, demand))

    def give(self, key: str, count: int) -> None:
        """Add items; tools are new."""
        self.stock[key] += count
        name = item_name(key)
        if name in DURABILITY:
            self.uses[name] = sorted(self.uses.get(name, []) + [DURABILITY[name]] * count)

    def take(self, demand: str, count: int) -> None:
        """Remove items: the very variant first, then unknown ones, then others.

        Raises:
            PlanError: There are not so many.
        """
        if self.available(demand) < count:
            raise PlanError(f"needs {count} {item_name(demand)}, has {self.available(demand)}")
        keys = (key for key in self.stock if fits(key, demand))
        for key in sorted(keys, key=lambda key: (key != demand, "#" in key, key)):
            taken = min(count, self.stock[key])
            self.stock[key] -= taken
            count -= taken
            if item_name(key) in self.uses:
                del self.uses[item_name(key)][:taken]

    def uses_left(self, tools: Collection[str]) -> int:
        """Return how often any of some tools can still be used."""
        return sum(sum(self.uses.get(tool, ())) for tool in tools)

    def wear(self, tools: Collection[str], times: int) -> None:
        """Use tools, the most worn of the weakest kind first; those worn out are gone.

        Raises:
            PlanError: They do not last.
        """
        if self.uses_left(tools) < times:
            raise PlanError(f"needs {times} uses of {_any_of(tools)}, has {self.uses_left(tools)}")
        for tool in sorted(tools, key=lambda name: (DURABILITY[name], name)):
            left = self.uses.get(tool, [])
            while times and left:
                used = min(times, left[0])
                times, left[0] = times - used, left[0] - used
                if not left[0]:
                    del left[0]
                    self.stock[tool] -= 1

    def apply(self, step: Step, travel: bool = True) -> None:
        """Carry out one step.

        Args:
            step: What to do.
            travel: Whether places matter: what must be found before it is collected, and stations in reach. Without,
                a station that is owned is as good as one in reach.

        Raises:
            PlanError: Something that the step needs is missing.
        """
        if step.skill not in self.graph:
            raise PlanError(f"there is no skill {step.skill}")
        skill = self.graph[step.skill]
        if step.count < 1:
            raise PlanError(f"{step.skill}: a count must be at least 1, not {step.count}")
        if skill.unavailable:
            raise PlanError(f"{step.skill} {skill.unavailable}")
        try:
            if skill.tools:
                self.wear(skill.tools, skill.effort.wear(step.count))
            for variant, runs in self._split(skill, step):
                self._check_reach(skill, variant, travel)
                for key, each in variant.consumes.items():
                    self.take(key, each * runs)
                if skill.kind is Kind.SMELT:
                    self._smelt(step.fuel, runs)
                self._finish(skill, variant, runs)
        except PlanError as error:
            raise PlanError(f"{step.skill} {error}") from None

    def _split(self, skill: Skill, step: Step) -> list[tuple[Variant, int]]:
        """Return which variants to run how often: the chosen one, or as many of each in turn as there is material for.

        What there is no material for is left to the first, which then says what is missing.
        """
        if step.variant is not None:
            variant = skill.variants[step.variant]
            return [(variant, runs_needed(step.count, variant.count))]
        missing, result = step.count, []
        for variant in skill.variants:
            enough = [self.available(key) // each for key, each in variant.consumes.items()]
            runs = min([*enough, runs_needed(missing, variant.count)])
            if runs > 0:
                result.append((variant, runs))
                missing -= runs * variant.count
            if missing <= 0:
                return result
        return [*result, (skill.variants[0], runs_needed(missing, skill.variants[0].count))]

    def _check_reach(self, skill: Skill, variant: Variant, travel: bool) -> None:
        for place in variant.nearby:
            owned = not travel and (place not in STATIONS or self.available(place) > 0)
            if place not in self.near and not owned:
                what = f"a {place} in reach" if place in STATIONS else f"find_{place} before it"
                raise PlanError(f"needs {what}")
        if skill.kind is Kind.PLACE and skill.item in self.near:
            raise PlanError(f"has a {skill.item} in reach already")

    def fuel_needed(self, fuel: str, runs: int) -> int:
        """Return how many of a fuel smelt so many items, with the heat that is left.

        Raises:
            PlanError: It does not burn.
        """
        if fuel not in BURN_TICKS:
            raise PlanError(f"cannot burn {fuel}")
        return max(0, runs_needed(runs * SMELT_TICKS - self.heat, BURN_TICKS[fuel]))

    def burn(self, amount: int, fuel: str, runs: int) -> None:
        """Smelt so many items by so many of a fuel, which are no longer there."""
        self.heat += amount * BURN_TICKS[fuel] - runs * SMELT_TICKS

    def _smelt(self, chosen: str | None, runs: int) -> None:
        for fuel in (chosen,) if chosen else self.graph.fuels:
            amount = self.fuel_needed(fuel, runs)
            if self.available(fuel) >= amount:
                self.take(fuel, amount)
                self.burn(amount, fuel, runs)
                return
        raise PlanError(f"needs fuel for {runs} items, such as {self.fuel_needed('planks', runs)} planks")

    def _finish(self, skill: Skill, variant: Variant, runs: int) -> None:
        if skill.kind is Kind.FIND:
            self.near = {skill.item}
            self.found.add(skill.item)
        elif skill.kind is Kind.PLACE:
            self.near.add(skill.item)
        elif skill.kind is Kind.BUILD:
            self.built.add(skill.item)
        else:
            if skill.kind in GATHERING:
                self.near = set(variant.nearby)
            elif skill.kind is Kind.PICKUP:
                self.near.discard(skill.item)
            self.give(variant.item, runs * variant.count)

    def meets(self, goal: Goal) -> bool:
        """Tell whether the goal holds."""
        return goal.is_met(self.counts(), self.built | self.near, self.found)

    def counts(self) -> dict[str, int]:
        """Return amounts by item name, and of deeds by their keys."""
        result: Counter[str] = Counter()
        for key, count in self.stock.items():
            result[item_name(key)] += count
        return dict(+result)


def _any_of(tools: Collection[str]) -> str:
    weakest = sorted(tools, key=lambda name: (DURABILITY[name], name))
    return " or ".join(weakest)


def believe(
    inventory: Mapping[str, int],
    nearby: Collection[str] = (),
    durability: Mapping[str, list[int]] | None = None,
    graph: SkillGraph | None = None,
) -> Belief:
    """Return the belief that an observation gives.

    Args:
        inventory: Counts by item name or key.
        nearby: Stations in reach, and what has been found.
        durability: Uses left of each tool by item name; tools left out are new.
        graph: Skills to plan with, by default all of the Overworld.

    Raises:
        UnknownNameError: The game has no such item; the message gives the nearest ones.
        PlanError: A negative amount.
    """
    belief = Belief(graph or skill_graph(), near=set(nearby))
    for key, count in inventory.items():
        item_index(item_name(key))
        if count < 0:
            raise PlanError(f"an inventory cannot hold {count} {key}")
        belief.give(key, count)
    for tool, left in (durability or {}).items():
        if tool in belief.uses:
            belief.uses[tool] = sorted(left)
    return belief


def verify(plan: Plan, belief: Belief) -> None:
    """Check a plan, whoever made it, by carrying it out symbolically from a belief, which stays as it is.

    Raises:
        PlanError: Names the first step that does not work out and why, or that the goal is not reached.
    """
    state = belief.copy()
    for number, step in enumerate(plan.steps, start=1):
        try:
            state.apply(step)
        except PlanError as error:
            raise PlanError(f"step {number}: {error}") from None
    if not state.meets(plan.goal):
        short = [t for t in plan.goal.demands if state.available(t.item) < t.count]
        lacks = [f"{t.count - state.available(t.item)} more {t.item}" for t in short]
        missing = [thing for thing in plan.goal.structures if not thing.stands(state.built | state.near)]
        lacks += [thing.name + (f" near {thing.near}" if thing.near else "") for thing in missing]
        raise PlanError(f"the plan ends without {', '.join(lacks)}")


def estimated(goal: Goal, steps: Iterable[Step], graph: SkillGraph) -> Plan:
    """Return steps as a plan, with what is to be expected of it."""
    steps = tuple(steps)
    chance = math.prod(graph[step.skill].statistics.success_rate for step in steps)
    return Plan(goal, steps, expected_ticks(graph, steps), chance)


def expected_ticks(graph: SkillGraph, steps: Iterable[Step]) -> float:
    """Return the expected duration of some steps, failures included."""
    return sum(graph[step.skill].cost(step.count) for step in steps)
