"""What a model says reaches people as plain text: no markup of rich's, no control of a terminal, no crash."""

import io
import json
import sys

import pytest
from rich.console import Console

from lodestone import cli
from lodestone.output import emit
from lodestone.panel import draw_panel
from lodestone.progress import Progress
from lodestone.status import Event, Status
from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.llm.proposals import Verdict

pytest.importorskip("openai")

HOSTILE = [
    "[red]warm[/blue]",
    "[/]",
    "[link=file:///etc/passwd]here[/link] :skull:",
    "\x1b[2J\x1b]0;owned\x07 gone",
    "left \u202e right",
    "two\nlines\r\x08\x00",
    "\U0010ffff \u2028 \ufeff end",
]


def cleaned(text: str) -> str:
    return Verdict(success=False, reason=text).reason


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["question", "refusal"])
def test_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, field: str
) -> None:
    with ScriptedServer(lambda _: Reply(json.dumps({field: text}))) as server:
        options = ["--planner", "llm", "--model", "m", "--base-url", server.base_url, "--critic", "--json"]
        monkeypatch.setattr(sys, "argv", ["lodestone", "run", "do something", *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1]) == {"error": cleaned(text)}
    assert err == f"lodestone: {cleaned(text)}\n"
    assert cleaned(text).isprintable()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("terminal", [False, True])
def test_while_it_runs(text: str, terminal: bool) -> None:
    said = cleaned(text)
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, height=40, legacy_windows=False)
    status = Status(text, said, "oracle", note=said, max_steps=100)
    with Progress(console) as progress:
        for event in Event:
            progress(event, status)
    assert said in console.file.getvalue()  # type: ignore[attr-defined]
    draw_panel(status, 360, lambda _: None)


@pytest.mark.parametrize("text", HOSTILE)
def test_at_the_end(capsys: pytest.CaptureFixture[str], text: str) -> None:
    emit(False, {}, f"did not succeed: {cleaned(text)}, after 3 steps")
    assert capsys.readouterr().out == f"did not succeed: {cleaned(text)}, after 3 steps\n"
