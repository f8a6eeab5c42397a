"""Tasks to kill mobs."""

from collections.abc import Mapping, Sequence
from typing import Any

from envs.tasks.missing import missing_mob
from lodestone.compat.minedojo.tasks.meta.base import by_target, listed, require
from lodestone.compat.minedojo.tasks.meta.harvest import NIGHT, in_words
from lodestone.compat.minedojo.tasks.meta.spawning import ExtraSpawnMetaTaskBase, at_rate
from lodestone.compat.minedojo.tasks.meta.utils import (
    simple_stat_kill_entity_based_check,
    simple_stat_kill_entity_based_reward,
)

DUSK = 13000


def time_of_day(start_at_night: bool, always_night: bool) -> dict[str, Any]:
    """Return the simulator's settings of the time for MineDojo's two switches."""
    if always_night:
        return {"start_time": NIGHT, "allow_time_passage": False}
    return {"start_time": DUSK if start_at_night else None, "allow_time_passage": True}


class CombatMeta(ExtraSpawnMetaTaskBase):
    """Kill so many of any of some mobs. Pays for each kill.

    Args:
        target_names: The mobs.
        target_quantities: How many: one number, a list, or by mob.
        reward_weights: What a kill of each pays.
        start_at_night: Whether an episode begins at dusk.
        always_night: Whether it is midnight all the time.
        spawn_rate: Chances that a mob appears, one for all, by target, or by mob and block.
        task: Of the other kinds of task and of the simulator.

    Raises:
        UnavailableTaskError: The Overworld has no such mob.
    """

    _prompt_template = "Hunt {targets}."

    def __init__(
        self,
        *,
        target_names: str | Sequence[str],
        target_quantities: int | Sequence[int] | Mapping[str, int],
        reward_weights: float | Mapping[str, float] = 1.0,
        start_at_night: bool = True,
        always_night: bool = False,
        spawn_rate: Any = None,
        **task: Any,
    ) -> None:
        names = listed(target_names)
        for name in names:
            require("combat", missing_mob(name))
        self._target_quantities = by_target(names, target_quantities, "target_quantities")
        weights = by_target(names, reward_weights, "reward_weights")
        super().__init__(
            success_criteria=[simple_stat_kill_entity_based_check(*pair) for pair in self._target_quantities.items()],
            reward_fns=[simple_stat_kill_entity_based_reward(*pair) for pair in weights.items()],
            spawn_rate=at_rate(names, spawn_rate),
            **time_of_day(start_at_night, always_night),
            **task,
        )

    @property
    def task_prompt(self) -> str:
        """What the task is, in words."""
        return self.get_prompt(targets=in_words(self._target_quantities))
