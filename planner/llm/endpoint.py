"""A large language model behind any OpenAI-compatible endpoint, asked for data in a given form.

OpenAI, vLLM, Ollama, llama.cpp, DeepSeek, Qwen and others speak the same protocol (`POST /chat/completions`) and differ
in how they can be held to a form (by a JSON schema, by "some JSON object", or not at all) and in whether they can see.
`Endpoint.ask` begins with the most and falls back, once and for all, where the server refuses. What was asked and said
is kept, and what it cost.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from planner.llm.config import EndpointConfig
from planner.llm.errors import BudgetError, LLMError, StatusError
from planner.llm.forms import LONGEST_ANSWER, STRUCTURES, Form, Message, Structure, in_words, parse, request_form
from planner.llm.pictures import count_pictures, recorded, without_pictures

_PER_MILLION = 1e6
_BAD_REQUEST = (400, 415, 422, 500, 501)
"""Statuses of servers that do not know a response format."""
_BAD_PICTURE = (*_BAD_REQUEST, 404, 413)
"""Statuses of servers that take no pictures: OpenRouter finds no model then, and others find a request too large."""
_PICTURE_TOKENS = 255
"""Of a picture of up to 512x512 pixels, as OpenAI counts them for gpt-4o ("Images and vision")."""


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it."""

    purpose: str
    messages: tuple[Message, ...]
    """With each picture's size and hash in its place."""
    answer: str
    error: str
    """Why the answer was of no use; empty if it was."""
    tokens_in: int
    tokens_out: int
    usd: float
    seconds: float
    cached: bool
    chosen: str = ""
    """Of an answer with several plans, which one was taken, and what became of the others."""


