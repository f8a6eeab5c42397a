"""Clips: what is said of them is true, they are the same whoever plays, and each behaviour gives both kinds."""

import json
import sys
from pathlib import Path

import pytest

from agents.data.clips import Clip, ClipFolder, ClipFormat
from lodestone import cli
from lodestone.clips.play import Order, play
from lodestone.clips.produce import orders, produce, totals
from lodestone.clips.scenes import SCENES
from lodestone.clips.sheet import draw_sheet
from lodestone.config import ConfigError

SMALL = ClipFormat(image_size=(32, 32))
MAIN = list(SCENES)[:10]


def test_an_episode_is_the_same_whoever_plays_it(tmp_path: Path) -> None:
    order = Order("hit_cow", 3, textures=(0, 1), layout=SMALL)
    first, second = play(order, tmp_path / "a"), play(order, tmp_path / "b")
    assert first
    assert first == second == ClipFolder(tmp_path / "a").clips
    assert (tmp_path / "a" / "hit_cow-000003.mp4").read_bytes() == (tmp_path / "b" / "hit_cow-000003.mp4").read_bytes()


def test_other_seeds_give_other_clips(tmp_path: Path) -> None:
    biomes = {clip.biome for seed in range(3) for clip in play(Order("swim", seed, layout=SMALL), tmp_path)}
    assert len(biomes) > 1


@pytest.mark.parametrize("behaviour", ["chop", "shear_sheep"])
def test_what_is_said_is_true_and_says_something(behaviour: str, tmp_path: Path) -> None:
    clips = play(Order(behaviour, 1, layout=SMALL), tmp_path)
    assert {clip.doing for clip in clips} == {True, False}
    for clip in clips:
        assert clip.doing == (SCENES[behaviour].fact in clip.facts)
        assert 2 <= len(clip.captions) <= 9
        assert all(clip.is_true(caption) and caption.claims for caption in clip.captions)
        if clip.doing:
            assert any(SCENES[behaviour].fact.split()[0] in claim for c in clip.captions for claim in c.claims)


def test_clips_of_an_episode_are_apart(tmp_path: Path) -> None:
    clips = play(Order("mine_stone", 2, layout=SMALL), tmp_path)
    for index, clip in enumerate(clips):
        same = [other for other in clips[index + 1 :] if other.doing == clip.doing and other.time != clip.time]
        assert all(abs(clip.tick - other.tick) >= 32 or abs(clip.time - other.time) > 320 for other in same)


def test_only_some_biomes(tmp_path: Path) -> None:
    clips = play(Order("build", 4, biomes=("plains",), layout=SMALL), tmp_path)
    assert {clip.biome for clip in clips} == {"plains"}


def test_what_is_there_is_not_played_again(tmp_path: Path) -> None:
    wanted = orders(["eat"], 5, 1, [0], [])
    before = produce(wanted, tmp_path, 1, lambda tally: None)
    video = tmp_path / "eat-000005.mp4"
    written = video.stat().st_mtime_ns
    assert produce(wanted, tmp_path, 1, lambda tally: None) == before
    assert video.stat().st_mtime_ns == written
    (doing, near) = totals(before)["eat"]
    assert doing + near == len(ClipFolder(tmp_path))
    draw_sheet(ClipFolder(tmp_path), tmp_path / "sheet.png", count=2)
    assert (tmp_path / "sheet.png").exists()


def test_the_command_plays_counts_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--out", str(tmp_path), "--episodes", "1", "--behaviours", "eat,move", "--textures", "2", "--json"]
    sheet = tmp_path / "sheet.png"
    monkeypatch.setattr(sys, "argv", ["lodestone", "data", "clips", *arguments, "--sheet", str(sheet)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["clips"] == len(ClipFolder(tmp_path)) == sum(map(sum, found["behaviours"].values()))
    assert set(found["behaviours"]) == {"eat", "move"}
    assert sheet.exists()


def test_an_unknown_behaviour_is_named() -> None:
    with pytest.raises(ConfigError, match="unknown behaviour 'dance'; known are approach_tree, chop"):
        orders(["dance"], 0, 1, [0], [])


@pytest.mark.slow
@pytest.mark.parametrize("behaviour", SCENES)
def test_each_behaviour_gives_both_kinds(behaviour: str, tmp_path: Path) -> None:
    clips: list[Clip] = []
    for seed in range(6):
        clips += play(Order(behaviour, seed, layout=SMALL), tmp_path)
    doing = sum(clip.doing for clip in clips)
    assert min(doing, len(clips) - doing) >= 5
