"""Texts in English and Chinese, cut into units: words, numbers, Chinese characters and single signs."""

import re
import unicodedata
from collections.abc import Sequence

from opencc import OpenCC

_UNIT = re.compile(r"\d+(?:\.\d+)?|[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])[^\W_]|(?<=\w)')+|\S")
_IGNORED = re.compile(r"[()\[\]{}<>\"“”‘`《》「」『』【】:：…_\-]")
_TIMES = re.compile(r"(?<![a-z0-9])x(?=\d)")
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHARACTERS = "\n".join(map(chr, range(0x3400, 0xA000)))
_SIMPLIFIED = dict(zip(map(ord, _CHARACTERS[::2]), OpenCC("t2s").convert(_CHARACTERS)[::2], strict=True))
"""Simplified characters for traditional ones, one by one: whole phrases would take simplified ones for traditional."""


def is_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese character."""
    return bool(_CJK.search(text))


def split_units(text: str) -> list[str]:
    """Normalise a text and split it into words, numbers, Chinese characters and single signs.

    Full-width signs become ASCII, capitals small, traditional characters simplified; quotes, brackets, hyphens and
    underscores only separate.
    """
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("\n", ";")
    return _UNIT.findall(_TIMES.sub("x ", _IGNORED.sub(" ", text.translate(_SIMPLIFIED))))


def join_units(units: Sequence[str]) -> str:
    """Join units again: a space between words, none beside a Chinese character."""
    text = ""
    for unit in units:
        text += unit if not text or _CJK.match(unit) or _CJK.match(text[-1]) else f" {unit}"
    return text
