"""An order as numbers: what the network sees of tokens and candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES
from planner.lexicon import lexicon, mob_ids, singular
from planner.materials import ANIMALS, STATIONS, says_material
from planner.reader.candidates import ARMOURS, KINDS, ROLES, Candidate, candidates_of
from planner.reader.tokens import Token, tokens_of

REACH = 17
"""Places in an order further apart than this look alike."""
_VALUES = (0.99, 1, 2, 3, 6, 12, 32, 63, 64, 200)
NO_VALUE = len(_VALUES) + 1
"""Where a token is no amount."""
VALUES = len(_VALUES) + 2
UNKNOWN = 1
"""The word that the network does not know; 0 is no word at all."""
BETWEEN = 8
"""What stands between a name and an amount: whether a comma does, and how many names do."""
_VERBS = ("make", "get", "mine", "smelt", "fight", "shear", "milk", "place")
_WORD_KINDS = ("separators", "fillers", "made_of", "into", "vague", "negations", "purposes")
_NAME_KINDS = ("mobs", "structures", "materials", "sets", "families")
_SORTS = ("tool", "weapon", "armour", "food", "ore", "station", "animal")
_FORMS = ("article", "numeral", "some", "measure", "pair")
_TOKEN_KINDS = ("order", "name", "amount", "duration", "word")
TRAITS = (*_TOKEN_KINDS, "item", "generic", *_NAME_KINDS, *_FORMS, *_VERBS, *_WORD_KINDS, *_SORTS)
"""What is known of a token beside its text."""
_TRAIT = {trait: index for index, trait in enumerate(TRAITS)}
_TOOLS = ("pickaxe", "axe", "shovel", "hoe", "shears", "fishing_rod", "flint_and_steel")
_ARMOUR = ("helmet", "chestplate", "leggings", "boots", "elytra", "shield")
_PLANT_FOOD = (
    "apple",
    "bread",
    "golden_apple",
    "cookie",
    "melon",
    "pumpkin_pie",
    "potato",
    "carrot",
    "beetroot",
    "cake",
)
_OTHER_FOOD = ("beef", "porkchop", "chicken", "mutton", "rabbit", "fish", "rotten_flesh", "spider_eye", "milk_bucket")
_MEALS = ("cake", "baked_potato", "mushroom_stew", "rabbit_stew", "beetroot_soup")
_FOOD = frozenset(_PLANT_FOOD + _OTHER_FOOD + _MEALS)
_COMMAS = frozenset(",.;:!?、。和") | {"and"}
_CLOSE = 3


@dataclass(frozen=True)
class Example:
    """An order with its numbers; T tokens, C candidates."""

    tokens: tuple[Token, ...]
    candidates: tuple[Candidate, ...]
    words: NDArray[np.int64]
    """[T] places in the vocabulary."""
    traits: NDArray[np.float32]
    """[T, len(TRAITS)], 1 for those that a token has."""
    things: NDArray[np.int64]
    """[T] what a token names; 0 for nothing."""
    values: NDArray[np.int64]
    """[T] size of an amount."""
    kinds: NDArray[np.int64]
    """[C] how a candidate follows from the names."""
    names: NDArray[np.int64]
    """[C] the token that names it."""
    others: NDArray[np.int64]
    """[C] the token that says of what sort it is, or -1."""
    whats: NDArray[np.int64]
    """[C] what it stands for."""
    allowed: NDArray[np.bool_]
    """[C, len(ROLES)] the roles that it can have."""
    between: NDArray[np.int64]
    """[C, T] what stands between its name and a token."""

    @property
    def distance_to_other(self) -> NDArray[np.int64]:
        """[C] from the name to the other token, from 0 on; the last for those without."""
        apart = np.clip(self.others - self.names, -REACH, REACH) + REACH
        return np.where(self.others < 0, 2 * REACH + 1, apart)

    @property
    def distances(self) -> NDArray[np.int64]:
        """[C, T] from a candidate's name to every token, from 0 on."""
        apart = np.arange(len(self.tokens))[None] - self.names[:, None]
        return np.clip(apart, -REACH, REACH) + REACH


