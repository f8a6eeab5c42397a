"""The reward model that ships: it is there, in half precision, and knows what it sees in worlds it has not seen."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from agents.data.clips import ClipFolder
from agents.mineclip.model import SHIPPED, load
from agents.mineclip.negatives import read_negatives
from agents.mineclip.reward import VideoReward
from lodestone.clips.play import Order, play

GOALS = {"chop": "chop a tree", "shear_sheep": "shear a sheep", "swim": "swim", "mine_stone": "mine stone"}
UNSEEN = 77
"""Seed of textures that it did not learn from."""


@pytest.fixture(scope="module")
def model():
    return load("small")


def test_it_is_small_and_says_where_it_comes_from():
    folder = SHIPPED / "small"
    assert {tensor.dtype.itemsize for tensor in load_file(folder / "model.safetensors").values()} == {2}
    assert (folder / "model.safetensors").stat().st_size < 8e6
    card = (folder / "README.md").read_text("utf-8")
    assert all(words in card for words in ("recall@1", "lodestone train reward", "clips"))


def test_it_knows_the_words_of_behaviours_and_negatives(model):
    model.tokenize([*read_negatives(), *GOALS.values()])
    reward = VideoReward(model, "chop a tree", worlds=2, padding="first")
    frames = np.random.default_rng(0).integers(0, 256, (2, 128, 128, 3), np.uint8)
    assert ((reward.step(frames, np.ones(2, bool)).probability >= 0).numpy()).all()


def test_it_tells_what_is_done_in_worlds_it_has_not_seen(model, tmp_path: Path):
    for behaviour in GOALS:
        play(Order(behaviour, 950_000, textures=(UNSEEN,)), tmp_path)
    folder = ClipFolder(tmp_path)
    numbers = [number for number, clip in enumerate(folder.clips) if clip.doing]
    frames = torch.from_numpy(np.stack([folder.frames(number) for number in numbers]))
    with torch.no_grad():
        likeness = model.encode_video(model.encode_frames(frames)) @ model.encode_prompts(list(GOALS.values())).T
    said = [list(GOALS)[index] for index in likeness.argmax(1).tolist()]
    right = [word == folder.clips[number].behaviour for word, number in zip(said, numbers, strict=True)]
    assert len(right) >= 6
    assert np.mean(right) >= 0.75  # chance is a quarter
