"""OpenAI's VPT agent: what it sees, and nothing else, decides what it presses. In MineRL it is the classical one.

    lodestone convert vpt foundation-model-1x.weights models/vpt-1x
    VPT=models/vpt-1x lodestone evaluate vpt-items --agent examples.vpt_agent:VPTAgent --world minerl --episodes 1

Without VPT it is a small network that has learnt nothing, to try it out. The game's 640x360 pixels become the network's
128x128 as in OpenAI's agent (OpenCV, INTER_LINEAR); its 8,641 and 121 choices become keys and degrees exactly.
"""

import os

import torch

from agents.vpt.actions import JointAction, to_canonical
from agents.vpt.actor import PolicyActor
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from envs.tasks import Task
from lodestone.evaluate.agents import Agent
from skills.executor import Action, Observation

_UNTAUGHT = "nano"


class VPTAgent(Agent):
    """A policy without goals: it hears the order and looks at the picture."""

    name = "VPT"

    def __init__(self) -> None:
        torch.manual_seed(0)
        folder = os.environ.get("VPT")
        self._policy = VPTPolicy.from_pretrained(folder) if folder else VPTPolicy(PRESETS[_UNTAUGHT])
        self._policy.eval()

    def begin(self, order: str, task: Task, seed: int) -> None:
        """Begin with an empty memory and the random numbers of a seed."""
        self._actor = PolicyActor(self._policy, 1, torch.Generator().manual_seed(seed))

    def act(self, observation: Observation) -> Action:
        """Return what the policy draws."""
        action = self._actor.act(observation["rgb"][None])
        return to_canonical(JointAction(action.buttons[0], action.camera[0]))
