"""Recordings made on the spot, in which the colour of the screen says what is done."""

import numpy as np

from agents.data.writer import EpisodeWriter
from agents.vpt.actions import to_canonical, to_joint
from envs.overworld.action import KEYS

CHOICES = ((), ("forward",), ("forward", "jump"), ("attack",), ("left",), ("right", "sprint"), ("use",), ("back",))


def write_recordings(folder, episodes, frames, seed=0):
    """Write episodes of random actions and return their folder."""
    random = np.random.default_rng(seed)
    for episode in range(episodes):
        with EpisodeWriter(folder, f"colours-{episode}", (128, 128)) as writer:
            for _ in range(frames):
                number = int(random.integers(len(CHOICES)))
                picture = np.full((128, 128, 3), 40, np.uint8)
                picture[:, number * 16 : number * 16 + 16] = (250, 200 - 20 * number, 30 * number)
                keys = np.array([name in CHOICES[number] for name in KEYS], np.int64)
                action = to_canonical(to_joint(keys, np.array([5, 1 + number])))
                writer.append(picture, action)
    return folder
