"""Costs and wear of skills."""

from skills.graph import skill_graph
from skills.record import Effort
from skills.statistics import Statistics


def test_measured_cost_takes_over_from_the_guess():
    skill = skill_graph()["collect_log"]
    measured = Statistics(successes=999, asked=999, ticks=999 * 37)
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
