"""Run the actions of a record again and see whether the world ends in the same state."""

from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envs.overworld.action import decode
from lodestone.icons import item_icons
from lodestone.record import EpisodeRecord, PlanStep, RecordError, SkillRun, digest, load, versions
from lodestone.status import Event, Listener, Status
from lodestone.venue import make_env, step_limit
from lodestone.video import VideoWriter
from lodestone.watcher import Watcher
from planner.goal import describe


@dataclass(frozen=True)
class ReplayResult:
    """How a replay ended."""

    same: bool
    """Whether the last state is the recorded one, byte for byte."""
    reason: str
    steps: int
    video: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return what `lodestone replay --json` prints."""
        video = str(self.video) if self.video else None
        return {"same": self.same, "reason": self.reason, "steps": self.steps, "video": video}


def replay(path: Path, video: Path | None = None, listener: Listener | None = None) -> ReplayResult:
    """Run an episode again from its record.

    Args:
        path: Folder of the record, or its `episode.json`.
        video: Where to write an mp4; none if not given.
        listener: Is told about progress.

    Raises:
        RecordError: There is no record, it is damaged, or of another world than the Overworld.
        UnknownNameError: This version has no such task or biome.
        VideoError, ResourcePackError: One of the files cannot be used.
    """
    record, actions = load(path)
    config = record.config
    if record.digest is None:
        raise RecordError(f"the record '{path}' is of the world {config.world}; only the Overworld can be replayed")
    status = Status(record.order, describe(record.goal), config.skill_source, max_steps=step_limit(config))
    watcher = Watcher(status, listener)
    story = _Story(record, status, watcher)
    with ExitStack() as stack:
        env = make_env(config, pictures=video is not None)
        if video is not None:
            watcher.video = stack.enter_context(VideoWriter(video, item_icons(config.resource_pack)))
        watcher.prepare(pictures=video is not None)
        observation, _ = env.reset(seed=config.seed)
        for row in actions:
            story.tell()
            watcher.look(observation)
            observation, *_ = env.step(decode(row))
            status.step += 1
            watcher.tell(Event.STEP)
        story.tell()
        watcher.look(observation)
        same = digest(env.world.memory()) == record.digest
    reason = "the world ends in the recorded state" if same else _explain(record)
    watcher.tell(Event.FINISHED, reason)
    return ReplayResult(same, reason, status.step, video)


def _explain(record: EpisodeRecord) -> str:
    now = versions()
    changed = [f"{name} {old} is now {now.get(name)}" for name, old in record.versions.items() if now.get(name) != old]
    cause = f"recorded with other versions: {', '.join(changed)}" if changed else "are the Overworld's rules the same?"
    return f"the world ends in another state than recorded; {cause}"


class _Story:
    """Brings the plan and its progress into a status, as they were recorded."""

    def __init__(self, record: EpisodeRecord, status: Status, watcher: Watcher) -> None:
        self._status = status
        self._watcher = watcher
        self._revisions = deque(record.revisions)
        self._runs = deque(record.skills)
        self._rest: list[PlanStep] = []
        self._running: SkillRun | None = None

    def tell(self) -> None:
        """Tell what happened at the status's step before the next action."""
        step = self._status.step
        while True:
            running = self._running
            if running is not None and running.begin + running.steps <= step:
                self._end(running)
            elif running is None and self._runs and self._runs[0].begin <= step:
                self._begin(self._runs.popleft())
            else:
                return

    def _begin(self, run: SkillRun) -> None:
        while self._revisions and self._revisions[0].step <= run.begin:
            revision = self._revisions.popleft()
            self._rest = list(revision.plan)
            self._status.plan([(step.skill, step.count) for step in self._rest])
            self._watcher.tell(Event.PLANNED, "" if revision.reason == "order" else revision.reason)
        if not self._rest or self._rest[0].skill != run.skill:
            self._rest.insert(0, PlanStep(skill=run.skill, count=run.count))
        self._status.plan([(step.skill, step.count) for step in self._rest])
        self._status.begin(run.executor)
        self._running = run
        self._watcher.tell(Event.SKILL_BEGUN, "")

    def _end(self, run: SkillRun) -> None:
        self._status.end(run.success)
        if run.success:
            del self._rest[:1]
        self._running = None
        self._watcher.tell(Event.SKILL_ENDED, "" if run.success else run.detail or run.cause)
