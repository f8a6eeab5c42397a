"""Messages between a process of ours and a worker: a JSON object and arrays of plain numbers, never code.

A message is a mark, the lengths of its two parts (4 bytes each, big-endian), the JSON text, and the arrays' bytes one
after the other; under `arrays` the JSON says what they are. Runs on Python 3.9 with NumPy, too.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

MOST_TEXT, MOST_BYTES = 1 << 24, 1 << 28
"""Longest JSON text and longest arrays of a message; more is taken for garbage."""
_MARK = b"LSW1"
_HEAD = struct.Struct(">4sII")
_KINDS = "biuf"
_ARRAYS = "arrays"

Message = tuple[dict[str, Any], dict[str, "np.ndarray[Any, Any]"]]
"""A JSON object, and arrays by name."""


class WireError(Exception):
    """Nothing more can be said over a connection; the message says what came instead of a message."""


def send(connection: socket.socket, facts: Mapping[str, Any], arrays: Mapping[str, Any] | None = None) -> None:
    """Send a message.

    Raises:
        WireError: It is too long, the other end is gone, or it takes nothing within the socket's time limit.
    """
    rows = {name: np.asarray(array) for name, array in (arrays or {}).items()}
    described = [[name, row.dtype.str, list(row.shape)] for name, row in rows.items()]
    text = json.dumps({**facts, _ARRAYS: described}, separators=(",", ":")).encode()
    body = b"".join(row.tobytes() for row in rows.values())
    if len(text) > MOST_TEXT or len(body) > MOST_BYTES:
        raise WireError(f"a message of {len(text)} and {len(body)} bytes is too long to be sent")
    try:
        connection.sendall(_HEAD.pack(_MARK, len(text), len(body)) + text + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise WireError("it ended") from error
    except OSError as error:
        raise WireError(f"it takes no message ({error})") from error


def receive(connection: socket.socket, limit: float | None = None) -> Message:
    """Return the next message.

    Args:
        connection: Where from.
        limit: Seconds for all of it; None: as long as it takes.

    Raises:
        WireError: The other end is gone, is silent for too long, or sends what is no message.
    """
    end = None if limit is None else time.monotonic() + limit
    mark, length, size = _HEAD.unpack(_take(connection, _HEAD.size, end, begun=False))
    if mark != _MARK or length > MOST_TEXT or size > MOST_BYTES:
        raise WireError(f"it sent garbage: {mark + struct.pack('>II', length, size)!r}")
    text = _take(connection, length, end, begun=True)
    body = _take(connection, size, end, begun=True)
    try:
        facts = json.loads(text)
        described = facts.pop(_ARRAYS)
        return facts, _arrays(described, body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WireError(f"it sent garbage: {bytes(text[:60])!r} ({error})") from error


def _arrays(described: Any, body: bytearray) -> dict[str, np.ndarray[Any, Any]]:
    arrays, offset = {}, 0
    for name, kind, shape in described:
        dtype = np.dtype(str(kind))
        count = math.prod(int(side) for side in shape)
        if dtype.kind not in _KINDS or count < 0 or offset + count * dtype.itemsize > len(body):
            raise ValueError(f"no array of {kind} and {shape}")
        arrays[str(name)] = np.frombuffer(body, dtype, count, offset).reshape(shape)
        offset += count * dtype.itemsize
    if offset != len(body):
        raise ValueError(f"{len(body) - offset} bytes too many")
    return arrays


def _take(connection: socket.socket, size: int, end: float | None, begun: bool) -> bytearray:
    """Return so many bytes."""
    taken = bytearray(size)
    view = memoryview(taken)
    while view.nbytes:
        left = None if end is None else end - time.monotonic()
        half = begun or len(view) < size
        if left is not None and left <= 0:
            raise WireError("it stopped in the middle of an answer" if half else "it did not answer in time")
        connection.settimeout(left)
        try:
            got = connection.recv_into(view)
        except socket.timeout:  # noqa: UP041 - another class in Python 3.9
            continue
        except ConnectionResetError:
            got = 0
        if not got:
            raise WireError("it ended in the middle of an answer" if half else "it ended")
        view = view[got:]
    return taken
