"""Who can be evaluated: the planner with its skills, or any class that chooses actions from observations.

from lodestone.evaluate.agents import Agent

class Mine(Agent):
def begin(self, order, task, seed): ...
def act(self, observation): return {"forward": 1, "camera": (0.0, 5.0)}

lodestone evaluate plan4mc-24 --agent my_package.my_module:Mine
"""

from abc import ABC, abstractmethod
from importlib import import_module
from typing import ClassVar

import numpy as np

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction, to_canonical
from envs.tasks import Task
from lodestone.config import ConfigError
from skills.executor import Action, Observation


class Agent(ABC):
    """Plays whole episodes. One object a process; episodes follow each other, and nothing may depend on their order."""

    name: ClassVar[str] = ""
    """As reports call it; the class's own name if empty."""
    image_size: ClassVar[tuple[int, int]] = (128, 128)
    """(height, width) of the pictures that it sees."""

    @abstractmethod
    def begin(self, order: str, task: Task, seed: int) -> None:
        """Forget everything, and hear what is to be done.

        Args:
            order: In plain language.
            task: How the world begins and what counts. An agent that claims to act from pixels looks at neither.
            seed: Of the episode; all chance in the agent is to follow from it.
        """

    @abstractmethod
    def act(self, observation: Observation) -> Action | None:
        """Return the next action (`envs.overworld.action.ACTION_SPACE`), or None to end the episode."""


class RandomAgent(Agent):
    """Every joint action of VPT's with the same chance."""

    name = "random"

    def begin(self, order: str, task: Task, seed: int) -> None:
        """Begin with the random numbers of a seed."""
        self._random = np.random.default_rng(seed)

    def act(self, observation: Observation) -> Action:
        """Return a random action."""
        buttons, camera = self._random.integers((BUTTON_CHOICES, CAMERA_CHOICES))
        return to_canonical(JointAction(buttons, camera))


_KNOWN = {"random": RandomAgent}


def agent_class(text: str) -> type[Agent]:
    """Return the class that a text names: `random`, or `module:Class`.

    Raises:
        ConfigError: There is none, or it is no `Agent`.
    """
    if text in _KNOWN:
        return _KNOWN[text]
    module, colon, name = text.partition(":")
    if not colon:
        raise ConfigError(f"unknown agent '{text}'; known: planner, {', '.join(_KNOWN)}, or module:Class of your own")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"the agent {text} cannot be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, Agent)):
        raise ConfigError(f"{text} is no class of lodestone.evaluate.agents.Agent")
    return found
