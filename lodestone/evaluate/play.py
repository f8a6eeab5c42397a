"""One episode of an evaluation: played, and told as a row. Whatever happens, there is a row."""

import time
import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from envs.suites import Entry, load_suite
from envs.tasks import UnavailableTaskError
from lodestone.config import EpisodeConfig
from lodestone.episode import run_episode
from lodestone.evaluate.agents import Agent, agent_class
from lodestone.evaluate.config import PLANNER, EvaluationConfig
from lodestone.evaluate.store import Store
from lodestone.executors import MakeExecutor, executor_maker
from lodestone.kernels import check_kernels_can_meet
from lodestone.record import INTERRUPTED, EpisodeRecord
from lodestone.report.contract import EpisodeRow, RunRow
from lodestone.venue import open_venue
from planner.goal import GoalError
from planner.plan import PlanError
from skills.library.library import Library

_MAKING = Lock()


@dataclass(frozen=True)
class Unit:
    """An episode that is to be played."""

    entry: str
    seed: int


def play(unit: Unit, config: EvaluationConfig, folder: Path) -> EpisodeRow:
    """Play an episode, keep its row and its record, and return the row.

    Args:
        unit: Which one.
        config: Who plays what.
        folder: Of the evaluation.
    """
    use_one_thread()
    if config.together > 1:
        check_kernels_can_meet()
    entry = load_suite(config.suite).entry(unit.entry)
    begun = time.monotonic()
    try:
        facts = _by_planner(entry, unit, config, folder) if config.agent == PLANNER else _by_agent(entry, unit, config)
    except (GoalError, PlanError, UnavailableTaskError) as error:  # the agent does not know how, or the world cannot
        facts = {"success": False, "reason": f"refused: {error}"}
    except Exception as error:
        facts = {"success": False, "reason": f"crash: {error!r}", "crash": traceback.format_exc()}
    seconds = round(time.monotonic() - begun, 3)
    row = EpisodeRow.model_validate(
        {"entry": unit.entry, "seed": unit.seed, "seconds": seconds, "steps": 0, "progress": 0.0, **facts}
    )
    Store(folder).keep(row)
    return row


def _by_planner(entry: Entry, unit: Unit, config: EvaluationConfig, folder: Path) -> dict[str, object]:
    place = Path("records", unit.entry, str(unit.seed))
    episode = config.episode(entry, unit.seed, folder / place)
    record = run_episode(episode, make_executor=_maker(config), learns=False).record
    if record.reason == INTERRUPTED:
        raise KeyboardInterrupt
    return {
        "success": record.success,
        "reason": record.reason,
        "steps": record.steps,
        "progress": _progress(record),
        "revisions": max(len(record.revisions) - 1, 0),
        "runs": [
            RunRow(skill=run.skill, executor=run.executor, success=run.success, cause=run.cause, ticks=run.steps)
            for run in record.skills
        ],
        "tokens": sum(exchange.tokens_in + exchange.tokens_out for exchange in record.exchanges),
        "record": place,
    }


def _by_agent(entry: Entry, unit: Unit, config: EvaluationConfig) -> dict[str, object]:
    agent = _agent(config.agent)
    seen = config.episode(entry, unit.seed).model_copy(update={"image_size": agent.image_size})
    env = open_venue(seen, pictures=True).env
    observation, _ = env.reset(seed=unit.seed)
    agent.begin(entry.order(config.wording), entry.task, unit.seed)
    steps, success, reason = 0, False, ""
    while not (success or reason):
        action = agent.act(observation)
        if action is None:
            reason = "the agent ended it"
            continue
        observation, _, terminated, truncated, info = env.step(action)
        steps += 1
        success = bool(info["success"])
        if not success and (terminated or truncated):
            reason = "the player died" if terminated else f"no success within {steps} steps"
    return {"success": success, "reason": reason or "the task is done", "steps": steps, "progress": float(success)}


def _progress(record: EpisodeRecord) -> float:
    """Return which share of the first plan's steps was done, in its order; 1 for a success."""
    if record.success:
        return 1.0
    plan = [step.skill for step in record.revisions[0].plan] if record.revisions else []
    done = 0
    for run in record.skills:
        if run.success and done < len(plan) and run.skill == plan[done]:
            done += 1
    return round(done / len(plan), 4) if plan else 0.0


def _maker(config: EvaluationConfig) -> MakeExecutor:
    """Return what makes executors, with networks that are read once a process."""
    with _MAKING:  # a cache by itself lets several threads make one each
        return _made(config.skills, config.library, config.together > 1)


@lru_cache(maxsize=1)
def _made(skills: str, library: Path | None, shared: bool) -> MakeExecutor:
    config = EpisodeConfig(order="play", skills=skills, library=library)
    return executor_maker(config, Library(library) if library else None, shared)


@lru_cache(maxsize=1)
def _agent(text: str) -> Agent:
    return agent_class(text)()


def use_one_thread() -> None:
    """Have everything that this thread calls use no other: sums, and so policies, depend on how they are split."""
    import numba

    numba.set_num_threads(1)
    try:
        import torch
    except ModuleNotFoundError:
        return
    torch.set_num_threads(1)
