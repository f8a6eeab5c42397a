"""Progress: plain lines where there is no terminal, a tree where there is one."""

import io

from rich.console import Console

from lodestone.progress import Progress
from lodestone.status import Event, Line, Mark, Status


def told(terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, height=40, legacy_windows=False)
    status = Status("制作一个石镐", "1 stone pickaxe", "oracle", max_steps=100)
    with Progress(console) as progress:
        status.note = "preparing the world"
        progress(Event.PREPARING, status)
        status.plan([("find_log", 1), ("collect_log", 3)])
        status.note = ""
        progress(Event.PLANNED, status)
        status.begin("oracle")
        progress(Event.SKILL_BEGUN, status)
        status.step, status.inventory = 40, {"log": 3}
        progress(Event.STEP, status)
        status.end(success=False)
        status.note = "no tree within 60 blocks"
        progress(Event.SKILL_ENDED, status)
        progress(Event.FINISHED, status)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_without_a_terminal_every_event_is_a_line() -> None:
    lines = told(terminal=False).splitlines()
    assert lines[0] == "preparing the world"
    assert lines[1] == "plan: find log, collect log ×3"
    assert lines[2] == "step 0: ▶ find log (oracle)"
    assert lines[3] == "step 40: ✗ find log (oracle) no tree within 60 blocks"
    assert "\x1b" not in "".join(lines)


def test_a_terminal_shows_the_plan_as_a_tree() -> None:
    text = told(terminal=True)
    for piece in ("制作一个石镐", "✗ find log", "· collect log ×3", "3 log", "40/100", "oracle"):
        assert piece in text


def test_a_new_plan_keeps_what_was_carried_out() -> None:
    status = Status("x", "x", "oracle")
    status.plan([("find_log", 1), ("collect_log", 3)])
    status.begin("oracle")
    status.end(success=True)
    status.plan([("collect_log", 3), ("craft_planks", 4)])
    status.begin("oracle")
    status.end(success=False)
    status.plan([("find_log", 1), ("collect_log", 3)])
    status.begin("oracle")
    marks = [(line.skill, line.mark) for line in status.lines]
    assert marks == [
        ("find_log", Mark.DONE),
        ("collect_log", Mark.FAILED),
        ("find_log", Mark.RUNNING),
        ("collect_log", Mark.WAITING),
    ]
    assert status.current == 2
    assert str(Line("craft_planks", 4)) == "craft planks ×4"
