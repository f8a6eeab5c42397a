"""The words that orders are made of: names of every item in English and Chinese, and the words around them.

The data files beside this module are meant to be edited by hand: `items.json` (item id to names), `variants.json`
(colours and woods, whose names are combined with items), `mobs.json` (mob id to names), `places.json` (what is only to
be found), `words.json` (verbs, polite wrappers, measures, structures).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from skills.record import trophy
from skills.text import is_chinese, join_units, split_units


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return data


_WORDS = _read("words.json")
_IRREGULAR = {"axes": "axe", "pickaxes": "pickaxe", "leaves": "leaf", "loaves": "loaf", "shelves": "shelf"}
_IRREGULAR |= {"bookshelves": "bookshelf", "potatoes": "potato", "knives": "knife", "eyes": "eye", "zombies": "zombie"}
_IRREGULAR |= {"cookies": "cookie", "pies": "pie", "cacti": "cactus", "feet": "foot", "cactuses": "cactus"}
_IRREGULAR |= {"digs": "digs"}  # where one lives: to dig is something else
_PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss"), ("s", ""))


def singular(word: str) -> str:
    """Return the singular of an English word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word.endswith(("ss", "us", "'s")):
        return word
    for ending, stem in _PLURALS:
        if word.endswith(ending):
            return word.removesuffix(ending) + stem
    return word


@dataclass
class Lexicon:
    """Phrases and what they can mean: `phrases[text][kind]` is the value of that reading."""

    phrases: dict[str, dict[str, Any]] = field(default_factory=dict)
    longest: int = 1
    words: set[str] = field(default_factory=set)
    """Single words of English phrases."""

    def add(self, text: str, kind: str, value: Any) -> None:
        """Add one reading of a phrase and of its singular; readings that are already there stay."""
        units = split_units(text)
        self.longest = max(self.longest, len(units))
        for form in (join_units(units), join_units([singular(unit) for unit in units])):
            self.phrases.setdefault(form, {}).setdefault(kind, value)
            self.words.update(word for word in form.split() if word.isascii())

    def find(self, units: Sequence[str], kinds: Collection[str] = ()) -> tuple[dict[str, Any], int]:
        """Find the longest phrase that the units begin with.

        Args:
            units: Of `split_units`.
            kinds: Kinds of readings that count; none given, all do.

        Returns:
            Its readings of these kinds, and its length; an empty dictionary and 0 where there is none.
        """
        for length in range(min(self.longest, len(units)), 0, -1):
            head = units[:length]
            for text in (join_units(head), join_units([singular(unit) for unit in head])):
                readings = self.phrases.get(text, {})
                if kinds:
                    readings = {kind: readings[kind] for kind in kinds if kind in readings}
                if readings:
                    return readings, length
        return {}, 0

    def item_names(self, chinese: bool) -> dict[str, str]:
        """Return every item name of one language with its item id."""
        return {
            text: readings["item"]
            for text, readings in self.phrases.items()
            if "item" in readings and is_chinese(text) == chinese
        }


@lru_cache(maxsize=1)
def mob_ids() -> tuple[str, ...]:
    """Return the mobs that have names, by the game's ids."""
    return tuple(sorted(_read("mobs.json")))


@lru_cache(maxsize=1)
def names_of_things() -> dict[str, list[str]]:
    """Return what people call things in English and Chinese: items and structures by id, mobs by their `trophy`."""
    items = {item: names["en"] + names["zh"] for item, names in _read("items.json").items()}
    mobs = {trophy(mob): names["en"] + names["zh"] for mob, names in _read("mobs.json").items()}
    return items | mobs | _WORDS["structures"]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon of the data files."""
    result = Lexicon()
    items = _read("items.json")
    for item, names in items.items():
        result.add(item, "item", item)
        for name in names["en"] + names["zh"]:
            result.add(name, "item", item)
    for family in _read("variants.json").values():
        _add_variants(result, family, items)
    for mob, names in _read("mobs.json").items():
        for name in (mob, *names["en"], *names["zh"]):
            result.add(name, "mobs", mob)
    _add_words(result)
    return result


@lru_cache(maxsize=1)
def places() -> Lexicon:
    """Return the names of places; apart, as the network learnt to read where no such word stands out."""
    result = Lexicon()
    for place, names in _read("places.json").items():
        for name in names["en"] + names["zh"]:
            result.add(name, "places", place)
    return result


def names_a_wood(units: Sequence[str]) -> bool:
    """Tell whether an order (of `split_units`) says which tree its wood is to be of, such as birch."""
    return any(_woods().find(units[index:])[1] for index in range(len(units)))


@lru_cache(maxsize=1)
def _woods() -> Lexicon:
    result = Lexicon()
    for names in _read("variants.json")["all_woods"]["names"].values():
        for name in names:
            result.add(name, "wood", name)
    return result


def _add_variants(result: Lexicon, family: dict[str, Any], items: dict[str, Any]) -> None:
    for language, joint in (("en", " "), ("zh", "")):
        for item in family["items"]:
            names = items[item][language] + family["extra"].get(item, {}).get(language, [])
            for variant in family["names"][language]:
                for name in names:
                    result.add(f"{variant}{joint}{name}", "item", item)


def _add_words(result: Lexicon) -> None:
    for kind in ("verbs", "measures", "structures", "materials", "sets"):
        for value, phrases in _WORDS[kind].items():
            for phrase in phrases:
                result.add(phrase, kind, value)
    single = (
        "separators",
        "fillers",
        "made_of",
        "into",
        "vague",
        "negations",
        "questions",
        "purposes",
        "some",
        "families",
    )
    for kind in single:
        for phrase in _WORDS[kind]:
            result.add(phrase, kind, True)
    for sign in ",;、&+/.!?。~":
        result.add(sign, "separators", True)
