"""The task to play the game through."""

from typing import Any

from lodestone.compat.minedojo.tasks.meta.base import MetaTaskBase
from lodestone.compat.minedojo.tasks.meta.combat import time_of_day
from lodestone.compat.minedojo.tasks.meta.utils import possess_item_reward, simple_inventory_based_check

TIME_LIMIT = 8 * 3600 * 4
"""Ticks: eight hours with four actions a second."""


class Playthrough(MetaTaskBase):
    """Get the dragon's egg, within TIME_LIMIT ticks. The Overworld has no dragon, so `make` refuses it.

    Args:
        obtain_dragon_egg_reward: What the egg pays.
        start_at_night: Whether an episode begins at dusk.
        always_night: Whether it is midnight all the time.
        task: Of all tasks and of the simulator.
    """

    _prompt_template = "Defeat the Ender Dragon and obtain the trophy dragon egg."

    def __init__(
        self,
        *,
        obtain_dragon_egg_reward: float = 10,
        start_at_night: bool = False,
        always_night: bool = False,
        **task: Any,
    ) -> None:
        super().__init__(
            success_criteria=[simple_inventory_based_check(name="dragon_egg", quantity=1)],
            reward_fns=[possess_item_reward(name="dragon_egg", quantity=1, weight=obtain_dragon_egg_reward)],
            **time_of_day(start_at_night, always_night),
            **task,
        )
        self.time_limit = TIME_LIMIT

    def step(self, action: Any) -> Any:
        """Take a step; `done` at success and at the limit, of which `info` then tells (`TimeLimit.truncated`)."""
        observation, reward, done, info = super().step(action)
        if self._elapsed_timesteps >= self.time_limit:
            info["TimeLimit.truncated"] = not done
            done = True
        return observation, reward, done, info
