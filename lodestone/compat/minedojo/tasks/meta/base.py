"""What all kinds of tasks share: a simulator, fast resets, success, reward, a prompt."""

from collections.abc import Mapping, Sequence
from typing import Any

from envs.minedojo.info import Info
from envs.minedojo.observation import Observation
from envs.tasks.missing import Missing, UnavailableTaskError
from lodestone.compat.minedojo.sim.sim import MineDojoSim
from lodestone.compat.minedojo.sim.wrappers import FastResetWrapper
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper
from lodestone.compat.minedojo.tasks.meta.utils import check_success_base, reward_fn_base


class MetaTaskBase(Wrapper):
    """A simulator with a task. An episode ends at success, and at nothing else.

    Args:
        fast_reset: Whether episodes from the second on go on in the same world.
        fast_reset_random_teleport_range: Blocks along each axis within which they begin, 200 if not given.
        fast_reset_random_teleport_range_low: See `FastResetWrapper`.
        fast_reset_random_teleport_range_high: See `FastResetWrapper`.
        success_criteria: Any of them is success; see `utils`.
        reward_fns: Their sum is the reward.
        sim: Of the simulator.
    """

    _prompt_template = ""

    def __init__(
        self,
        *,
        fast_reset: bool = True,
        fast_reset_random_teleport_range: int | None = None,
        fast_reset_random_teleport_range_low: int | None = None,
        fast_reset_random_teleport_range_high: int | None = None,
        success_criteria: Sequence[check_success_base] = (),
        reward_fns: Sequence[reward_fn_base] = (),
        **sim: Any,
    ) -> None:
        if sim.get("specified_biome") is not None:
            sim.setdefault("generate_world_type", "specified_biome")
        env: Any = MineDojoSim(**{"sim_name": type(self).__name__, **sim})
        if fast_reset:
            low, high = fast_reset_random_teleport_range_low, fast_reset_random_teleport_range_high
            env = FastResetWrapper(env, fast_reset_random_teleport_range, True, low, high)
        super().__init__(env)
        self._fast_reset = fast_reset
        self._success_criteria = list(success_criteria or ())
        self._reward_fns = list(reward_fns or ())
        self._prompt: str | None = None
        self._guidance: str | None = None
        self._ini_info_dict: Any = None
        self._pre_info_dict: Any = None
        self._elapsed_timesteps = 0
        self._is_successful = False

    @property
    def is_successful(self) -> bool:
        """Whether the last step was a success."""
        return self._is_successful

    def reset(self, **kwargs: Any) -> Observation:  # type: ignore[override]
        """Begin an episode; from here on gains count."""
        observation = super().reset(**kwargs)
        observation, info = self._after_sim_reset_hook(observation, self.unwrapped.prev_info)  # type: ignore[attr-defined]
        before = self.env.info_prev_reset if self._fast_reset else None  # type: ignore[attr-defined]
        self._ini_info_dict = before or info
        self._pre_info_dict = info
        self._elapsed_timesteps = 0
        self._is_successful = False
        return observation

    def step(self, action: Any) -> Any:
        """Take a step; `done` at success."""
        observation, _, _, info = self.env.step(action)  # type: ignore[misc]
        self._elapsed_timesteps += 1
        now = {"cur_info": info, "elapsed_timesteps": self._elapsed_timesteps}
        reward = self._compute_reward_hook(ini_info=self._ini_info_dict, pre_info=self._pre_info_dict, **now)
        self._is_successful = self._determine_success_hook(ini_info=self._ini_info_dict, **now)
        self._pre_info_dict = info
        return observation, reward, self._is_successful, info

    def get_prompt(self, **filling: Any) -> str:
        """Return the prompt: the one specified, or the kind's own with what it is about."""
        return self._prompt if self._prompt is not None else self._prompt_template.format(**filling)

    def specify_prompt(self, prompt: str) -> None:
        """Give the task another prompt."""
        self._prompt = prompt

    @property
    def task_prompt(self) -> str:
        """What the task is, in words."""
        return self.get_prompt()

    @property
    def task_guidance(self) -> str | None:
        """Advice, if there is any."""
        return self._guidance

    def specify_guidance(self, guidance: str | None) -> None:
        """Give the task other advice."""
        self._guidance = guidance

    def _after_sim_reset_hook(self, reset_obs: Observation, reset_info: Info) -> tuple[Observation, Info]:
        """Set the scene right after a reset; return observation and `info` after that."""
        return reset_obs, reset_info

    def _compute_reward_hook(self, *, ini_info: Any, pre_info: Any, cur_info: Any, elapsed_timesteps: int) -> float:
        infos = {"ini_info_dict": ini_info, "pre_info_dict": pre_info, "cur_info_dict": cur_info}
        return sum(reward_fn(**infos, elapsed_timesteps=elapsed_timesteps) for reward_fn in self._reward_fns)

    def _determine_success_hook(self, *, ini_info: Any, cur_info: Any, elapsed_timesteps: int) -> bool:
        infos = {"ini_info_dict": ini_info, "cur_info_dict": cur_info}
        return any(check(**infos, elapsed_timesteps=elapsed_timesteps) for check in self._success_criteria)


def by_target(names: Sequence[str], given: Any, what: str) -> dict[str, Any]:
    """Return a number for each target: from one number for all, a list in their order, or a dict.

    Raises:
        ValueError: A list or a dict does not fit the targets.
    """
    if isinstance(given, Mapping):
        if set(given) != set(names):
            raise ValueError(f"{what} must be of {', '.join(names)}, not of {', '.join(given)}")
        return {name: given[name] for name in names}
    if isinstance(given, Sequence):
        if len(given) != len(names):
            raise ValueError(f"{what} must be {len(names)} numbers, not {len(given)}")
        return dict(zip(names, given, strict=True))
    return dict.fromkeys(names, given)


def listed(names: str | Sequence[str]) -> list[str]:
    """Return one name, or some, as a list."""
    return [names] if isinstance(names, str) else list(names)


def require(task: str, lack: Missing | None) -> None:
    """Raise UnavailableTaskError if something lacks for a task."""
    if lack is not None:
        raise UnavailableTaskError(task, lack)
