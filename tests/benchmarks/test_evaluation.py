"""What the benchmark of evaluations makes of the times of episodes."""

import pytest

from benchmarks.evaluation import ALONE, Played, Result, rate, table


def test_only_what_is_played_while_all_are_at_work_counts():
    slow_start = [Played(0.0, 100.0, 10), Played(0.0, 50.0, 10)]  # two workers, one of them late
    steady = [Played(50.0 + 10 * n, 60.0 + 10 * n, 20) for n in range(10)]
    other = [Played(100.0 + 10 * n, 110.0 + 10 * n, 20) for n in range(5)]
    alone = [Played(150.0, 300.0, 20)]  # by then the first has nothing more to do
    assert rate(slow_start + steady + other + alone, slots=2) == pytest.approx(2 * 20 / 10)


def test_one_after_the_other_gaps_count():
    assert rate([Played(0, 9, 1), Played(9, 10, 30), Played(12, 14, 30)], slots=1) == pytest.approx(60 / 5)


def test_too_few_episodes_are_refused():
    with pytest.raises(ValueError, match="8 episodes at once need at least 16 to be timed, not 8"):
        rate([Played(0, 1, 1)] * 8, slots=8)
    with pytest.raises(ValueError, match="play more of them"):
        rate([Played(0, 5, 1), Played(0, 9, 1), Played(5, 6, 1), Played(6, 8, 1)], slots=2)


def test_ratios_are_to_one_worker_in_the_same_turn():
    turns = [
        {ALONE: Result(10.0, 8.0), "other": Result(20.0, None)},
        {ALONE: Result(5.0, 9.0), "other": Result(15.0, None)},
    ]
    alone, other = table(turns)
    assert (alone["ratio"], alone["processor_ms"]) == (1.0, 8.5)
    assert (other["steps_per_second"], other["ratio"], other["processor_ms"]) == (17.5, 2.5, None)
