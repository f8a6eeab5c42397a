"""Clips: what is read is what was written, any of them alone, and what is broken is named."""

from pathlib import Path

import numpy as np
import pytest

from agents.data.clips import Caption, Clip, ClipFolder, ClipFormat, ClipWriter
from agents.errors import RecordingError

LAYOUT = ClipFormat(frames=5, stride=4, image_size=(32, 48))
CHOP = Caption(text="chop a tree", claims=frozenset({"chop"}))
OAK = Caption(text="chop an oak tree", claims=frozenset({"chop", "chop oak"}))


def clip(*captions: Caption, facts: tuple[str, ...] = ("chop", "chop oak")) -> Clip:
    return Clip(
        behaviour="chop",
        doing=True,
        facts=frozenset(facts),
        captions=captions,
        size=0.25,
        seed=3,
        biome="forest",
        textures=1,
        time=600,
        tick=40,
    )


def shades(number: int) -> np.ndarray:
    """Frames of one clip: each of one grey, unlike that of any other frame of eight clips."""
    greys = 20 + 6 * (5 * number + np.arange(LAYOUT.frames))
    return np.broadcast_to(greys[:, None, None, None], (LAYOUT.frames, *LAYOUT.image_size, 3)).astype(np.uint8)


def write(folder: Path, name: str = "chop-3", count: int = 7) -> Path:
    with ClipWriter(folder, name, LAYOUT) as writer:
        for number in range(count):
            writer.append(shades(number), clip(CHOP, OAK))
    return folder


def test_each_clip_is_read_alone_and_in_any_order(tmp_path: Path) -> None:
    folder = ClipFolder(write(tmp_path))
    assert len(folder) == 7
    for number in (6, 0, 3, 3, 1):
        frames = folder.frames(number)
        assert frames.shape == (5, 32, 48, 3)
        assert frames.dtype == np.uint8
        assert np.abs(frames.astype(int) - shades(number)).max() <= 2
    assert folder.clips[2] == clip(CHOP, OAK)
    assert folder.layout == LAYOUT
    assert '"facts":["chop","chop oak"]' in (tmp_path / "chop-3.jsonl").read_text()


def test_a_caption_is_true_of_clips_that_have_all_its_facts() -> None:
    birch = clip(CHOP, facts=("chop", "chop birch"))
    assert birch.is_true(CHOP)
    assert not birch.is_true(OAK)


def test_only_what_is_true_and_of_the_format_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="claims"), ClipWriter(tmp_path, "a", LAYOUT) as writer:
        writer.append(shades(0), clip(OAK, facts=("chop",)))
    with pytest.raises(ValueError, match="must be uint8"), ClipWriter(tmp_path, "a", LAYOUT) as writer:
        writer.append(shades(0)[:4], clip(CHOP))
    with pytest.raises(ValueError, match="needs a caption"), ClipWriter(tmp_path, "a", LAYOUT) as writer:
        writer.append(shades(0), clip())
    with ClipWriter(tmp_path, "a", LAYOUT):
        pass  # nothing came of it
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.json"]


def test_a_dataset_has_one_format_and_an_episode_is_written_once(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(RecordingError, match="exists already"):
        ClipWriter(tmp_path, "chop-3", LAYOUT)
    with pytest.raises(RecordingError, match="another format"):
        ClipWriter(tmp_path, "chop-4", ClipFormat())


def test_what_is_broken_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="a folder of clips has one"):
        ClipFolder(tmp_path / "none")
    folder = write(tmp_path)
    lines = folder / "chop-3.jsonl"
    whole = lines.read_text()
    lines.write_text(whole + '{"behaviour": "chop"}\n')
    with pytest.raises(RecordingError, match="line 8 is no clip: doing"):
        ClipFolder(folder)
    lines.write_text(whole + whole.splitlines()[0] + "\n")
    with pytest.raises(RecordingError, match="no 5 frames at clip 7"):
        ClipFolder(folder).frames(7)
    lines.write_text(whole)
    (folder / "chop-3.mp4").write_bytes(b"no video")
    with pytest.raises(RecordingError, match="cannot be decoded"):
        ClipFolder(folder).frames(0)
    (folder / "chop-3.mp4").unlink()
    with pytest.raises(RecordingError, match="holds no clips"):
        ClipFolder(folder)
