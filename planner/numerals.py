"""Amounts in words: English and Chinese numerals."""

import re
from collections.abc import Sequence

from skills.text import is_chinese

_UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split(), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ALONE = {"俩": 2, "仨": 3}
"""Numerals that stand for a measure word, too, so that no other follows."""
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000}
_CHINESE_TENS = {"廿": 20, "卅": 30}
_MYRIAD = "万"
_HALF = ("half", "半")


def numeral(units: Sequence[str]) -> tuple[float, int]:
    """Read a numeral, digits or words of either language, "a" and "half" among them, at the start of some units.

    Returns:
        The value and how many units it took; (0, 0) where there is none.
    """
    if not units:
        return 0, 0
    first = units[0]
    if first in _HALF:
        return 0.5, 1
    if first in ("a", "an") and english_numeral(units)[1] == 0:
        return 1, 1
    if re.fullmatch(r"\d+(\.\d+)?", first):
        return _grouped_digits(units)
    return chinese_numeral(units) if is_chinese(first) else english_numeral(units)


def _grouped_digits(units: Sequence[str]) -> tuple[float, int]:
    """Read digits, also in groups of three such as 1,000."""
    digits, used = units[0], 1
    while units[used : used + 1] == [","] and used + 1 < len(units) and re.fullmatch(r"\d{3}", units[used + 1]):
        digits, used = digits + units[used + 1], used + 2
    return float(digits), used


def english_numeral(words: Sequence[str]) -> tuple[int, int]:
    """Read a numeral such as `one hundred and five` at the start of some words.

    Returns:
        The value and how many words it took; (0, 0) where there is none.
    """
    total = current = used = 0
    for index, word in enumerate(words):
        if word in _UNITS or word in _TENS:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
        elif word in _SCALES and used:
            current = max(current, 1) * _SCALES[word]
            if word == "thousand":
                total, current = total + current, 0
        elif word in ("a", "an") and index == 0 and len(words) > 1 and words[1] in _SCALES:
            current = 1
        elif word == "and" and index and words[index - 1] in _SCALES and _is_small(words[index + 1 : index + 2]):
            continue
        else:
            break
        used = index + 1
    return total + current, used


def _is_small(words: Sequence[str]) -> bool:
    return bool(words) and (words[0] in _UNITS or words[0] in _TENS)


def chinese_numeral(chars: Sequence[str]) -> tuple[int, int]:
    """Read a numeral such as `三十二` or `一百二` at the start of some characters.

    Returns:
        The value and how many characters it took; (0, 0) where there is none.
    """
    if chars and chars[0] in _ALONE:
        return _ALONE[chars[0]], 1
    total = section = digit = used = 0
    last_scale = 1
    for char in chars:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if last_scale == 1 else _DIGITS[char]
            if digit == 0:
                last_scale = 10  # a zero ends the short form: 一百零二 is 102, 一百二 is 120
        elif char in _CHINESE_TENS and not used:
            section, last_scale = _CHINESE_TENS[char], 10
        elif char in _CHINESE_SCALES:
            last_scale = _CHINESE_SCALES[char]
            section += max(digit, 1) * last_scale
            digit = 0
        elif char == _MYRIAD and used:
            total += max(section + digit, 1) * 10_000
            section, digit, last_scale = 0, 0, 10_000
        else:
            break
        used += 1
    if last_scale >= 100:
        digit *= last_scale // 10
    return total + section + digit, used
