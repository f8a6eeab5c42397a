"""Two evaluations pair by pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.report.contract import EpisodeRow
from lodestone.report.paired import paired

OUTCOMES = st.lists(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6), min_size=1, max_size=5)


ENTRIES = [str(task) for task in range(30)]


def row(entry, seed, success, steps=100, crash=""):
    return EpisodeRow(
        entry=entry, seed=seed, success=success, steps=steps, crash=crash, reason="", seconds=1, progress=float(success)
    )


def sides(outcomes):
    """Two evaluations from pairs of outcomes by task."""
    return tuple(
        {
            str(task): [row(str(task), seed, pair[side]) for seed, pair in enumerate(pairs)]
            for task, pairs in enumerate(outcomes)
        }
        for side in (0, 1)
    )


@given(outcomes=OUTCOMES)
def test_what_the_one_gains_the_other_loses(outcomes):
    first, second = sides(outcomes)
    there, back = paired("all", first, first, second), paired("all", first, second, first)
    assert there.difference == pytest.approx((-back.difference.value, -back.difference.high, -back.difference.low))
    assert (there.wins, there.losses, there.ties, there.p) == (back.losses, back.wins, back.ties, back.p)
    assert there.pairs == sum(map(len, outcomes))


@given(outcomes=OUTCOMES)
def test_nobody_is_better_than_himself(outcomes):
    first, _ = sides(outcomes)
    same = paired("all", first, first, first)
    assert same.difference == (0, 0, 0)
    assert (same.wins, same.losses, same.p) == (0, 0, 1)
    assert same.steps in (None, (0, 0, 0))


@given(outcomes=OUTCOMES)
def test_the_difference_is_that_of_the_means(outcomes):
    first, second = sides(outcomes)
    means = [np.mean([np.mean([row.success for row in rows]) for rows in side.values()]) for side in (first, second)]
    assert paired("all", first, first, second).difference.value == pytest.approx(means[1] - means[0])


def test_only_the_same_seeds_are_pairs_and_crashes_are_failures():
    first = {"a": [row("a", 0, True, 100), row("a", 1, True, 200), row("a", 2, False)], "b": [row("b", 0, True)]}
    second = {
        "a": [row("a", 1, True, 150), row("a", 2, True), row("a", 9, True)],
        "b": [row("b", 0, True, crash="boom")],
    }
    found = paired("all", ["a", "b", "c"], first, second)
    assert (found.tasks, found.wins, found.losses, found.ties) == (2, 1, 1, 1)
    assert found.difference.value == (0.5 - 1) / 2
    assert (found.both, found.steps.value) == (1, -50)


def test_without_common_seeds_there_is_nothing_to_say():
    assert paired("all", ["a"], {"a": [row("a", 0, True)]}, {"a": [row("a", 1, True)]}) is None


def coverage(chances, truth, trials=60):
    """How often the interval of a difference holds it, where the chances of both in a task are drawn by a function."""
    random = np.random.default_rng(3)
    held = 0
    for _ in range(trials):
        first, second = chances(random)
        worlds = random.random((30, 20, 2)) < np.stack([first, second], -1)[:, None]
        difference = paired("all", ENTRIES, *sides(worlds.tolist())).difference
        held += difference.low <= truth <= difference.high
    return held / trials


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says():
    assert 0.9 < coverage(lambda random: (random.beta(1, 1, 30), random.beta(2, 1, 30)), truth=2 / 3 - 1 / 2) < 0.99


def test_where_all_tasks_differ_alike_it_holds_it_more_often():
    assert coverage(lambda _: (np.full(30, 0.4), np.full(30, 0.6)), truth=0.2) > 0.95
