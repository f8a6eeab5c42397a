"""Whatever a server does, a question is answered or given up in time, in little memory, and nothing of it stays."""

import asyncio
import gzip
import json
import signal
import threading
import time
import tracemalloc
from collections.abc import Iterator
from itertools import repeat

import psutil
import pytest
from pydantic import BaseModel

from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.llm.config import EndpointConfig
from planner.llm.endpoint import Endpoint
from planner.llm.errors import BudgetError, LLMError

pytest.importorskip("openai")

ASKED = [{"role": "user", "content": "8 torches"}]
TIMEOUT = 0.3
SLACK = 1.5
"""Seconds that a busy machine may take to notice."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
EMPTY = b"data: " + json.dumps({"id": "1", "object": "chat.completion.chunk", "choices": []}).encode() + b"\n\n"
WORD = b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": "and "}}]}).encode() + b"\n\n"


class Pick(BaseModel):
    """A form for the tests."""

    item: str


def endpoint(server, **options):
    return Endpoint(
        EndpointConfig(model="m", base_url=server.base_url, **{"timeout": TIMEOUT, "retries": 2, **options})
    )


def dripped(*begins: bytes, each: bytes, seconds: float = 0.05) -> Iterator[bytes]:
    """Send something at once, and then the same thing again and again, without end."""
    yield from begins
    while True:
        time.sleep(seconds)
        yield each


def headers() -> Iterator[bytes]:
    return dripped(OK, each=b"X-Wait: a\r\n")


STALLS = {
    "silence": lambda: dripped(each=b"", seconds=0.05),
    "a dripping status line": lambda: dripped(b"HTTP/1.1 200 ", each=b"O"),
    "dripping headers": headers,
    "a dripping body": lambda: dripped(OK, b"Content-Length: 4000\r\n\r\n", each=b" "),
    "a dripping body of no length": lambda: dripped(OK, b"\r\n", each=b" "),
    "a dripping chunk": lambda: dripped(OK, b"Transfer-Encoding: chunked\r\n\r\n", each=b"1\r\n \r\n"),
    "a dripping error": lambda: dripped(b"HTTP/1.1 500 Oh\r\nContent-Length: 4000\r\n\r\n", each=b" "),
    "dripping events": lambda: dripped(EVENTS, each=b"d"),
    "empty events": lambda: dripped(EVENTS, each=EMPTY),
    "comments": lambda: dripped(EVENTS, each=b": still here\n\n"),
    "an answer without end": lambda: dripped(EVENTS, each=WORD),
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("stall", STALLS)
def test_a_stall_ends_with_the_time_that_is_allowed(stall, stream):
    with ScriptedServer(lambda _: Reply(bare=STALLS[stall]())) as server:
        asking = endpoint(server, stream=stream)
        begun = time.monotonic()
        with pytest.raises(LLMError, match=r"did not answer within 0\.3 s"):
            asking.ask("test", ASKED, Pick)
    assert TIMEOUT * 0.9 < time.monotonic() - begun < TIMEOUT + SLACK
    assert "did not answer" in asking.exchanges[0].error


def test_retries_and_ways_to_ask_share_the_time():
    """Every try takes two thirds of it, and there would be nine: three structures, each tried three times."""
    with ScriptedServer(lambda _: Reply("no", status=500, wait=TIMEOUT * 2 / 3)) as server:
        begun = time.monotonic()
        with pytest.raises(LLMError, match="did not answer within"):
            endpoint(server).ask("test", ASKED, Pick)
        assert time.monotonic() - begun < TIMEOUT + SLACK
        assert len(server.requests) <= 2


@pytest.mark.parametrize("seconds", ["3600", "100", "1"])
def test_no_server_says_how_long_is_waited(seconds):
    """Of an hour, openai's client thinks itself that it is too long; a hundred seconds it would sleep."""
    busy = (
        b"HTTP/1.1 429 Busy\r\nConnection: close\r\nRetry-After: " + seconds.encode() + b"\r\nContent-Length: 0\r\n\r\n"
    )
    with ScriptedServer(lambda _: Reply(bare=[busy])) as server:
        begun = time.monotonic()
        with pytest.raises(LLMError, match=r"did not answer within|try again later"):
            endpoint(server).ask("test", ASKED, Pick)
    assert time.monotonic() - begun < TIMEOUT + SLACK


def test_a_redirect_loop_ends():
    here = b"HTTP/1.1 307 There\r\nConnection: close\r\nLocation: /v1/chat/completions\r\nContent-Length: 0\r\n\r\n"
    with ScriptedServer(lambda _: Reply(bare=[here])) as server:
        begun = time.monotonic()
        with pytest.raises(LLMError, match="redirects"):
            endpoint(server, timeout=5, retries=0).ask("test", ASKED, Pick)
        assert time.monotonic() - begun < 5
        assert len(server.requests) < 30


def test_a_redirect_is_followed():
    replies = iter(
        [Reply(bare=[b"HTTP/1.1 307 There\r\nConnection: close\r\nLocation: /v1/there\r\nContent-Length: 0\r\n\r\n"])]
    )
    with ScriptedServer(lambda _: next(replies, Reply('{"item": "torch"}'))) as server:
        assert endpoint(server, timeout=5).ask("test", ASKED, Pick).item == "torch"


