import json
import sys

import numpy as np
import pytest
import torch

from agents.data.clips import Caption, Clip, ClipFolder, ClipFormat, ClipWriter
from agents.errors import RewardError
from benchmarks import reward
from tests.agents.mineclip.tiny_reward import tiny

LAYOUT = ClipFormat(frames=6, stride=4, image_size=(16, 16))
BEHAVIOUR, GOAL = next(iter(reward.GOALS.items()))


def clip(number, doing, seed):
    fact = f"fact {number}"
    caption = Caption(text=f"dig {number}", claims=frozenset([fact]))
    facts = {"behaviour": BEHAVIOUR, "doing": doing, "facts": frozenset([fact]), "captions": (caption,), "seed": seed}
    return Clip(**facts, biome="plains", textures=0, time=0, tick=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips")
    random = np.random.default_rng(0)
    for episode in range(10):
        with ClipWriter(path, f"e{episode}", LAYOUT) as writer:
            for number in range(4 * episode, 4 * episode + 4):
                grey = 180 if number % 2 else 60
                frames = random.integers(grey, grey + 60, (6, 16, 16, 3), np.uint8)
                writer.append(frames, clip(number, bool(number % 2), episode))
    return ClipFolder(path)


def test_auc_counts_pairs():
    doing, nearly = np.array([0.0, 0.2, 0.2, 0.9]), np.array([0.0, 0.2, 0.1])
    pairs = [(d > n) + 0.5 * (d == n) for d in doing for n in nearly]
    assert reward.auc(doing, nearly) == pytest.approx(np.mean(pairs))
    assert reward.auc(nearly, doing) == pytest.approx(1 - np.mean(pairs))
    assert reward.auc(np.zeros(3), np.zeros(5)) == 0.5
    left, right = np.array([[1.0, 1, 1, 1], [2, 0, 1, 0], [0, 0, 0, 0]]), np.array([[1.0, 1, 1], [0, 3, 1], [1, 1, 1]])
    found = reward.auc(doing, nearly, (left, right))
    again = reward.auc(np.array([0.0, 0.0, 0.2]), np.array([0.2, 0.2, 0.2, 0.1]))
    np.testing.assert_allclose(found, [np.mean(pairs), again, np.nan])


def test_episodes_are_drawn_whole():
    weights = reward.resample(np.array([5, 5, 9, 2, 9]), np.random.default_rng(0))
    assert weights.shape == (reward.DRAWS, 5)
    assert (weights[:, 0] == weights[:, 1]).all() and (weights[:, 2] == weights[:, 4]).all()
    assert (weights[:, [0, 2, 3]].sum(1) == 3).all()
    np.testing.assert_allclose(weights.mean(0), 1, atol=0.1)


def test_questions_are_one_true_and_the_others_not(folder):
    asked = reward.questions(folder, np.random.default_rng(0))
    for number, texts in enumerate(asked):
        assert len(set(texts)) == len(texts) == reward.CAPTIONS
        assert texts[0] == folder.clips[number].captions[0].text


class Knows:
    """Stands in for a model: sees a clip's number, and how sentences fit it."""

    def __init__(self, known):
        self.known = known

    def encode_prompts(self, prompts):
        return torch.nn.functional.one_hot(torch.tensor([self.known(prompt) for prompt in prompts]), 41).float()


def test_recall_of_one_who_knows_and_of_one_who_does_not(folder):
    asked = reward.questions(folder, np.random.default_rng(0))
    videos = torch.eye(41)[:40]
    right = reward.hits(Knows(lambda prompt: int(prompt.split()[1])), videos, asked)
    assert right[1].all() and right[5].all()
    same = reward.hits(Knows(lambda prompt: 40), videos, asked)  # all captions alike
    assert not same[1].any() and not same[5].any()
    near = reward.hits(Knows(lambda prompt: int(prompt.split()[1]) // 2 * 2), videos[::2], asked[::2])
    assert 0 < near[1].mean() < near[5].mean() == 1  # two captions fit a clip


def test_a_model_and_a_control(folder, tmp_path, monkeypatch, capsys):
    for seed, name in enumerate(["model", "last"]):
        tiny(seed, image_size=(16, 16), window=1 if name == "last" else 4).save_pretrained(tmp_path / name)
    arguments = ["--clips", str(folder.folder), "--model", str(tmp_path / "model"), "--json", "--markdown"]
    monkeypatch.setattr(sys, "argv", ["reward", *arguments, "--control", f"last frame={tmp_path / 'last'}"])
    reward.main()
    *table, last = capsys.readouterr().out.splitlines()
    figures = json.loads(last)
    assert figures["clips"] == 40
    assert figures["behaviours"] == {BEHAVIOUR: {"goal": GOAL, "doing": 20, "nearly": 20}}
    assert list(figures["models"]) == ["model", "last frame"]
    for found in figures["models"].values():
        for estimate in [found["mean_auc"], found["auc"][BEHAVIOUR], *found["recall"].values()]:
            assert 0 <= estimate["low"] <= estimate["value"] <= estimate["high"] <= 1
    assert len(table) == 6
    assert table[2].startswith(
        f"| {BEHAVIOUR} | {GOAL} | 20 | 20 | 0.500 | {figures['models']['model']['auc'][BEHAVIOUR]['value']:.3f} ["
    )
    assert "last frame" in table[0]


def test_clips_that_are_too_short(folder):
    with pytest.raises(RewardError, match="looks at 8 frames, and clips have 6"):
        reward.encode_clips({"long": tiny(image_size=(16, 16), window=8)}, folder, None)
