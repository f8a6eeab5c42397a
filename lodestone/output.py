"""How every command answers: exit codes, JSON or text on standard output, progress on standard error."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

SUCCEEDED, FAILED, BAD_INPUT = 0, 1, 2
_PIPE_WIDTH = 160
"""Columns of tables that no terminal shows."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line of standard output.")]


def progress_console() -> Console:
    """Return the console of standard error."""
    return Console(stderr=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def emit(as_json: bool, result: dict[str, Any], text: Any) -> None:
    """Print a result on standard output: as JSON, or as a text that rich can show."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False), flush=True)
    else:
        console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
        console.print(text, highlight=False, markup=False, emoji=False, soft_wrap=isinstance(text, str))