def counted(parts: Iterator[bytes], sent: list[int]) -> Iterator[bytes]:
    for part in parts:
        sent.append(len(part))
        yield part


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "begin",
    [
        OK + b"Content-Length: 200000000\r\n\r\n",
        EVENTS,
        b"HTTP/1.1 500 Oh\r\nContent-Length: 200000000\r\n\r\n",
        b"HTTP/1.1 307 There\r\nConnection: close\r\nLocation: /v1/there\r\nContent-Length: 200000000\r\n\r\n",
    ],
    ids=["whole", "events", "error", "redirect"],
)
def test_an_answer_of_two_hundred_megabytes_is_cut_off(begin, stream):
    sent: list[int] = []
    body = repeat(b" " * 1_000_000, 200)
    with ScriptedServer(lambda _: Reply(bare=counted([begin, *body], sent))) as server:
        tracemalloc.start()
        with pytest.raises(LLMError, match="more than 8000000 bytes"):
            endpoint(server, timeout=20, retries=0, stream=stream).ask("test", ASKED, Pick)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sum(sent) < 40e6
    assert peak < 40e6


def test_words_without_end_are_cut_off():
    talk = ScriptedServer(lambda _: Reply(bare=dripped(EVENTS, each=WORD * 1000, seconds=0)))
    with talk as server, pytest.raises(LLMError, match="more than 8000000 bytes"):
        endpoint(server, timeout=20, retries=0, stream=True).ask("test", ASKED, Pick)


def test_a_packed_answer_is_not_unpacked():
    packed = gzip.compress(b" " * 200_000_000, 1)
    begin = OK + b"Content-Encoding: gzip\r\nContent-Length: " + str(len(packed)).encode() + b"\r\n\r\n"
    with ScriptedServer(lambda _: Reply(bare=[begin, packed])) as server:
        tracemalloc.start()
        with pytest.raises(LLMError, match="packed"):
            endpoint(server, timeout=20, retries=0).ask("test", ASKED, Pick)
        assert tracemalloc.get_traced_memory()[1] < 20e6
        tracemalloc.stop()


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"HTTP/1.1 200 "],
        [OK],
        [OK, b"Content-Length: 400\r\n\r\n", b'{"choices": ['],
        [OK, b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n{    \r\n"],
        [b"SSH-2.0-OpenSSH_9.6\r\n"],
        [b"\x00\xff" * 400],
    ],
)
def test_a_connection_that_is_closed_midway_is_one_clear_error(parts, stream):
    with ScriptedServer(lambda _: Reply(bare=parts)) as server:
        with pytest.raises(LLMError, match="cannot be reached"):
            endpoint(server, timeout=5, retries=1, stream=stream).ask("test", ASKED, Pick)
        assert len(server.requests) <= 2


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/event-stream; charset=utf-16",
        b"Content-Type: text/html; charset=bogus",
        b"Content-Length: -4",
        b"Content-Length: 99999999999999999999",
        b"Set-Cookie: \x01=\x02",
        b"no colon",
        b"X-Long: " + b"x" * 200_000,
    ],
    ids=lambda headers: headers[:30],
)
@pytest.mark.parametrize("status", [b"200 OK", b"500 \xff", b"101 Switching Protocols", b"307 There", b"999 ?", b"x"])
def test_what_is_hardly_http_is_one_clear_error(status, headers):
    parts = [b"HTTP/1.1 ", status, b"\r\n", headers, b"\r\nLocation: http://[\r\n\r\n", b'{"a":' * 50_000]
    with ScriptedServer(lambda _: Reply(bare=parts)) as server, pytest.raises(LLMError) as error:
        endpoint(server, timeout=5, retries=0).ask("test", ASKED, Pick)
    assert str(error.value).isprintable()


def test_events_that_break_off_between_two_are_an_answer_that_is_no_data():
    broken = ScriptedServer(lambda _: Reply(bare=[EVENTS, WORD]))
    with broken as server, pytest.raises(LLMError, match="no JSON object"):
        endpoint(server, timeout=5, stream=True).ask("test", ASKED, Pick)


def settled(measure, before, seconds=3.0):
    """Return a number once it is down to what it was before, or after some time, in which the server's threads end."""
    until = time.monotonic() + seconds
    while measure() > before and time.monotonic() < until:
        time.sleep(0.05)
    return measure()


def test_no_thread_and_no_connection_stays():
    process = psutil.Process()
    with ScriptedServer(lambda _: Reply(bare=dripped(OK, b"\r\n", each=b" "))) as server:
        asking = endpoint(server, timeout=0.2)
        threads, files = threading.active_count(), process.num_fds()
        for _ in range(5):
            with pytest.raises(LLMError):
                asking.ask("test", ASKED, Pick)
        assert settled(threading.active_count, threads) <= threads
        assert settled(process.num_fds, files) <= files


def test_an_episode_waits_no_longer_than_it_may():
    with ScriptedServer(lambda _: Reply(bare=headers())) as server:
        asking = endpoint(server, timeout=0.4, budget_seconds=0.6)
        begun = time.monotonic()
        for reason in ("within 0.4 s", "did not answer within", "budget_seconds"):
            with pytest.raises(LLMError, match=reason):
                asking.ask("test", ASKED, Pick)
        with pytest.raises(BudgetError):
            asking.ask("test", ASKED, Pick)
        assert time.monotonic() - begun < 0.6 + SLACK


@pytest.fixture
def heeds_ctrl_c():
    """Python as it is in a terminal: what a shell starts in the background begins with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_ends_the_wait():
    main = threading.main_thread().ident
    press = threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT))
    with ScriptedServer(lambda _: Reply(bare=headers())) as server:
        asking = endpoint(server, timeout=20)
        begun = time.monotonic()
        press.start()
        with pytest.raises(KeyboardInterrupt):
            asking.ask("test", ASKED, Pick)
        assert time.monotonic() - begun < 0.3 + SLACK
    assert asking.exchanges[0].error == "interrupted"


def test_where_an_event_loop_runs_already_as_in_a_notebook():
    async def cell():
        with ScriptedServer(lambda _: Reply('{"item": "torch"}')) as server:
            return endpoint(server, timeout=5).ask("test", ASKED, Pick)

    assert asyncio.run(cell()).item == "torch"
