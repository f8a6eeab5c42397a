"""`lodestone score`: videos of any size and rate brought to what a model sees, the table, the plot, mistakes."""

import json
import sys
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from agents.data.video import read_frames
from agents.errors import RecordingError
from agents.mineclip.scores import score
from agents.mineclip.tokenizer import vocabulary_of
from lodestone import cli
from lodestone.panel import WIDTH, without_panel
from lodestone.score import VideoScores, at_ticks, crop, pictures, read_header, score_video
from lodestone.score_report import draw, table
from lodestone.status import Status
from lodestone.video import VideoWriter
from tests.agents.mineclip.tiny_reward import tiny

PROMPTS = ["chop a tree", "swim in water"]


def write(path, frames, rate=20):
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=rate, options={"crf": "12", "threads": "1"})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode())
    return path


def scenes(count, height=96, width=160):
    """Frames that differ: coarse noise."""
    coarse = np.random.default_rng(0).integers(0, 256, (count, height // 16, width // 16, 3), np.uint8)
    return [cv2.resize(frame, (width, height), interpolation=cv2.INTER_CUBIC) for frame in coarse]


@pytest.fixture(scope="module")
def model():
    return tiny(image_size=(16, 16))


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("model")
    model.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return write(tmp_path_factory.mktemp("video") / "walk.mp4", scenes(30))


@pytest.mark.parametrize("rate", [Fraction(20), Fraction(5), Fraction(30), Fraction(24000, 1001), Fraction(60)])
def test_ticks_show_what_is_on_the_screen(rate):
    found = list(at_ticks(range(100), rate))
    assert found == [int(tick * rate / 20) for tick in range(len(found))]
    assert found[-1] / rate * 20 <= len(found) - 1 < 100 / rate * 20 <= len(found)


def test_a_panel_is_cut_off(tmp_path):
    status = Status("get 1 log", "get 1 log", "oracle", max_steps=10)
    with VideoWriter(tmp_path / "run.mp4", lambda name: None) as writer:
        for picture in scenes(6, 160, 256):
            writer.write(picture, status)
    for frame in read_frames(tmp_path / "run.mp4", None):
        assert frame.shape == (400, 640 + WIDTH, 3)
        bare = without_panel(frame)
        assert (bare == frame[:, :640]).all()
        assert without_panel(bare) is bare
    dark = np.full((400, 640 + WIDTH, 3), 3, np.uint8)
    assert without_panel(dark) is dark


@pytest.mark.parametrize(
    ("given", "shape", "found"),
    [
        ((360, 640), (128, 128), (360, 360)),
        ((360, 640), (160, 256), (360, 576)),
        ((640, 360), (160, 256), (225, 360)),
        ((160, 256), (160, 256), (160, 256)),
    ],
)
def test_the_middle_is_kept(given, shape, found):
    image = np.zeros((*given, 3), np.uint8)
    image[given[0] // 2, given[1] // 2] = 255
    cropped = crop(image, shape)
    assert cropped.shape[:2] == found
    assert np.abs(np.argwhere(cropped[..., 0])[0] - np.array(found) // 2).max() <= 1


def test_a_video_scores_as_its_frames_do(model, video):
    frames = [cv2.resize(f[:, 32:128], (16, 16), interpolation=cv2.INTER_AREA) for f in read_frames(video, None)]
    wanted = score(model, frames, PROMPTS, padding="first")
    found = score_video(model, video, PROMPTS)
    assert found.picture == "96x160 frames, cropped to 96x96, resized to 16x16"
    assert (found.stride, found.window, len(found.seconds)) == (2, 6, 30)
    np.testing.assert_array_equal(found.values, wanted.probability)
    assert found.chance == 1 / 33
    direct = score_video(model, video, PROMPTS, shown="direct").values
    np.testing.assert_allclose(direct, np.maximum(wanted.probability - 1 / 33, 0), atol=1e-7)
    delta = score_video(model, video, PROMPTS, shown="delta").values
    np.testing.assert_allclose(delta.cumsum(0), wanted.probability - wanted.probability[0], atol=1e-6)
    assert (delta[0] == 0).all()


def test_slow_videos_stand_still_between_frames(model, tmp_path):
    frames = scenes(8, 16, 16)
    path = write(tmp_path / "slow.mp4", frames, 5)
    found = score_video(model, path, PROMPTS, stride=4)
    still = [frame for frame in read_frames(path, None) for _ in range(4)]
    np.testing.assert_array_equal(found.values, score(model, still, PROMPTS, stride=4, padding="first").probability)
    assert found.picture == "16x16 frames"
    assert read_header(path).ticks() == len(found.values) == 32


def test_pictures_are_those_of_their_times(video):
    every = list(read_frames(video, None))
    found = pictures(video, [0.0, 0.74, 1.49], (1, 1))
    for picture, index in zip(found, (0, 14, 29), strict=True):
        assert (picture == every[index][:, 32:128]).all()


def made(shown="probability"):
    every = np.random.default_rng(0).dirichlet(np.ones(6), 30).astype(np.float32)
    return VideoScores(
        ("a", "b"), shown, every[:, :2], every[:, :2], every[:, 2:], ("w", "x", "y", "z"), 6, 2, (16, 16), "frames"
    )


def test_the_time_on_top():
    scores = made()
    every = np.hstack([scores.probability, scores.negatives]).argmax(1)
    np.testing.assert_allclose(scores.on_top(), [(every == index).mean() for index in range(6)])
    console = Console(width=160)
    with console.capture() as captured:
        console.print(table(scores))
    lines = captured.get().splitlines()
    best = int(scores.values[:, 0].argmax())
    mean, highest = scores.values[:, 0].mean(), scores.values[:, 0].max()
    assert lines[1].split()[:5] == ["a", f"{mean:.3f}", f"{highest:.3f}", f"{best / 20:.1f}", "s"]
    assert "4 negatives" in lines[3]


@pytest.mark.parametrize("shown", ["probability", "delta"])
def test_a_plot(video, tmp_path, shown):
    draw(made(shown), video, tmp_path / "plots" / "a.png", "tiny")
    with Image.open(tmp_path / "plots" / "a.png") as image:
        assert image.width == 1800
        pixels = np.asarray(image.convert("RGB"))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["lodestone", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_command(folder, video, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, "score", video, *PROMPTS, "--model", folder) == cli.SUCCEEDED
    shown = capsys.readouterr().out
    assert all(word in shown for word in [*PROMPTS, "31 negatives", "cropped to 96x96", "runs/score/walk.png"])
    assert (tmp_path / "runs/score/walk.png").exists()
    (tmp_path / "others.txt").write_text("dig\njump\n")
    options = ["--negatives", "others.txt", "--stride", 1, "--kind", "direct", "--plot", "b.png", "--json"]
    assert call(monkeypatch, "score", video, "dig", "--model", folder, *options) == cli.SUCCEEDED
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["plot"], found["stride"], found["negatives"], found["chance"]) == ("b.png", 1, 1, 0.5)
    (row,) = found["prompts"]
    assert row["prompt"] == "dig"
    assert len(row["values"]) == 30
    assert row["max"] == pytest.approx(max(row["values"]), abs=1e-5)
    assert (tmp_path / "b.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.mp4", "swim"], ["nowhere.mp4", "No such file"]),
        (["cut.mp4", "swim"], ["cut.mp4", "cannot be decoded"]),
        (["sound.mp4", "swim"], ["sound.mp4", "is empty"]),
        (["{video}"], ["PROMPT"]),
        (["{video}", "slay a dragon"], ["dragon"]),
        (["{video}", "swim"], ["about the negatives"]),
        (["{video}", " "], ["empty"]),
        (["{video}", "swim", "--negatives", "none.txt"], ["none.txt", "no prompt"]),
        (["{video}", "swim", "--negatives", "nowhere.txt"], ["nowhere.txt"]),
        (["{video}", "swim", "--stride", "0"], ["--stride"]),
        (["{video}", "swim", "--kind", "dirct"], ["direct"]),
        (["{video}", "swim", "--plot", "a.jpg"], [".png", "a.jpg"]),
        (["{video}", "swim", "Swim"], ["twice"]),
        (["{video}", "swim", "--model", "nowhere"], ["nowhere"]),
    ],
)
def test_mistakes_are_one_line(video, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cut.mp4").write_bytes(video.read_bytes()[:500])
    (tmp_path / "sound.mp4").write_bytes(b"")
    (tmp_path / "none.txt").write_text("# nothing\n")
    words_known = vocabulary_of(["swim", "slay a", *PROMPTS, "dig"])
    tiny(image_size=(16, 16), vocabulary=words_known).save_pretrained(tmp_path / "tiny")
    given = [str(video) if argument == "{video}" else argument for argument in arguments]
    model = [] if "--model" in given else ["--model", "tiny"]
    assert call(monkeypatch, "score", *given, *model) == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert len(errors.splitlines()) == 1
    assert all(word in errors for word in words)


def test_a_video_that_breaks_off(model, video, tmp_path):
    path = tmp_path / "broken.mp4"
    data = bytearray(video.read_bytes())
    middle, end = len(data) // 2, data.index(b"moov") - 4
    data[middle:end] = bytes(end - middle)  # a few zeros may pass for a picture, many frames of them never
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=r"broken\.mp4"):
        score_video(model, path, PROMPTS)
