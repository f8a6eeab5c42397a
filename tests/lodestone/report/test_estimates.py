"""Intervals: published examples, how often they hold a truth that is known, and rules that always hold."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestone.report.estimates import (
    DRAWS,
    drawn_means,
    mcnemar,
    mean_over_tasks,
    quartiles,
    success_over_tasks,
)
from skills.rates import Rate

VALUES = st.lists(st.floats(-5, 5), min_size=1, max_size=8).map(np.array)
TASKS = st.lists(VALUES, min_size=1, max_size=6)
RATES = st.integers(1, 30).flatmap(lambda episodes: st.builds(Rate, st.integers(0, episodes), st.just(episodes)))


def coverage(a, b, tasks, episodes, trials=200):
    """How often the interval of a mean holds it, where the chances of tasks are drawn from a beta distribution."""
    random = np.random.default_rng(5)
    held = 0
    for trial in range(trials):
        wins = random.binomial(episodes, random.beta(a, b, tasks))
        found = success_over_tasks([Rate(int(each), episodes) for each in wins], seed=trial)
        held += found.low <= a / (a + b) <= found.high
    return held / trials


def test_wilson_is_that_of_newcombe():
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (wins, episodes), interval in published.items():
        assert success_over_tasks([Rate(wins, episodes)])[1:] == pytest.approx(interval, abs=1e-4)


@pytest.mark.parametrize("truth", [0.1, 0.3, 0.5, 0.9])
def test_wilson_holds_the_truth_about_as_often_as_it_says(truth):
    wins = np.random.default_rng(0).binomial(30, truth, 4000)
    intervals = [Rate(int(each), 30).interval for each in wins]
    assert 0.92 < np.mean([low <= truth <= high for low, high in intervals]) < 0.98


@pytest.mark.parametrize(("a", "b"), [(1, 1), (8, 2)])
def test_the_interval_of_many_tasks_holds_the_truth_about_as_often_as_it_says(a, b):
    assert 0.92 < coverage(a, b, tasks=30, episodes=30) < 0.985


def test_of_few_tasks_it_is_too_narrow_and_of_like_ones_too_wide():
    assert 0.70 < coverage(1, 1, tasks=3, episodes=30) < 0.90
    assert coverage(500, 500, tasks=10, episodes=30) > 0.97


def test_draws_spread_as_two_stages_do():
    random = np.random.default_rng(2)
    tasks = [random.normal(place, 1 + place, size) for place, size in enumerate((5, 30, 12, 7))]
    means = np.array([values.mean() for values in tasks])
    within = np.mean([values.var() / len(values) for values in tasks])
    expected = math.sqrt((means.var() + within) / len(tasks))
    drawn = drawn_means(tasks)
    assert drawn.shape == (DRAWS,)
    assert drawn.std() == pytest.approx(expected, rel=0.05)
    assert drawn.mean() == pytest.approx(means.mean(), abs=4 * expected / math.sqrt(DRAWS))


@given(tasks=TASKS)
def test_a_mean_lies_among_the_means_and_its_interval_among_the_values(tasks):
    value, low, high = mean_over_tasks(tasks)
    means = [values.mean() for values in tasks]
    every = np.concatenate(tasks)
    assert min(means) - 1e-9 <= value <= max(means) + 1e-9
    assert every.min() - 1e-9 <= low <= high <= every.max() + 1e-9


@given(rates=st.lists(RATES, min_size=1, max_size=6))
def test_a_success_is_a_share_inside_its_interval_if_the_draws_have_any_spread(rates):
    value, low, high = success_over_tasks(rates)
    assert value == pytest.approx(np.mean([rate.value for rate in rates])) or len(rates) == 1
    assert 0 <= low <= high <= 1


def test_where_all_succeed_the_interval_still_has_a_width():
    assert success_over_tasks([Rate(30, 30)] * 4)[1:] == Rate(120, 120).interval
    assert success_over_tasks([Rate(0, 5)] * 2)[1:] == Rate(0, 10).interval


@given(tasks=TASKS, seed=st.integers(0, 5))
def test_the_same_seed_draws_the_same(tasks, seed):
    assert mean_over_tasks(tasks, seed) == mean_over_tasks(tasks, seed)


def test_mcnemar_is_exact():
    assert mcnemar(2, 9) == pytest.approx(0.06543, abs=5e-6)  # R's exact2x2 (Fay), vignette exactMcNemar
    assert mcnemar(0, 5) == 2 / 2**5
    assert mcnemar(0, 0) == 1


@given(wins=st.integers(0, 400), losses=st.integers(0, 400))
@settings(max_examples=50)
def test_mcnemar_is_a_chance_and_the_same_either_way(wins, losses):
    assert 0 < mcnemar(wins, losses) <= 1
    assert mcnemar(wins, losses) == mcnemar(losses, wins)


def test_quartiles_of_nothing_are_nothing():
    assert quartiles([]) is None
    assert quartiles([4, 1, 3, 2, 5]) == (2, 3, 4)
