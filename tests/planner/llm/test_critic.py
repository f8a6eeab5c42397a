"""The critic is asked where nothing else can tell, sees what the agent sees, and never has a say about facts."""

import json

import numpy as np
import pytest

from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.goal import Goal, Target
from planner.llm.config import EndpointConfig
from planner.llm.critic import Critic
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError
from planner.llm.planner import LLMPlanner
from planner.llm.proposals import Verdict
from planner.monitor import Finish, Monitor
from planner.plan import SkillRun, Step, believe
from planner.search import plan_from
from planner.situation import Situation
from skills.executor import Cause, Outcome
from skills.graph import skill_graph

pytest.importorskip("openai")

PICKAXE = Goal(targets=(Target("stone_pickaxe", 1),))
FRAME = np.full((128, 128, 3), 90, np.uint8)
FAILED = SkillRun(Step("collect_cobblestone", 3), Outcome(False, Cause.UNREACHABLE, "water all around"), 900)
SPENT = skill_graph().without(frozenset({"fight_witch_for_stick"}))
GIVEN_UP = SkillRun(Step("fight_witch_for_stick"), Outcome(False, Cause.NOT_FOUND, "no witch"), 900)
NO = '{"success": false, "reason": "It is blue.", "advice": "Paint it red."}'


def endpoint(server, **options):
    return Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5, **options))


def belief():
    return believe({"log": 10}, graph=SPENT)


def is_for_critic(request):
    return "You are the critic" in request["messages"][0]["content"]


def model(request):
    """A model that plans as search does, finds that it should be red besides, and sees that it is blue."""
    told = json.dumps(request["messages"])
    if is_for_critic(request):
        return Reply(NO)
    if "Inventory" not in told:
        return Reply('{"items": {"stone_pickaxe": 1}, "besides": "it should be red"}')
    steps = [{"skill": step.skill, "count": step.count} for step in plan_from(PICKAXE, belief()).steps]
    return Reply(json.dumps({"steps": steps}))


def test_a_verdict_by_what_is_known_and_seen():
    with ScriptedServer(lambda _: Reply(NO)) as server:
        asking = endpoint(server, critic=True)
        verdict = Critic(asking).judge("a red pickaxe", PICKAXE, belief(), [FAILED], FRAME, "Is it red?")
        user = server.requests[0]["messages"][1]
    assert verdict == Verdict(success=False, reason="It is blue.", advice="Paint it red.")
    text, image = user["content"]
    for part in ("Order: a red pickaxe", '"log": 10', "failed: water all around", "Is it red?"):
        assert part in text["text"]
    assert image["image_url"]["url"].startswith("data:image/png;base64,")
    assert asking.exchanges[0].purpose == "critic"
    assert "[image 128x128 png sha256:" in str(asking.exchanges[0].messages)
    assert "base64" not in str(asking.exchanges[0].messages)


def test_without_a_picture_it_is_told_in_words():
    with ScriptedServer(lambda _: Reply(NO)) as server:
        Critic(endpoint(server)).judge("a red pickaxe", PICKAXE, belief(), [], None, "Is it red?")
        assert isinstance(server.requests[0]["messages"][1]["content"], str)


@pytest.mark.parametrize("answer", ["yes", "{}", '{"success": "perhaps", "reason": ""}', '{"success": true}'])
def test_what_is_no_verdict_is_none(answer):
    with ScriptedServer(lambda _: Reply(answer)) as server, pytest.raises(AnswerError):
        Critic(endpoint(server)).judge("a red pickaxe", PICKAXE, belief(), [], None, "Is it red?")


def test_it_advises_after_a_skill_was_given_up():
    with ScriptedServer(model) as server:
        helper = LLMPlanner(endpoint(server, critic=True), look=lambda: FRAME)
        helper.plan(PICKAXE, belief(), [GIVEN_UP])
        critic, plan = server.requests
    assert "fight_witch_for_stick is given up" in json.dumps(critic)
    assert "base64" in json.dumps(critic)
    assert "Advice of the critic: Paint it red." in plan["messages"][1]["content"]


