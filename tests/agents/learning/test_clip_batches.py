"""Batches of clips: what is in them, that nothing but seed and number decides it, and how pictures are varied."""

from itertools import islice

import numpy as np
import pytest

from agents.data.clips import ClipFormat
from agents.errors import TrainingError
from agents.learning.clip_batches import ClipBatches, deal, vary
from agents.learning.clip_library import ClipLibrary
from agents.learning.run import ALONE
from agents.learning.run_folder import Team
from tests.agents.learning.clips import LAYOUT, settings, write_clips


@pytest.fixture
def folder(tmp_path):
    return write_clips(tmp_path / "clips", 40, general=True)


def read(folder, team=ALONE, first=0, count=3, **fields):
    config = settings("small", folder, **fields)
    return list(islice(ClipBatches(ClipLibrary([folder]), config, team).read(first), count))


def same(one, other):
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def test_an_epoch_has_each_clip_once_and_half_a_batch_in_pairs(folder):
    library = ClipLibrary([folder])
    batches = deal(library.clips, 8, 0.5, np.random.default_rng(0))
    assert batches.shape == (5, 8)
    assert len(np.unique(batches)) == 40
    for batch in batches:
        for one, other in batch[:4].reshape(2, 2):
            assert library.clips[one].behaviour == library.clips[other].behaviour
            assert library.clips[one].doing and not library.clips[other].doing


def test_without_pairs_a_batch_is_whole(folder):
    doing = [clip for clip in ClipLibrary([folder]).clips if clip.doing]
    batches = deal(doing, 6, 0.5, np.random.default_rng(0))
    assert batches.shape == (3, 6)
    assert len(np.unique(batches)) == 18


def test_a_batch_depends_on_seed_and_number_alone(folder):
    batches = read(folder, count=7)
    assert same(batches[6], read(folder, first=6, count=1)[0])
    assert same(batches[6], read(folder, first=6, count=1, readers=1)[0])
    assert not np.array_equal(batches[0].clips, read(folder, count=1, seed=1)[0].clips)
    assert not np.array_equal(np.sort(batches[0].clips), np.sort(batches[5].clips))


def test_processes_read_parts_of_one_batch(folder):
    whole = read(folder, batch_size=8)
    parts = [read(folder, Team(rank, 2), batch_size=4) for rank in range(2)]
    for number, batch in enumerate(whole):
        for part in parts:
            assert same(batch[1:], part[number][1:])
        assert np.array_equal(batch.frames, np.concatenate([part[number].frames for part in parts]))


def test_truth_says_which_captions_fit_which_clips(folder):
    library = ClipLibrary([folder])
    batch = read(folder, count=1)[0]
    for row, clip in enumerate(batch.clips):
        for column, text in enumerate(batch.texts):
            caption = next(c for clip in library.clips for c in clip.captions if c.text == library.texts[text])
            assert batch.truth[row, column] == library.clips[clip].is_true(caption)
    assert batch.truth.diagonal().all()


def test_shuffled_captions_stay_with_their_facts_and_leave_their_pictures(folder):
    plain, shuffled = ClipLibrary([folder]), ClipLibrary([folder], shuffle=0)
    assert plain.clips == shuffled.clips
    moved = [not np.array_equal(plain.frames(index), shuffled.frames(index)) for index in range(40)]
    assert np.mean(moved) > 0.7


def test_frames_stay_decoded_while_there_is_room(folder):
    clip = LAYOUT.frames * 32 * 32 * 3
    library = ClipLibrary([folder], room=2.5 * clip)
    assert [library.frames(index) is library.frames(index) for index in range(4)] == [True, True, False, False]


def test_the_last_frame_is_all_that_the_control_sees(folder):
    plain = read(folder, count=1, shift=0, jitter=0)[0]
    control = read(folder, count=1, shift=0, jitter=0, last_frame=True)[0]
    assert np.array_equal(control.frames, plain.frames[:, -1:])


def test_pictures_of_a_clip_vary_alike():
    random = np.random.default_rng(0)
    frames = np.repeat(random.integers(0, 256, (1, 16, 16, 3), np.uint8), 3, axis=0)
    assert np.array_equal(vary(frames, 0, 0.0, random), frames)
    moved = vary(frames, 4, 0.0, np.random.default_rng(2))
    assert (moved[0] == moved).all()
    down, right = (np.random.default_rng(2).integers(0, 9, 2) - 4).tolist()
    inner = np.s_[:, 4:12, 4:12]
    assert np.array_equal(moved[inner], frames[:, 4 + down : 12 + down, 4 + right : 12 + right])
    lit = vary(frames, 0, 0.2, random)
    assert (lit[0] == lit).all()
    assert 0 < np.abs(lit.astype(int) - frames).max() <= 0.2 * 255 + 0.2 * 128 + 1


def test_folders_that_do_not_fit_are_named(folder, tmp_path):
    other = write_clips(tmp_path / "other", 2, layout=ClipFormat(frames=3, image_size=(32, 32)))
    with pytest.raises(TrainingError, match=r"3 frames of 32x32.*one format"):
        ClipLibrary([folder, other])
    with pytest.raises(TrainingError, match=r"dataset\.json"):
        ClipLibrary([tmp_path / "nowhere"])
    with pytest.raises(TrainingError, match="lower batch_size"):
        read(folder, batch_size=64)
    lines = other / "squares-0.jsonl"
    lines.write_text(lines.read_text().replace(lines.read_text().split('"captions":')[1].split('],"')[0] + "]", "[]"))
    with pytest.raises(TrainingError, match="caption"):
        ClipLibrary([other])
