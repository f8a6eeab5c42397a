"""A server on loopback that speaks the chat-completions protocol, streaming or not, and says what a script has it say.

Tests and measurements ask it in place of a large language model.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_KEPT = 100
_PIECE = 7
"""Characters of a streamed answer that come at once."""


@dataclass(frozen=True)
class Reply:
    """What the server answers to a request."""

    text: str = "{}"
    status: int = 200
    wait: float = 0.0
    """Seconds before it answers."""
    cut: bool = False
    """Whether the connection breaks in the middle of the answer."""
    counts: bool = True
    """Whether it tells how many tokens it counted."""
    raw: bytes | None = None
    """Sent in place of a well-formed answer."""
    bare: Iterable[bytes] | None = None
    """Sent bit by bit, from the status line on, in place of everything else."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked may have gone."""


@dataclass
class ScriptedServer:
    """Answers each request with what `script` makes of it; use as a context."""

    script: Callable[[dict[str, Any]], Reply]
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    """The last ones that came."""

    def __enter__(self) -> "ScriptedServer":
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(request)
                reply = outer.script(request)
                time.sleep(reply.wait)
                if reply.bare is not None:
                    self.close_connection = True
                    with suppress(OSError):  # whoever asked may have gone
                        for part in reply.bare:
                            self.wfile.write(part)
                elif reply.raw is not None:
                    self._send(reply.status, "application/json", reply.raw)
                elif reply.status != 200:
                    error = json.dumps({"error": {"message": reply.text}}).encode()
                    self._send(reply.status, "application/json", error)
                elif request.get("stream"):
                    self._send(200, "text/event-stream", _events(reply), cut=reply.cut)
                else:
                    self._send(200, "application/json", json.dumps(_completion(reply)).encode(), cut=reply.cut)

            def _send(self, status: int, kind: str, body: bytes, cut: bool = False) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if cut else body)
                self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"


def _completion(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    } | ({"usage": usage} if reply.counts else {})


def _events(reply: Reply) -> bytes:
    chunks = []
    for start in range(0, len(reply.text), _PIECE):
        delta = {"content": reply.text[start : start + _PIECE]}
        choice = {"index": 0, "delta": delta, "finish_reason": None}
        chunks.append({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "s", "choices": [choice]})
    return b"".join(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks) + b"data: [DONE]\n\n"
