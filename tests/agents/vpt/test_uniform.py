"""What leaves everything to chance does: each joint action with the same chance, from the seed alone."""

import numpy as np
import torch

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES
from agents.vpt.actor import PolicyActor
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from agents.vpt.uniform import UniformPolicy

FRAMES = np.random.default_rng(0).integers(0, 256, (64, 128, 128, 3), np.uint8)


def drawn(seed, frames=FRAMES, steps=40):
    actor = PolicyActor(UniformPolicy(PRESETS["nano"]).eval(), len(frames), torch.Generator().manual_seed(seed))
    actions = [actor.act(frames) for _ in range(steps)]
    return np.concatenate([each.buttons for each in actions]), np.concatenate([each.camera for each in actions])


def unevenness(numbers, choices):
    """Pearson's statistic of numbers that should be equally frequent."""
    expected = len(numbers) / choices
    return float(((np.bincount(numbers, minlength=choices) - expected) ** 2 / expected).sum())


def test_every_action_has_the_same_chance():
    buttons, camera = drawn(1)
    assert 0 <= buttons.min() <= buttons.max() < BUTTON_CHOICES
    assert unevenness(camera, CAMERA_CHOICES) < 173.6  # what chi-square with 120 degrees of freedom exceeds 1 in 1,000
    assert unevenness(buttons * 20 // BUTTON_CHOICES, 20) < 43.8  # and with 19


def test_it_follows_from_the_seed_and_not_from_what_is_seen():
    for one, other in zip(drawn(1, steps=3), drawn(1, np.zeros_like(FRAMES), steps=3), strict=True):
        np.testing.assert_array_equal(one, other)
    assert (drawn(1, steps=3)[0] != drawn(2, steps=3)[0]).any()


def test_it_is_kept_and_read_as_any_policy(tmp_path):
    VPTPolicy(PRESETS["nano"]).save_pretrained(tmp_path)
    assert UniformPolicy.from_pretrained(tmp_path).config == PRESETS["nano"]
