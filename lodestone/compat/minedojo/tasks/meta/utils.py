"""What tasks look at: success, reward, and when something extra appears. All of them are functions of `info`.

They take the `info` of this package, or a plain dict in MineDojo's form.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from envs.malmo.stats import KILL_STATISTICS
from envs.minedojo.info import Info

check_success_base = Callable[..., bool]
"""Takes `ini_info_dict`, `cur_info_dict`, `elapsed_timesteps`."""
reward_fn_base = Callable[..., float]
"""Takes `ini_info_dict`, `pre_info_dict`, `cur_info_dict`, `elapsed_timesteps`."""
extra_spawn_condition_base = Callable[..., bool]
"""Takes `ini_info_dict`, `pre_info_dict`, `elapsed_timesteps`."""

AnyInfo = Mapping[str, Any]
Counter = Callable[[AnyInfo, str], int]


def held(info: AnyInfo, name: str) -> int:
    """Return how many of an item the player has, whatever the variant."""
    if isinstance(info, Info):
        return info.moment.held(name)
    return sum(stack["quantity"] for stack in info["inventory"] if stack["name"] == name)


def killed(info: AnyInfo, name: str) -> int:
    """Return how many mobs of a name the player has killed."""
    if isinstance(info, Info):
        return info.moment.killed(name)
    return int(info["stat"]["kill_entity"][KILL_STATISTICS.get(name, name)])


def uses(info: AnyInfo, name: str) -> int:
    """Return how often the player has used an item."""
    if isinstance(info, Info):
        return info.moment.uses(name)
    return int(info["stat"]["use_item"]["minecraft"][name])


def life_ticks(info: AnyInfo) -> int:
    """Return how many ticks this life has lasted."""
    return info.moment.life_ticks if isinstance(info, Info) else int(info["stat"]["time_since_death"])


def _grown(
    count: Counter, name: str, quantity: int, *, ini_info_dict: AnyInfo, cur_info_dict: AnyInfo, **_: Any
) -> bool:
    return count(cur_info_dict, name) - count(ini_info_dict, name) >= quantity


def _change(
    count: Counter, name: str, weight: float, *, pre_info_dict: AnyInfo, cur_info_dict: AnyInfo, **_: Any
) -> float:
    return (count(cur_info_dict, name) - count(pre_info_dict, name)) * weight


def simple_inventory_based_check(name: str, quantity: int, **_: Any) -> check_success_base:
    """So many more of an item than at the beginning."""
    return partial(_grown, held, name, quantity)


def simple_stat_kill_entity_based_check(name: str, quantity: int, **_: Any) -> check_success_base:
    """So many mobs killed since the beginning."""
    return partial(_grown, killed, name, quantity)


def use_any_item_check(targets: Mapping[str, int]) -> check_success_base:
    """Any of the items used so often since the beginning."""
    checks = [partial(_grown, uses, name, quantity) for name, quantity in targets.items()]
    return lambda **infos: any(check(**infos) for check in checks)


def use_all_item_check(targets: Mapping[str, int]) -> check_success_base:
    """Each of the items used so often since the beginning."""
    checks = [partial(_grown, uses, name, quantity) for name, quantity in targets.items()]
    return lambda **infos: all(check(**infos) for check in checks)


def time_since_death_check(threshold: int, **_: Any) -> check_success_base:
    """So many ticks in one life."""
    return lambda cur_info_dict, **_infos: life_ticks(cur_info_dict) >= threshold


def simple_inventory_based_reward(name: str, weight: float, **_: Any) -> reward_fn_base:
    """`weight` for every item gained in the step, taken back for every one lost."""
    return partial(_change, held, name, weight)


def simple_stat_kill_entity_based_reward(name: str, weight: float, **_: Any) -> reward_fn_base:
    """`weight` for every kill in the step."""
    return partial(_change, killed, name, weight)


def use_any_item_reward(items_and_weights: Mapping[str, float]) -> reward_fn_base:
    """For every use in the step, the weight of the item."""
    terms = [partial(_change, uses, name, weight) for name, weight in items_and_weights.items()]
    return lambda **infos: sum(term(**infos) for term in terms)


def possess_item_reward(name: str, quantity: int, weight: float) -> reward_fn_base:
    """`weight` in every step in which there are so many more of an item than at the beginning."""
    check = partial(_grown, held, name, quantity)
    return lambda **infos: float(check(**infos)) * weight


def survive_per_day_reward(mc_ticks_per_day: int, weight: float) -> reward_fn_base:
    """`weight` at the end of each day of a life; a life that ends takes its days back."""

    def reward(pre_info_dict: AnyInfo, cur_info_dict: AnyInfo, **_: Any) -> float:
        before, now = (life_ticks(info) // mc_ticks_per_day for info in (pre_info_dict, cur_info_dict))
        return (now - before) * weight

    return reward


def survive_n_days_reward(mc_ticks_per_day: int, target_days: int, weight: float) -> reward_fn_base:
    """`weight` in every step from the last day's end on."""
    check = time_since_death_check(mc_ticks_per_day * target_days)
    return lambda **infos: weight * float(check(**infos))


def always_satisfy_condition(**_: Any) -> bool:
    """Say yes."""
    return True


def _threshold(key: str, sign: int, threshold: float, *, pre_info_dict: AnyInfo, **_: Any) -> bool:
    return bool(sign * pre_info_dict[key] >= sign * threshold)


def check_above_height_condition(height_threshold: float) -> extra_spawn_condition_base:
    """The feet are that high, or higher."""
    return partial(_threshold, "ypos", 1, height_threshold)


def check_below_height_condition(height_threshold: float) -> extra_spawn_condition_base:
    """The feet are that low, or lower."""
    return partial(_threshold, "ypos", -1, height_threshold)


def check_above_light_level_condition(light_level_threshold: float) -> extra_spawn_condition_base:
    """It is that light, or lighter."""
    return partial(_threshold, "light_level", 1, light_level_threshold)


def check_below_light_level_condition(light_level_threshold: float) -> extra_spawn_condition_base:
    """It is that dark, or darker."""
    return partial(_threshold, "light_level", -1, light_level_threshold)
