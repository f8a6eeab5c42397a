"""An order as tokens: names that the lexicon has, amounts, durations, and all else word by word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from planner.lexicon import lexicon, singular
from planner.numerals import numeral
from skills.text import is_chinese, join_units, split_units

NAMES = ("item", "structures", "materials", "mobs", "sets", "families")
"""Readings that make a phrase a name."""
LONGEST = 90
"""Tokens that are read; an order goes no further."""

_UNITS_A_TOKEN = 4
_SHORTEST_MISSPELT = 4
_LONG_WORD = 8
_MEASURE_ALONE = ("整组",)
_BEFORE_MEASURES = ("大", "whole", "full")
_HALF = 0.5
_EACH_UNIT = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}
_AFTER_DIGITS = {"s": 1, "m": 60, "h": 3600}
_CHINESE_UNITS = {"秒钟": 1, "秒": 1, "分钟": 60, "分": 60, "刻钟": 900, "小时": 3600, "钟头": 3600, "钟": 3600}
_FRACTIONS = {"quarter": 0.25, "third": 1 / 3, "half": 0.5}
_BEFORE_UNITS = ("of", "a", "an", "full", "good", "solid", "short", "whole", "real", "more", "个")


@dataclass(frozen=True)
class Token:
    """One piece of an order."""

    text: str
    kind: str
    """`order` (stands for all of it), `name`, `amount`, `duration` or `word`."""
    readings: Mapping[str, Any] = field(default_factory=dict)
    """What a name can mean, by kind of reading."""
    value: float = 0.0
    """Of an amount how many, of a duration its seconds."""
    form: str = ""
    """How an amount was put: `article`, `numeral`, `some` or `measure`."""
    is_pair: bool = False
    """Whether an amount counts pairs."""

    def count(self, thing: str) -> float:
        """Return how many of a thing the amount says: a pair of boots is one item."""
        worn_in_pairs = thing.endswith(("boots", "leggings", "shears"))
        return self.value / 2 if self.is_pair and worn_in_pairs else self.value


ORDER = Token("", "order")
"""Stands before every order, for what it asks for without a name."""


def tokens_of(order: str) -> list[Token]:
    """Cut an order into tokens, the first of which stands for the order itself."""
    units = [_respelt(unit) for unit in split_units(order)[: _UNITS_A_TOKEN * LONGEST]]
    tokens, index = [ORDER], 0
    while index < len(units) and len(tokens) < LONGEST:
        token, used = _token(units[index:])
        tokens.append(token)
        index += used
    return tokens


def _token(units: Sequence[str]) -> tuple[Token, int]:
    """Read the longest name or amount that the units begin with, or one word."""
    readings, length = lexicon().find(units, NAMES)
    amount, used = _amount(units)
    if amount is not None and used >= length and not (used == length and "item" in readings):
        unit, more = _time_unit(units[used:], amount)
        if more:
            return Token("", "duration", value=unit), used + more
        return amount, used
    if length:
        return Token(join_units(units[:length]), "name", readings), length
    return Token(units[0], "word"), 1


def _amount(units: Sequence[str]) -> tuple[Token | None, int]:
    """Read an amount such as "two", "half a dozen", "a stack and a half", "一组半"; (None, 0) where there is none."""
    value, used, form = _plain(units)
    size = 1.0
    if not used:
        size, used = _measure(units)
        if not used or (is_chinese(units[0]) and units[0] not in _MEASURE_ALONE):
            return None, 0
        value, form = 1.0, "measure"
    pair = size == 2
    while used < len(units):
        skipped = units[used] in _BEFORE_MEASURES
        factor, more = _measure(units[used + skipped :])
        if more:
            size, form, pair, used = size * factor, "measure", pair or factor == 2, used + skipped + more
            continue
        factor, more, _ = _plain(units[used:])
        if more and value == _HALF and factor == 1:  # "half a ..."
            value, used = _HALF, used + more
            continue
        break
    rest, more = _and_a_half(units[used:])
    if rest and (form == "measure" or not is_chinese(units[0])):
        value, used = value + _HALF, used + more
    return Token(join_units(units[:used]), "amount", value=value * size, form=form, is_pair=pair), used


def _plain(units: Sequence[str]) -> tuple[float, int, str]:
    """Read an article, a numeral or "some"; zeros where there is none."""
    some, length = lexicon().find(units, ("some",))
    value, used = numeral(units)
    if used >= max(length, 1):
        return value, used, "article" if units[0] in ("a", "an") and used == 1 else "numeral"
    return (3.0, length, "some") if some else (0.0, 0, "")


def _measure(units: Sequence[str]) -> tuple[float, int]:
    """Read a measure of more than one, such as a dozen; zeros where there is none."""
    readings, length = lexicon().find(units, ("measures",))
    size = float(readings.get("measures", 1))
    return (size, length) if size > 1 else (0.0, 0)


def _and_a_half(units: Sequence[str]) -> tuple[bool, int]:
    for phrase in (("and", "a", "half"), ("and", "half"), ("半",)):
        if tuple(units[: len(phrase)]) == phrase:
            return True, len(phrase)
    return False, 0


def _time_unit(units: Sequence[str], amount: Token) -> tuple[float, int]:
    """Read what makes an amount a time ("minutes", "quarters of an hour", "刻钟"); return its seconds, or zeros."""
    value, used = amount.value, 0
    if units[:2] == ["个", "半"]:  # 一个半小时
        value, used = value + _HALF, 2
    while used < len(units) and units[used] in _BEFORE_UNITS:
        used += 1
    word = singular(units[used]) if used < len(units) else ""
    if word in _FRACTIONS:
        value, used = value * _FRACTIONS[word], used + 1
        while used < len(units) and units[used] in _BEFORE_UNITS:
            used += 1
        word = singular(units[used]) if used < len(units) else ""
    each, length = _EACH_UNIT.get(word, 0), 1
    if word in _AFTER_DIGITS and used == 0 and re.fullmatch(r"[\d.]+", amount.text):
        each = _AFTER_DIGITS[word]
    if not each:
        text = "".join(units[used : used + 2])
        name = next((name for name in _CHINESE_UNITS if text.startswith(name)), "")
        each, length = _CHINESE_UNITS.get(name, 0), len(name)
        if name == "分" and units[used + 1 : used + 2] == ["之"]:
            each = 0  # a fraction
    if not each:
        return 0.0, 0
    used += length
    half, more = _and_a_half(units[used:])
    if half:
        value, used = value + _HALF, used + more
        used += units[used : used + 1] == ["钟"]
    return value * each, used


@lru_cache(maxsize=1)
def _speller() -> SpellChecker:
    return SpellChecker(language="en")


@lru_cache(maxsize=1)
def _spellings() -> list[str]:
    """Return the words of all English names."""
    words: set[str] = set()
    for text, readings in lexicon().phrases.items():
        if any(kind in readings for kind in NAMES) and not is_chinese(text):
            words.update(word for word in text.split() if len(word) >= _SHORTEST_MISSPELT and word.isalpha())
    return sorted(words)


@lru_cache(maxsize=4096)
def _respelt(unit: str) -> str:
    """Return the word that a misspelt one stands for; words that are English, or too short to tell, stay."""
    if len(unit) < _SHORTEST_MISSPELT or not (unit.isascii() and unit.isalpha()):
        return unit
    forms = (unit, singular(unit))
    if any(form in lexicon().words or form in _speller() for form in forms):
        return unit
    furthest = 1 if len(unit) < _LONG_WORD else 2
    near = (process.extractOne(form, _spellings(), scorer=OSA.distance, score_cutoff=furthest) for form in forms)
    return next((found[0] for found in near if found), unit)
