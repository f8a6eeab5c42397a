"""Text in pictures: every Chinese name of the lexicon must be readable, and lines must fit."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import planner.lexicon
from lodestone import font

WHITE = (255, 255, 255)


def drawn(text: str) -> np.ndarray:
    image = Image.new("RGB", (max(font.width(text), 1), font.HEIGHT))
    font.draw(image, (0, 0), text, WHITE)
    return np.asarray(image)[..., 0] > 0


def test_letters_look_like_letters() -> None:
    upper, lower = drawn("I"), drawn("l")
    assert upper.shape == lower.shape == (16, 8)
    assert not (drawn("A") == drawn("B")).all()
    assert not drawn(" ").any()


def test_chinese_characters_are_twice_as_wide_and_differ() -> None:
    assert font.width("石镐") == 32
    assert not (drawn("石") == drawn("镐")).all()


def test_every_character_of_the_lexicon_has_a_glyph() -> None:
    folder = Path(planner.lexicon.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
    characters = {c for c in json.dumps(text, ensure_ascii=False) if not c.isspace()}
    missing = drawn("\U0001f600")
    without = sorted(c for c in characters if drawn(c).shape == missing.shape and (drawn(c) == missing).all())
    assert without == []


def test_what_the_font_lacks_is_a_box_not_an_error() -> None:
    assert drawn("\U0001f600").any()


@given(st.text(alphabet="ab 石镐，", max_size=80), st.integers(16, 200))
def test_wrapping_keeps_the_text_and_the_width(text: str, pixels: int) -> None:
    lines = font.wrap(text, pixels)
    assert all(font.width(line) <= pixels for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("pixels", [0, 8, 40, 400])
def test_fitting_shortens_with_an_ellipsis(pixels: int) -> None:
    text = font.fit("a wooden shelter", pixels)
    assert font.width(text) <= max(pixels, font.width("…"))
    assert text == "a wooden shelter" or text.endswith("…")
