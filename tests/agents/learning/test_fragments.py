"""Fragments: shapes are checked, worlds are split off and joined again."""

from dataclasses import fields, replace

import pytest
import torch
from torch import Tensor

from agents.errors import TrainingError
from agents.learning.fragments import Fragment, join_fragments
from agents.vpt.heads import TensorAction
from agents.vpt.memory import Memory


def fragment(steps=3, worlds=4, seed=0, **changes):
    """A fragment of noise."""
    random = torch.Generator().manual_seed(seed)

    def noise(*shape):
        return torch.randn(*shape, generator=random)

    def flags(*shape):
        return noise(*shape) > 1

    def memory():
        return Memory(noise(worlds, 1, 5, 8), noise(worlds, 1, 5, 8), flags(worlds, 5))

    values = {
        "frames": torch.randint(256, (steps + 1, worlds, 8, 8, 3), generator=random, dtype=torch.uint8),
        "first": flags(steps + 1, worlds),
        "action": TensorAction(*(torch.randint(n, (steps, worlds), generator=random) for n in (8641, 121))),
        "log_prob": noise(steps, worlds),
        "value": noise(steps + 1, worlds),
        "terms": {"success": noise(steps, worlds), "step": noise(steps, worlds)},
        "terminated": flags(steps, worlds),
        "truncated": flags(steps, worlds),
        "success": flags(steps, worlds),
        "state": memory(),
        "version": 3,
        "goal": noise(steps + 1, worlds, 6),
        "teacher_state": memory(),
    }
    return Fragment(**(values | changes))


def leaves(value):
    """All tensors of a fragment, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, Fragment):
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, dict):
        value = [value[name] for name in sorted(value)]
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list | tuple) else []


def test_what_is_split_can_be_joined_again():
    whole = fragment(worlds=5)
    parts = whole.split(2)
    assert [part.worlds for part in parts] == [3, 2]
    again = join_fragments(parts)
    assert len(leaves(whole)) == 18
    assert all(torch.equal(a, b) for a, b in zip(leaves(whole), leaves(again), strict=True))


def test_worlds_are_chosen_in_the_order_asked_for():
    whole = fragment()
    part = whole.of(torch.tensor([2, 0]))
    assert torch.equal(part.log_prob, whole.log_prob[:, [2, 0]])
    assert torch.equal(part.state.keys, whole.state.keys[[2, 0]])
    assert torch.equal(part.frames, whole.frames[:, [2, 0]])


def test_a_fragment_moves_with_all_that_it_has():
    assert {leaf.device.type for leaf in leaves(fragment().to("meta"))} == {"meta"}


def test_the_reward_is_the_sum_of_its_terms():
    whole = fragment()
    assert torch.equal(whole.reward, whole.terms["success"] + whole.terms["step"])


def test_joined_fragments_are_as_old_as_the_oldest():
    assert join_fragments([fragment(version=4), fragment(version=2)]).version == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frames": torch.zeros(3, 4, 8, 8, 3, dtype=torch.uint8)}, "frames .* uint8 .*4, 4, 8, 8, 3"),
        ({"first": torch.zeros(3, 4, dtype=torch.bool)}, "first .*4, 4"),
        ({"value": torch.zeros(3, 4)}, "value .*4, 4"),
        ({"terminated": torch.zeros(3, 4)}, "terminated .* bool"),
        ({"terms": {"success": torch.zeros(3, 1)}}, "success"),
        ({"action": TensorAction(torch.zeros(3, 4), torch.zeros(3, 4))}, "buttons .* int64"),
        ({"state": Memory.empty(3, 1, 5, 8)}, "state"),
        ({"goal": torch.zeros(4, 1, 6)}, "goal"),
    ],
)
def test_what_does_not_fit_is_named(changes, said):
    with pytest.raises(TrainingError, match=said):
        fragment(**changes)


def test_only_alike_fragments_are_joined():
    with pytest.raises(TrainingError, match="at least"):
        join_fragments([])
    with pytest.raises(TrainingError, match=r"3 steps .* and of 2 steps"):
        join_fragments([fragment(steps=2), fragment()])
    with pytest.raises(TrainingError, match="teacher_state"):
        join_fragments([fragment(), replace(fragment(), teacher_state=None)])
