"""Rates and how much they rose: intervals that are published elsewhere, and rules that always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.results import gain
from skills.rates import Rate

RATES = st.integers(1, 200).flatmap(lambda episodes: st.builds(Rate, st.integers(0, episodes), st.just(episodes)))


def test_the_interval_of_a_difference_is_that_of_newcombe():
    # Newcombe (1998), table II, method 10: 56 of 70 against 48 of 80, and 9 of 10 against 3 of 10
    assert gain(Rate(48, 80), Rate(56, 70)) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert gain(Rate(3, 10), Rate(9, 10)) == pytest.approx((0.1705, 0.8090), abs=1e-4)


@given(before=RATES, after=RATES)
def test_a_gain_lies_around_the_difference_and_turns_with_it(before, after):
    low, high = gain(before, after)
    assert -1 - 1e-9 <= low <= after.value - before.value <= high <= 1 + 1e-9
    back_low, back_high = gain(after, before)
    assert (back_low, back_high) == pytest.approx((-high, -low))


@given(wins=st.integers(0, 100))
def test_the_same_rate_twice_is_no_gain(wins):
    low, high = gain(Rate(wins, 100), Rate(wins, 100))
    assert low < 0 < high


def test_a_rate_reads_as_percent_with_its_interval():
    assert str(Rate(63, 100)) == "63 % [53, 72]"
