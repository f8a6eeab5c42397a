"""What is known of skills, against the conjugate update of the Beta distribution and against simulated skills."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.statistics import Context, Statistics

COUNTS = st.integers(0, 50)


def test_runs_add_up():
    seen = Statistics().with_run(True, 3, 200).with_run(False, 2, 100)
    assert (seen.successes, seen.failures, seen.runs, seen.asked, seen.ticks) == (1, 1, 2, 5, 300)


@given(COUNTS, COUNTS)
def test_success_rate_is_a_share_that_falls_with_failures(successes, failures):
    rate = Statistics(successes, failures).success_rate
    assert 0 < rate <= 1
    assert Statistics(successes, failures + 1).success_rate < rate


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_rate_is_the_posterior_mean_upon_what_was_known(known_s, known_f, s, f):
    """Beta(a, b) and s of s + f runs give Beta(a + s, b + f) (Gelman et al., Bayesian Data Analysis, section 2.4)."""
    before = Statistics(known_s, known_f)
    a, b = before.weight * before.success_rate, before.weight * (1 - before.success_rate)
    assert Statistics(s, f, before=before).success_rate == pytest.approx((a + s) / (a + b + s + f))


@given(COUNTS, COUNTS)
def test_no_runs_change_nothing(successes, failures):
    known = Statistics(successes, failures, asked=7, ticks=300)
    same = Statistics(before=known)
    assert same.success_rate == pytest.approx(known.success_rate)
    assert same.run_ticks(50, 2) == known.run_ticks(50, 2)
    assert same.weight == known.weight


@given(COUNTS, COUNTS, st.integers(1, 5))
def test_more_that_was_known_moves_less(successes, failures, times):
    few, many = Statistics(successes, failures), Statistics(successes * 3 * times, failures * 3 * times)
    shift = [abs(Statistics(0, 2, before=known).success_rate - known.success_rate) for known in (few, many)]
    assert many.weight >= few.weight
    if few.runs and few.success_rate == many.success_rate:
        assert shift[1] <= shift[0] + 1e-9


def test_rates_come_near_the_truth():
    chance = random.Random(0)
    for truth in (0.1, 0.5, 0.9):
        known = Statistics()
        for _ in range(2000):
            known = known.with_run(chance.random() < truth, 1, 40)
        assert known.success_rate == pytest.approx(truth, abs=0.04)
        assert known.run_ticks(1000, 3) == pytest.approx(120, rel=0.03)


def test_time_to_success_counts_failures_once():
    """Half of the runs fail, each takes 100 ticks: a unit takes 200 on average."""
    known = Statistics(successes=5000, failures=5000, asked=10_000, ticks=1_000_000)
    assert known.run_ticks(1, 1) / known.success_rate == pytest.approx(200, rel=0.01)


def test_tool_is_the_first_that_is_carried():
    tools = ("diamond_pickaxe", "stone_pickaxe", "wooden_pickaxe")
    assert Context(tools=frozenset({"wooden_pickaxe", "stone_pickaxe"})).tool(tools) == "stone_pickaxe"
    assert Context().tool(tools) is None
