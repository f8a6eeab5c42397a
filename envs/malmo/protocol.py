"""Malmo's environment protocol, version 0.37.0, as MineDojo 0.1 and MineRL 1.0 speak it, over one TCP connection.

Every message is a length (four bytes, big-endian) and so many bytes; texts are UTF-8. The client begins:

| client | server |
|---|---|
| `<MalmoEnv0.37.0/>` | nothing |
| `<Quit/>` | int32, 1 |
| `<MissionInit ...>`, and a token `uuid:role:reset:agents:synchronous[:seed]` | int32, 1: the mission has begun |
| `<Peek/>` | the frame, the info, one byte: done |
| `<StepClient0>` commands, one a line `</StepClient0 >` | the frame, (float64 reward, byte done, byte sent), the info |
| `<StepServer></StepServer>` | nothing |
| `<Disconnect/>` | nothing; the connection ends |
| `<Exit>NOW</Exit>` | int32, 1; the connection ends |
"""

import re
import socket
import struct

VERSION = "0.37.0"
HELLO = f"<MalmoEnv{VERSION}"
"""What the first message of a client begins with."""
LONGEST = 4 << 20
"""Most bytes of a message that is accepted."""

_LENGTH = struct.Struct("!I")
_INT = struct.Struct("!i")
_STEP = struct.Struct("!dbb")
_HELLO_ROOM = 8  # bytes that a hello may be longer than ours
_PATIENCE = 60.0  # seconds until the rest of a message, or until somebody takes what is sent
_STEP_TAG = len("<StepClient_>")
_TOKEN_FIELDS = 5
_WHOLE = re.compile(r"-?\d{1,19}")


class ProtocolError(ValueError):
    """A client that does not speak the protocol; its connection cannot go on."""


class DisconnectedError(ConnectionError):
    """The other end has gone."""


def receive(connection: socket.socket, longest: int = LONGEST) -> bytes:
    """Return the next message; wait for it as long as it takes, but not in the middle of it.

    Raises:
        DisconnectedError: The connection ended between two messages.
        ProtocolError: It ended in the middle of one, the rest did not come in time, or the message is too long.
    """
    connection.settimeout(None)
    first = connection.recv(1)
    if not first:
        raise DisconnectedError("the connection was closed")
    connection.settimeout(_PATIENCE)
    (length,) = _LENGTH.unpack(first + _rest(connection, _LENGTH.size - 1))
    if not 0 < length <= longest:
        raise ProtocolError(f"a message of {length} bytes was announced; 1 to {longest} are possible here")
    return _rest(connection, length)


def _rest(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        try:
            part = connection.recv(min(count - len(parts), 1 << 16))
        except TimeoutError as error:
            raise ProtocolError(f"half a message: {len(parts)} of {count} bytes in {_PATIENCE:.0f} s") from error
        if not part:
            raise ProtocolError(f"half a message: the connection ended after {len(parts)} of {count} bytes")
        parts += part
    return bytes(parts)


def receive_text(connection: socket.socket) -> str:
    """Return the next message as text; errors as `receive`, and ProtocolError if it is not UTF-8."""
    return decode(receive(connection))


def decode(message: bytes) -> str:
    """Return a message as text, or raise ProtocolError."""
    try:
        return message.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError(f"a message of {len(message)} bytes is not UTF-8 text") from error


def receive_hello(connection: socket.socket, patience: float) -> None:
    """Take the first message of a client.

    Raises:
        ProtocolError: It is not this version's hello, or did not come within `patience` seconds.
        DisconnectedError: The client has gone.
    """
    connection.settimeout(patience)
    try:
        if not connection.recv(1, socket.MSG_PEEK):
            raise DisconnectedError("the connection was closed")
    except TimeoutError as error:
        raise ProtocolError(f"no hello within {patience:.0f} s") from error
    hello = receive(connection, len(HELLO) + _HELLO_ROOM)
    if not hello.startswith(HELLO.encode()):
        raise ProtocolError(f"the client says {hello!r}, not {HELLO}/>: this is Malmo's protocol {VERSION}")


def send(connection: socket.socket, *messages: bytes) -> None:
    """Send messages.

    Raises:
        DisconnectedError: The client has gone, or does not take them.
    """
    connection.settimeout(_PATIENCE)
    try:
        connection.sendall(b"".join(_LENGTH.pack(len(message)) + message for message in messages))
    except TimeoutError as error:
        raise DisconnectedError(f"the client takes nothing for {_PATIENCE:.0f} s") from error


def answer(number: int) -> bytes:
    """Return the message that is an int32."""
    return _INT.pack(number)


def step_answer(reward: float, done: bool) -> bytes:
    """Return the message between frame and info of a step."""
    return _STEP.pack(reward, done, True)


def peek_answer(done: bool) -> bytes:
    """Return the last message of a peek."""
    return bytes([done])


def step_commands(message: str) -> tuple[str, ...]:
    """Return the lines between the tags of a `<StepClient0>` or `<StepClient2>` message."""
    return tuple(filter(None, message[_STEP_TAG : -(_STEP_TAG + 2)].split("\n")))


def token_seed(token: str) -> int | None:
    """Return the seed in the message that follows a mission, where MineRL has that of the world; None if there is none.

    Raises:
        ProtocolError: It is no token, or one of a mission with several agents.
    """
    parts = token.split(":")
    if len(parts) < _TOKEN_FIELDS:
        raise ProtocolError(f"'{token[:80]}' is no token; one is uuid:role:reset:agents:synchronous")
    if (parts[1], parts[3]) != ("0", "1"):
        raise ProtocolError(f"the token '{token[:80]}' is of a mission with several agents; here is room for one")
    seed = parts[_TOKEN_FIELDS] if len(parts) > _TOKEN_FIELDS else ""
    if seed and not _WHOLE.fullmatch(seed):
        raise ProtocolError(f"the token '{token[:80]}' has a seed that is no whole number of 64 bits")
    return int(seed) if seed else None
