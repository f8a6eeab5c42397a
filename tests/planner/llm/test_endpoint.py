"""Whatever a server answers, an endpoint gives data in the form that was asked for, or one clear error."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from planner.llm.endpoint import AnswerError, BudgetError, Endpoint, EndpointConfig, LLMError, endpoint_config, parse
from tests.planner.llm.scripted import Reply, ScriptedServer

pytest.importorskip("openai")


class Pick(BaseModel):
    """A form for the tests."""

    model_config = ConfigDict(extra="forbid")
    item: str
    count: int


GOOD = '{"item": "torch", "count": 8}'
ASKED = [{"role": "user", "content": "8 torches"}]


def asked(server, **options):
    endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5, **options))
    return endpoint, endpoint.ask("test", ASKED, Pick)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "text", [GOOD, f"Sure!\n```json\n{GOOD}\n```\nAnything else?", f"<think>hm</think> {GOOD} {{}}"]
)
def test_an_answer_is_data_whatever_stands_around_it(stream, text):
    with ScriptedServer(lambda _: Reply(text)) as server:
        endpoint, pick = asked(server, stream=stream)
    assert pick == Pick(item="torch", count=8)
    exchange = endpoint.exchanges[0]
    assert (exchange.purpose, exchange.answer, exchange.error) == ("test", text, "")
    assert endpoint.tokens > 0


def test_a_schema_is_asked_for_and_whoever_knows_none_is_told_in_words():
    def picky(request):
        kind = request.get("response_format", {}).get("type", "text")
        return Reply(GOOD) if kind == "text" else Reply(f"{kind} is not supported", status=400)

    with ScriptedServer(picky) as server:
        endpoint, _ = asked(server)
        endpoint.ask("again", [*ASKED, *ASKED], Pick)
    kinds = [request.get("response_format", {}).get("type", "text") for request in server.requests]
    assert kinds == ["json_schema", "json_object", "text", "text"]
    assert '"count"' in server.requests[-1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("no"), "no JSON object"),
        (Reply('{"item": "torch", "count": '), "no JSON"),
        (Reply('{"item": "torch"}'), "count"),
        (Reply('{"item": "torch", "count": "many"}'), "count"),
        (Reply('{"item": "torch", "count": 1, "run": "rm -rf /"}'), "run"),
        (Reply("[1, 2]"), "no JSON object"),
        (Reply("{" * 20_000), "no JSON"),
        (Reply('{"a":' * 5_000), "no JSON"),
        (Reply(""), "no JSON object"),
        (Reply("I cannot help with that."), "no JSON object"),
        (Reply("x", status=401), "API key"),
        (Reply("x", status=404), "model and base URL"),
        (Reply("x", status=429), "try again later"),
        (Reply("x", status=503), "503"),
        (Reply(raw=b"<html>"), "reached"),
        (Reply(raw=b'{"choices": []}'), "no JSON object"),
        (Reply(GOOD, cut=True), "reached"),
    ],
)
def test_what_is_of_no_use_is_one_clear_error(reply, reason):
    with ScriptedServer(lambda _: reply) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5))
        with pytest.raises(LLMError, match=reason) as error:
            endpoint.ask("test", ASKED, Pick)
    assert "\n" not in str(error.value)
    assert endpoint.exchanges[-1].error


def test_a_server_that_is_not_there():
    endpoint = Endpoint(EndpointConfig(model="m", base_url="http://127.0.0.1:9/v1", retries=0, timeout=5))
    with pytest.raises(LLMError, match="cannot be reached"):
        endpoint.ask("test", ASKED, Pick)


def test_a_slow_server_is_given_up():
    with ScriptedServer(lambda _: Reply(GOOD, wait=3)) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=0.3))
        begun = time.monotonic()
        with pytest.raises(LLMError, match="did not answer within"):
            endpoint.ask("test", ASKED, Pick)
        assert time.monotonic() - begun < 2.5


def test_a_busy_server_is_asked_again():
    replies = iter([Reply("busy", status=503), Reply(GOOD)])
    with ScriptedServer(lambda _: next(replies)) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=1, timeout=5))
        assert endpoint.ask("test", ASKED, Pick).count == 8


def test_a_budget_of_tokens_and_one_of_money():
    with ScriptedServer(lambda _: Reply(GOOD)) as server:
        endpoint, _ = asked(server, budget_tokens=100)
        with pytest.raises(BudgetError, match="120 of 100 tokens"):
            endpoint.ask("test", ASKED, Pick)
        endpoint, _ = asked(server, budget_usd=0.001, price_in=10, price_out=20)
        assert endpoint.usd == pytest.approx(100 * 10e-6 + 20 * 20e-6)
        with pytest.raises(BudgetError, match="USD"):
            endpoint.ask("test", ASKED, Pick)
    assert len(server.requests) == 2


def test_the_same_request_is_answered_from_the_cache(tmp_path):
    with ScriptedServer(lambda _: Reply(GOOD)) as server:
        asked(server, cache=tmp_path)
        endpoint, pick = asked(server, cache=tmp_path)
        assert pick.count == 8
        assert endpoint.exchanges[0].cached
        assert endpoint.tokens == 0
        for file in tmp_path.iterdir():
            file.write_bytes(b"\xff broken")
        endpoint, _ = asked(server, cache=tmp_path)
    assert len(server.requests) == 2


def test_a_bad_answer_is_not_kept(tmp_path):
    replies = iter([Reply("no"), Reply(GOOD)])
    with ScriptedServer(lambda _: next(replies)) as server:
        with pytest.raises(AnswerError):
            asked(server, cache=tmp_path)
        assert asked(server, cache=tmp_path)[1].count == 8


def test_the_environment_fills_in_what_no_option_says(monkeypatch):
    monkeypatch.setenv("LODESTONE_LLM_MODEL", "qwen")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    config = endpoint_config({"model": None, "timeout": 3})
    assert (config.model, config.base_url, config.timeout) == ("qwen", "http://localhost:1/v1", 3)
    assert "secret" not in repr(config)
    assert endpoint_config({"model": "gpt"}).model == "gpt"


def test_bad_options_are_named(monkeypatch):
    monkeypatch.delenv("LODESTONE_LLM_MODEL", raising=False)
    with pytest.raises(LLMError, match="--model"):
        endpoint_config({})
    with pytest.raises(LLMError, match="timeout"):
        endpoint_config({"model": "m", "timeout": -1})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | JSON.map(json.dumps))
def test_no_answer_escapes_the_form(answer):
    try:
        pick = parse(answer, Pick)
    except AnswerError:
        return
    assert isinstance(pick, Pick)
