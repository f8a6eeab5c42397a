"""Watching a plan and replanning: what comes next after each skill, until the goal is met or there is no way left.

Plans are made with what earlier episodes and this one have shown of every skill: each run counts, so that a skill that
fails costs more and more, and another way is taken as soon as that is expected to be the quicker one. A failed skill
is planned for again under changed conditions: what was found near is forgotten, so that it looks further on from where
the player is now. After a few failures in a row it is given up. Where there is no other way, it is tried a few times
more, as there is nothing better to do with the time; then the episode ends with the reason. Nothing repeats without
end: failures and runs are bounded.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from planner.conditions import conditioned
from planner.goal import Goal
from planner.nightfall import through_the_day
from planner.plan import Belief, Plan, PlanError, SkillRun, Step, estimated, expected_ticks, verify
from planner.search import plan_from
from planner.situation import Situation
from skills.executor import Cause, Outcome
from skills.graph import STATIONS, SkillGraph, skill_graph
from skills.record import GATHERING, Kind, is_deed, item_name
from skills.statistics import Context, Experience, Statistics

_RUNS_PER_STEP = 5
_RUNS_AT_LEAST = 30
_BETTER = 0.8
"""Share of the time of the rest of a plan that another way may take to be worth the change."""


@dataclass(frozen=True)
class Finish:
    """How an episode ends."""

    success: bool
    reason: str


Planner = Callable[[Goal, Belief, Sequence[SkillRun]], Plan]
"""Makes a plan for a goal, from a belief and what was done so far; raises PlanError where there is none."""


def by_search(goal: Goal, belief: Belief, history: Sequence[SkillRun]) -> Plan:
    """Make a plan by search, as `planner.search.plan_from` does."""
    return plan_from(goal, belief)


@dataclass
class Monitor:
    """Decides which skill comes next. Ask `next_step`, carry it out, `record` how it ended, and so on."""

    goal: Goal
    graph: SkillGraph = field(default_factory=skill_graph)
    planner: Planner = by_search
    experience: Experience | None = None
    """What earlier episodes have taught; None for nothing."""
    attempts: int = 3
    """How often in a row a skill may yield nothing before it is given up."""
    patience: int = 3
    """How many times as often a skill may fail that there is no way around."""
    plan: Plan | None = None
    """The current plan, from the step that comes next."""
    revisions: int = 0
    """How often a new plan was made after the first."""
    history: list[SkillRun] = field(default_factory=list)
    given_up: dict[str, Outcome] = field(default_factory=dict)
    """Skills that failed too often, and how they failed last."""
    _pardoned: frozenset[str] = frozenset()
    """Skills of those that were given up with which the current plan was made, as there was no way around them."""
    _failures: dict[str, int] = field(default_factory=dict)
    """In a row, by skill."""
    _seen: dict[str, Statistics] = field(default_factory=dict)
    """Of this episode."""
    _found: set[str] = field(default_factory=set)
    """And still here."""
    _ever_found: set[str] = field(default_factory=set)
    _built: set[str] = field(default_factory=set)
    _deeds: Counter[str] = field(default_factory=Counter)
    _graph: SkillGraph = field(init=False)
    """The skills with what is known of them here and now."""
    _run_limit: int = 0
    _held: int = 0  # of what the current step yields, when it began
    _aim: Goal = field(init=False)
    """The goal, or as long as more can be had of something, the next few of it."""

    def __post_init__(self) -> None:
        self.graph = self._graph = conditioned(self.graph, self.goal)
        self._aim = self.goal.with_more({})

    def next_step(self, situation: Situation) -> Step | Finish:
        """Return what to do in a situation, or that the episode is over.

        Raises:
            PlanError: The goal is impossible from the very beginning; the message names the missing link.
        """
        if self.history and self.history[-1].outcome.cause is Cause.DIED:
            return Finish(False, "the player died")
        self._forgive(situation)
        self._credit(situation)
        if self._believe(situation, self.graph).meets(self._aim):
            if not self.goal.most:
                return Finish(True, "the goal is reached")
            self._aim, self.plan = self.goal.with_more(self._believe(situation, self.graph).counts()), None
        if self.history and len(self.history) >= self._run_limit:
            return self._end(situation, f"no success within {len(self.history)} skills")
        try:
            self._revise(situation)
        except PlanError as error:
            if not self.history:
                raise
            return self._end(situation, str(error))
        if self.plan is None or not self.plan.steps:
            return self._end(situation, "nothing is left to do, but the goal is not reached")
        step = self.plan.steps[0]
        self._held = self._amount(situation, step)
        return step

    def record(self, step: Step, outcome: Outcome, ticks: int) -> None:
        """Take note of how a step ended after so many environment steps."""
        self.history.append(SkillRun(step, outcome, ticks))
        seen = self._seen.get(step.skill, Statistics())
        self._seen[step.skill] = seen.with_run(outcome.success, step.count, ticks)
        if outcome.success:
            self._failures.pop(step.skill, None)
            self.given_up.pop(step.skill, None)
            self._advance(step)
        else:
            self._fail(step, outcome)

    def is_met(self, situation: Situation) -> bool:
        """Tell whether the goal holds; of what there is to be most, one will do."""
        return self._believe(situation, self.graph).meets(self.goal)

    def _end(self, situation: Situation, reason: str) -> Finish:
        """Give up; what there is to be most of may be enough by now."""
        if self.goal.most and self.is_met(situation):
            return Finish(True, f"no more can be had: {reason}{self._excuses()}")
        return Finish(False, f"{reason}{self._excuses()}")

    def _believe(self, situation: Situation, graph: SkillGraph) -> Belief:
        """Return what the situation tells, with what is remembered: places, buildings, deeds."""
        belief = situation.believe(graph, frozenset(self._found))
        belief.built |= self._built
        belief.found |= self._ever_found
        belief.stock.update(self._deeds)
        return belief

    def _revise(self, situation: Situation) -> None:
        """Keep the rest of the plan as long as it works out and nothing better has turned up, else plan anew."""
        self._graph = self._weighed(situation.context)
        belief = self._believe(situation, self._graph.without(frozenset(self.given_up.keys() - self._pardoned)))
        if self.plan is not None:
            try:
                verify(self.plan, belief)
            except PlanError:
                self.revisions += 1
            else:
                if not self._is_outdone(self.plan, belief):
                    return
                self.revisions += 1
        self.plan = self._through_the_day(self._planned(situation), situation)
        if not self._run_limit:
            self._run_limit = max(_RUNS_AT_LEAST, _RUNS_PER_STEP * len(self.plan.steps)) * self.patience

    def _weighed(self, context: Context) -> SkillGraph:
        """Return the skills with what is known of them in a context, from this episode, too."""
        known = self.experience.statistics(context) if self.experience else {}
        fresh = {name: seen.upon(known.get(name, self.graph[name].statistics)) for name, seen in self._seen.items()}
        return self.graph.with_statistics({**known, **fresh})

    def _through_the_day(self, plan: Plan, situation: Situation) -> Plan:
        """Return a plan with what is to be expected of it, nightfall included, if experience tells and time passes."""
        if self.experience is None or situation.time is None:
            return plan
        by_day, by_night = (self._weighed(replace(situation.context, night=night)) for night in (False, True))
        return through_the_day(plan, by_day, by_night, situation.time)

    def _is_outdone(self, current: Plan, belief: Belief) -> bool:
        """Tell whether, after a failure, search knows a way that takes clearly less than the rest of the plan."""
        if not self.history or self.history[-1].outcome.success:
            return False
        try:
            other = plan_from(self._aim, belief)
        except PlanError:
            return False
        return other.ticks < _BETTER * expected_ticks(belief.graph, current.steps)

    def _planned(self, situation: Situation) -> Plan:
        """Make a plan without what was given up; where there is none, with what may be tried again."""
        spent = {name for name in self.given_up if self._failures[name] >= self.attempts * self.patience}
        try:
            plan = self._plan_without(frozenset(self.given_up), situation)
            self._pardoned = frozenset()
        except PlanError:
            if spent == self.given_up.keys():
                raise
            plan = self._plan_without(frozenset(spent), situation)
            self._pardoned = frozenset(self.given_up.keys() - spent)
        return plan

    def _plan_without(self, names: frozenset[str], situation: Situation) -> Plan:
        return self.planner(self._aim, self._believe(situation, self._graph.without(names)), self.history)

    def _advance(self, step: Step) -> None:
        """Remember what a success leads to, as far as an observation does not show it."""
        skill = self.graph[step.skill]
        if skill.kind is Kind.FIND:
            self._found = {skill.item}
            self._ever_found.add(skill.item)
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
            self.plan = estimated(self._aim, rest, self._graph)

    def _fail(self, step: Step, outcome: Outcome) -> None:
        """Forget what was near, so that the next attempt begins elsewhere; give the skill up after too many."""
        kept: Collection[str] = () if outcome.cause is Cause.NO_STATION else STATIONS
        self._found = {place for place in self._found if place in kept}
        self._failures[step.skill] = self._failures.get(step.skill, 0) + 1
        if self._failures[step.skill] >= self.attempts:
            self.given_up[step.skill] = outcome
        if self._failures[step.skill] >= self.attempts * self.patience:
            self._pardoned -= {step.skill}

    def _forgive(self, situation: Situation) -> None:
        """Hold no attempt against its skill that yielded something, if not all that was wanted."""
        last = self.history[-1] if self.history else None
        if last and not last.outcome.success and self._amount(situation, last.step) > self._held:
            self._failures.pop(last.step.skill, None)
            self.given_up.pop(last.step.skill, None)

    def _credit(self, situation: Situation) -> None:
        """Collect so many less as the search before has brought along: who digs for ore finds it by having some."""
        last = self.history[-1] if self.history else None
        if not (last and last.outcome.success and self.plan and self.plan.steps):
            return
        step, gained = self.plan.steps[0], self._amount(situation, last.step) - self._held
        search, gathering = self.graph[last.step.skill], self.graph[step.skill]
        is_of_it = (search.kind, gathering.kind) == (Kind.FIND, Kind.COLLECT) and search.item == gathering.item
        if is_of_it and gained > 0:
            left = [replace(step, count=step.count - gained)] if gained < step.count else []
            self.plan = estimated(self._aim, (*left, *self.plan.steps[1:]), self._graph)

    def _amount(self, situation: Situation, step: Step) -> int:
        """Return how much is carried of the item that a step is about."""
        item = self.graph[step.skill].item
        return sum(count for key, count in situation.inventory.items() if item_name(key) == item)

    def _excuses(self) -> str:
        """Name the skills that were given up."""
        causes = [
            f"{skill} failed {self._failures[skill]} times ({outcome.detail or outcome.cause})"
            for skill, outcome in self.given_up.items()
        ]
        return f"; {'; '.join(causes)}" if causes else ""
