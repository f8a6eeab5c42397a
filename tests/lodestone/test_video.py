"""Videos: what is decoded is what was written, and nothing that goes wrong leaves a broken file."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from lodestone import panel
from lodestone.status import Line, Mark, Status
from lodestone.video import VideoError, VideoWriter

RED = (200, 30, 30)


def status(step: int = 0) -> Status:
    lines = [Line("collect_log", 3, Mark.DONE), Line("craft_planks", 12, Mark.RUNNING), Line("craft_stick", 4)]
    stock = {"log": 3, "stone_pickaxe": 1}
    return Status("制作一个石镐", "1 stone_pickaxe", "oracle", lines, inventory=stock, step=step, max_steps=100)


def no_icons(_: str) -> Image.Image | None:
    return None


def picture(step: int, height: int = 160, width: int = 256) -> np.ndarray:
    frame = np.zeros((height, width, 3), np.uint8)
    frame[:] = RED if step % 40 < 20 else (30, 30, 200)
    return frame


def decode(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        assert file.streams.video[0].average_rate == 20
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


@pytest.mark.parametrize(("height", "width"), [(160, 256), (64, 64), (97, 131), (450, 800)])
def test_every_step_is_a_frame_with_the_picture_and_the_panel(tmp_path: Path, height: int, width: int) -> None:
    with VideoWriter(tmp_path / "sub" / "video.mp4", no_icons) as video:
        for step in range(45):
            video.write(picture(step, height, width), status(step))
    frames = decode(tmp_path / "sub" / "video.mp4")
    assert len(frames) == 45
    high, wide = frames[0].shape[:2]
    assert high == max(400, height)
    assert abs((wide - panel.WIDTH) / high - width / height) < 0.02
    assert np.abs(frames[5][100, 100].astype(int) - RED).max() < 25
    assert frames[25][100, 100, 2] > 150
    assert frames[5][:, -panel.WIDTH :].std() > 10  # text


def test_the_panel_shows_what_changes() -> None:
    before = np.asarray(panel.draw_panel(status(), 400, no_icons))
    after = status()
    after.lines[1].mark = Mark.DONE
    assert (before != np.asarray(panel.draw_panel(after, 400, no_icons))).any()
    hungry = status()
    hungry.food = 3
    assert (before != np.asarray(panel.draw_panel(hungry, 400, no_icons))).any()


def test_the_current_step_stays_in_sight_of_a_long_plan() -> None:
    long = status()
    long.lines = [Line(f"step_{number}", 1, Mark.DONE) for number in range(60)]
    long.lines[50].mark = Mark.RUNNING
    gold = (255, 214, 96)
    assert (np.asarray(panel.draw_panel(long, 400, no_icons)) == gold).all(-1).any()


def test_a_killed_process_leaves_a_video_that_plays(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    code = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from test_video import VideoWriter, no_icons, picture, status\n"
        "video = VideoWriter(Path(sys.argv[1]), no_icons)\n"
        "for step in range(700): video.write(picture(step), status(step))\n"
        "while not video._frames.empty(): time.sleep(0.05)\n"
        "os._exit(9)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path), str(Path(__file__).parent)], check=False)
    assert ran.returncode == 9
    assert len(decode(path)) > 100


def test_closing_twice_or_without_a_frame_is_harmless(tmp_path: Path) -> None:
    video = VideoWriter(tmp_path / "video.mp4", no_icons)
    video.close()
    video.close()


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"must end in \.mp4"):
        VideoWriter(tmp_path / "video.avi", no_icons)
    (tmp_path / "file").write_text("")
    with pytest.raises(VideoError, match="cannot be written"):
        VideoWriter(tmp_path / "file" / "video.mp4", no_icons)
