"""What the benchmark of learning says of the seconds that it measured."""

import pytest

from benchmarks.training import rows


def test_rates_and_shares_are_those_of_the_parts():
    plain = {"world": 1.0, "policy": 2.0, "learner": 3.0}
    found = {row["way"]: row for row in rows(plain, 8.0, {"data": 1.0, "learner": 1.0}, steps=60, frames=40)}
    assert {way: row["steps_per_second"] for way, row in found.items()} == pytest.approx(
        {"rollout": 20, "plain": 10, "shell": 7.5, "imitation": 20}
    )
    assert {way: row["ratio"] for way, row in found.items()} == pytest.approx(
        {"rollout": 2, "plain": 1, "shell": 0.75, "imitation": 2}
    )
    assert found["shell"]["shares"] == pytest.approx({"world": 1 / 8, "policy": 2 / 8, "learner": 3 / 8, "ray": 2 / 8})
    assert all(sum(row["shares"].values()) == pytest.approx(1) for row in found.values())
