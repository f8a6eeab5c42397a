"""Configurations: checked, from YAML, overridden by options, with one line for each mistake."""

from pathlib import Path

import pytest

from lodestone.config import ConfigError, EpisodeConfig, episode_config


def test_options_override_the_file_and_none_means_not_given(tmp_path: Path) -> None:
    file = tmp_path / "run.yaml"
    file.write_text("order: craft a furnace\nseed: 4\nimage_size: 128x128\n")
    config = episode_config({"seed": 7, "biome": None}, file)
    assert (config.order, config.seed, config.biome, config.image_size) == ("craft a furnace", 7, None, (128, 128))


def test_a_configuration_survives_its_record() -> None:
    config = episode_config({"order": "制作一个石镐", "video": Path("a.mp4"), "image_size": "96x128"})
    assert EpisodeConfig.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["say what to do"]),
        ({"order": "x", "skills": "oracel"}, ["unknown skills 'oracel'", "oracle"]),
        ({"order": "x", "planner": "llama"}, ["unknown planner 'llama'", "llm"]),
        ({"order": "x", "image_size": "160"}, []),
        ({"order": "x", "image_size": "big"}, ["image-size", "160x256", "'big'"]),
        ({"order": "x", "image_size": "8x8"}, ["image-size", "16"]),
        ({"order": "x", "image_size": "1x2x3"}, ["image-size", "160x256"]),
        ({"order": "x", "seed": -1}, ["seed", "0"]),
        ({"order": "x", "max_steps": 0}, ["max-steps", "1"]),
        ({"order": "x", "sed": 3}, ["unknown field 'sed'", "seed"]),
    ],
)
def test_mistakes_are_named_in_one_line(options: dict[str, object], words: list[str]) -> None:
    if not words:
        assert episode_config(options).image_size == (160, 160)
        return
    with pytest.raises(ConfigError) as caught:
        episode_config(options)
    assert "\n" not in str(caught.value)
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize(("text", "word"), [("order: [", "no YAML"), ("- a", "mapping"), (None, "cannot be read")])
def test_a_bad_file_is_named(tmp_path: Path, text: str | None, word: str) -> None:
    file = tmp_path / "run.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError, match=word) as caught:
        episode_config({}, file)
    assert "run.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("skills", "attempts"), [("mixed", 3), ("oracle", 3), ("learned", 8)])
def test_what_fails_by_chance_may_fail_more_often(skills: str, attempts: int) -> None:
    assert EpisodeConfig(order="get 1 log", skills=skills).allowed_attempts == attempts
    assert EpisodeConfig(order="get 1 log", skills=skills, attempts=2).allowed_attempts == 2
