"""Statistics and costs of skills."""

from hypothesis import given
from hypothesis import strategies as st

from skills.graph import skill_graph
from skills.record import Effort, Statistics


def test_runs_add_up():
    seen = Statistics().with_run(True, 3, 200).with_run(False, 0, 100)
    assert (seen.successes, seen.failures, seen.runs, seen.units, seen.ticks) == (1, 1, 2, 3, 300)


@given(st.integers(0, 50), st.integers(0, 50))
def test_success_rate_is_a_share_that_falls_with_failures(successes, failures):
    rate = Statistics(successes, failures).success_rate
    assert 0 < rate <= 1
    assert Statistics(successes, failures + 1).success_rate < rate


def test_measured_cost_takes_over_from_the_guess():
    skill = skill_graph()["collect_log"]
    measured = Statistics(successes=999, units=999, ticks=999 * 37)
    known = skill_graph().with_statistics({"collect_log": measured})["collect_log"]
    assert abs(known.cost(10) - 370) < 5
    assert skill.cost(10) == 1000


def test_wear_rounds_up():
    assert Effort(tool_uses_each=1 / 6).wear(1) == 1
    assert Effort(tool_uses_each=1 / 6).wear(7) == 2
    assert Effort(tool_uses=4, tool_uses_each=1).wear(3) == 7


def test_narrowed_keeps_one_variant():
    skill = skill_graph()["build_shelter"]
    assert skill.narrowed(1).variants == (skill.variants[1],)
