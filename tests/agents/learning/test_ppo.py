"""PPO's loss: beside the formulas written out step by step, and what its gradients do."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from agents.learning.ppo import Lesson, Reading, ppo_loss
from agents.vpt.heads import Distribution
from tests.agents.learning.test_fragments import fragment

CLIP, VALUE, TEACHER = 0.2, 0.5, 0.3
SHAPE = (3, 4)


def said(seed, spread=1.0):
    random = torch.Generator().manual_seed(seed)
    heads = (spread * torch.randn(*SHAPE, size, generator=random, dtype=torch.float64) for size in (8641, 121))
    return Distribution(*(logits.log_softmax(-1) for logits in heads))


def lesson(policy, moved=0.3, teacher=True):
    """A lesson in which old log-probabilities lie around those of the policy."""
    random = torch.Generator().manual_seed(7)
    first = torch.zeros(SHAPE[0] + 1, SHAPE[1], dtype=torch.bool)
    first[2, 1] = first[3, 3] = True
    piece = fragment(*SHAPE, first=first)
    old = policy.log_prob(piece.action) + moved * torch.randn(*SHAPE, generator=random)
    piece = replace(piece, log_prob=old.float())
    advantage, target = (torch.randn(*SHAPE, generator=random) for _ in range(2))
    return Lesson(fragment=piece, advantage=advantage, target=target, teacher=said(2) if teacher else None)


def reading(policy):
    value = torch.randn(*SHAPE, generator=torch.Generator().manual_seed(9))
    return Reading(policy, value, fragment().state)


def test_the_loss_is_that_of_the_formulas():
    policy = said(1)
    read, what = reading(policy), lesson(policy)
    loss = ppo_loss(read, what, CLIP, VALUE, TEACHER)
    piece, rows = what.fragment, []
    assert int(piece.live.sum()) == 10
    for t, n in piece.live.nonzero().tolist():
        button, camera = int(piece.action.buttons[t, n]), int(piece.action.camera[t, n])
        new = float(policy.buttons[t, n, button] + policy.camera[t, n, camera])
        ratio = np.exp(new - float(piece.log_prob[t, n]))
        gain = float(what.advantage[t, n])
        pairs = zip(policy, what.teacher, strict=True)
        rows.append(
            {
                "policy": -min(ratio * gain, np.clip(ratio, 1 - CLIP, 1 + CLIP) * gain),
                "value": 0.5 * float(read.value[t, n] - what.target[t, n]) ** 2,
                "teacher_kl": sum(float((x[t, n].exp() * (x[t, n] - y[t, n])).sum()) for x, y in pairs),
                "step_kl": ratio - 1 - np.log(ratio),
                "clipped": float(abs(ratio - 1) > CLIP),
                "entropy": sum(float(-(x[t, n].exp() * x[t, n]).sum()) for x in policy),
                "drift": abs(np.log(ratio)),
            }
        )
    expected = {name: np.mean([row[name] for row in rows]) for name in rows[0]}
    expected["drift"] = max(row["drift"] for row in rows)
    expected["total"] = expected["policy"] + VALUE * expected["value"] + TEACHER * expected["teacher_kl"]
    expected["steps"] = len(rows)
    assert {name: float(value) for name, value in loss._asdict().items()} == pytest.approx(expected, rel=1e-4)


def test_no_teacher_costs_nothing():
    policy = said(1)
    loss = ppo_loss(reading(policy), lesson(policy, teacher=False), CLIP, VALUE, TEACHER)
    assert loss.teacher_kl == 0
    assert float(loss.total) == pytest.approx(float(loss.policy + VALUE * loss.value), rel=1e-6)


def test_a_lesson_without_steps_costs_nothing():
    policy = said(1)
    what = lesson(policy)
    what = replace(what, fragment=replace(what.fragment, first=torch.ones_like(what.fragment.first)))
    assert all(float(value) == 0 for value in ppo_loss(reading(policy), what, CLIP, VALUE, TEACHER))


def test_where_nothing_moved_ratios_are_one_and_the_gradient_is_that_of_the_policy_gradient():
    logits = [torch.randn(*SHAPE, size, dtype=torch.float64, requires_grad=True) for size in (8641, 121)]
    policy = Distribution(*(head.log_softmax(-1) for head in logits))
    what = lesson(policy, moved=0.0, teacher=False)
    what = replace(what, fragment=replace(what.fragment, log_prob=what.fragment.log_prob.detach()))
    loss = ppo_loss(reading(policy), what, CLIP, 0.0, 0.0)
    assert loss.drift < 1e-5 and loss.clipped == 0
    live = what.fragment.live
    direct = -(policy.log_prob(what.fragment.action) * what.advantage)[live].mean()
    found, expected = (torch.autograd.grad(value, logits, retain_graph=True) for value in (loss.total, direct))
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(found, expected, strict=True))


def test_what_was_gained_beyond_the_clip_pulls_no_more():
    logits = [torch.zeros(*SHAPE, size, requires_grad=True) for size in (8641, 121)]
    policy = Distribution(*(head.log_softmax(-1) for head in logits))
    what = lesson(policy, teacher=False)
    old = policy.log_prob(what.fragment.action).detach() - 0.5
    what = replace(what, fragment=replace(what.fragment, log_prob=old), advantage=torch.ones(SHAPE))
    ppo_loss(reading(policy), what, CLIP, 0.0, 0.0).total.backward()
    assert all(head.grad.abs().max() == 0 for head in logits)


def test_the_teacher_pulls_the_policy_towards_it():
    logits = [torch.zeros(*SHAPE, size, dtype=torch.float64, requires_grad=True) for size in (8641, 121)]
    policy = Distribution(*(head.log_softmax(-1) for head in logits))
    what = replace(lesson(policy), advantage=torch.zeros(SHAPE))
    before = ppo_loss(reading(policy), what, CLIP, 0.0, 1.0)
    pull = torch.autograd.grad(before.total, logits)
    moved = Distribution(*((x - 50.0 * g).log_softmax(-1) for x, g in zip(logits, pull, strict=True)))
    assert ppo_loss(reading(moved), what, CLIP, 0.0, 1.0).teacher_kl < before.teacher_kl
