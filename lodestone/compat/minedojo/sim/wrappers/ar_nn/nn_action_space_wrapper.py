"""Eight discrete numbers in place of the raw action."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.actions import BY_HAND, NONE
from envs.minedojo.spaces import MultiDiscrete
from envs.overworld.action import InvalidActionError
from lodestone.compat.minedojo.sim.mc_meta.mc import (
    ALL_CRAFT_SMELT_ITEMS,
    ALL_ITEMS,
    ALL_SMELT_ITEMS_NN_ACTIONS,
    N_INV_SLOTS,
)
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper

NO_OP, USE, DROP, ATTACK, CRAFT, EQUIP, PLACE, DESTROY = range(8)
"""Values of the function, number 5 of an action."""
FUNCTION, CRAFT_ARGUMENT, SLOT_ARGUMENT = 5, 6, 7
_LAGGING = (DROP, CRAFT, EQUIP, PLACE, DESTROY)
_LAG = 2
_HELD = {USE: "use", DROP: "drop", ATTACK: "attack"}
_SLOTTED = {EQUIP: "equip", PLACE: "place", DESTROY: "destroy"}
_MOVES = ((None, "forward", "back"), (None, "left", "right"), (None, "jump", "sneak", "sprint"))
_MADE_BY = {
    item: "smelt" if item in ALL_SMELT_ITEMS_NN_ACTIONS else "craft" if item in BY_HAND else "craft_with_table"
    for item in ALL_CRAFT_SMELT_ITEMS
}


class NNActionSpaceWrapper(Wrapper):
    """Takes 3 x forward/back, left/right, jump/sneak/sprint, pitch and yaw bins, function, item to make, slot.

    After drop, craft, equip, place and destroy two more ticks pass, as in MineDojo. The reward is that of all three.

    Args:
        env: A simulator, or a task, with event-level control.
        discretized_camera_interval: Degrees between two bins of the camera.
        strict_check: Whether to choose an empty slot is an error.

    Raises:
        ValueError: The simulator has no event-level control, or the interval cannot be.
    """

    def __init__(self, env: Any, discretized_camera_interval: float = 15, strict_check: bool = True) -> None:
        if "equip" not in env.action_space.spaces:
            raise ValueError("discrete actions need a simulator with event_level_control=True")
        if not 0 < discretized_camera_interval <= 180:
            raise ValueError(f"the camera interval must be above 0 and at most 180, not {discretized_camera_interval}")
        super().__init__(env)
        bins = math.ceil(360 / discretized_camera_interval) + 1
        self.action_space = MultiDiscrete(
            [3, 3, 4, bins, bins, 8, len(ALL_CRAFT_SMELT_ITEMS), N_INV_SLOTS],
            noop_vec=[0, 0, 0, (bins - 1) // 2, (bins - 1) // 2, 0, 0, 0],
        )
        self._limits = self.action_space.nvec.tolist()
        self._interval = discretized_camera_interval
        self._strict = strict_check
        self._names: NDArray[np.str_] = np.full(N_INV_SLOTS, "air")

    def reset(self, **kwargs: Any) -> Any:
        """Begin an episode."""
        observation = super().reset(**kwargs)
        self._names = observation["inventory"]["name"]
        return observation

    def step(self, action: Sequence[int] | NDArray[Any]) -> Any:
        """Carry out a discrete action, in one tick or in three.

        Raises:
            InvalidActionError: It is not in the action space.
            ValueError: It names an empty slot, and `strict_check` is set.
        """
        numbers = self._checked(action)
        raw = self.action(numbers)
        result: Any = self._slow_step(raw) if numbers[FUNCTION] in _LAGGING else self.env.step(raw)
        self._names = result[0]["inventory"]["name"]
        return result

    def _slow_step(self, raw: Mapping[str, Any]) -> Any:
        """Carry out a raw action and two ticks of nothing; nobody looks at the first two pictures."""
        sim: Any = self.unwrapped
        with sim.unseen():
            earlier = [self.env.step(raw), self.env.step({})]
        last: Any = self.env.step({})
        if sim.faithful:
            return last
        reward = sum(result[1] for result in (*earlier, last))
        return last[0], reward, any(result[2] for result in (*earlier, last)), last[3]

    def action(self, action: Sequence[int]) -> dict[str, Any]:
        """Return the raw action of a discrete one."""
        raw: dict[str, Any] = {}
        for names, value in zip(_MOVES, action, strict=False):
            name = names[value]
            if name is not None:
                raw[name] = 1
        pitch, yaw = (min(bin_ * self._interval - 180.0, 180.0) for bin_ in action[3:5])
        if pitch or yaw:
            raw["camera"] = (pitch, yaw)
        function = action[FUNCTION]
        if function in _HELD:
            raw[_HELD[function]] = 1
        elif function == CRAFT:
            item = ALL_CRAFT_SMELT_ITEMS[action[CRAFT_ARGUMENT]]
            raw[_MADE_BY[item]] = item
        elif function in _SLOTTED:
            raw |= self._of_slot(_SLOTTED[function], action[SLOT_ARGUMENT])
        return raw

    def _of_slot(self, name: str, slot: int) -> dict[str, Any]:
        """Return the part of the raw action that equips, places or destroys what is in a slot.

        MineDojo passes on the item's name, which stands for the first slot with such an item, whatever its variant.
        """
        item = str(self._names[slot])
        if item == "air":
            if self._strict:
                raise ValueError(f"cannot {name} slot {slot}, which is empty: the masks say what can be chosen")
            return {}
        if self.unwrapped.faithful and name != "destroy":  # type: ignore[attr-defined]
            return {name: item.replace(" ", "_")}
        return {f"{name}_slot": slot}

    def reverse_action(self, action: dict[str, Any]) -> NDArray[np.int64]:
        """Return the discrete action nearest to a raw one.

        Of several functions the first of attack, use, craft, equip, place and drop counts; opposite keys are neither.

        Raises:
            ValueError: Something to equip or place is not in the inventory, and `strict_check` is set.
        """
        result: NDArray[np.int64] = self.action_space.no_op()  # type: ignore[attr-defined]
        for index, names in enumerate(_MOVES):
            pressed = [code for code, name in enumerate(names) if name is not None and action.get(name)]
            jumps = index == 2 and action.get("jump")
            result[index] = 1 if jumps else pressed[0] if len(pressed) == 1 else 0
        turn = (np.asarray(action.get("camera", (0.0, 0.0)), np.float64) + 180.0) % 360.0
        result[3:5] = np.ceil(np.round(turn / self._interval, 6))
        result[FUNCTION:] = self._function(action)
        return result

    def _function(self, action: Mapping[str, Any]) -> tuple[int, int, int]:
        """Return function, item to make and slot of a raw action."""
        for code in (ATTACK, USE):
            if action.get(_HELD[code]):
                return code, 0, 0
        for name in ("craft", "craft_with_table", "smelt"):
            if action.get(name, NONE) not in (NONE, 0):
                return CRAFT, ALL_CRAFT_SMELT_ITEMS.index(action[name]), 0
        for code in (EQUIP, PLACE):
            word = action.get(_SLOTTED[code], NONE)
            if word not in (NONE, 0):
                return self._slot_of(code, word if isinstance(word, str) else ALL_ITEMS[word - 1])
        return (DROP, 0, 0) if action.get("drop") else (NO_OP, 0, 0)

    def _slot_of(self, code: int, item: str) -> tuple[int, int, int]:
        slots = np.flatnonzero(self._names == item.replace("_", " "))
        if len(slots):
            return code, 0, int(slots[0])
        if self._strict:
            raise ValueError(f"cannot {_SLOTTED[code]} {item}, which is not in the inventory")
        return NO_OP, 0, 0

    def _checked(self, action: Sequence[int] | NDArray[Any]) -> list[int]:
        given = action.tolist() if isinstance(action, np.ndarray) else list(action)
        numbers = [int(number) for number in given]
        if len(numbers) != len(self._limits) or numbers != given or min(numbers) < 0:
            self._refuse(action)
        for number, limit in zip(numbers, self._limits, strict=True):
            if number >= limit:
                self._refuse(action)
        return numbers

    def _refuse(self, action: Any) -> NoReturn:
        raise InvalidActionError(f"an action is 8 whole numbers below {self._limits}, not {action!r}")
