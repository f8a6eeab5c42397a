"""A model proposes, the planner verifies: whatever it says, goals and plans are right, or the embedded planner's."""

import json
import re

import pytest

from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.goal import Goal, GoalError, Kill, Structure, Target, UnclearOrderError, Use
from planner.language import understand
from planner.llm.config import EndpointConfig
from planner.llm.endpoint import Endpoint
from planner.llm.planner import LLMPlanner
from planner.llm.prompts import relevant, situation
from planner.plan import Belief, Plan, PlanError, SkillRun, Step, believe, verify
from planner.search import plan_from
from skills.executor import Cause, Outcome
from skills.graph import skill_graph

pytest.importorskip("openai")

PICKAXE = Goal(targets=(Target("stone_pickaxe", 1),))


def planner(server, **options):
    return LLMPlanner(Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=2, **options)))


def in_turn(*texts):
    """Answer with one text after the other, and then with the last one for ever."""
    left = list(texts)
    return lambda _: Reply(left.pop(0) if len(left) > 1 else left[0])


def belief(**inventory):
    return believe(inventory)


def written(plan):
    return json.dumps({"steps": [{"skill": step.skill, "count": step.count} for step in plan.steps]})


@pytest.mark.parametrize(
    ("answer", "goal"),
    [
        ('{"items": {"torch": 8}}', Goal(targets=(Target("torch", 8),))),
        ('{"items": {"minecraft:torch": 8}}', Goal(targets=(Target("torch", 8),))),
        ('{"uses": ["Stone Axe"], "most": [" COAL "]}', Goal(uses=(Use("stone_axe"),), most=("coal",))),
        ('{"shelter": "dirt", "near": "water"}', Goal(structures=(Structure("shelter", "dirt", "water"),))),
        ('{"kills": {"cow": 2}, "before": "night"}', Goal(kills=(Kill("cow", 2),), before="night")),
    ],
)
def test_a_model_understands(answer, goal):
    with ScriptedServer(in_turn(answer)) as server:
        assert planner(server).understand("anything") == goal


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ('{"items": {"stone_pikaxe": 1}}', "stone_pickaxe"),
        ('{"items": {"plasma_rifle": 1}}', "plasma_rifle"),
        ('{"kills": {"unicorn": 1}}', "unicorn"),
        ('{"without": ["kill:unicorn"], "items": {"log": 1}}', "unicorn"),
        ('{"items": {"torch": -3}}', "greater than or equal to 1"),
        ('{"items": {"torch": 1}, "eval": "1"}', "eval"),
        ('{"without": ["__import__(os)"], "items": {"log": 1}}', "pattern"),
        ("{}", "asks for nothing"),
        ("I am only a language model.", "no JSON object"),
    ],
)
def test_a_wrong_goal_goes_back_with_the_reason(wrong, reason):
    with ScriptedServer(in_turn(wrong, '{"items": {"log": 1}}')) as server:
        assert planner(server).understand("a log, somehow") == Goal(targets=(Target("log", 1),))
        assert reason in server.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize("reply", [Reply("no"), Reply("x", status=500), Reply("x", status=401), Reply("{}", wait=4)])
def test_where_a_model_is_of_no_help_the_embedded_parser_understands(reply):
    with ScriptedServer(lambda _: reply) as server:
        assert planner(server).understand("make a stone pickaxe") == understand("make a stone pickaxe")


def test_a_model_asks_back_and_refuses():
    with (
        ScriptedServer(in_turn('{"question": "Which tool?"}')) as server,
        pytest.raises(UnclearOrderError, match="Which"),
    ):
        planner(server).understand("make a tool")
    with ScriptedServer(in_turn('{"refusal": "There is no car."}')) as server, pytest.raises(GoalError, match="no car"):
        planner(server).understand("make a car")


def test_a_model_plans():
    good = plan_from(PICKAXE, belief(log=10))
    with ScriptedServer(in_turn(written(good))) as server:
        made = planner(server).plan(PICKAXE, belief(log=10))
    assert [(step.skill, step.count) for step in made.steps] == [(step.skill, step.count) for step in good.steps]
    verify(made, belief(log=10))


def step(skill, count=1):
    return {"skill": skill, "count": count}


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([step("craft_stone_pickaxe")], "step 1: craft_stone_pickaxe needs a crafting_table in reach"),
        ([step("craft_planks", 4), step("craft_plasma_rifle")], "there is no skill craft_plasma_rifle"),
        ([step("collect_cobblestone", 3)], "find_cobblestone|needs"),
        ([step("craft_planks", 4)], "the plan ends without 1 more stone_pickaxe"),
        ([step("find_log", 2000)] * 60, "the plan ends without"),
        ([], "steps"),
    ],
)
def test_a_wrong_plan_goes_back_with_the_reason_and_then_search_takes_over(steps, reason):
    with ScriptedServer(in_turn(json.dumps({"steps": steps}))) as server:
        made = planner(server).plan(PICKAXE, belief(log=10))
        asked = server.requests
    assert made == plan_from(PICKAXE, belief(log=10))
    assert len(asked) == 3
    assert re.search(reason, asked[1]["messages"][-1]["content"])


