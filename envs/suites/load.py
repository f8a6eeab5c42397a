"""Suites from their files: those that ship by name, and a user's own."""

import difflib
import reprlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from envs.overworld.gamedata import UnknownNameError
from envs.suites.contract import SuiteFile
from envs.suites.document import Document
from envs.suites.make import MisfitError, make_suite
from envs.suites.suite import Suite

_SHIPPED = Path(__file__).parent
_SUFFIXES = (".yaml", ".yml")


class SuiteError(ValueError):
    """A file that is no suite; the message names file, line and field, and what would be right."""


def suite_names() -> list[str]:
    """Return the names of the suites that ship."""
    return sorted(path.stem for path in _SHIPPED.glob("*.yaml"))


def load_suite(name: str | Path) -> Suite:
    """Return a suite.

    Args:
        name: Of one that ships, or a YAML file.

    Raises:
        UnknownNameError: No such suite ships, and it is no YAML file.
        SuiteError: The file cannot be read, or something in it cannot be.
    """
    if name in suite_names():
        return _shipped(str(name))
    if Path(name).suffix not in _SUFFIXES:
        raise UnknownNameError("suite", str(name), suite_names())
    return _read(Path(name))


@cache
def _shipped(name: str) -> Suite:
    return _read(_SHIPPED / f"{name}.yaml")


def _read(path: Path) -> Suite:
    try:
        document = Document(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SuiteError(f"the suite '{path}' cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SuiteError(f"the suite '{path}' is no text in UTF-8: {error.reason}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise SuiteError(f"{place}: {getattr(error, 'problem', None) or error}") from error
    try:
        return make_suite(SuiteFile.model_validate(document.data))
    except ValidationError as error:
        first = error.errors()[0]
        message = _explained(first)
        line, field = document.locate(first["loc"], message.partition(" ")[0])
    except MisfitError as error:
        message = str(error)
        line, field = document.locate(error.path)
    raise SuiteError(f"{path}:{line}: {field}: {message}" if field else f"{path}:{line}: {message}")


def _explained(error: Any) -> str:
    """Return in words what pydantic found wrong."""
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        near = difflib.get_close_matches(last, _fields(), n=1)
        return f"there is no field '{last}' here" + (f"; did you mean {near[0]}?" if near else "")
    if error["type"] == "missing":
        return f"the field '{last}' is missing"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    text = error["msg"][0].lower() + error["msg"][1:]
    return text if error["type"] == "no_line" else f"{text}, not {reprlib.repr(error['input'])}"


@cache
def _fields() -> list[str]:
    """Return the names of all fields that a file can have."""
    schema = SuiteFile.model_json_schema()
    return sorted({name for part in (schema, *schema["$defs"].values()) for name in part.get("properties", ())})
