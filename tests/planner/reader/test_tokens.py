"""Orders are cut into names, amounts, durations and words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.reader.tokens import LONGEST, ORDER, tokens_of


def only(order, kind):
    """Return the one token of a kind."""
    found = [token for token in tokens_of(order) if token.kind == kind]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("order", "value"),
    [
        ("get two torches", 2),
        ("a torch", 1),
        ("half a dozen eggs", 6),
        ("half a stack of sand", 32),
        ("a stack and a half of sand", 96),
        ("three stacks of dirt", 192),
        ("a couple of sticks", 2),
        ("couple pearls", 2),
        ("some arrows", 3),
        ("1,200 dirt", 1200),
        ("one hundred and five planks", 105),
        ("两把石镐", 2),
        ("半组圆石", 32),
        ("一组半圆石", 96),
        ("三组泥土", 192),
        ("两打鸡蛋", 24),
        ("几根木棍", 3),
        ("廿四片玻璃", 24),
        ("面包仨", 3),
        ("火把x8", 8),
    ],
)
def test_amounts(order, value):
    assert only(order, "amount").value == value


@pytest.mark.parametrize(
    ("order", "seconds"),
    [
        ("in five minutes", 300),
        ("within 90 seconds", 90),
        ("90s", 90),
        ("10m", 600),
        ("half an hour", 1800),
        ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700),
        ("two and a half minutes", 150),
        ("a minute and a half", 90),
        ("an hour and a half", 5400),
        ("五分钟内", 300),
        ("两分半", 150),
        ("两分半钟", 150),
        ("一刻钟", 900),
        ("半小时", 1800),
        ("半个小时", 1800),
        ("一个半小时", 5400),
        ("一个钟头", 3600),
        ("90秒", 90),
    ],
)
def test_durations(order, seconds):
    assert only(order, "duration").value == pytest.approx(seconds)
    assert not any(token.kind == "amount" for token in tokens_of(order))


def test_a_fraction_is_no_time():
    assert not any(token.kind == "duration" for token in tokens_of("三分之一"))


@pytest.mark.parametrize(
    ("order", "item"),
    [
        ("a diamnod pickaxe", "diamond_pickaxe"),
        ("some arows", "arrow"),
        ("a stone shuvel", "stone_shovel"),
        ("終界珍珠", "ender_pearl"),
        ("綠寶石", "emerald"),
        ("坏肉和腐肉", "rotten_flesh"),
        ("two cookies", "cookie"),
    ],
)
def test_names_misspelt_traditional_and_plural(order, item):
    assert item in [token.readings.get("item") for token in tokens_of(order)]


@pytest.mark.parametrize("word", ["parrot", "wishing", "started", "spring", "stitch"])
def test_english_words_are_not_taken_for_misspelt_names(word):
    assert only(f"a {word}", "word").text == word


def test_a_pair_of_boots_is_one_item():
    amount = only("a pair of iron boots", "amount")
    assert amount.count("iron_boots") == 1
    assert amount.count("stick") == 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_becomes_tokens(text):
    tokens = tokens_of(text)
    assert tokens[0] is ORDER
    assert len(tokens) <= LONGEST
    assert all(token.kind in ("order", "name", "amount", "duration", "word") for token in tokens)
