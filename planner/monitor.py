"""Watching a plan and replanning: what comes next after each skill, until the goal is met or there is no way left.

A failed skill is planned for again, at most twice, each time under changed conditions: what was found near is
forgotten, so that it looks further on from where the player is now. Then the skill is given up and the search takes
other ways; without any, the episode ends with the reason. Nothing repeats without end: skills given up stay so, and the
number of runs is bounded.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from planner.goal import Goal
from planner.plan import Belief, Plan, PlanError, Step, expected_ticks, verify
from planner.search import plan_from
from planner.situation import Situation
from skills.executor import Cause, Outcome
from skills.graph import STATIONS, SkillGraph, skill_graph
from skills.record import GATHERING, Kind, is_deed, item_name

_RUNS_PER_STEP = 5
_RUNS_AT_LEAST = 30


@dataclass(frozen=True)
class Finish:
    """How an episode ends."""

    success: bool
    reason: str


@dataclass(frozen=True)
class SkillRun:
    """One skill that was carried out."""

    step: Step
    outcome: Outcome
    ticks: int


@dataclass
class Monitor:
    """Decides which skill comes next. Ask `next_step`, carry it out, `record` how it ended, and so on."""

    goal: Goal
    graph: SkillGraph = field(default_factory=skill_graph)
    attempts: int = 3
    """How often in a row a skill may yield nothing before it is given up."""
    plan: Plan | None = None
    """The current plan, from the step that comes next."""
    revisions: int = 0
    """How often a new plan was made after the first."""
    history: list[SkillRun] = field(default_factory=list)
    given_up: dict[str, Outcome] = field(default_factory=dict)
    """Skills that failed too often, and how they failed last."""
    _failures: dict[str, int] = field(default_factory=dict)
    _found: set[str] = field(default_factory=set)
    _built: set[str] = field(default_factory=set)
    _deeds: Counter[str] = field(default_factory=Counter)
    _run_limit: int = 0
    _held: int = 0  # of what the current step yields, when it began

    def next_step(self, situation: Situation) -> Step | Finish:
        """Return what to do in a situation, or that the episode is over.

        Raises:
            PlanError: The goal is impossible from the very beginning; the message names the missing link.
        """
        if self.history and self.history[-1].outcome.cause is Cause.DIED:
            return Finish(False, "the player died")
        self._forgive(situation)
        if self._is_met(situation):
            return Finish(True, "the goal is reached")
        if self.history and len(self.history) >= self._run_limit:
            return Finish(False, f"no success within {len(self.history)} skills{self._excuses()}")
        try:
            self._revise(situation)
        except PlanError as error:
            if not self.history:
                raise
            return Finish(False, f"{error}{self._excuses()}")
        if self.plan is None or not self.plan.steps:
            return Finish(False, f"nothing is left to do, but the goal is not reached{self._excuses()}")
        step = self.plan.steps[0]
        self._held = self._amount(situation, step)
        return step

    def record(self, step: Step, outcome: Outcome, ticks: int) -> None:
        """Take note of how a step ended after so many environment steps."""
        self.history.append(SkillRun(step, outcome, ticks))
        if outcome.success:
            self._failures.pop(step.skill, None)
            self._advance(step)
        else:
            self._fail(step, outcome)

    def _is_met(self, situation: Situation) -> bool:
        return self._believe(situation, self.graph).meets(self.goal)

    def _believe(self, situation: Situation, graph: SkillGraph) -> Belief:
        """Return what the situation tells, with what is remembered: places, buildings, deeds."""
        belief = situation.believe(graph, frozenset(self._found))
        belief.built |= self._built
        belief.stock.update(self._deeds)
        return belief

    def _revise(self, situation: Situation) -> None:
        """Keep the rest of the plan if it still works out, else plan anew."""
        usable = self.graph.without(frozenset(self.given_up)) if self.given_up else self.graph
        belief = self._believe(situation, usable)
        if self.plan is not None:
            try:
                verify(self.plan, belief)
            except PlanError:
                self.revisions += 1
            else:
                return
        first = self.plan is None
        self.plan = plan_from(self.goal, belief)
        if first:
            self._run_limit = max(_RUNS_AT_LEAST, _RUNS_PER_STEP * len(self.plan.steps))

    def _advance(self, step: Step) -> None:
        """Remember what a success leads to, as far as an observation does not show it."""
        skill = self.graph[step.skill]
        if skill.kind is Kind.FIND:
            self._found = {skill.item}
        elif skill.kind in GATHERING:
            self._found = {place for variant in skill.variants for place in variant.nearby}
        elif skill.kind is Kind.PLACE:
            self._found.add(skill.item)
        elif skill.kind is Kind.PICKUP:
            self._found.discard(skill.item)
        elif skill.kind is Kind.BUILD:
            self._built.add(skill.item)
        if is_deed(skill.item):
            self._deeds[skill.item] += step.count
        if self.plan is not None and self.plan.steps and self.plan.steps[0] == step:
            rest = self.plan.steps[1:]
            self.plan = Plan(self.goal, rest, expected_ticks(self.graph, rest))

    def _fail(self, step: Step, outcome: Outcome) -> None:
        """Forget what was near, so that the next attempt begins elsewhere; give the skill up after too many."""
        kept: Collection[str] = () if outcome.cause is Cause.NO_STATION else STATIONS
        self._found = {place for place in self._found if place in kept}
        self._failures[step.skill] = self._failures.get(step.skill, 0) + 1
        if self._failures[step.skill] >= self.attempts:
            self.given_up[step.skill] = outcome

    def _forgive(self, situation: Situation) -> None:
        """Hold no attempt against its skill that yielded something, if not all that was wanted."""
        last = self.history[-1] if self.history else None
        if last and not last.outcome.success and self._amount(situation, last.step) > self._held:
            self._failures.pop(last.step.skill, None)
            self.given_up.pop(last.step.skill, None)

    def _amount(self, situation: Situation, step: Step) -> int:
        """Return how much is carried of the item that a step is about."""
        item = self.graph[step.skill].item
        return sum(count for key, count in situation.inventory.items() if item_name(key) == item)

    def _excuses(self) -> str:
        """Name the skills that were given up."""
        causes = [
            f"{skill} failed {self.attempts} times ({outcome.detail or outcome.cause})"
            for skill, outcome in self.given_up.items()
        ]
        return f"; {'; '.join(causes)}" if causes else ""
