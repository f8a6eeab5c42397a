"""The contrastive loss against a slow and obvious one, and ranks."""

import math

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from agents.learning.clip_batches import swap
from agents.learning.contrastive import contrastive_loss, ranks


def pairs(count=6, width=8):
    torch.manual_seed(0)
    videos, texts = (normalize(torch.randn(count, width, dtype=torch.float32), dim=-1) for _ in range(2))
    truth = torch.rand(count, count) < 0.3
    truth.fill_diagonal_(True)
    return videos.requires_grad_(), texts.requires_grad_(), torch.tensor(7.0), truth


def slow_loss(videos, texts, scale, truth, of_videos, of_texts):
    """Return the loss, a probability at a time."""
    count, total = len(videos), 0.0
    likeness = (scale * videos @ texts.T).tolist()
    for one in range(count):
        across = {
            other: math.exp(likeness[one][other]) for other in range(count) if other == one or not truth[one, other]
        }
        down = {
            other: math.exp(likeness[other][one]) for other in range(count) if other == one or not truth[other, one]
        }
        total -= math.log(across[int(of_videos[one])] / sum(across.values()))
        total -= math.log(down[int(of_texts[one])] / sum(down.values()))
    return total / (2 * count)


def test_the_loss_leaves_out_what_is_true_as_well():
    videos, texts, scale, truth = pairs()
    own = torch.arange(6)
    loss = contrastive_loss(videos, texts, scale, truth)
    assert loss.total.item() == pytest.approx(slow_loss(videos, texts, scale, truth, own, own), rel=1e-5)
    loss.total.backward()
    assert torch.isfinite(videos.grad).all()


def test_two_that_are_true_of_each_other_do_not_push_each_other_away():
    videos, texts, scale, _ = pairs(2)
    loss = contrastive_loss(videos, texts, scale, torch.ones(2, 2, dtype=torch.bool))
    loss.total.backward()
    assert loss.total == 0
    assert videos.grad.abs().max() == 0


def test_swapped_targets_are_those_of_others_that_are_not_true():
    videos, texts, scale, truth = pairs()
    targets = torch.from_numpy(swap(truth.numpy(), [0.0] * 6, np.random.default_rng(3)))
    own = torch.arange(6)
    assert int((targets != own).sum()) > 0
    for direction, matrix in zip(targets, (truth, truth.T), strict=True):
        assert not any(matrix[one, other] for one, other in enumerate(direction) if one != other)
    loss = contrastive_loss(videos, texts, scale, truth, targets)
    assert loss.total.item() == pytest.approx(slow_loss(videos, texts, scale, truth, *targets), rel=1e-5)


def test_targets_are_swapped_as_often_as_they_look_small():
    random = np.random.default_rng(0)
    sizes = [0.0, 0.01, 0.02, 0.5, None]
    counts = np.zeros(len(sizes))
    for _ in range(4000):
        counts += swap(np.eye(len(sizes), dtype=bool), sizes, random)[0] != np.arange(len(sizes))
    assert counts / 4000 == pytest.approx([0.5, 0.25, 0, 0, 0], abs=0.03)


def test_ranks_count_candidates_that_are_as_near():
    scores = torch.tensor([[0.9, 0.5, 0.7, 0.95], [0.1, 0.1, 0.1, 0.1]])
    candidates = torch.tensor([[False, True, True, False], [False, True, True, True]])
    assert ranks(scores, torch.tensor([0, 0]), candidates).tolist() == [0, 3]
    assert ranks(scores, torch.tensor([1, 1]), ~candidates).tolist() == [2, 1]