@lru_cache(maxsize=1)
def things() -> Mapping[str, int]:
    """Return a number for every item, mob and armour, from 1 on."""
    names = [*ITEM_NAMES, *(f"mob {mob}" for mob in mob_ids()), *(f"{armour}_set" for armour in ARMOURS)]
    return {name: index for index, name in enumerate(names, start=1)}


def example_of(order: str, vocabulary: Mapping[str, int]) -> Example:
    """Return an order's numbers.

    Args:
        order: Plain English or Chinese.
        vocabulary: Words that the network knows, with their places.
    """
    tokens = tokens_of(order)
    candidates = candidates_of(tokens)
    return Example(
        tokens=tuple(tokens),
        candidates=tuple(candidates),
        words=np.array([vocabulary.get(word_of(token), UNKNOWN) for token in tokens]),
        traits=np.stack([_traits(token) for token in tokens]),
        things=np.array([thing_of(token) for token in tokens]),
        values=np.array([_value(token) for token in tokens]),
        kinds=np.array([KINDS.index(candidate.kind) for candidate in candidates]),
        names=np.array([candidate.name for candidate in candidates]),
        others=np.array([candidate.other for candidate in candidates]),
        whats=np.array([_what(candidate) for candidate in candidates]),
        allowed=np.array([[role in candidate.roles for role in ROLES] for candidate in candidates]),
        between=_between(tokens, candidates),
    )


def word_of(token: Token) -> str:
    """Return what a token is in the vocabulary: itself if it is a word, else its kind."""
    return token.text if token.kind == "word" else f"<{token.kind}>"


def thing_of(token: Token) -> int:
    """Return the number of what a token names; 0 for nothing."""
    item, mob = token.readings.get("item"), token.readings.get("mobs")
    return things()[item] if item else things()[f"mob {mob}"] if mob else 0


def _what(candidate: Candidate) -> int:
    if candidate.kind == "mob":
        return things()[f"mob {candidate.what}"]
    return things().get(candidate.what, 0)


def sorts_of(item: str) -> list[str]:
    """Return what sorts of items one is of; most are of none."""
    found = {
        "tool": item.endswith(_TOOLS),
        "weapon": item.endswith(("sword", "bow")),
        "armour": item.endswith(_ARMOUR),
        "food": item.startswith("cooked") or item in _FOOD,
        "ore": item.endswith("_ore"),
        "station": item in STATIONS,
    }
    return [sort for sort, holds in found.items() if holds]


def _traits(token: Token) -> NDArray[np.float32]:
    traits = [token.kind]
    if token.kind == "name":
        item = token.readings.get("item")
        if item is not None:
            traits += ["item" if says_material(token.text, item) else "generic", *sorts_of(item)]
        traits += [kind for kind in _NAME_KINDS if kind in token.readings]
        traits += ["animal"] if token.readings.get("mobs") in ANIMALS else []
    elif token.kind == "amount":
        traits += [token.form] + (["pair"] if token.is_pair else [])
    elif token.kind == "word":
        readings = _readings(token.text)
        traits += [kind for kind in _WORD_KINDS if kind in readings]
        traits += [readings["verbs"]] if "verbs" in readings else []
    row = np.zeros(len(TRAITS), np.float32)
    row[[_TRAIT[trait] for trait in traits]] = 1
    return row


def _readings(word: str) -> Mapping[str, Any]:
    return lexicon().phrases.get(word) or lexicon().phrases.get(singular(word)) or {}


def _value(token: Token) -> int:
    if token.kind != "amount":
        return NO_VALUE
    return int(np.searchsorted(_VALUES, token.value))


def _between(tokens: Sequence[Token], candidates: Sequence[Candidate]) -> NDArray[np.int64]:
    commas = np.cumsum([0] + [token.text in _COMMAS for token in tokens])
    names = np.cumsum([0] + [token.kind == "name" for token in tokens])
    result = np.zeros((len(candidates), len(tokens)), np.int64)
    for row, candidate in enumerate(candidates):
        for column in range(len(tokens)):
            low, high = sorted((candidate.name, column))
            named = min(_CLOSE, names[high] - names[low + 1]) if high > low else 0
            result[row, column] = (commas[high] > commas[low]) * (_CLOSE + 1) + named
    return result
