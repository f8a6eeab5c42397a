"""Numerals in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.numerals import chinese_numeral, english_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [("one", 1), ("twenty one", 21), ("one hundred and five", 105), ("a hundred", 100), ("two thousand ten", 2010)],
)
def test_english(text, value):
    words = text.split()
    assert english_numeral(words) == (value, len(words))


def test_english_stops_at_and_between_things():
    assert english_numeral(["two", "and", "three", "torches"]) == (2, 1)
    assert english_numeral(["torch"]) == (0, 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("三十二", 32),
        ("一百零五", 105),
        ("一百二", 120),
        ("两千", 2000),
    ],
)
def test_chinese(text, value):
    assert chinese_numeral(list(text)) == (value, len(text))


def _spell(number):
    """Spell a number below 10,000 the long way, after the rules of the script."""
    text, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return text


@given(st.integers(1, 9999))
def test_chinese_numbers_spelled_out(number):
    spelled = _spell(number)
    assert chinese_numeral(list(spelled)) == (number, len(spelled))
