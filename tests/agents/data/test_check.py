"""Broken recordings are named with what is wrong, and the whole ones beside them are counted."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from agents.data import stats
from agents.data.check import check
from agents.data.segments import find_segments
from agents.errors import RecordingError
from tests.agents.data.recordings import write_recording


def damage(folder: Path) -> dict[str, str]:
    """Write a whole recording and broken ones; return what is wrong by file."""
    for name in ("whole", "cut", "late", "long", "text", "orphan", "silent", "void"):
        write_recording(folder, name, 1, 60)
    cut = (folder / "cut.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(cut[: len(cut) // 2])
    late = bytearray((folder / "late.mp4").read_bytes())
    begin = late.index(b"mdat")
    late[begin + 2000 : begin + 4000] = bytes(2000)
    (folder / "late.mp4").write_bytes(late)
    with (folder / "long.jsonl").open("a") as file:
        file.write((folder / "whole.jsonl").read_text().splitlines()[-1] + "\n")
    text = (folder / "text.jsonl").read_text().splitlines()
    text[9] = text[9][:20]
    (folder / "text.jsonl").write_text("\n".join(text))
    (folder / "orphan.jsonl").unlink()
    (folder / "silent.mp4").unlink()
    (folder / "void.mp4").write_bytes(b"")
    (folder / "void.jsonl").write_bytes(b"")
    return {
        "cut.mp4": "cannot be decoded",
        "late.mp4": "frame",
        "long.jsonl": "has 61 lines for 60 frames",
        "text.jsonl": "line 10 is no JSON",
        "orphan.jsonl": "is missing",
        "silent.mp4": "is missing",
        "void.mp4": "is empty",
        "void.jsonl": "is empty",
    }


def test_each_broken_file_is_named_and_the_check_goes_on(tmp_path: Path) -> None:
    expected = damage(tmp_path)
    report = check(tmp_path)
    assert (report.segments, report.whole, report.frames) == (8, 1, 60)
    found = {Path(problem.file).name: problem.reason for problem in report.problems}
    assert found.keys() == expected.keys()
    for name, reason in expected.items():
        assert reason in found[name]
    row = {"file": str(tmp_path / "orphan.jsonl"), "reason": "is missing"}
    assert row in json.loads(json.dumps(report.to_json()))["problems"]


def test_an_empty_folder_is_no_error_and_a_missing_one_is(tmp_path: Path) -> None:
    assert check(tmp_path).to_json() == {"segments": 0, "whole": 0, "frames": 0, "problems": []}
    with pytest.raises(RecordingError, match="no such folder"):
        check(tmp_path / "nowhere")


def test_statistics_count_what_was_done(tmp_path: Path) -> None:
    write_recording(tmp_path, "a", 0, 42)
    (tmp_path / "b.jsonl").write_text("{\n")
    counted = stats.count(find_segments(tmp_path))
    values = json.loads(json.dumps(counted.to_json()))
    assert (values["segments"], values["frames"], values["hours"]) == (1, 42, 42 / 72_000)
    assert values["null_share"] == pytest.approx(1 / 3)
    assert values["keys"]["forward"] == {"frames": 28, "presses": 14}
    assert values["hotbar_presses"] == sum(count["presses"] for key, count in values["keys"].items() if "hotbar" in key)
    assert values["hotbar_presses"] == 14
    assert values["camera"]["pitch"] == [0] * 5 + [42] + [0] * 5
    assert sum(values["camera"]["yaw"]) == 42
    assert values["gui_share"] == values["unknown_share"] == 0
    assert [Path(problem["file"]).name for problem in values["broken"]] == ["b.jsonl"]
    console = Console(record=True, width=140)
    console.print(counted.table())
    assert "33.3%" in console.export_text()