@pytest.mark.parametrize(
    ("history", "options"),
    [([], {"critic": True}), ([FAILED], {"critic": True}), ([GIVEN_UP], {"critic": False}), ([GIVEN_UP], {})],
)
def test_it_is_not_asked_without_need(history, options):
    with ScriptedServer(model) as server:
        LLMPlanner(endpoint(server, **options), look=lambda: FRAME).plan(PICKAXE, belief(), history)
        assert not any(map(is_for_critic, server.requests))


def digging(request):
    """A model that has dirt found, and then dug."""
    told = request["messages"][1]["content"]
    steps = [{"skill": "find_dirt"}] * ("In reach: dirt" not in told) + [{"skill": "collect_dirt", "count": 2}]
    return Reply(NO if is_for_critic(request) else json.dumps({"steps": steps}))


def test_it_advises_where_there_is_no_other_way_than_trying_again():
    with ScriptedServer(digging) as server:
        helper = LLMPlanner(endpoint(server, critic=True))
        monitor = Monitor(Goal(targets=(Target("dirt", 2),)), planner=helper.plan, attempts=2, patience=2)
        chosen = monitor.next_step(Situation())
        while not isinstance(chosen, Finish):
            digs = chosen.skill == "collect_dirt"
            monitor.record(chosen, Outcome(not digs, Cause.UNREACHABLE if digs else None, "a pond"), 50)
            chosen = monitor.next_step(Situation())
    assert not chosen.success
    asked = [exchange.purpose == "critic" for exchange in helper.endpoint.exchanges]
    assert asked == [False, False, True, False, True, False]  # after the second and third of four
    told = [exchange.messages[1]["content"] for exchange in helper.endpoint.exchanges]
    advised = ["Advice of the critic: Paint it red." in text for text in told]
    assert advised == [False, False, False, True, False, True]


def test_it_doubts_what_the_goal_does_not_say():
    with ScriptedServer(model) as server:
        helper = LLMPlanner(endpoint(server, critic=True), look=lambda: FRAME)
        goal = helper.understand("a red stone pickaxe")
        assert helper.doubt(goal, belief(), []) == "the critic: It is blue."
        assert "it should be red" in json.dumps(server.requests[-1])


@pytest.mark.parametrize(
    ("answer", "critic"),
    [
        ('{"items": {"stone_pickaxe": 1}}', True),
        ('{"items": {"stone_pickaxe": 1}, "besides": " "}', True),
        ('{"items": {"stone_pickaxe": 1}, "besides": "it should be red"}', False),
        ("nonsense", True),
    ],
)
def test_where_the_goal_says_all_nobody_doubts(answer, critic):
    """Nor if there is no critic, or if the embedded parser understood the order."""
    with ScriptedServer(lambda request: Reply(NO if is_for_critic(request) else answer)) as server:
        helper = LLMPlanner(endpoint(server, critic=critic))
        goal = helper.understand("make a stone pickaxe")
        assert helper.doubt(goal, belief(), []) == ""
        assert not any(map(is_for_critic, server.requests))


@pytest.mark.parametrize("reply", [Reply("nonsense"), Reply("x", status=401), Reply('{"success": true, "reason": ""}')])
def test_a_critic_that_does_not_answer_doubts_nothing(reply):
    with ScriptedServer(lambda request: reply if is_for_critic(request) else model(request)) as server:
        helper = LLMPlanner(endpoint(server, critic=True))
        goal = helper.understand("a red stone pickaxe")
        assert helper.doubt(goal, belief(), []) == ""
        assert helper.plan(PICKAXE, belief(), [GIVEN_UP]).steps == plan_from(PICKAXE, belief()).steps


def test_it_spends_the_same_budget():
    with ScriptedServer(model) as server:
        helper = LLMPlanner(endpoint(server, critic=True, budget_tokens=100))
        goal = helper.understand("a red stone pickaxe")
        assert helper.doubt(goal, belief(), []) == ""
        assert not any(map(is_for_critic, server.requests))
