"""Advantages, beside an implementation that goes through one episode after the other."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.learning.advantages import estimate, explained_variance, normalised
from tests.agents.learning.test_fragments import fragment

GOES_ON, TERMINATES, TRUNCATES = range(3)


def played(ends, fresh):
    """A fragment of worlds in NEXT_STEP mode.

    Args:
        ends: (T, N) what each step does to its episode; where a world is being reset it says nothing.
        fresh: (N,) whether the step before the fragment ended an episode.
    """
    steps, worlds = ends.shape
    first = np.zeros((steps + 1, worlds), bool)
    kind = ends.copy()
    over = fresh.copy()
    for step in range(steps):
        kind[step, over] = GOES_ON
        first[step + 1] = over
        over = kind[step] != GOES_ON
    result = fragment(
        steps,
        worlds,
        first=torch.from_numpy(first),
        terminated=torch.from_numpy(kind == TERMINATES),
        truncated=torch.from_numpy(kind == TRUNCATES),
    )
    return result, kind, first


def obvious(reward, value, kind, first, gamma, decay):
    """One world's advantages: for each step, a sum over the steps that its episode still has."""
    steps = len(reward)
    result = np.zeros(steps)
    for step in range(steps):
        if first[step + 1]:
            continue
        weight = 1.0
        for later in range(step, steps):
            nothing_comes = kind[later] == TERMINATES
            following = 0.0 if nothing_comes else value[later + 1]
            result[step] += weight * (reward[later] + gamma * following - value[later])
            if kind[later] != GOES_ON:
                break
            weight *= gamma * decay
    return result


@settings(max_examples=80, deadline=None)
@given(
    ends=st.lists(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=3, max_size=3), min_size=1, max_size=12),
    fresh=st.lists(st.booleans(), min_size=3, max_size=3),
    gamma=st.sampled_from([0.0, 0.9, 1.0]),
    decay=st.sampled_from([0.0, 0.95, 1.0]),
)
def test_advantages_are_those_of_the_obvious_sum(ends, fresh, gamma, decay):
    piece, kind, first = played(np.array(ends), np.array(fresh))
    found = estimate(piece, gamma, decay)
    for world in range(3):
        reward, value = piece.reward[:, world].double().numpy(), piece.value[:, world].double().numpy()
        expected = obvious(reward, value, kind[:, world], first[:, world], gamma, decay)
        np.testing.assert_allclose(found.advantage[:, world], expected, rtol=1e-4, atol=1e-4)
        live = ~first[1:, world]
        np.testing.assert_allclose(
            found.returns[:, world], np.where(live, expected + value[:-1], 0), rtol=1e-4, atol=1e-4
        )


def test_what_is_cut_off_is_worth_what_was_still_to_come():
    def advantage(end):
        piece, _, _ = played(np.array([[GOES_ON], [end], [GOES_ON], [GOES_ON]]), np.array([False]))
        return piece, estimate(piece, 1.0, 1.0).advantage[:, 0]

    piece, terminated = advantage(TERMINATES)
    _, truncated = advantage(TRUNCATES)
    assert torch.allclose(truncated[:2] - terminated[:2], piece.value[2, 0].expand(2))
    assert terminated[2] == truncated[2] == 0  # the step in which the world was reset


def test_normalised_advantages_are_those_of_steps_that_were_taken():
    advantage = torch.tensor([[1.0, 2.0], [3.0, 100.0]])
    live = torch.tensor([[True, True], [True, False]])
    result = normalised(advantage, live)
    assert result[1, 1] == 0
    assert float(result[live].mean()) == pytest.approx(0, abs=1e-6)
    assert float(result[live].std(correction=0)) == pytest.approx(1, abs=1e-5)
    assert torch.equal(normalised(advantage * 0, ~live & live), advantage * 0)


def test_explained_variance_is_one_for_the_truth_and_zero_for_a_constant():
    returns = torch.randn(50)
    assert float(explained_variance(returns + 3, returns)) == pytest.approx(1)
    assert float(explained_variance(torch.zeros(50), returns)) == pytest.approx(0, abs=1e-5)
    assert float(explained_variance(returns, torch.ones(50))) == 0
