"""A curriculum over starts: episodes begin near what is to be done, and farther away once that succeeds."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from agents.errors import TrainingError
from agents.learning.config import CurriculumConfig, ReinforcementConfig
from agents.learning.rollout import Episode
from envs.overworld.sites.site import StartSite
from envs.tasks import get_task

Stages = Mapping[str, int]
"""At which stage episodes of a task begin, by the task's id; the first, 0, for those that are missing."""
FIRST: Stages = MappingProxyType({})
"""All begin at the first one."""
Sites = list[dict[str, float]]
"""What changes of a start site at each stage."""


class Curriculum:
    """Says at which stage episodes of each task begin, from how those of the task went that began there.

    Episodes that were under way when the starts moved count for the stage they began at, which is over.

    Args:
        config: When the next stage begins.
        sites: Of the stages of each task: see `start_sites`.
    """

    def __init__(self, config: CurriculumConfig, sites: Mapping[str, Sites]) -> None:
        self._success, self._sites = config.success, sites
        self._won = {task: deque[bool](maxlen=config.episodes) for task in sites}
        self.stages = dict.fromkeys(sites, 0)

    def hear(self, episodes: Iterable[Episode]) -> None:
        """Take episodes that have ended, and go on to the next stage if enough of the last ones succeeded."""
        for episode in episodes:
            task, won = episode.task, self._won[episode.task]
            if episode.stage == self.stages[task]:
                won.append(episode.success)
            if self._passed(task):
                self.stages[task] += 1
                won.clear()

    def figures(self) -> dict[str, float]:
        """Return the stage, counted from 0, and the fields of its site; of several tasks, those of each that moves."""
        figures = dict[str, float]()
        for task, sites in self._sites.items():
            if len(sites) > 1:
                suffix = f"/{task}" if len(self._sites) > 1 else ""
                fields = {"stage": float(self.stages[task])} | sites[self.stages[task]]
                figures |= {f"curriculum/{name}{suffix}": value for name, value in fields.items()}
        return figures

    def state_dict(self) -> dict[str, Any]:
        """Return what goes on from here."""
        return {task: {"stage": stage, "won": list(self._won[task])} for task, stage in self.stages.items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take what `state_dict` returned; a stage that there is no more is the last one, a new task begins at 0."""
        for task in state.keys() & self._sites.keys():
            self.stages[task] = min(state[task]["stage"], len(self._sites[task]) - 1)
            self._won[task].extend(state[task]["won"])

    def _passed(self, task: str) -> bool:
        won = self._won[task]
        enough = len(won) == won.maxlen and float(np.mean(won)) >= self._success
        return enough and self.stages[task] + 1 < len(self._sites[task])


def start_sites(config: ReinforcementConfig) -> dict[str, Sites]:
    """Return what changes of the start's site at each stage, by task; nothing, at a single one, if it does not move.

    Raises:
        TrainingError: There is a curriculum and no task has a start site, or a field cannot have such a value.
    """
    curriculum = config.curriculum
    sites = {task: get_task(task).start.site for task in config.tasks}
    if curriculum is None:
        return {task: [{}] for task in sites}
    if not any(sites.values()):
        raise TrainingError(
            f"configuration, curriculum: no start site to move in {', '.join(sites)}; tasks of the suite 'skills' have"
        )
    return {task: [{}] if site is None else _moved(task, site, curriculum) for task, site in sites.items()}


def _moved(task: str, site: StartSite, curriculum: CurriculumConfig) -> Sites:
    """Return the stages of a site that moves, in equal steps."""
    names = sorted(curriculum.begin | curriculum.end)
    near, far = (
        {name: float(given.get(name, getattr(site, name))) for name in names}
        for given in (curriculum.begin, curriculum.end)
    )
    try:
        for fields in (near, far):  # what is between two good ones is good
            replace(site, **fields)  # type: ignore[arg-type]
    except ValueError as error:
        raise TrainingError(f"configuration, curriculum: {task}: {error}") from error
    rows = np.linspace([*near.values()], [*far.values()], curriculum.stages)
    return [dict(zip(names, row.tolist(), strict=True)) for row in rows]
