"""Recordings are found in folders and through index files, and joined where one follows the other."""

import json
from pathlib import Path

import pytest

from agents.data.segments import find_segments, join_sequences
from agents.errors import RecordingError

NAME = "cheeky-cornflower-setter-02e496ce4abb-20220421"


def touch(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


def test_a_folder_is_searched_with_the_folders_in_it(tmp_path: Path) -> None:
    touch(tmp_path / "10.0", "b.mp4", "b.jsonl", "b-options.json", ".c.mp4", ".c.jsonl")
    touch(tmp_path, "a.x.mp4", "lonely.jsonl", "notes.txt")
    found = find_segments(tmp_path)
    assert [(segment.name, segment.version) for segment in found] == [("b", "10.0"), ("a.x", None), ("lonely", None)]
    assert [[path.name for path in segment.missing()] for segment in found] == [[], ["a.x.jsonl"], ["lonely.mp4"]]
    assert found[1].goals == tmp_path / "a.x.npz"


@pytest.mark.parametrize("base", ["https://example.org/minecraft-rl/", "", "."])
def test_an_index_lists_files_and_those_that_are_missing_are_segments_too(tmp_path: Path, base: str) -> None:
    touch(tmp_path / "data" / "8.0", "a.mp4", "a.jsonl", "unlisted.mp4")
    index = tmp_path / "index.json"
    index.write_text(json.dumps({"basedir": base, "relpaths": ["data/8.0/a.mp4", "data/8.0/gone.mp4"]}))
    here, gone = find_segments(index)
    assert (here.video, here.actions, here.version) == (
        tmp_path / "data/8.0/a.mp4",
        tmp_path / "data/8.0/a.jsonl",
        "8.0",
    )
    assert len(gone.missing()) == 2


def test_what_is_no_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no such folder"):
        find_segments(tmp_path / "nowhere")
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(RecordingError, match="relpaths"):
        find_segments(tmp_path / "index.json")


def test_segments_that_follow_each_other_are_joined(tmp_path: Path) -> None:
    times = ["093140", "092639", "093641", "094500"]  # five minutes apart, and then eight
    touch(tmp_path / "10.0", *[f"{NAME}-{time}.mp4" for time in times], "player-02e496ce4abb-20220421-093000.mp4")
    touch(tmp_path / "8.0", f"{NAME}-093500.mp4")
    touch(tmp_path, "ours.mp4", "odd-20229999-999999.mp4")
    joined = join_sequences(find_segments(tmp_path))
    assert [[segment.name[-6:] for segment in sequence] for sequence in joined] == [
        ["092639", "093140", "093641"],
        ["094500"],
        ["093000"],
        ["093500"],
        ["999999"],
        ["ours"],
    ]
