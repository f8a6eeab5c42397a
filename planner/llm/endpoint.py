"""A large language model behind any OpenAI-compatible endpoint, asked for data in a given form.

OpenAI, vLLM, Ollama, llama.cpp, DeepSeek, Qwen and others speak the same protocol (`POST /chat/completions`) and differ
in how they can be held to a form: by a JSON schema, by "some JSON object", or not at all. `Endpoint.ask` begins with
the schema and falls back, once and for all, where the server refuses. Whatever comes is parsed and checked here, and
nothing of it is ever run.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

Structure = Literal["schema", "object", "text"]
"""How a server is told the form of an answer: by a JSON schema, as any JSON object, or in words alone."""
_FALLBACKS: tuple[Structure, ...] = ("schema", "object", "text")
_PER_MILLION = 1e6
_LONGEST_ANSWER = 20_000
"""Characters of an answer that are looked at."""
_HINTS = {401: "check the API key", 403: "check the API key", 404: "check model and base URL", 429: "try again later"}
_BAD_REQUEST = (400, 415, 422, 500, 501)
"""Statuses of servers that do not know a response format."""

Form = TypeVar("Form", bound=BaseModel)

Message = Mapping[str, Any]
"""`role` and `content`, as the protocol has them."""


class LLMError(RuntimeError):
    """No usable answer came; the message says why and what would help."""


class BudgetError(LLMError):
    """The tokens, or the money, that were allowed are spent."""


class AnswerError(LLMError):
    """An answer came that is not in the form that was asked for."""


class EndpointConfig(BaseModel):
    """Which model to ask, where, and at what cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    """As the server calls it, such as `gpt-4o-mini`, `qwen2.5:7b` or `deepseek-chat`."""
    base_url: str | None = None
    """Of the server, such as `http://localhost:11434/v1`; OpenAI's if not given."""
    api_key: Annotated[SecretStr | None, Field(exclude=True)] = None
    """Some servers ask for none. It is never written down."""
    timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds without a sign of the server until a request is given up; of a streamed answer, all of its seconds."""
    retries: Annotated[int, Field(ge=0)] = 2
    """Of requests that fail on the way, or that the server is too busy for."""
    max_tokens: Annotated[int, Field(ge=1)] = 1500
    """Of one answer."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    stream: bool = False
    """Whether answers come piece by piece; what is said is the same."""
    budget_tokens: Annotated[int, Field(ge=1)] = 200_000
    """Of all requests and answers of an episode together."""
    budget_usd: Annotated[float, Field(gt=0)] | None = None
    """Of an episode; needs prices."""
    price_in: Annotated[float, Field(ge=0)] = 0.0
    """US dollars for a million tokens of a request."""
    price_out: Annotated[float, Field(ge=0)] = 0.0
    """US dollars for a million tokens of an answer."""
    cache: Path | None = None
    """Folder of answers by the content of their requests; none are kept if not given."""


def endpoint_config(options: Mapping[str, Any]) -> EndpointConfig:
    """Return a configuration from options, and what they leave out from the environment.

    `LODESTONE_LLM_MODEL`, `LODESTONE_LLM_BASE_URL`, `LODESTONE_LLM_API_KEY`; then `OPENAI_BASE_URL`, `OPENAI_API_KEY`.

    Raises:
        LLMError: No model is named, or an option is no good.
    """
    known = {name: value for name, value in options.items() if value is not None}
    for name, variables in _VARIABLES.items():
        value = next((os.environ[variable] for variable in variables if os.environ.get(variable)), None)
        if name not in known and value is not None:
            known[name] = value
    if "model" not in known:
        raise LLMError("name a model for the LLM planner: --model NAME, or LODESTONE_LLM_MODEL in the environment")
    try:
        return EndpointConfig(**known)
    except ValidationError as error:
        first = error.errors()[0]
        raise LLMError(f"LLM option '{'.'.join(map(str, first['loc']))}': {first['msg']}") from None


