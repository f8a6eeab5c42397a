"""Episodes that a large language model plans: what it said and cost is in the record, the key is not."""

import json
from pathlib import Path

import pytest

from lodestone.config import ConfigError, EpisodeConfig, episode_config
from lodestone.episode import run_episode
from lodestone.record import load
from lodestone.replay import replay
from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.goal import UnclearOrderError
from skills.library.library import Library
from tests.lodestone.diggers import Claimer, Digger

pytest.importorskip("openai")

STEPS = [{"skill": "find_dirt", "count": 1}, {"skill": "collect_dirt", "count": 2}]


def answers(request):
    """Understand "soil" as dirt, and plan for it; the first plan names a skill that there is not."""
    told = json.dumps(request["messages"])
    if "Inventory" not in told:
        return Reply('{"items": {"dirt": 2}}')
    if "there is no skill" not in told:
        return Reply('{"steps": [{"skill": "shovel_soil", "count": 2}]}')
    return Reply(json.dumps({"describe": "Bare hands, no dirt.", "steps": STEPS}))


def config(server, folder: Path, **fields):
    llm = {"model": "m", "base_url": server.base_url, "api_key": "very secret", "retries": 0, "price_in": 1.0}
    given = {"order": "we could do with some soil", "biome": "plains", "seed": 5, "out": folder, "planner": "llm"}
    return EpisodeConfig.model_validate({**given, "llm": llm, **fields})


def test_an_episode_by_a_model(tmp_path):
    with ScriptedServer(answers) as server:
        result = run_episode(config(server, tmp_path), make_executor=Digger)
    record = result.record
    assert record.success, record.reason
    assert record.goal["targets"] == [{"item": "dirt", "count": 2}]
    assert [(step.skill, step.count) for step in record.revisions[0].plan] == [("find_dirt", 1), ("collect_dirt", 2)]
    assert [exchange.purpose for exchange in record.exchanges] == ["understand", "plan", "plan"]
    assert sum(exchange.usd for exchange in record.exchanges) == pytest.approx(300e-6)
    assert "shovel_soil" in record.exchanges[2].messages[-1]["content"]
    assert "very secret" not in result.path.read_text(encoding="utf-8")
    assert load(result.path)[0].exchanges == record.exchanges
    assert replay(result.path).same  # asks no model


def seeing(verdict, besides):
    """Answer as `answers` does, with something that the order wants besides, and as a critic."""

    def script(request):
        if "You are the critic" in request["messages"][0]["content"]:
            return Reply(verdict)
        if "Inventory" not in json.dumps(request["messages"]):
            return Reply(json.dumps({"items": {"dirt": 2}, "besides": besides}))
        return answers(request)

    return script


def critical(server, folder):
    return config(server, folder, llm={"model": "m", "base_url": server.base_url, "critic": True}, image_size="32x48")


@pytest.mark.parametrize("success", [True, False])
def test_a_critic_sees_what_no_state_tells(tmp_path, success):
    verdict = {"success": success, "reason": "[/red] The \x1b[2J soil is wet.", "advice": "Wait."}
    with ScriptedServer(seeing(json.dumps(verdict), "the soil must be dry")) as server:
        result = run_episode(critical(server, tmp_path), make_executor=Digger)
        asked = server.requests[-1]["messages"][1]["content"]
    record = result.record
    assert record.success is success
    assert record.reason == "the goal is reached" if success else "the critic: [/red] The [2J soil is wet."
    assert "the soil must be dry" in asked[0]["text"]
    assert asked[1]["type"] == "image_url"
    assert record.exchanges[-1].purpose == "critic"
    written = result.path.read_text(encoding="utf-8")
    assert "[image 32x48 png sha256:" in written
    assert "base64" not in written
    assert load(result.path)[0] == record
    assert replay(result.path).same


def test_a_critic_has_no_say_where_the_state_decides(tmp_path):
    no = '{"success": false, "reason": "I do not believe it."}'
    with ScriptedServer(seeing(no, "")) as server:
        record = run_episode(critical(server, tmp_path / "a"), make_executor=Digger).record
    assert record.success
    assert [exchange.purpose for exchange in record.exchanges] == ["understand", "plan", "plan"]
    killed = json.dumps({"kills": {"cow": 1}, "besides": "it should be quick"})
    yes = '{"success": true, "reason": "The cow is dead."}'
    cow = ScriptedServer(lambda request: Reply(yes if "You are the critic" in str(request) else killed))
    with cow as server:
        record = run_episode(critical(server, tmp_path / "b"), make_executor=Claimer).record
    assert (record.success, record.reason) == (False, "0 of 1 cow were killed")
    assert "critic" not in [exchange.purpose for exchange in record.exchanges]


def test_a_model_that_asks_back_ends_the_episode_before_it_begins(tmp_path):
    asking = ScriptedServer(lambda _: Reply('{"question": "How much soil?"}'))
    with asking as server, pytest.raises(UnclearOrderError, match="How much soil"):
        run_episode(config(server, tmp_path / "out"), make_executor=Digger)
    assert not (tmp_path / "out").exists()


def test_a_server_that_is_gone_leaves_the_episode_to_search(tmp_path):
    with ScriptedServer(answers) as server:
        gone = config(server, tmp_path, order="get 2 dirt")
    result = run_episode(gone, make_executor=Digger)
    assert result.record.success
    assert result.record.exchanges[0].error


def test_options_override_the_file_and_the_environment_fills_the_rest(tmp_path, monkeypatch):
    file = tmp_path / "episode.yaml"
    file.write_text("order: x\nplanner: llm\nllm: {model: from-file, timeout: 7}\n")
    monkeypatch.setenv("LODESTONE_LLM_BASE_URL", "http://localhost:1/v1")
    chosen = episode_config({"llm": {"model": "given"}}, file).llm
    assert chosen is not None
    assert (chosen.model, chosen.timeout, chosen.base_url) == ("given", 7, "http://localhost:1/v1")
    assert not chosen.critic


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"planner": "llm"}, "--model"),
        ({"planner": "llm", "llm": {"model": "m", "timeout": -1}}, "timeout"),
        ({"planner": "llm", "llm": {"model": "m", "colour": 1}}, "colour"),
        ({"planner": "llm", "llm": {"model": "m", "budget_usd": 1}}, "budget_usd needs price_in and price_out"),
        ({"llm": {"model": "m"}}, "--planner llm"),
        ({"llm": {"model": "m", "critic": True}}, "--planner llm"),
    ],
)
def test_bad_options_are_refused(fields, reason, monkeypatch):
    monkeypatch.delenv("LODESTONE_LLM_MODEL", raising=False)
    with pytest.raises(ConfigError, match=reason):
        episode_config({"order": "x", **fields})


def test_a_model_is_shown_what_worked_before(tmp_path):
    Library(tmp_path / "library", make=True).close()
    with ScriptedServer(answers) as server:
        given = config(server, tmp_path / "first", library=tmp_path / "library")
        first = run_episode(given, make_executor=Digger).record
        second = run_episode(given.model_copy(update={"out": tmp_path / "second"}), make_executor=Digger).record
    told = [record.exchanges[1].messages[1]["content"] for record in (first, second)]
    assert "What worked" not in told[0]
    assert "- 2 dirt: find_dirt 1, collect_dirt 2" in told[1]
