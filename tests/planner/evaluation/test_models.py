"""Models beside the search: one that is scripted, alone and verified."""

import json
from collections import Counter

import pytest

from planner.evaluation.measure import Assignment, plan4mc_assignments
from planner.evaluation.models import FreeProposal, player_alone, player_verified
from planner.evaluation.recipe_world import RecipeWorld
from planner.evaluation.scripted_model import ScriptedModel, scripted_model
from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.goal import Goal, Structure, Target
from planner.llm.config import EndpointConfig
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError
from planner.llm.forms import parse
from planner.llm.prompts import situation
from planner.llm.proposals import PlanProposal
from planner.plan import Plan, PlanError, Step, believe, verify
from skills.graph import skill_graph

pytest.importorskip("openai")

GRAPH = skill_graph()
PICKAXE = Assignment("pickaxe", "craft", Goal(targets=(Target("stone_pickaxe", 1),)), {"log": 3})
STAR = Assignment("star", "craft", Goal(targets=(Target("nether_star", 1),)), {})


def request(assignment, model="scripted-0", **inventory):
    told = situation(assignment.goal, believe(inventory or assignment.inventory), [])
    messages = [{"role": "system", "content": "Plan."}, {"role": "user", "content": told}]
    return {"model": model, "messages": messages}


@pytest.mark.parametrize(
    "goal",
    [PICKAXE.goal, Goal(structures=(Structure("shelter", "planks"),)), Goal(targets=(Target("milk_bucket", 1),))],
)
def test_without_mistakes_a_scripted_model_says_what_works(goal):
    reply = ScriptedModel(GRAPH, 0.0)(request(Assignment("", "", goal, {"log": 3})))
    steps = tuple(Step(step.skill, step.count) for step in parse(reply.text, PlanProposal).steps)
    verify(Plan(goal, steps), believe({"log": 3}))


def test_what_is_impossible_it_says_where_it_errs_in_nothing():
    assert "impossible" in json.loads(ScriptedModel(GRAPH, 0.0)(request(STAR)).text)


def kind_of(reply):
    """Say what is wrong with an answer, as far as one can see."""
    if reply.wait:
        return "too late"
    try:
        proposal = parse(reply.text, FreeProposal)
    except AnswerError:
        return "no form"
    if proposal.impossible:
        return "no way seen"
    try:
        verify(
            Plan(PICKAXE.goal, tuple(Step(step.skill, step.count) for step in proposal.steps)),
            believe(PICKAXE.inventory),
        )
    except PlanError as error:
        return "invented" if "there is no skill" in str(error) else "does not work"
    return "works"


def test_its_mistakes_are_of_all_kinds_at_their_rates_and_follow_from_the_request():
    always, often = ScriptedModel(GRAPH, 1.0), ScriptedModel(GRAPH, 0.5)
    asked = [request(PICKAXE, f"scripted-{seed}") for seed in range(400)]
    kinds = Counter(kind_of(always(one)) for one in asked)
    assert set(kinds) >= {"no form", "no way seen", "invented", "does not work"}
    assert kinds["no form"] == pytest.approx(400 * 0.217, abs=35)
    assert kinds["invented"] == pytest.approx(400 * 0.15, abs=30)
    right = ScriptedModel(GRAPH, 0.0)(asked[0]).text
    assert sum(often(one).text == right for one in asked) == pytest.approx(200, abs=45)
    assert [often(one) for one in asked[:20]] == [often(one) for one in asked[:20]]


@pytest.mark.parametrize("stream", [False, True])
def test_it_is_served_as_any_other_model(stream):
    with ScriptedServer(ScriptedModel(GRAPH, 0.0)) as server:
        endpoint = Endpoint(EndpointConfig(model="scripted-0", base_url=server.base_url, stream=stream))
        answer = endpoint.ask("plan", request(PICKAXE)["messages"], PlanProposal)
    assert answer.steps[-1].skill == "craft_stone_pickaxe"
    assert endpoint.tokens > 500


def test_an_account_is_kept_for_each_episode():
    with scripted_model(GRAPH, 0.0) as asked:
        world = RecipeWorld(GRAPH, PICKAXE.inventory, {})
        first, second = (player_alone(asked)(PICKAXE, world) for _ in range(2))
    assert (first.success, first.calls) == (True, 1)
    assert (second.success, second.calls, second.tokens) == (True, 0, 0)  # there was nothing left to ask for


def played(player, assignment, failures=0.0, seed=0):
    world = RecipeWorld(GRAPH, assignment.inventory, dict.fromkeys(GRAPH.skills, failures), seed)
    return player(assignment, world)


def test_alone_it_asks_again_after_what_failed_and_verified_it_reaches_what_search_does():
    with scripted_model(GRAPH, 0.0) as asked:
        alone = played(player_alone(asked), PICKAXE, 0.4)
        verified = played(player_verified(GRAPH, asked), PICKAXE, 0.4)
    assert alone.success and verified.success
    assert alone.calls > 1
    assert alone.tokens > verified.tokens > 0


def test_alone_it_is_taken_at_its_word_that_there_is_no_way():
    with ScriptedServer(lambda _: Reply('{"impossible": "no"}')) as server:
        config = EndpointConfig(model="m", base_url=server.base_url)
        trial = played(player_alone(lambda _: Endpoint(config)), PICKAXE)
    assert (trial.success, trial.refused, trial.calls) == (False, True, 1)


@pytest.mark.parametrize("reply", [Reply("{}", status=500), Reply("no"), Reply('{"steps": []}'), Reply("", cut=True)])
def test_a_model_that_is_of_no_use_ends_the_episode(reply):
    with ScriptedServer(lambda _: reply) as server:
        config = EndpointConfig(model="m", base_url=server.base_url, retries=0)
        trial = played(player_alone(lambda _: Endpoint(config)), PICKAXE)
    assert not trial.success
    assert not trial.refused


def test_a_model_that_only_errs_stalls_nothing_and_is_made_good_by_verification():
    with scripted_model(GRAPH, 1.0) as asked:
        goals = plan4mc_assignments()[::5]
        alone = [played(player_alone(asked), goal, 0.2) for goal in goals]
        verified = [played(player_verified(GRAPH, asked), goal, 0.2) for goal in goals]
    assert not all(trial.success for trial in alone)
    assert all(trial.success for trial in verified)
