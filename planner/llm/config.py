"""Which model the LLM planner asks, where, and what it may cost: from YAML, the command line and the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from planner.llm.errors import LLMError

_VARIABLES = {
    "model": ("LODESTONE_LLM_MODEL",),
    "base_url": ("LODESTONE_LLM_BASE_URL", "OPENAI_BASE_URL"),
    "api_key": ("LODESTONE_LLM_API_KEY", "OPENAI_API_KEY"),
}


class EndpointConfig(BaseModel):
    """Which model to ask, where, and at what cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    """As the server calls it, such as `gpt-4o-mini`, `qwen2.5:7b` or `deepseek-chat`."""
    base_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """Of the server, such as `http://localhost:11434/v1`; OpenAI's if not given."""
    api_key: Annotated[SecretStr | None, Field(exclude=True)] = None
    """Some servers ask for none. It is never written down."""
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    """Seconds until a request is given up, its retries included, whatever the server does."""
    retries: Annotated[int, Field(ge=0)] = 2
    """Of requests that fail on the way, or that the server is too busy for."""
    max_tokens: Annotated[int, Field(ge=1)] = 1500
    """Of one answer."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    stream: bool = False
    """Whether answers come piece by piece, for servers that can do nothing else; what is said is the same."""
    critic: bool = False
    """Whether the model is also asked what went wrong with a skill that is given up, and whether an order is carried
    out where the world's state cannot tell."""
    budget_tokens: Annotated[int, Field(ge=1)] = 200_000
    """Of all requests and answers of an episode together."""
    budget_seconds: Annotated[float, Field(gt=0)] = 600.0
    """Of an episode's waiting for answers."""
    budget_usd: Annotated[float, Field(gt=0)] | None = None
    """Of an episode; needs both prices."""
    price_in: Annotated[float, Field(ge=0)] = 0.0
    """US dollars for a million tokens of a request."""
    price_out: Annotated[float, Field(ge=0)] = 0.0
    """US dollars for a million tokens of an answer."""
    cache: Path | None = None
    """Folder of answers by the content of their requests; none are kept if not given."""

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, key: SecretStr | None) -> SecretStr | None:
        """Refuse a key that no HTTP header can carry: the error that this would lead to shows it."""
        said = key.get_secret_value().strip() if key else ""
        if not said.isascii() or not said.isprintable():
            raise ValueError("must be one line of ASCII characters")
        return SecretStr(said) if said else None

    @model_validator(mode="after")
    def _prices(self) -> "EndpointConfig":
        missing = [name for name in ("price_in", "price_out") if name not in self.model_fields_set]
        if self.budget_usd is not None and missing:
            raise ValueError(f"budget_usd needs {' and '.join(missing)}: what the model costs, in USD a million tokens")
        return self


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
        where = f" '{'.'.join(map(str, first['loc']))}'" if first["loc"] else "s"
        reason = first.get("ctx", {}).get("error", first["msg"])
        raise LLMError(f"LLM option{where}: {reason}") from None
