"""Tasks to stay alive."""

from typing import Any

from envs.overworld.blocks.daylight import DAY
from lodestone.compat.minedojo.tasks.meta.base import MetaTaskBase
from lodestone.compat.minedojo.tasks.meta.utils import (
    survive_n_days_reward,
    survive_per_day_reward,
    time_since_death_check,
)


class SurvivalMeta(MetaTaskBase):
    """Live so many days in one life. Pays at each day's end, and at success.

    Args:
        target_days: How many, at least 2.
        per_day_reward: What a day pays.
        success_reward: What success pays; as much as all days if not given.
        task: Of all tasks and of the simulator.

    Raises:
        ValueError: Fewer than two days.
    """

    _prompt_template = "Survive for {target} days."
    mc_ticks_per_day = DAY

    def __init__(
        self, *, target_days: int, per_day_reward: float = 1, success_reward: float | None = None, **task: Any
    ) -> None:
        if target_days < 2:
            raise ValueError(f"target_days must be at least 2, not {target_days}")
        self._target_days = target_days
        bonus = success_reward or target_days * per_day_reward
        super().__init__(
            success_criteria=[time_since_death_check(DAY * target_days)],
            reward_fns=[survive_per_day_reward(DAY, per_day_reward), survive_n_days_reward(DAY, target_days, bonus)],
            **task,
        )

    @property
    def task_prompt(self) -> str:
        """What the task is, in words."""
        return self.get_prompt(target=self._target_days)
