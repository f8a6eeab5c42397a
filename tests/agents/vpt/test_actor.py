"""A policy at work: what it only watches it remembers as well as what it acts on."""

import numpy as np
import pytest
import torch

from agents.vpt.actor import PolicyActor
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy


@pytest.mark.parametrize("watched", [1, 3, 70])
def test_what_is_watched_is_remembered(watched):
    torch.manual_seed(0)
    policy = VPTPolicy(PRESETS["nano"].model_copy(update={"goal_size": 8, "temperature": 0.05})).eval()
    frames = np.random.default_rng(0).integers(0, 256, (watched + 2, 2, 128, 128, 3), np.uint8)
    said = []
    for watches in (False, True):
        random = torch.Generator().manual_seed(0)
        actor = PolicyActor(policy, 2, random, torch.ones(8))
        actor.act(frames[0])
        for frame in frames[1:-1]:
            actor.watch(frame) if watches else actor.act(frame)
        random.manual_seed(7)
        said.append(actor.act(frames[-1]))
    for here, there in zip(*said, strict=True):
        np.testing.assert_array_equal(here, there)
