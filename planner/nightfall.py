"""What is to be expected of a plan if night falls on the way: from then on, skills do as well as they do by night."""

from dataclasses import replace

from planner.goal import DAWN, DAY, DUSK
from planner.plan import Plan
from skills.graph import SkillGraph


def through_the_day(plan: Plan, by_day: SkillGraph, by_night: SkillGraph, time: int) -> Plan:
    """Return a plan with what is to be expected of it from a time of the day on.

    Args:
        plan: Its steps stay as they are.
        by_day: The skills, with what is known of them by day.
        by_night: And by night.
        time: Ticks; 0 is sunrise.
    """
    ticks, chance = 0.0, 1.0
    for step in plan.steps:
        graph = by_night if DUSK <= (time + ticks) % DAY < DAWN else by_day
        ticks += graph[step.skill].cost(step.count)
        chance *= graph[step.skill].statistics.success_rate
    return replace(plan, ticks=ticks, chance=chance)
