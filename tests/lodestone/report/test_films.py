"""Pictures of films: the right moments, and no more bytes than there is room for."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from lodestone import panel
from lodestone.report.films import CLIP_SECONDS, FilmError, clip_bytes, pictures
from lodestone.status import Line, Status
from lodestone.video import VideoWriter
from tests.lodestone.report.fake import write_film


def frames(clip: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(clip)) as file:
        assert file.streams.video[0].codec_context.name == "h264"
        assert file.streams.video[0].average_rate == 10
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def bar(picture: np.ndarray) -> float:
    """Where the white bar of a film of `write_film` is, as a share of the width."""
    return float(np.argmax(picture[picture.shape[0] // 2].min(-1) > 150)) / picture.shape[1]


def test_a_strip_shows_the_whole_and_a_clip_the_end(tmp_path: Path):
    write_film(tmp_path / "film.mp4", 400, green=True)
    found = pictures(tmp_path / "film.mp4", 60_000)
    strip = np.asarray(Image.open(io.BytesIO(found.strip)))
    pieces = [strip[:, 153 * place : 153 * place + 150] for place in range(6)]
    expected = [300 / 320 * (2 * place + 1) / 12 for place in range(6)]
    assert [bar(piece) for piece in pieces] == pytest.approx(expected, abs=0.03)
    shown = frames(found.clip)
    assert len(shown) == 10 * CLIP_SECONDS
    assert bar(shown[0]) == pytest.approx(300 / 320 * (1 - 20 * CLIP_SECONDS / 400), abs=0.03)
    assert bar(shown[-1]) == pytest.approx(300 / 320, abs=0.03)
    assert np.asarray(Image.open(io.BytesIO(found.poster))).shape == shown[0].shape


def test_a_film_shorter_than_a_clip_is_shown_whole(tmp_path: Path):
    write_film(tmp_path / "film.mp4", 7, green=False)
    assert len(frames(pictures(tmp_path / "film.mp4", 60_000).clip)) == 4


def test_noise_takes_no_more_room_than_it_may(tmp_path: Path):
    random = np.random.default_rng(0)
    with av.open(str(tmp_path / "noise.mp4"), "w") as file:
        stream = file.add_stream("libx264", rate=20, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 256, 160, "yuv420p"
        for _ in range(160):
            picture = random.integers(0, 256, (160, 256, 3), np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode())
    assert 20_000 < len(pictures(tmp_path / "noise.mp4", 60_000).clip) < 66_000


def test_the_panel_beside_the_picture_is_left_out(tmp_path: Path):
    with VideoWriter(tmp_path / "film.mp4", lambda _: None) as video:
        for _ in range(20):
            video.write(
                np.full((160, 256, 3), 200, np.uint8),
                Status("order", "goal", "oracle", [Line("skill", 1)], max_steps=9),
            )
    shown = frames(pictures(tmp_path / "film.mp4", 60_000).clip)[0]
    assert shown.shape == (160, 256, 3)
    assert shown.min() > 150
    assert panel.WIDTH  # the film has one


def test_the_more_films_the_smaller_are_the_clips_until_there_are_none():
    sizes = [clip_bytes(films) for films in (0, 2, 80, 120, 200, 5000)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[2] > 90_000
    assert sizes[-1] == 0
    assert all(films * (clip_bytes(films) + 25_000) <= 10_500_000 for films in (2, 80, 120, 190))


def test_without_room_there_is_no_clip(tmp_path: Path):
    write_film(tmp_path / "film.mp4", 20, green=True)
    found = pictures(tmp_path / "film.mp4", 0)
    assert found.strip
    assert not found.clip


@pytest.mark.parametrize("content", [None, b"", b"no film" * 100])
def test_what_cannot_be_shown_is_said_in_one_line(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "film.mp4").write_bytes(content)
    with pytest.raises(FilmError, match=r"the film 'film.mp4' cannot be shown: \S") as refused:
        pictures(tmp_path / "film.mp4", 60_000)
    assert "\n" not in str(refused.value)
