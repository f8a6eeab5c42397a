"""One request to a server that speaks the chat-completions protocol: bounded in time and size, whatever it answers.

The time is the whole request's: a server that drips bytes, sends empty chunks or has every retry wait is cut off as
one that says nothing. That is why the request is a coroutine, which can be cancelled wherever it waits. It runs on an
event loop of its own in a thread of its own, as a notebook's thread has one running already; both end with the request.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import httpx2
import openai
from anyio.from_thread import start_blocking_portal
from pydantic import BaseModel, Field, ValidationError

from planner.llm.config import EndpointConfig
from planner.llm.errors import LLMError, StatusError

_LARGEST = 8_000_000
"""Bytes of an answer that are read: of a streamed one, some 300 for each of its tokens."""
_SHORTEST_SECRET = 8
"""Characters; a shorter key, such as `none`, is a word like any other."""
_HINTS = {401: "check the API key", 403: "check the API key", 404: "check model and base URL", 429: "try again later"}
_UNREACHABLE = (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError)


@dataclass(frozen=True)
class Answer:
    """What a model said."""

    text: str
    tokens: tuple[int, int] | None
    """Of the request and of the answer, as the server counted them; None if it did not."""


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message | None = None
    delta: _Message | None = None

    @property
    def text(self) -> str:
        said = self.message or self.delta
        return (said and said.content) or ""


class _Usage(BaseModel):
    prompt_tokens: Annotated[int, Field(ge=0)] | None = None
    completion_tokens: Annotated[int, Field(ge=0)] | None = None


class _Completion(BaseModel):
    """A whole answer, or one event of a stream; servers add much, and leave much out."""

    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


def post(config: EndpointConfig, options: Mapping[str, Any], seconds: float) -> Answer:
    """Send a request and return the answer.

    Args:
        config: Where to.
        options: The request's body.
        seconds: After which the request is given up. Only the system's own look-up of a name can take longer.

    Raises:
        StatusError: The server refuses.
        LLMError: It cannot be reached, does not answer in time, or answers with something else.
    """
    where, key = f"{config.model} at {config.base_url or 'OpenAI'}", _key(config)
    try:
        with start_blocking_portal() as portal:
            body = portal.call(_body, config, options, seconds)
        answer = read(body.decode("utf-8", "replace"))
    except openai.APIStatusError as error:
        reason = _HINTS.get(error.status_code) or _one_line(_without(key, error.message))
        raise StatusError(error.status_code, f"{where} answered with status {error.status_code} ({reason})") from None
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
        raise LLMError(f"{where} did not answer within {seconds:.1f} s") from None
    except _UNREACHABLE as error:
        reason = _one_line(_without(key, str(error.__cause__ or error)))
        raise LLMError(f"{where} cannot be reached: {reason}") from None
    return Answer(_without(key, answer.text), answer.tokens)


async def _body(config: EndpointConfig, options: Mapping[str, Any], seconds: float) -> bytes:
    async with (
        asyncio.timeout(seconds),
        openai.AsyncOpenAI(
            api_key=_key(config) or "none",
            base_url=config.base_url,
            timeout=seconds,
            max_retries=config.retries,
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(verify=_trust(), event_hooks={"response": [_bound]}),
        ) as client,
        client.chat.completions.with_streaming_response.create(**options) as response,
    ):
        return await response.read()


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust; to read them takes longer than all else about a request."""
    return httpx2.create_ssl_context()


class _Bounded(httpx2.AsyncByteStream):
    """A body that is cut off where it is longer than any answer."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _LARGEST
        async for part in self._stream:
            left -= len(part)
            if left < 0:
                raise httpx2.ReadError(f"an answer of more than {_LARGEST} bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    """Bound the body of a response, errors and redirects too; a packed one could be of any length once unpacked."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx2.DecodingError("a packed answer, which was not asked for")
    response.stream = _Bounded(response.stream)


def read(body: str) -> Answer:
    """Return what an answer says, whole or in a stream's events.

    Raises:
        ValueError: It is no chat completion, or an error.
    """
    events = [line.removeprefix("data:").strip() for line in body.split("\n") if line.startswith("data:")]
    pieces: list[str] = []
    tokens: tuple[int, int] | None = None
    for event in events or [body]:
        if event == "[DONE]":
            break
        try:
            part = _Completion.model_validate_json(event)
        except ValidationError:
            raise ValueError("what answers there is no chat completion") from None
        if part.error:
            raise ValueError(f"an error is all that comes: {part.error}")
        pieces += [choice.text for choice in (part.choices or [])[:1]]
        if part.usage and part.usage.prompt_tokens is not None:
            tokens = part.usage.prompt_tokens, part.usage.completion_tokens or 0
    return Answer("".join(pieces), tokens)


def _one_line(text: str) -> str:
    """Return the beginning of a server's words, without what would move a terminal's cursor."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def _key(config: EndpointConfig) -> str:
    return config.api_key.get_secret_value() if config.api_key else ""


def _without(key: str, text: str) -> str:
    """Take a key out of what a server says: all of that goes into the record."""
    return text.replace(key, "***") if len(key) >= _SHORTEST_SECRET else text
