"""Messages: framing, bounds, and what is said about a client that breaks off or talks nonsense."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.malmo import protocol
from envs.malmo.protocol import DisconnectedError, ProtocolError


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_messages_arrive_as_they_were_sent(ends):
    ours, theirs = ends
    protocol.send(theirs, b"one", b"\0\xff", b"x" * 100_000)
    assert [protocol.receive(ours) for _ in range(3)] == [b"one", b"\0\xff", b"x" * 100_000]


def test_an_end_between_messages_is_no_mistake(ends):
    ours, theirs = ends
    theirs.close()
    with pytest.raises(DisconnectedError):
        protocol.receive(ours)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0\0", "half a message"),
        (struct.pack("!I", 10) + b"four", "after 4 of 10 bytes"),
        (struct.pack("!I", 0xFFFF_FFFF), "4294967295 bytes"),
        (struct.pack("!I", 0), "0 bytes"),
    ],
)
def test_half_and_huge_messages_are_named(ends, data, words):
    ours, theirs = ends
    theirs.sendall(data)
    theirs.close()
    with pytest.raises(ProtocolError, match=words):
        protocol.receive(ours)


def test_a_message_that_stops_in_the_middle_is_not_waited_for_for_ever(ends, monkeypatch):
    monkeypatch.setattr(protocol, "_PATIENCE", 0.05)
    ours, theirs = ends
    theirs.sendall(struct.pack("!I", 10) + b"four")
    with pytest.raises(ProtocolError, match="4 of 10 bytes"):
        protocol.receive(ours)


def test_a_client_that_takes_nothing_is_given_up(ends, monkeypatch):
    monkeypatch.setattr(protocol, "_PATIENCE", 0.05)
    ours, _ = ends
    with pytest.raises(DisconnectedError, match="takes nothing"):
        protocol.send(ours, b"x" * 50_000_000)


def test_text_must_be_utf8(ends):
    ours, theirs = ends
    protocol.send(theirs, b"\xff\xfe")
    with pytest.raises(ProtocolError, match="UTF-8"):
        protocol.receive_text(ours)


@pytest.mark.parametrize("hello", [b"<MalmoEnv0.37.0/>", b"<MalmoEnv0.37.0-x/>"])
def test_hello(ends, hello):
    ours, theirs = ends
    protocol.send(theirs, hello)
    protocol.receive_hello(ours, 1.0)


@pytest.mark.parametrize("hello", [b"<MalmoEnv0.36.0/>", b"GET / HTTP/1.1\r\n", b"<MalmoEnv0.37.0" + b" " * 50])
def test_another_hello(ends, hello):
    ours, theirs = ends
    protocol.send(theirs, hello)
    with pytest.raises(ProtocolError):
        protocol.receive_hello(ours, 1.0)


def test_no_hello(ends):
    with pytest.raises(ProtocolError, match="no hello within"):
        protocol.receive_hello(ends[0], 0.05)


def test_numbers_are_big_endian():
    assert protocol.answer(1) == b"\0\0\0\1"
    assert struct.unpack("!dbb", protocol.step_answer(2.5, True)) == (2.5, 1, 1)
    assert protocol.peek_answer(True) == b"\1"


@given(
    st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1)),
    st.sampled_from("02"),
)
def test_commands_of_a_step(lines, option):
    body = "\n".join(lines)
    assert protocol.step_commands(f"<StepClient{option}>{body}</StepClient{option} >") == tuple(lines)


@pytest.mark.parametrize("token", ["", "abc", "a:0:0:1", "a:0:0:2:true", "a:1:0:1:true"])
def test_tokens_of_other_missions(token):
    with pytest.raises(ProtocolError):
        protocol.token_seed(token)


def test_a_token_may_carry_a_seed():
    assert protocol.token_seed("a:0:0:1:true") is None
    assert protocol.token_seed("a:0:3:1:true:-99") == -99