_VARIABLES = {
    "model": ("LODESTONE_LLM_MODEL",),
    "base_url": ("LODESTONE_LLM_BASE_URL", "OPENAI_BASE_URL"),
    "api_key": ("LODESTONE_LLM_API_KEY", "OPENAI_API_KEY"),
}


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it."""

    purpose: str
    messages: tuple[Message, ...]
    answer: str
    error: str
    """Why the answer was of no use; empty if it was."""
    tokens_in: int
    tokens_out: int
    usd: float
    seconds: float
    cached: bool


class Endpoint:
    """Asks a model, and keeps account of it."""

    def __init__(self, config: EndpointConfig) -> None:
        """Prepare to ask; nothing is sent yet.

        Raises:
            LLMError: The package `openai` is not installed.
        """
        try:
            import openai
        except ImportError as error:
            raise LLMError("the LLM planner needs the package openai: pip install 'lodestone[llm]'") from error
        self.config = config
        self.exchanges: list[Exchange] = []
        self._errors = openai
        key = config.api_key.get_secret_value() if config.api_key else "none"
        self._client = openai.OpenAI(
            api_key=key, base_url=config.base_url, timeout=config.timeout, max_retries=config.retries
        )
        self._structure: Structure = "schema"

    @property
    def tokens(self) -> int:
        """Tokens of all requests and answers so far."""
        return sum(exchange.tokens_in + exchange.tokens_out for exchange in self.exchanges)

    @property
    def usd(self) -> float:
        """US dollars spent so far."""
        return sum(exchange.usd for exchange in self.exchanges)

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
        cached = answer is not None
        usage = (0, 0)
        if answer is None:
            answer, usage = self._request(purpose, messages, form, begun)
        parsed: Form | None = None
        error = ""
        try:
            parsed = parse(answer, form)
        except AnswerError as problem:
            error = str(problem)
        self._note(purpose, messages, answer, error, usage, begun, cached)
        if parsed is None:
            raise AnswerError(error)
        if not cached:
            self._keep(key, answer)
        return parsed

    def _check_budget(self) -> None:
        if self.tokens >= self.config.budget_tokens:
            allowed = self.config.budget_tokens
            raise BudgetError(f"the LLM has used {self.tokens} of {allowed} tokens; raise budget_tokens")
        if self.config.budget_usd is not None and self.usd >= self.config.budget_usd:
            allowed_usd = self.config.budget_usd
            raise BudgetError(f"the LLM has cost {self.usd:.4f} of {allowed_usd:.4f} USD; raise budget_usd")

    def _request(
        self, purpose: str, messages: Sequence[Message], form: type[BaseModel], begun: float
    ) -> tuple[str, tuple[int, int]]:
        """Send a request, in the strictest form that the server knows."""
        while True:
            try:
                return self._send(messages, form)
            except self._errors.APIStatusError as error:
                weaker = _weaker(self._structure)
                if error.status_code not in _BAD_REQUEST or weaker is None:
                    self._note(purpose, messages, "", f"the server said {error.status_code}", (0, 0), begun, False)
                    raise LLMError(_explained(error.status_code, self.config, str(error))) from None
                self._structure = weaker
            except self._errors.APITimeoutError:
                self._note(purpose, messages, "", "no answer in time", (0, 0), begun, False)
                raise LLMError(f"{self.config.model} did not answer within {self.config.timeout:g} s") from None
            except (self._errors.APIError, ValueError) as error:
                self._note(purpose, messages, "", f"no answer: {error}", (0, 0), begun, False)
                where = self.config.base_url or "OpenAI"
                raise LLMError(f"{self.config.model} cannot be reached at {where}: {error}") from None

    def _send(self, messages: Sequence[Message], form: type[BaseModel]) -> tuple[str, tuple[int, int]]:
        options: dict[str, Any] = {
            "model": self.config.model,
            "messages": [*messages, *_in_words(self._structure, form)],
            "max_tokens": self.config.max_tokens,
            "temperature": self.config.temperature,
            **_response_format(self._structure, form),
        }
        if not self.config.stream:
            completion = self._client.chat.completions.create(**options)
            choices = completion.choices or []
            text = (choices[0].message.content or "") if choices else ""
            return text, _usage(completion.usage, options["messages"], text)
        pieces, usage, deadline = [], None, time.monotonic() + self.config.timeout
        for chunk in self._client.chat.completions.create(**options, stream=True):
            usage = chunk.usage or usage
            pieces += [choice.delta.content or "" for choice in chunk.choices or []]
            if time.monotonic() > deadline or sum(map(len, pieces)) > _LONGEST_ANSWER:
                break
        text = "".join(pieces)
        return text, _usage(usage, options["messages"], text)

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
        kept = answer[:_LONGEST_ANSWER]
        self.exchanges.append(Exchange(purpose, tuple(messages), kept, error, *usage, usd, seconds, cached))

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
        self.config.cache.mkdir(parents=True, exist_ok=True)
        part = self.config.cache / f"{key}.{os.getpid()}.part"
        part.write_text(answer, encoding="utf-8")
        part.replace(self.config.cache / f"{key}.txt")


def parse(answer: str, form: type[Form]) -> Form:
    """Return an answer as data: the first JSON object in it, whatever stands around it.

    Raises:
        AnswerError: There is none, or it does not have the form; the message says what is wrong, for whoever answered.
    """
    text = answer[:_LONGEST_ANSWER]
    start = text.find("{")
    if start < 0:
        raise AnswerError("the answer has no JSON object")
    try:
        data, _ = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"the answer is no JSON: {error}") from None
    try:
        return form.model_validate(data)
    except (ValidationError, RecursionError) as error:
        wrong = error.errors()[:3] if isinstance(error, ValidationError) else []
        said = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the object'}: {item['msg']}" for item in wrong)
        raise AnswerError(f"the answer has not the form that was asked for: {said or 'too deep'}") from None


def _weaker(structure: Structure) -> Structure | None:
    place = _FALLBACKS.index(structure) + 1
    return _FALLBACKS[place] if place < len(_FALLBACKS) else None


def _response_format(structure: Structure, form: type[BaseModel]) -> dict[str, Any]:
    if structure == "schema":
        schema = {"name": form.__name__, "schema": form.model_json_schema(), "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": {"type": "json_object"}} if structure == "object" else {}


def _in_words(structure: Structure, form: type[BaseModel]) -> list[Message]:
    """Tell the form in words to servers that cannot be told otherwise."""
    if structure == "schema":
        return []
    schema = json.dumps(form.model_json_schema(), ensure_ascii=False)
    return [{"role": "system", "content": f"Answer with one JSON object of this schema, and nothing else: {schema}"}]


def _usage(usage: Any, messages: Sequence[Message], text: str) -> tuple[int, int]:
    """Return the tokens that the server counted; a guess of one for three characters where it does not count."""
    if usage is not None and usage.prompt_tokens is not None:
        return int(usage.prompt_tokens), int(usage.completion_tokens or 0)
    return len(json.dumps(list(messages), ensure_ascii=False)) // 3, len(text) // 3


def _explained(status: int, config: EndpointConfig, said: str) -> str:
    where = config.base_url or "OpenAI"
    return f"{config.model} at {where} answered with status {status} ({_HINTS.get(status, said[:200])})"
