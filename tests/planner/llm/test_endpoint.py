"""Whatever a server answers, an endpoint gives data in the form that was asked for, or one clear error."""

import base64
import hashlib
import io
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import BaseModel, ConfigDict, ValidationError

from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.llm.config import EndpointConfig, endpoint_config
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError, BudgetError, LLMError
from planner.llm.forms import parse
from planner.llm.pictures import picture

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


@pytest.mark.parametrize(
    ("prices", "reason"),
    [
        ({}, "budget_usd needs price_in and price_out"),
        ({"price_in": 1}, "budget_usd needs price_out"),
        ({"price_out": 1}, "budget_usd needs price_in"),
    ],
)
def test_a_budget_of_money_needs_prices(prices, reason):
    with pytest.raises(LLMError, match=f"^LLM options: {reason}: what the model costs"):
        endpoint_config({"model": "m", "budget_usd": 1, **prices})
    with pytest.raises(ValidationError, match=reason):
        EndpointConfig(model="m", budget_usd=1, **prices)


def test_a_model_that_costs_nothing_may_have_a_budget():
    assert endpoint_config({"model": "m", "budget_usd": 1, "price_in": 0, "price_out": 0}).budget_usd == 1


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
    for option, value in [("timeout", -1), ("timeout", "nan"), ("base_url", "localhost:11434"), ("api_key", "a\nb")]:
        with pytest.raises(LLMError, match=option):
            endpoint_config({"model": "m", option: value})


KEY = "sk-a-key-of-mine"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(f"Your key {KEY} is no good"),
        Reply(f"Your key {KEY} is no good", status=400),
        Reply(raw=b'{"error": "your key is %s"}' % KEY.encode()),
        Reply(raw=b"HTTP %s" % KEY.encode()),
    ],
)
def test_a_server_that_repeats_the_key_does_not_get_it_into_the_record(reply):
    with ScriptedServer(lambda _: reply) as server:
        config = EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5, api_key=f" {KEY}\n")
        endpoint = Endpoint(config)
        with pytest.raises(LLMError) as error:
            endpoint.ask("test", ASKED, Pick)
    assert KEY not in f"{error.value} {endpoint.exchanges}"


def test_a_cache_that_cannot_be_written_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").write_text("")
    with ScriptedServer(lambda _: Reply(GOOD)) as server:
        assert asked(server, cache=tmp_path / "file")[1].count == 8


FRAME = np.zeros((20, 30, 3), np.uint8)
SEEN = [{"role": "user", "content": [{"type": "text", "text": "what is this?"}, picture(FRAME)]}]


def has_picture(request):
    return "base64" in json.dumps(request["messages"])


def test_a_picture_is_sent_and_its_hash_is_kept():
    with ScriptedServer(lambda _: Reply(GOOD, counts=False)) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, timeout=5))
        endpoint.ask("test", SEEN, Pick)
        sent = server.requests[0]["messages"][0]["content"]
    assert [part["type"] for part in sent] == ["text", "image_url"]
    data = base64.b64decode(sent[1]["image_url"]["url"].removeprefix("data:image/png;base64,"))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), FRAME)
    told = endpoint.exchanges[0].messages[0]["content"]
    assert told[0]["text"] == "what is this?"
    assert told[1] == {"type": "text", "text": f"[image 20x30 png sha256:{hashlib.sha256(data).hexdigest()}]"}
    assert 255 < endpoint.exchanges[0].tokens_in < 400


@pytest.mark.parametrize("status", [400, 404, 413, 415, 422, 500])
def test_who_refuses_pictures_is_asked_again_without_once_and_for_all(status):
    def blind(request):
        return Reply("text only", status=status) if has_picture(request) else Reply(GOOD)

    with ScriptedServer(blind) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5))
        for _ in range(2):
            assert endpoint.ask("test", SEEN, Pick).count == 8
        assert [has_picture(request) for request in server.requests] == [True, False, False]
        assert server.requests[1]["messages"][0]["content"] == "what is this?"
        assert all(request["response_format"]["type"] == "json_schema" for request in server.requests)
    assert "image" not in json.dumps(endpoint.exchanges[-1].messages)


def test_who_refuses_schemas_only_goes_on_to_see():
    def picky(request):
        return Reply(GOOD) if "response_format" not in request else Reply("what schema?", status=400)

    with ScriptedServer(picky) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5))
        for _ in range(2):
            endpoint.ask("test", SEEN, Pick)
        assert [has_picture(request) for request in server.requests] == [True, False, True, False, True, True]


def test_a_refusal_for_another_reason_is_no_reason_to_look_away():
    with ScriptedServer(lambda _: Reply("x", status=401)) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5))
        with pytest.raises(LLMError, match="API key"):
            endpoint.ask("test", SEEN, Pick)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"choices": 5}',
        '{"choices": ["x"]}',
        '{"choices": [{"message": {"content": {"a": 1}}}]}',
        '{"choices": [{"message": {"content": "\\ud800"}}]}',
        '{"choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": -5}}',
        '{"choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": "many"}}',
        '{"error": {"message": "overloaded"}}',
        "[" * 100_000,
        '{"choices": ' * 50_000,
        '{"usage": {"prompt_tokens": 1' + "0" * 5000 + "}}",
        "data: {\ndata: [DONE]",
        "data: nonsense",
        "null",
        "",
    ],
)
def test_a_body_that_is_no_chat_completion_is_one_clear_error(body):
    with ScriptedServer(lambda _: Reply(raw=body.encode())) as server:
        endpoint = Endpoint(EndpointConfig(model="m", base_url=server.base_url, retries=0, timeout=5))
        with pytest.raises(LLMError) as error:
            endpoint.ask("test", ASKED, Pick)
    assert "\n" not in str(error.value)
    assert endpoint.tokens >= 0


@pytest.mark.parametrize("usage", ["null", "{}", '{"prompt_tokens": null}', '{"prompt_tokens": 7}'])
def test_a_server_counts_as_it_likes(usage):
    body = json.dumps({"choices": [{"message": {"content": GOOD}}], "usage": json.loads(usage)})
    with ScriptedServer(lambda _: Reply(raw=body.encode())) as server:
        endpoint, _ = asked(server)
    assert endpoint.tokens > 0


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
