"""An evaluation from beginning to end: what is still to be played, by how many workers, and what came of it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from envs.suites import Suite, load_suite
from lodestone.config import OVERWORLD, ConfigError
from lodestone.evaluate.agents import agent_class
from lodestone.evaluate.config import PLANNER, EvaluationConfig
from lodestone.evaluate.play import Unit, play
from lodestone.evaluate.store import Settings, Store
from lodestone.kernels import check_kernels_can_meet
from lodestone.record import versions
from lodestone.replay import replay
from lodestone.report.contract import EpisodeRow, Evaluation
from lodestone.spread import spread
from lodestone.venue import simulator_python


class Listener(Protocol):
    """Is told how an evaluation comes along."""

    def already(self, rows: Sequence[EpisodeRow]) -> None:
        """Hear of the episodes that were played before."""

    def __call__(self, row: EpisodeRow) -> None:
        """Hear of an episode as soon as it is over."""


def units(config: EvaluationConfig, workers: int = 1) -> list[Unit]:
    """Return all episodes of an evaluation: every entry with the first seed, then every entry with the next.

    So what is there halfway says something about every entry. If several are played together, it is every entry with as
    many seeds as are played at once: those need the same policies.

    Raises:
        SuiteError: There is no such suite, or it is no good.
    """
    entries, seeds = load_suite(config.suite).entries, config.seeds
    stride = workers * config.together if config.together > 1 else 1
    starts = range(0, len(seeds), stride)
    return [Unit(entry.id, seed) for at in starts for entry in entries for seed in seeds[at : at + stride]]


def evaluate(
    config: EvaluationConfig, folder: Path, workers: int, resume: bool, command: str, listener: Listener
) -> Evaluation:
    """Play what is not played yet, and return all that came of it.

    Args:
        config: Who plays what.
        folder: Where it is kept; all workers write to it.
        workers: Processes; more than one need Ray.
        resume: Whether to go on with what is there.
        command: That repeats it.
        listener: Is told of every episode that is played now.

    Raises:
        SuiteError: There is no such suite, or it is no good.
        ConfigError: There is an evaluation in the folder that cannot be gone on with, the agent is none, or episodes
            cannot be played at once on this machine.
        BackendError: The world is another simulator, which is not here.
    """
    suite = load_suite(config.suite)
    if config.agent != PLANNER:
        agent_class(config.agent)  # tells what is wrong before anybody plays
    if config.together > 1:
        check_kernels_can_meet()
    if config.world != OVERWORLD:
        simulator_python(config.world, config.world_port)
        if config.world_port is not None and workers > 1:
            raise ConfigError("the Minecraft behind a port serves one client: --workers 1, or no --world-port")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    store = Store(folder)
    store.begin(
        Settings(config=config, suite_sha256=_digest(suite), versions=versions(), begun=now, command=command), resume
    )
    listener.already(store.rows())
    todo = [unit for unit in units(config, workers) if not store.has(unit.entry, unit.seed)]
    spread(partial(play, config=config, folder=folder.resolve()), todo, workers, listener, config.together)
    return read(folder, workers)


def read(folder: Path, workers: int = 1) -> Evaluation:
    """Return what has come of an evaluation so far.

    Raises:
        ConfigError: There is none in the folder, or a file of it is damaged.
        SuiteError, UnknownNameError: Its suite is not there any more.
    """
    store = Store(folder)
    settings = store.settings()
    config, suite = settings.config, load_suite(settings.config.suite)
    return Evaluation(
        suite=suite.name,
        suite_version=suite.version,
        agent=config.label,
        command=settings.command,
        versions=settings.versions,
        seeds=f"{config.seeds[0]}..{config.seeds[-1]}",
        texture=config.texture,
        start_time=config.start_time,
        wording=config.wording,
        begun=datetime.fromisoformat(settings.begun),
        workers=workers,
        together=config.together,
        episodes=tuple(_filmed(row, folder) for row in store.rows()),
    )


def _film_of(row: EpisodeRow) -> Path:
    """Return where the film of an episode lies, if there is one, from the evaluation's folder on."""
    return Path("films", f"{row.entry.replace('/', '-')}-{row.seed}.mp4")


def _filmed(row: EpisodeRow, folder: Path) -> EpisodeRow:
    """Return an episode with its film, if there is one."""
    place = _film_of(row)
    return row.model_copy(update={"film": place}) if (folder / place).exists() else row


def _digest(suite: Suite) -> str:
    """Return a hash of all that a suite says."""
    return hashlib.sha256(repr(suite).encode()).hexdigest()


def film(evaluation: Evaluation, folder: Path, listener: Callable[[str], None]) -> Evaluation:
    """Film one success and one failure of every entry by playing their records again; return where the films are.

    Args:
        evaluation: What came of it.
        folder: Of the evaluation.
        listener: Is told what is being filmed.

    Raises:
        VideoError: A film cannot be written.
    """
    (folder / "films").mkdir(exist_ok=True)
    chosen: dict[tuple[str, bool], EpisodeRow] = {}
    for row in evaluation.episodes:
        if row.record is not None:
            chosen.setdefault((row.entry, row.success), row)
    for row in chosen.values():
        path = folder / _film_of(row)
        if row.record is not None and not path.exists():
            listener(f"{row.entry}, seed {row.seed}")
            part = path.with_suffix(".part.mp4")
            replay(folder / row.record, part)
            part.replace(path)
    return evaluation.model_copy(update={"episodes": tuple(_filmed(row, folder) for row in evaluation.episodes)})