def test_a_plan_that_wastes_time_is_not_taken():
    good = plan_from(PICKAXE, belief(log=10))
    wasteful = json.loads(written(good))
    wasteful["steps"] = [step("find_log"), step("collect_log", 64)] * 4 + wasteful["steps"]
    with ScriptedServer(in_turn(json.dumps(wasteful))) as server:
        assert planner(server).plan(PICKAXE, belief(log=10)) == good
        assert "would do" in server.requests[1]["messages"][-1]["content"]


def several(*plans):
    """Write plans as a model's answer: one, and its alternatives."""
    first, *others = ([{"skill": step.skill, "count": step.count} for step in plan.steps] for plan in plans)
    return json.dumps({"steps": first, "alternatives": others})


def longer(plan):
    """Return a plan with a detour."""
    return Plan(plan.goal, (Step("find_dirt"), Step("collect_dirt", 2), *plan.steps))


BROKEN = Plan(PICKAXE, (Step("craft_stone_pickaxe"),))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_several_plans_that_hold_the_one_that_takes_least_is_taken(place):
    good = plan_from(PICKAXE, belief(log=10))
    plans = [BROKEN, longer(good)]
    plans.insert(place, good)
    with ScriptedServer(in_turn(several(*plans))) as server:
        helper = planner(server)
        made = helper.plan(PICKAXE, belief(log=10))
        assert len(server.requests) == 1
    assert [step.skill for step in made.steps] == [step.skill for step in good.steps]
    (exchange,) = helper.endpoint.exchanges
    assert exchange.chosen.startswith(f"plan {place + 1} of 3 (")
    assert "craft_stone_pickaxe needs a crafting_table in reach" in exchange.chosen
    assert f"{place + 1}: {good.ticks:.0f} steps of the game" in exchange.chosen
    assert not exchange.error


def test_an_alternative_takes_the_place_of_a_plan_that_does_not_work():
    good = plan_from(PICKAXE, belief(log=10))
    with ScriptedServer(in_turn(several(BROKEN, longer(good)))) as server:
        made = planner(server).plan(PICKAXE, belief(log=10))
        assert len(server.requests) == 1
    assert made.steps[0].skill == "find_dirt"
    verify(made, belief(log=10))


def test_where_no_alternative_works_the_first_one_goes_back():
    with ScriptedServer(in_turn(several(BROKEN, Plan(PICKAXE, (Step("craft_rifle"),))))) as server:
        helper = planner(server)
        assert helper.plan(PICKAXE, belief(log=10)) == plan_from(PICKAXE, belief(log=10))
        assert "craft_stone_pickaxe needs" in server.requests[1]["messages"][-1]["content"]
    assert [bool(exchange.error) for exchange in helper.endpoint.exchanges] == [True] * 3


def test_one_plan_alone_is_no_choice():
    with ScriptedServer(in_turn(written(plan_from(PICKAXE, belief(log=10))))) as server:
        helper = planner(server)
        helper.plan(PICKAXE, belief(log=10))
    assert not helper.endpoint.exchanges[0].chosen


def test_what_cannot_be_reached_needs_no_model():
    with ScriptedServer(in_turn("{}")) as server, pytest.raises(PlanError, match="nether_star"):
        planner(server).plan(Goal(targets=(Target("nether_star", 1),)), belief())
    assert not server.requests


def test_a_server_that_fails_is_not_asked_again():
    with ScriptedServer(lambda _: Reply("x", status=500)) as server:
        helper = planner(server)
        for _ in range(3):
            assert helper.plan(PICKAXE, belief(log=10)) == plan_from(PICKAXE, belief(log=10))
    assert len(server.requests) <= 3  # schema, object, text


def test_a_spent_budget_leaves_planning_to_search():
    with ScriptedServer(in_turn("no")) as server:
        helper = planner(server, budget_tokens=150)
        assert helper.plan(PICKAXE, belief(log=10)) == plan_from(PICKAXE, belief(log=10))
    assert len(server.requests) == 2


def test_a_model_is_told_what_is_there_and_how_it_went():
    run = SkillRun(Step("collect_log", 3), Outcome(False, Cause.TIMEOUT, "no tree reached"), 400)
    with ScriptedServer(in_turn(written(plan_from(PICKAXE, belief(log=10))))) as server:
        planner(server).plan(PICKAXE, belief(log=10), [run])
    told = server.requests[0]["messages"][1]["content"]
    for part in ('"stone_pickaxe"', '"log": 10', "collect_log for 3: failed: no tree reached, after 400 steps"):
        assert part in told


def test_the_skills_that_a_model_is_told_of_suffice():
    names = {skill.name for skill in relevant(PICKAXE, skill_graph())}
    assert {step.skill for step in plan_from(PICKAXE, belief()).steps} <= names
    assert len(situation(PICKAXE, Belief(skill_graph()), [])) < 12_000
