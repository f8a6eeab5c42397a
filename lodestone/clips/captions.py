"""Puts facts into words: some sentences a clip, each with the facts that it claims."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TypeVar

import numpy as np

from agents.data.clips import Caption
from lodestone.clips import names
from lodestone.clips.phrases import ASIDE, DEEDS, MASS, NOUNS, PHRASES, SETTINGS

FEWEST, MOST = 3, 5
_WORD = re.compile(r"\{(a )?([xti])\}")
_DOUBLED = ("chop", "cut", "get", "dig", "hit", "put", "swim", "run", "hop", "step", "set")
_USED = (*names.TOOLS, "shears", "bucket", "air")
_HELD = (*names.TOOLS, "shears", "bucket", "torch", *names.BUILDING, "bread", "apple", "wheat")
"""What is spoken of as a means, and as something in hand, beside each single tool."""
_SETTING = 0.3
_IMPERATIVE, _PLAYER = 0.6, 0.85
_OF_DEEDS, _OF_A_KIND = 0.75, 0.75
_SORTS = (" animal", " monster")
_Thing = TypeVar("_Thing")
Option = tuple[str, tuple[str, ...]]
"""A text, and what it claims."""


def write_captions(facts: Collection[str], random: np.random.Generator) -> tuple[Caption, ...]:
    """Return three to five different sentences about a clip, in which each deed is named; none if there is no word."""
    options = _options(facts)
    deeds = {verb: options[verb] for verb in DEEDS if verb in options}
    if not set(deeds) <= set(ASIDE):
        deeds = {verb: phrases for verb, phrases in deeds.items() if verb not in ASIDE}
    others = {verb: phrases for verb, phrases in options.items() if verb not in deeds}
    wanted = max(int(random.integers(FEWEST, MOST + 1)), len(deeds))
    said = [_pick(_specific(phrases, random), random) for phrases in deeds.values()]
    for _ in range(4 * MOST if options else 0):
        if len(set(said)) >= wanted:
            break
        pool = deeds if deeds and (not others or random.random() < _OF_DEEDS) else others
        said.append(_pick(_specific(pool[_pick(list(pool), random)], random), random))
    captions = [_caption(text, claims, facts, random) for text, claims in dict.fromkeys(said)]
    return tuple({caption.text: caption for caption in captions}.values())


def _caption(text: str, claims: tuple[str, ...], facts: Collection[str], random: np.random.Generator) -> Caption:
    """A sentence, sometimes with where and when."""
    settings = sorted(set(SETTINGS) & set(facts))
    spoken = _spoken(text, random)
    if not settings or random.random() >= _SETTING:
        return Caption(text=spoken, claims=frozenset(claims))
    setting = _pick(settings, random)
    return Caption(text=f"{spoken} {_pick(SETTINGS[setting], random)}", claims=frozenset({*claims, setting}))


def _specific(options: list[Option], random: np.random.Generator) -> list[Option]:
    """Most often only those that say of which kind an animal or a monster is."""
    kinds = [option for option in options if not any(claim.endswith(_SORTS) for claim in option[1])]
    return kinds if kinds and random.random() < _OF_A_KIND else options


def _pick(options: Sequence[_Thing], random: np.random.Generator) -> _Thing:
    return options[int(random.integers(len(options)))]


def _options(facts: Collection[str]) -> dict[str, list[Option]]:
    """Texts and their claims by the verb of the first claim."""
    options: dict[str, list[Option]] = {}
    ordered = sorted(facts)
    for patterns, phrases in PHRASES.items():
        for claims, words in _matches(patterns, ordered):
            for phrase in phrases:
                text = _WORD.sub(lambda match: _noun(words[match[2]], bool(match[1])), phrase)  # noqa: B023
                options.setdefault(patterns[0].split()[0], []).append((text, claims))
    return options


def _matches(patterns: Sequence[str], facts: Sequence[str]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Ways in which facts fit patterns: the facts, and the words in the slots."""
    found = [[(fact, match.groupdict()) for fact in facts if (match := _compiled(p).fullmatch(fact))] for p in patterns]
    for ways in itertools.product(*found):
        words: dict[str, str] = {}
        for _, groups in ways:
            words |= groups
        spoken = {"t": _USED, "i": _HELD}
        if all(words[s] in spoken[s] or names.tool_class(words[s]) for s in spoken if s in words):
            yield tuple(fact for fact, _ in ways), words


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w)\}", r"(?P<\1>[a-z_]+)", pattern))


def _noun(word: str, article: bool) -> str:
    noun = NOUNS.get(word, word.replace("_", " "))
    if not article or word in MASS:
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _spoken(text: str, random: np.random.Generator) -> str:
    """The phrase as an order, or as what a player is seen doing."""
    form = random.random()
    if form < _IMPERATIVE:
        return text
    return f"{'the player is' if form < _PLAYER else 'a player'} {_progressive(text)}"


def _progressive(text: str) -> str:
    """`chop a tree` -> `chopping a tree`; a second verb after `and` follows."""
    parts = [_ing(part) for part in text.split(" and ")] if " and down" not in text else [_ing(text)]
    return " and ".join(parts)


def _ing(phrase: str) -> str:
    verb, space, rest = phrase.partition(" ")
    if verb in _DOUBLED:
        verb += verb[-1]
    elif verb.endswith("e") and not verb.endswith(("ee", "be")):
        verb = verb[:-1]
    return f"{verb}ing{space}{rest}"
