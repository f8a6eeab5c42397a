"""From an order in English or Chinese to a goal: by a grammar, and what that does not understand, by a small network.

The grammar splits an order into the longest phrases that the lexicon knows, and every piece must be understood. Kinds
of phrases: item names, structures, materials, numerals, measures, verbs, separators between clauses, and polite or
empty words (fillers). Any other order `planner.reader` reads; where it sees no order either, the error is the
grammar's, which names the word that it does not know.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

from planner.clauses import EXAMPLES, ClauseReader, Token
from planner.goal import (
    Ban,
    Goal,
    GoalError,
    ImpossibleGoalError,
    Kill,
    Structure,
    Target,
    UnclearOrderError,
    Use,
    checked,
)
from planner.lexicon import lexicon, names_a_wood, places
from planner.materials import STATIONS
from planner.numerals import numeral
from planner.reader import read
from skills.record import any_of
from skills.text import is_chinese, join_units, split_units

_TURNING = {"negations", "questions"}
"""Kinds of words that turn an order into none."""
_ANY_WOOD = {"log": "log_or_log2"}
"""What people who do not say of which tree mean by what the game has two items for."""
_SURE = 0.2
"""Confidence below which it is better to ask back than to act."""


def understand(order: str) -> Goal:
    """Turn an order into a goal.

    Args:
        order: Plain English or Chinese, such as "make a stone pickaxe" or "请帮我做两把石镐和八个火把".

    Raises:
        UnclearOrderError: The order names no definite thing; the message asks back.
        ImpossibleGoalError: It asks for what the game does not allow, such as minus three torches.
        GoalError: The order names an unknown item, or is no goal at all.
    """
    goal = _understood(order)
    return goal if names_a_wood(split_units(order)) else _renamed(goal, lambda item: _ANY_WOOD.get(item, item))


def _understood(order: str) -> Goal:
    """Return a goal by grammar or network, in which logs are those that the game calls `log`."""
    try:
        return _by_grammar(order)
    except (ImpossibleGoalError, UnclearOrderError):
        raise
    except GoalError as error:
        if _is_turned(order):
            raise
        meaning = read(order)
        if "refuse" in meaning.goal:
            raise
        if "ask" in meaning.goal or meaning.confidence < _SURE:
            hint = f"a goal looks like {EXAMPLES}" if str(error).startswith("unknown item") else str(error)
            raise UnclearOrderError(f"what exactly? {_quote(order)} is not definite; {hint}") from None
        return goal_of(meaning.goal)


def to_the_letter(goal: Goal) -> Goal:
    """Return a goal whose logs are those alone that the game calls `log`, as tasks count them."""
    return _renamed(goal, lambda item: any_of(item)[0])


def _renamed(goal: Goal, name: Callable[[str], str]) -> Goal:
    """Return a goal with other items in the place of some."""
    targets = tuple(replace(target, item=name(target.item)) for target in goal.targets)
    return replace(goal, targets=targets, most=tuple(map(name, goal.most)))


def goal_of(meaning: Mapping[str, Any]) -> Goal:
    """Return a goal that is written in the form of the orders' brief (`planner/reader/orders/brief.md`).

    Raises:
        GoalError: An amount is no whole number of at least 1, or more than can be carried.
    """
    near = meaning.get("near")
    shelters = [Structure(name, material, near) for name, material in meaning.get("structures", {}).items()]
    stations = [Structure(name, STATIONS[name], near) for name in meaning.get("stations", ())]
    return Goal(
        targets=tuple(Target(item, checked(count, item)) for item, count in meaning.get("items", {}).items()),
        structures=(*shelters, *stations),
        kills=tuple(Kill(mob, checked(count, mob)) for mob, count in meaning.get("kills", {}).items()),
        uses=tuple(Use(item) for item in meaning.get("uses", ())),
        finds=tuple(meaning.get("finds", ())),
        most=tuple(meaning.get("most", ())),
        before=meaning.get("before"),
        within=meaning.get("within"),
        bans=tuple(Ban(*condition.split(":")) for condition in meaning.get("without", ())),
    )


def _is_turned(order: str) -> bool:
    """Tell whether an order is one but for the words that it begins with: "do not ...", "how do I ...?"."""
    tokens = _tokens(split_units(order))
    said = [token for token in tokens if "fillers" not in token or token.readings.keys() & _TURNING]
    rest = [token for token in tokens if not token.readings.keys() & _TURNING]
    if not said or not said[0].readings.keys() & _TURNING or not all(token.readings for token in rest):
        return False
    try:
        return not _goal_of(rest).is_empty
    except GoalError:
        return False


def _by_grammar(order: str) -> Goal:
    """Return the goal of an order every word of which the grammar understands.

    Raises:
        GoalError: It does not understand one.
    """
    if re.search(r"(?<![a-zA-Z0-9)])[-−]\s*\d", order):
        raise ImpossibleGoalError("an amount must be at least 1, not negative")
    tokens = _tokens(split_units(order))
    _refuse_unknown(order, tokens)
    goal = _goal_of(tokens)
    if goal.is_empty:
        raise GoalError(f"{_quote(order)} is not a goal; a goal looks like {EXAMPLES}")
    return goal


def _goal_of(tokens: list[Token]) -> Goal:
    reader = ClauseReader()
    for clause in _clauses(tokens):
        reader.read(clause)
    return reader.goal()


def _quote(order: str) -> str:
    text = " ".join(order.split())
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def _tokens(units: list[str]) -> list[Token]:
    """Cut units into the longest known phrases; a numeral wins over a phrase that is not longer."""
    tokens: list[Token] = []
    index = 0
    while index < len(units):
        readings, length = max((names.find(units[index:]) for names in (lexicon(), places())), key=itemgetter(1))
        value, used = numeral(units[index:])
        if used and used >= length and not (used == length and readings.keys() & {"item", "vague"}):
            readings, length = {"number": value}, used
        if not length:
            readings, length = {}, 1
        tokens.append(Token(join_units(units[index : index + length]), readings))
        index += length
    return tokens


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    """Split at separators; what follows a purpose ("so that ...") says why, not what."""
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if "purposes" in token:
            break
        if "separators" in token:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def _refuse_unknown(order: str, tokens: list[Token]) -> None:
    """Raise for negations, vague amounts and words that nobody taught us.

    Raises:
        GoalError: Names the word, and the nearest item where it stands for one.
    """
    for index, token in enumerate(tokens):
        if "purposes" in token:
            return
        if token.readings.keys() & _TURNING:
            raise GoalError(f'"{token.text}" is not understood: a goal says what to do, such as {EXAMPLES}')
        if "vague" in token:
            raise GoalError(f'how many is "{token.text}"? Say an exact amount, such as "get 8 torches"')
        if not token.readings:
            if not any(other.is_noun or "verbs" in other for other in tokens):
                raise GoalError(f"{_quote(order)} is not a goal; a goal looks like {EXAMPLES}")
            raise GoalError(_unknown(tokens, index))


def _unknown(tokens: list[Token], index: int) -> str:
    """Say which words are unknown, together with the names that they touch ("chocolate cake"), and what is near."""

    def belongs(token: Token) -> bool:
        return not token.readings or token.is_noun

    start, end = index, index + 1
    while start > 0 and belongs(tokens[start - 1]):
        start -= 1
    while end < len(tokens) and belongs(tokens[end]):
        end += 1
    run = tokens[start:end]
    text = join_units([unit for token in run for unit in split_units(token.text)])
    named = any(token.is_noun for token in run)
    introduced = start > 0 and any(kind in tokens[start - 1] for kind in ("number", "some", "measures", "verbs"))
    if not named and not introduced and any(token.is_noun for token in tokens):
        verbs = [phrase for phrase, readings in lexicon().phrases.items() if "verbs" in readings]
        near = difflib.get_close_matches(text, verbs, n=1, cutoff=0.7)
        return f'"{text}" is not understood; ' + (
            f'did you mean "{near[0]}"?' if near else f"a goal looks like {EXAMPLES}"
        )
    items = _nearest_items(text) or [token.readings["item"] for token in run if "item" in token]
    hint = f"did you mean {' or '.join(items)}?" if items else "`lodestone skills list` shows what can be made"
    return f'unknown item "{text}"; {hint}'


def _nearest_items(text: str) -> list[str]:
    names = lexicon().item_names(is_chinese(text))
    near = difflib.get_close_matches(text, names, n=6, cutoff=0.6)
    return list(dict.fromkeys(names[name] for name in near))[:3]
