"""Small action spaces: a few choices of what to press, for agents that need a `Discrete` or a short `MultiDiscrete`.

A *choice table* is a tuple of canonical actions (see `envs.overworld.action`); a discrete action is a row of it.
Several tables side by side, one choice of each, make a `MultiDiscrete`. Wrappers come for one world and for vectors.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import VectorActionWrapper, VectorEnv
from numpy.typing import NDArray

from envs.overworld.action import encode

Choice = Mapping[str, Any]
ChoiceTable = Sequence[Choice]


def _turn(pitch: float, yaw: float) -> Choice:
    return {"camera": np.array([pitch, yaw], np.float32)}


BASIC: ChoiceTable = (
    {},
    {"forward": 1},
    {"forward": 1, "jump": 1},
    {"back": 1},
    {"left": 1},
    {"right": 1},
    {"attack": 1},
    {"forward": 1, "attack": 1},
    {"use": 1},
    _turn(-10, 0),
    _turn(10, 0),
    _turn(0, -10),
    _turn(0, 10),
)
"""Thirteen choices that suffice to walk, look, dig, fight and place."""

PLAN4MC: tuple[ChoiceTable, ChoiceTable] = (
    (
        {},
        {"forward": 1},
        {"back": 1},
        {"left": 1},
        {"right": 1},
        {"jump": 1},
        {"sneak": 1},
        {"sprint": 1},
        _turn(-30, 0),
        _turn(30, 0),
        _turn(0, -30),
        _turn(0, 30),
    ),
    ({}, {"use": 1}, {"attack": 1}),
)
"""The MultiDiscrete [12, 3] of Plan4MC (arXiv 2303.16563): one of move, jump and turn; none, use, attack."""


class DiscreteAction(gymnasium.ActionWrapper[dict[str, Any], np.int64, dict[str, Any]]):
    """Takes a `Discrete` action: a row of a choice table.

    Args:
        env: An Overworld.
        choices: What the rows mean.

    Raises:
        InvalidActionError: A row is no action of the Overworld.
    """

    def __init__(self, env: gymnasium.Env[dict[str, Any], dict[str, Any]], choices: ChoiceTable = BASIC) -> None:
        super().__init__(env)
        self._choices = _checked(choices)
        self.action_space = spaces.Discrete(len(choices))

    def action(self, action: np.int64) -> dict[str, Any]:
        """Return the canonical action."""
        return dict(self._choices[int(action)])


class MultiDiscreteAction(gymnasium.ActionWrapper[dict[str, Any], NDArray[np.int64], dict[str, Any]]):
    """Takes a `MultiDiscrete` action: one row of each of several choice tables, pressed together.

    Args:
        env: An Overworld.
        tables: What the rows mean; two tables must not set the same key.

    Raises:
        InvalidActionError: A row is no action of the Overworld.
        ValueError: Two tables set the same key.
    """

    def __init__(
        self, env: gymnasium.Env[dict[str, Any], dict[str, Any]], tables: Sequence[ChoiceTable] = PLAN4MC
    ) -> None:
        super().__init__(env)
        self._tables = _disjoint(tables)
        self.action_space = spaces.MultiDiscrete([len(table) for table in tables])  # type: ignore[assignment]

    def action(self, action: NDArray[np.int64]) -> dict[str, Any]:
        """Return the canonical action."""
        pressed: dict[str, Any] = {}
        for table, row in zip(self._tables, action, strict=True):
            pressed |= table[int(row)]
        return pressed


class VectorDiscreteAction(VectorActionWrapper):
    """`DiscreteAction` for a vector environment; takes (N,) integers.

    Args:
        env: A vector of Overworlds.
        choices: What the rows mean.

    Raises:
        InvalidActionError: A row is no action of the Overworld.
    """

    def __init__(self, env: VectorEnv[Any, Any, Any], choices: ChoiceTable = BASIC) -> None:
        super().__init__(env)
        self._columns = _columns(_checked(choices))
        self.single_action_space = spaces.Discrete(len(choices))
        self.action_space = spaces.MultiDiscrete([len(choices)] * self.num_envs)

    def actions(self, actions: NDArray[np.int64]) -> dict[str, Any]:  # type: ignore[override]
        """Return the canonical actions."""
        return {key: column[actions] for key, column in self._columns.items()}


class VectorMultiDiscreteAction(VectorActionWrapper):
    """`MultiDiscreteAction` for a vector environment; takes (N, number of tables) integers.

    Args:
        env: A vector of Overworlds.
        tables: What the rows mean; two tables must not set the same key.

    Raises:
        InvalidActionError: A row is no action of the Overworld.
        ValueError: Two tables set the same key.
    """

    def __init__(self, env: VectorEnv[Any, Any, Any], tables: Sequence[ChoiceTable] = PLAN4MC) -> None:
        super().__init__(env)
        self._columns = [_columns(table) for table in _disjoint(tables)]
        sizes = [len(table) for table in tables]
        self.single_action_space = spaces.MultiDiscrete(sizes)
        self.action_space = spaces.MultiDiscrete(np.tile(sizes, (self.num_envs, 1)))

    def actions(self, actions: NDArray[np.int64]) -> dict[str, Any]:  # type: ignore[override]
        """Return the canonical actions."""
        return {
            key: column[actions[:, index]]
            for index, columns in enumerate(self._columns)
            for key, column in columns.items()
        }


def _checked(table: ChoiceTable) -> ChoiceTable:
    """Return the table once every row of it has been seen to be an action."""
    for choice in table:
        encode(choice, 1)
    return table


def _disjoint(tables: Sequence[ChoiceTable]) -> Sequence[ChoiceTable]:
    seen: set[str] = set()
    for table in tables:
        keys = {key for choice in _checked(table) for key in choice}
        if keys & seen:
            raise ValueError(
                f"two tables of choices set {', '.join(sorted(keys & seen))}; each key belongs to one table"
            )
        seen |= keys
    return tables


def _columns(table: ChoiceTable) -> dict[str, NDArray[Any]]:
    """Return for each key its value in every row of the table: (rows,), the camera (rows, 2)."""
    keys = sorted({key for choice in table for key in choice})
    blank = {key: np.zeros(2, np.float32) if key == "camera" else 0 for key in keys}
    return {key: np.array([choice.get(key, blank[key]) for choice in table]) for key in keys}
