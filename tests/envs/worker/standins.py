"""A world that stands in for a simulator; its port says what goes wrong. Gymnasium makes it as `STAND_IN`."""

import gymnasium
import numpy as np
from gymnasium import spaces

from envs.overworld.action import ACTION_SPACE
from envs.overworld.gamedata import UnknownNameError
from envs.worker.link import WorkerError

STAND_IN = f"{__name__}:tests/StandIn-v0"
NOBODY, CRASHES, STUMBLES = 1, 2, 3
"""Ports: no episode begins; the third step of each is the last of its simulator; each second beginning fails."""


class StandIn(gymnasium.Env):
    """Pays 1 for an attack, and shows how many steps an episode has had."""

    def __init__(self, task, port, biome, image_size, max_steps):
        if biome not in (None, "forest"):
            raise UnknownNameError("biome", biome, ["forest"])
        self.port, self.max_steps, self.begun = port, max_steps, 0
        self.observation_space = spaces.Dict({"rgb": spaces.Box(0, 255, (*image_size, 3), np.uint8)})
        self.action_space = ACTION_SPACE

    def reset(self, *, seed=None, options=None):
        self.begun += 1
        if self.port == NOBODY or (self.port == STUMBLES and self.begun % 2):
            raise WorkerError("nobody listens")
        self.steps = 0
        return self._observe(), {"seed": seed}

    def step(self, action):
        self.steps += 1
        if self.port == CRASHES and self.steps == 3:
            raise WorkerError("it is gone")
        return self._observe(), float(action["attack"]), False, self.steps >= self.max_steps, {"success": False}

    def _observe(self):
        return {"rgb": np.full(self.observation_space["rgb"].shape, self.steps, np.uint8), "life": 20}


gymnasium.register("tests/StandIn-v0", StandIn)
