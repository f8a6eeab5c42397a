"""One order, carried out: understand, plan, act, watch, plan again, until the goal is met or there is no way left."""

import hashlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vpt.actions import rounded
from envs.overworld.action import encode
from envs.overworld.render.pack import load_resource_pack
from envs.overworld.world import WorldStart
from envs.tasks import Task, get_task
from lodestone.config import DEPTH_FIRST, ConfigError, EpisodeConfig
from lodestone.executors import MakeExecutor, executor_maker, graph_for
from lodestone.experience import outcome_of
from lodestone.icons import item_icons
from lodestone.interrupt import Interrupt
from lodestone.record import (
    CUT_OFF,
    INTERRUPTED,
    EpisodeRecord,
    Exchange,
    PlanStep,
    Revision,
    SkillRun,
    pack_actions,
    save,
    versions,
)
from lodestone.status import Event, Listener, Status
from lodestone.venue import check_venue, open_venue, start_changes, step_limit
from lodestone.video import VideoWriter, check_path
from lodestone.watcher import Watcher
from planner.evaluation.plan4mc import Plan4MCMonitor
from planner.goal import DAY, Goal, describe, held_of
from planner.language import to_the_letter, understand
from planner.llm.endpoint import Endpoint
from planner.llm.planner import LLMPlanner
from planner.monitor import Finish, Monitor, by_search
from planner.plan import PlanError, Step
from planner.search import plan
from planner.situation import Situation, read_situation
from skills.executor import Action, Cause, Outcome
from skills.library.contract import BUILT_IN, ProvenPlan
from skills.library.library import Library
from skills.record import Kind

_RECALLED = 3
"""Plans of earlier episodes that a model is shown."""


@dataclass(frozen=True)
class EpisodeResult:
    """What an episode came to."""

    record: EpisodeRecord
    path: Path
    """Of the record's `episode.json`."""

    def to_json(self) -> dict[str, Any]:
        """Return what `lodestone run --json` prints."""
        record = self.record
        return {
            "goal": record.goal,
            "plan": [step.model_dump() for step in record.revisions[0].plan] if record.revisions else [],
            "success": record.success,
            "reason": record.reason,
            "steps": record.steps,
            "seed": record.seed,
            "biome": record.biome,
            "world": record.config.world,
            "skills": {run.skill: run.executor for run in record.skills},
            "inventory": record.inventory,
            "record": str(self.path),
            "video": str(record.video) if record.video else None,
            "seconds": round(record.seconds, 2),
        }


def run_episode(
    config: EpisodeConfig,
    listener: Listener | None = None,
    make_executor: MakeExecutor | None = None,
    learns: bool = True,
) -> EpisodeResult:
    """Carry out an order and keep a record of it, also when it is interrupted or fails.

    Args:
        config: What to do, in which world.
        listener: Is told about progress.
        make_executor: Who acts; by default what `config.skills` names.
        learns: Whether the library, if there is one, learns from it.

    Raises:
        GoalError: The order is not understood.
        PlanError: The goal is impossible.
        UnknownNameError: There is no such task or biome.
        ConfigError: The folder of the record cannot be made.
        CheckpointError: The folder that `config.skills` names is no repertoire.
        LibraryError: There is no library in its folder, or it is damaged.
        VideoError, ResourcePackError: One of the files in the configuration is no good.
        BackendError: Another simulator is asked for and not here.
        UnavailableTaskError: It cannot hold the task.
        WorkerError: It does not start, or fails.
    """
    library = Library(config.library) if config.library else None
    result = _Episode(config, listener, make_executor or executor_maker(config, library), library).run()
    if library is not None and learns:
        library.episodes.learn(outcome_of(result.record))
    return result