class Endpoint:
    """Asks a model, and keeps account of it."""

    def __init__(self, config: EndpointConfig) -> None:
        """Prepare to ask; nothing is sent yet.

        Raises:
            LLMError: The package `openai` is not installed.
        """
        try:
            from planner.llm import wire
        except ImportError as error:
            raise LLMError("the LLM planner needs the package openai: pip install 'lodestone[llm]'") from error
        self.config = config
        self.exchanges: list[Exchange] = []
        self._post = wire.post
        self._structure: Structure = STRUCTURES[0]
        self._sees = True

    @property
    def tokens(self) -> int:
        """Tokens of all requests and answers so far."""
        return sum(exchange.tokens_in + exchange.tokens_out for exchange in self.exchanges)

    @property
    def usd(self) -> float:
        """US dollars spent so far."""
        return sum(exchange.usd for exchange in self.exchanges)

    @property
    def seconds(self) -> float:
        """Seconds waited so far."""
        return sum(exchange.seconds for exchange in self.exchanges)

    def ask(self, purpose: str, messages: Sequence[Message], form: type[Form]) -> Form:
        """Ask for an answer in a form.

        Args:
            purpose: What it is for, for the record.
            messages: The conversation so far.
            form: What the answer must be.

        Raises:
            BudgetError: Nothing is asked, as what was allowed is spent.
            AnswerError: The answer is not in the form; the message says what is wrong with it.
            LLMError: The server cannot be reached, refuses, or takes too long.
        """
        self._check_budget()
        begun = time.monotonic()
        key = self._key(messages, form)
        answer = self._kept(key)
        cached, usage, error = answer is not None, (0, 0), "interrupted"
        try:
            if answer is None:
                answer, usage = self._request(messages, form)
            parsed = parse(answer, form)
            error = ""
        except LLMError as problem:
            error = str(problem)
            raise
        finally:
            self._note(purpose, messages, answer or "", error, usage, begun, cached)
        if not cached:
            self._keep(key, answer)
        return parsed

    def amend(self, error: str = "", chosen: str = "") -> None:
        """Add to the last exchange what became of its answer: why it was of no use, or which of its plans was taken."""
        self.exchanges[-1] = replace(self.exchanges[-1], error=error, chosen=chosen)

    def _check_budget(self) -> None:
        config = self.config
        if self.tokens >= config.budget_tokens:
            raise BudgetError(f"the LLM has used {self.tokens} of {config.budget_tokens} tokens; raise budget_tokens")
        if self.seconds >= config.budget_seconds:
            waited = f"{self.seconds:.3g} of {config.budget_seconds:g} s"
            raise BudgetError(f"the LLM was waited for {waited}; raise budget_seconds")
        if config.budget_usd is not None and self.usd >= config.budget_usd:
            raise BudgetError(f"the LLM has cost {self.usd:.4f} of {config.budget_usd:.4f} USD; raise budget_usd")

    def _request(self, messages: Sequence[Message], form: type[BaseModel]) -> tuple[str, tuple[int, int]]:
        """Send a request in the strictest form that the server knows, with its pictures if the server takes them.

        Returns:
            The answer, and the tokens of request and answer.
        """
        deadline = time.monotonic() + min(self.config.timeout, self.config.budget_seconds - self.seconds)
        refusal: LLMError | None = None
        pictures = count_pictures(messages)
        for structure, sees in self._ways(pictures > 0):
            sent = [*(messages if sees else without_pictures(messages)), *in_words(structure, form)]
            try:
                answer = self._post(self.config, self._options(sent, structure, form), deadline - time.monotonic())
            except StatusError as error:
                if error.status not in (_BAD_PICTURE if pictures and sees else _BAD_REQUEST):
                    raise
                refusal = error
                continue
            self._structure = structure
            self._sees = sees or (self._sees and not pictures)
            return answer.text, answer.tokens or _guessed(sent, answer.text)
        raise refusal or LLMError("there is no way to ask")

    def _ways(self, pictures: bool) -> Iterator[tuple[Structure, bool]]:
        """Yield how to ask: in which structure, and whether with pictures, as far as nothing was refused before."""
        for structure in STRUCTURES[STRUCTURES.index(self._structure) :]:
            if pictures and self._sees:
                yield structure, True
            yield structure, False

    def _options(self, sent: Sequence[Message], structure: Structure, form: type[BaseModel]) -> dict[str, Any]:
        return {
            "model": self.config.model,
            "messages": list(sent),
            "max_tokens": self.config.max_tokens,
            "temperature": self.config.temperature,
            "stream": self.config.stream,
            **request_form(structure, form),
        }

    def _note(
        self,
        purpose: str,
        messages: Sequence[Message],
        answer: str,
        error: str,
        usage: tuple[int, int],
        begun: float,
        cached: bool,
    ) -> None:
        usd = (usage[0] * self.config.price_in + usage[1] * self.config.price_out) / _PER_MILLION
        seconds = time.monotonic() - begun
        told = tuple(recorded(messages if self._sees else without_pictures(messages)))
        self.exchanges.append(Exchange(purpose, told, answer[:LONGEST_ANSWER], error, *usage, usd, seconds, cached))

    def _key(self, messages: Sequence[Message], form: type[BaseModel]) -> str:
        """Return what an answer depends on, in short."""
        server = [self.config.base_url, self.config.model, self.config.temperature, self.config.max_tokens]
        asked = [*server, form.model_json_schema(), list(messages)]
        return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def _kept(self, key: str) -> str | None:
        """Return an earlier answer to the same request; one that cannot be read is as good as none."""
        if self.config.cache is None:
            return None
        try:
            return (self.config.cache / f"{key}.txt").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _keep(self, key: str, answer: str) -> None:
        if self.config.cache is None:
            return
        part = self.config.cache / f"{key}.{os.getpid()}.part"
        with suppress(OSError):  # no reason to end an episode
            self.config.cache.mkdir(parents=True, exist_ok=True)
            part.write_text(answer, encoding="utf-8")
            part.replace(self.config.cache / f"{key}.txt")


def _guessed(messages: Sequence[Message], answer: str) -> tuple[int, int]:
    """Return tokens where the server does not count them: one for three characters, and some for each picture."""
    said = json.dumps(recorded(messages), ensure_ascii=False)
    return len(said) // 3 + _PICTURE_TOKENS * count_pictures(messages), len(answer) // 3
