"""An order carried out by learnt skills: from pixels, with a record that says so and replays."""

import sys

import pytest

from agents.errors import CheckpointError
from lodestone.config import ConfigError, EpisodeConfig, episode_config
from lodestone.episode import run_episode
from lodestone.replay import replay
from planner.plan import PlanError
from tests.skills.learned.repertoires import CHOP, write

FIND = {"policy": "chop", "prompt": "find a tree", "see": "tree"}


@pytest.fixture
def skills(tmp_path):
    return str(write(tmp_path / "skills", {"collect_log": CHOP, "find_log": FIND}, size=128))


def config(skills, tmp_path, **fields):
    return EpisodeConfig(skills=skills, biome="forest", out=tmp_path / "record", **fields)


def test_learnt_skills_see_pictures_and_are_named_in_the_record(skills, tmp_path):
    result = run_episode(config(skills, tmp_path, order="get 1 log", max_steps=12))
    record = result.record
    assert record.config.image_size == (128, 128)
    assert not record.success
    assert [(run.skill, run.executor, run.success) for run in record.skills] == [
        ("find_log", "learned", True), ("collect_log", "learned", False),
    ]  # fmt: skip
    assert replay(result.path).same


def test_what_nobody_knows_is_not_planned(skills, tmp_path):
    with pytest.raises(PlanError, match="cannot find sand or collect sand; `lodestone skills list` tells who can"):
        run_episode(config(skills, tmp_path, order="get 1 sand", max_steps=5))


def test_pictures_of_another_size_are_refused(skills, tmp_path):
    with pytest.raises(CheckpointError, match="sees pictures of 128x128, and these are 64x64"):
        run_episode(config(skills, tmp_path, order="get 1 log", max_steps=5, image_size=64))


def test_a_folder_without_a_repertoire_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"repertoire\.yaml cannot be read"):
        run_episode(config(str(tmp_path), tmp_path, order="get 1 log"))
    with pytest.raises(
        ConfigError,
        match="unknown skills 'learnt'; known: mixed, learned, oracle, random, or a folder with a repertoire",
    ):
        episode_config({"order": "get 1 log", "skills": "learnt"})


def test_random_skills_draw_every_action_and_say_so(tmp_path):
    result = run_episode(config("random", tmp_path, order="get 1 log", max_steps=40))
    assert (result.record.success, {run.executor for run in result.record.skills}) == (False, {"random"})
    assert result.record.config.allowed_attempts == 8
    assert replay(result.path).same


def test_by_default_learnt_skills_act_and_the_oracle_does_the_rest(tmp_path):
    record = run_episode(EpisodeConfig(order="get 1 dirt", biome="plains", out=tmp_path / "dirt")).record
    assert (record.config.skills, record.success) == ("mixed", True)
    assert {run.executor for run in record.skills} == {"oracle"}
    config = EpisodeConfig(order="get 1 log", biome="forest", seed=3, max_steps=100, out=tmp_path / "log")
    assert [(run.skill, run.executor) for run in run_episode(config).record.skills] == [
        ("find_log", "learned"), ("collect_log", "learned"),
    ]  # fmt: skip


def test_without_torch_one_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "skills.learned.executor", None)
    with pytest.raises(ConfigError, match=r"pip install -e '\.\[agents\]', or .* --skills oracle"):
        run_episode(EpisodeConfig(order="get 1 log", out=tmp_path / "record"))


def test_learned_skills_alone_know_no_oracle(tmp_path):
    with pytest.raises(PlanError, match="dirt"):
        run_episode(EpisodeConfig(order="get 1 dirt", skills="learned", biome="plains", out=tmp_path / "record"))