class _Episode:
    """One run. Everything that can be wrong with the configuration is found before the world is made."""

    def __init__(
        self, config: EpisodeConfig, listener: Listener | None, make_executor: MakeExecutor, library: Library | None
    ) -> None:
        self._config = config
        self._library = library
        self._serving = library.serving() if library and config.draws_on_library else {}
        self._make_executor = make_executor
        self._task: Task | None = get_task(config.task) if config.task else None
        usual = self._task.start if self._task else WorldStart()
        self._start = start = replace(usual, **start_changes(config.start_time))
        self._biome = config.biome or start.biome_for(config.seed)
        WorldStart(biome=self._biome)
        order = config.order or (self._task.prompt if self._task else "")
        self._llm = LLMPlanner(Endpoint(config.llm), look=self._look, recall=self._recall) if config.llm else None
        wanted = self._llm.understand(order) if self._llm else understand(order)
        self._goal = to_the_letter(wanted) if self._task else wanted
        self._config = config = _in_time(config, self._goal.time_limit(start.start_time))
        graph = graph_for(config, library)
        make_monitor = Plan4MCMonitor if config.planner == DEPTH_FIRST else Monitor
        self._monitor = make_monitor(
            _increased(self._goal, start),
            graph=graph,
            experience=library.experience(config.skills, self._serving) if library else None,
            planner=self._llm.plan if self._llm else by_search,
            attempts=config.allowed_attempts,
        )
        self._ideal = plan(self._monitor.goal, _held(start), graph=graph)
        if config.resource_pack is not None:
            load_resource_pack(config.resource_pack)
        if config.video is not None:
            check_path(config.video)
        self._status = Status(order, describe(self._goal.to_json()), config.skill_source, max_steps=step_limit(config))
        self._watcher = Watcher(self._status, listener)
        check_venue(config)
        self._folder = _make_folder(config, self._goal)
        self._interrupt = Interrupt()
        self._finish: Finish | None = None
        self._rows: list[NDArray[np.void]] = []
        self._revisions: list[Revision] = []
        self._runs: list[SkillRun] = []
        self._observation: Mapping[str, Any] = {}
        self._begun = datetime.now(UTC)
        self._clock = time.monotonic()

    def run(self) -> EpisodeResult:
        with ExitStack() as stack:
            pictures = self._config.needs_pictures or self._config.video is not None
            self._venue = open_venue(self._config, pictures)
            stack.callback(self._venue.close)
            if self._config.video is not None:
                icons = item_icons(self._config.resource_pack)
                self._watcher.video = stack.enter_context(VideoWriter(self._config.video, icons))
            self._venue.prepare(self._watcher, pictures=self._config.video is not None)
            self._observation, _ = self._venue.env.reset(seed=self._config.seed)
            self._executor = self._make_executor(self._venue.overworld, self._config.seed)
            graph = self._monitor.graph
            unknown = frozenset(
                name
                for name, skill in graph.skills.items()
                if not (self._executor.knows(skill) and self._venue.allows(skill))
            )
            self._monitor.graph = graph.without(unknown) if unknown else graph
            self._beyond = [graph[step.skill].prompt for step in self._ideal.steps if step.skill in unknown]
            self._watcher.look(self._observation)
            stack.enter_context(self._interrupt)
            try:
                self._act()
            except KeyboardInterrupt:
                self._finish = Finish(False, INTERRUPTED)
            except BaseException as error:
                self._save(Finish(False, f"stopped by an error: {error!r}"))
                raise
            assert self._finish is not None
            self._watcher.tell(Event.FINISHED, self._finish.reason)
            return self._save(self._finish)

    def _act(self) -> None:
        """Let the monitor choose skills and carry them out, until it is over."""
        while self._finish is None:
            situation = self._situation()
            try:
                chosen = self._monitor.next_step(situation)
            except PlanError as error:
                raise self._explained(error) from error
            if isinstance(chosen, Finish):
                self._finish = self._checked(chosen)
                return
            self._note_plan()
            self._begin(chosen)
            begin = self._status.step
            outcome = self._checked_building(chosen, self._carry_out())
            steps = self._status.step - begin
            self._monitor.record(chosen, outcome, steps)
            self._runs.append(
                SkillRun(
                    skill=chosen.skill,
                    count=chosen.count,
                    executor=self._executor.label,
                    begin=begin,
                    steps=steps,
                    success=outcome.success,
                    cause=outcome.cause,
                    detail=outcome.detail,
                    version=self._version(chosen.skill),
                    biome=situation.biome,
                    night=situation.night,
                    tool=situation.context.tool(self._monitor.graph[chosen.skill].tools),
                )
            )
            self._status.end(outcome.success)
            self._watcher.tell(Event.SKILL_ENDED, "" if outcome.success else outcome.detail or str(outcome.cause))

    def _explained(self, error: PlanError) -> PlanError:
        """Return why there is no plan: mostly as nobody here can do what the usual one takes."""
        if not self._beyond:
            return error
        who = f"the skills '{self._config.skills}' in {self._config.world}"
        return PlanError(
            f"{who} cannot {' or '.join(dict.fromkeys(self._beyond))}; `lodestone skills list` tells who can"
        )

    def _situation(self) -> Situation:
        """Return what the planner knows; of the time, what it has counted itself since the beginning."""
        begin = self._start.start_time if self._start.daylight_cycle else None
        time = None if begin is None else (begin + self._status.step) % DAY
        return replace(read_situation(self._observation), time=time)

    def _version(self, skill: str) -> int:
        """Return which version of a skill serves."""
        return self._serving[skill].version if skill in self._serving else BUILT_IN

    def _begin(self, step: Step) -> None:
        """Have the executor begin a skill, and say who it is."""
        skill = self._monitor.graph[step.skill]
        self._executor.begin(skill if step.variant is None else skill.narrowed(step.variant), step.count)
        self._status.begin(self._executor.label)
        self._watcher.tell(Event.SKILL_BEGUN, "")

    def _carry_out(self) -> Outcome:
        """Act until the skill is over, or the whole episode."""
        while True:
            if self._interrupt.requested:
                self._finish = Finish(False, INTERRUPTED)
                return Outcome(False, detail=INTERRUPTED)
            decision = self._executor.act(self._observation)
            outcome = decision if isinstance(decision, Outcome) else self._step(decision)
            if outcome is not None:
                return outcome

    def _step(self, action: Action) -> Outcome | None:
        """Advance the world one tick; if that ends the episode, return what becomes of the skill."""
        if self._config.controls == "vpt":
            action = rounded(action)
        row = encode(action, 1)
        self._observation, _, terminated, truncated, info = self._venue.env.step(action)
        self._rows.append(row)
        self._status.step += 1
        self._watcher.look(self._observation)
        self._watcher.tell(Event.STEP)
        if info["success"]:
            self._finish = Finish(True, "the task is done")
            return Outcome(True)
        if terminated:
            self._finish = Finish(False, "the player died")
            return Outcome(False, Cause.DIED, "the player died")
        if truncated:
            enough = bool(self._goal.most) and self._monitor.is_met(read_situation(self._observation))
            reason = "the time is up" if enough else f"no success within {self._status.step} steps"
            self._finish = self._checked(Finish(enough, reason))
            return Outcome(False, Cause.TIMEOUT, CUT_OFF)
        return None

    def _note_plan(self) -> None:
        """Put the plan into the status, and into the record if it is a new one."""
        current = self._monitor.plan
        steps = [] if current is None else [PlanStep(skill=step.skill, count=step.count) for step in current.steps]
        self._status.plan([(step.skill, step.count) for step in steps])
        if len(self._revisions) <= self._monitor.revisions:
            reason = "order"
            if self._revisions:
                last = self._runs[-1]
                reason = f"{last.skill} failed: {last.detail or last.cause}" if not last.success else "things changed"
            expected = {"ticks": round(current.ticks), "chance": round(current.chance, 4)} if current else {}
            self._revisions.append(Revision(step=self._status.step, reason=reason, plan=steps, **expected))
            self._watcher.tell(Event.PLANNED, reason if reason != "order" else "")

    def _look(self) -> NDArray[np.uint8] | None:
        """Return what the player sees, (H, W, 3); None where no pictures are drawn."""
        return self._observation.get("rgb")

    def _recall(self, goal: Goal) -> Sequence[ProvenPlan]:
        """Return plans of earlier episodes that reached a goal, or one like it."""
        data = goal.to_json()
        return self._library.episodes.proven(data, describe(data), _RECALLED) if self._library else ()

    def _checked_building(self, step: Step, outcome: Outcome) -> Outcome:
        """Believe that something was built only if it stands, and where it should."""
        skill = self._monitor.graph[step.skill]
        if not outcome.success or skill.kind is not Kind.BUILD:
            return outcome
        wanted = [thing for thing in self._goal.structures if thing.name == skill.item]
        reason = next(filter(None, map(self._venue.against_building, wanted)), "")
        return Outcome(False, Cause.BLOCKED, reason) if reason else outcome

    def _checked(self, finish: Finish) -> Finish:
        """Believe in a success only if the task says so too, no fact speaks against it, and no critic."""
        if not finish.success:
            return finish
        if self._task is not None:
            return Finish(False, "the goal is reached, but the task asks for something else")
        reason = self._venue.against(self._goal)
        if not reason and self._llm is not None:
            belief = read_situation(self._observation).believe(self._monitor.graph)
            reason = self._llm.doubt(self._goal, belief, self._monitor.history)
        return Finish(False, reason) if reason else finish

    def _save(self, finish: Finish) -> EpisodeResult:
        """Write the record."""
        actions = pack_actions(self._rows)
        record = EpisodeRecord(
            order=self._status.order,
            goal=self._goal.to_json(),
            config=self._config,
            seed=self._config.seed,
            biome=self._biome,
            versions=versions(),
            begun=self._begun,
            seconds=time.monotonic() - self._clock,
            revisions=self._revisions,
            exchanges=[Exchange(**vars(exchange)) for exchange in self._llm.endpoint.exchanges] if self._llm else [],
            skills=self._runs,
            success=finish.success,
            reason=finish.reason,
            steps=self._status.step,
            inventory=self._status.inventory,
            digest=self._venue.digest(),
            actions_sha256=hashlib.sha256(actions).hexdigest(),
            video=self._config.video,
        )
        path = save(self._folder, record, actions)
        return EpisodeResult(record, path)


