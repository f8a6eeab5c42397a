"""Answers as data: the JSON in what a model says, checked against a form. Nothing of it is ever run."""

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from planner.llm.errors import AnswerError

LONGEST_ANSWER = 20_000
"""Characters of an answer that are looked at."""
_LONGEST_REASON = 500

Form = TypeVar("Form", bound=BaseModel)

Message = Mapping[str, Any]
"""`role` and `content`, as the protocol has them."""

Structure = Literal["schema", "object", "text"]
"""How a server is told the form of an answer: by a JSON schema, as any JSON object, or in words alone."""
STRUCTURES: tuple[Structure, ...] = ("schema", "object", "text")
"""The strictest first."""


def parse(answer: str, form: type[Form]) -> Form:
    """Return an answer as data: the first JSON object in it, whatever stands around it.

    Raises:
        AnswerError: There is none, or it does not have the form; the message says what is wrong, for whoever answered.
    """
    text = answer[:LONGEST_ANSWER]
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
        reason = said.encode("utf-8", "replace").decode()[:_LONGEST_REASON]  # names may hold half a character
        raise AnswerError(f"the answer has not the form that was asked for: {reason or 'too deep'}") from None


def request_form(structure: Structure, form: type[BaseModel]) -> dict[str, Any]:
    """Return the option of a request that asks for a form, as far as the server can be told so."""
    if structure == "schema":
        schema = {"name": form.__name__, "schema": form.model_json_schema(), "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": {"type": "json_object"}} if structure == "object" else {}


def in_words(structure: Structure, form: type[BaseModel]) -> list[Message]:
    """Return a message that tells the form to servers that cannot be told otherwise."""
    if structure == "schema":
        return []
    schema = json.dumps(form.model_json_schema(), ensure_ascii=False)
    return [{"role": "system", "content": f"Answer with one JSON object of this schema, and nothing else: {schema}"}]
