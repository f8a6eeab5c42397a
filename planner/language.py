"""From an order in English or Chinese to a goal, by rules and a lexicon, without any model.

An order is split into the longest phrases that the lexicon knows. Every piece must be understood: a word that the
lexicon does not have is an error that names it, never a guess. Kinds of phrases: item names, structures, materials,
numerals, measures, verbs, separators between clauses, and polite or empty words (fillers).
"""

import difflib
import re
from collections.abc import Sequence

from planner.clauses import EXAMPLES, ClauseReader, Token
from planner.goal import Goal, GoalError
from planner.lexicon import is_chinese, join_units, lexicon, split_units
from planner.numerals import chinese_numeral, english_numeral

_HALF = {"half", "半"}


def understand(order: str) -> Goal:
    """Turn an order into a goal.

    Args:
        order: Plain English or Chinese, such as "make a stone pickaxe" or "请帮我做两把石镐和八个火把".

    Raises:
        GoalError: The order names an unknown item, asks for an impossible amount, or is no goal at all.
    """
    if re.search(r"(?<![\w)])[-−]\s*\d", order):
        raise GoalError("an amount must be at least 1, not negative")
    tokens = _tokens(split_units(order))
    _refuse_unknown(order, tokens)
    reader = ClauseReader()
    for clause in _clauses(tokens):
        reader.read(clause)
    goal = reader.goal()
    if goal.is_empty:
        raise GoalError(f"{_quote(order)} is not a goal; a goal looks like {EXAMPLES}")
    return goal


def _quote(order: str) -> str:
    text = " ".join(order.split())
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def _tokens(units: list[str]) -> list[Token]:
    """Cut units into the longest known phrases; a numeral wins over a phrase that is not longer."""
    tokens: list[Token] = []
    index = 0
    while index < len(units):
        readings, length = lexicon().find(units[index:])
        value, used = _numeral(units[index:])
        if used and used >= length and not (used == length and readings.keys() & {"item", "vague"}):
            readings, length = {"number": value}, used
        if not length:
            readings, length = {}, 1
        tokens.append(Token(join_units(units[index : index + length]), readings))
        index += length
    return tokens


def _numeral(units: Sequence[str]) -> tuple[float, int]:
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
        if "negations" in token:
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