def _make_folder(config: EpisodeConfig, goal: Goal) -> Path:
    """Make the folder of the record, a new one with a name of its own unless the configuration names it.

    Raises:
        ConfigError: It cannot be made.
    """
    wanted = "-".join(
        [target.item for target in goal.targets] + [*goal.most] + [thing.name for thing in goal.structures]
    )
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{wanted[:40]}-seed{config.seed}"
    try:
        if config.out is not None:
            config.out.mkdir(parents=True, exist_ok=True)
            return config.out
        folder, number = Path("runs", name), 1
        while folder.exists():
            number += 1
            folder = Path("runs", f"{name}-{number}")
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"the folder '{error.filename}' for the record cannot be made: {error.strerror}") from error
    return folder


def _in_time(config: EpisodeConfig, limit: int | None) -> EpisodeConfig:
    """Return the configuration with no more steps than the goal has time for."""
    if limit is None:
        return config
    return config.model_copy(update={"max_steps": min(limit, step_limit(config))})


def _held(start: WorldStart) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for stack in start.inventory:
        counts[stack.item] += stack.count
    return dict(counts)


def _increased(goal: Goal, start: WorldStart) -> Goal:
    """Return the goal with its amounts on top of what an episode begins with: "get" means more than before."""
    held = _held(start)
    return replace(
        goal, targets=tuple(replace(target, count=target.count + held_of(target.item, held)) for target in goal.targets)
    )
