"""A curriculum over starts: episodes begin near what is to be done, and farther away once that succeeds."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from agents.errors import TrainingError
from agents.learning.config import CurriculumConfig, ReinforcementConfig
from agents.learning.rollout import Episode
from envs.tasks import get_task


class Curriculum:
    """Says at which stage episodes begin, from how those went that began there.

    Episodes that were under way when the starts moved count for the stage they began at, which is over.

    Args:
        config: When the next stage begins.
        sites: Of each stage: see `start_sites`.
    """

    def __init__(self, config: CurriculumConfig, sites: list[dict[str, float]]) -> None:
        self._success, self._sites = config.success, sites
        self._won: deque[bool] = deque(maxlen=config.episodes)
        self.stage = 0

    def hear(self, episodes: Iterable[Episode]) -> None:
        """Take episodes that have ended, and go on to the next stage if enough of the last ones succeeded."""
        for episode in episodes:
            if episode.stage == self.stage:
                self._won.append(episode.success)
            if self._passed:
                self.stage += 1
                self._won.clear()

    def figures(self) -> dict[str, float]:
        """Return the stage, counted from 0, and the fields of its site."""
        fields = {f"curriculum/{name}": value for name, value in self._sites[self.stage].items()}
        return {"curriculum/stage": float(self.stage)} | fields

    def state_dict(self) -> dict[str, Any]:
        """Return what goes on from here."""
        return {"stage": self.stage, "won": list(self._won)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take what `state_dict` returned; a stage that there is no more is the last one."""
        self.stage = min(state["stage"], len(self._sites) - 1)
        self._won.extend(state["won"])

    @property
    def _passed(self) -> bool:
        full = len(self._won) == self._won.maxlen
        return full and float(np.mean(self._won)) >= self._success and self.stage + 1 < len(self._sites)


def start_sites(config: ReinforcementConfig) -> list[dict[str, float]]:
    """Return what changes of the start's site at each stage; without a curriculum nothing, at a single one.

    Raises:
        TrainingError: There is no such task, it has no start site, or a field cannot have such a value.
    """
    curriculum = config.curriculum
    if curriculum is None:
        return [{}]
    try:
        site = get_task(config.task).start.site
    except ValueError as error:
        raise TrainingError(f"configuration, task: {error}") from error
    if site is None:
        raise TrainingError(
            f"configuration, curriculum: '{config.task}' has no start site to move; tasks of the suite 'skills' have"
        )
    names = sorted(curriculum.begin | curriculum.end)
    near, far = (
        {name: float(given.get(name, getattr(site, name))) for name in names}
        for given in (curriculum.begin, curriculum.end)
    )
    try:
        for fields in (near, far):  # what is between two good ones is good
            replace(site, **fields)  # type: ignore[arg-type]
    except ValueError as error:
        raise TrainingError(f"configuration, curriculum: {error}") from error
    rows = np.linspace([*near.values()], [*far.values()], curriculum.stages)
    return [dict(zip(names, row.tolist(), strict=True)) for row in rows]
