"""From what the network says of an order to the goal that it most likely means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.reader.candidates import ROLES, Candidate
from planner.reader.features import Example
from planner.reader.network import DEADLINES, INTENTS, PLACES, Reading

_COUNTED = ("item", "kill")
_LISTED = {"use": "uses", "most": "most", "station": "stations"}
_LIKELY = 0.5


@dataclass(frozen=True)
class Meaning:
    """The likeliest goal of an order."""

    goal: Mapping[str, Any]
    """In the form of the orders' brief: `items`, `structures`, ..., or `ask`, or `refuse`."""
    confidence: float
    """Probability that all of it is right, if its parts are independent."""


@dataclass(frozen=True)
class _Choice:
    """What a candidate most likely is for."""

    candidate: Candidate
    role: str
    count: float
    probability: float


def meaning_of(example: Example, reading: Reading) -> Meaning:
    """Return the likeliest goal of an order."""
    intent = reading.answers["intent"]
    chosen = _choices(example, reading) if intent.argmax() == 0 else []
    if not any(choice.role != "without" for choice in chosen):
        other = 1 + int(intent[1:].argmax())
        return Meaning({INTENTS[other]: True}, float(intent[other]))
    goal: dict[str, Any] = {}
    confidence = float(intent[0])
    for choice in chosen:
        confidence *= choice.probability
        _add(goal, choice)
    for key, value, probability in _conditions(example, reading):
        confidence *= probability
        if key == "without" and value:
            goal.setdefault("without", []).append(value)
        elif value and (key != "near" or goal.keys() & {"structures", "stations"}):
            goal[key] = value
    return Meaning(goal, confidence)


def _choices(example: Example, reading: Reading) -> list[_Choice]:
    """Return what is wanted with each thing that is wanted, each thing once, and one building at most."""
    best: dict[tuple[str, ...], _Choice] = {}
    unwanted: list[_Choice] = []
    for place, candidate in enumerate(example.candidates):
        role, column = int(reading.roles[place].argmax()), int(reading.counts[place].argmax())
        if role == 0:
            role = 1 + int(reading.roles[place, 1:].argmax())
            unwanted.append(_choice(example, reading, place, role, column))
            continue
        choice = _choice(example, reading, place, role, column)
        key = ("structure",) if choice.role == "structure" else candidate.identity
        if key not in best or choice.probability > best[key].probability:
            best[key] = choice
    if not any(choice.role != "without" for choice in best.values()) and unwanted:
        likeliest = max(unwanted, key=lambda choice: choice.probability)
        best[likeliest.candidate.identity] = likeliest
    return list(best.values())


def _choice(example: Example, reading: Reading, place: int, role: int, column: int) -> _Choice:
    candidate, name = example.candidates[place], ROLES[role]
    probability = float(reading.roles[place, role])
    if name in _COUNTED:
        probability *= float(reading.counts[place, column])
    count = 1.0 if column == 0 else example.tokens[column - 1].count(candidate.pieces[-1])
    return _Choice(candidate, name, count, probability)


def _add(goal: dict[str, Any], choice: _Choice) -> None:
    for what in choice.candidate.pieces:
        if choice.role == "item":
            goal.setdefault("items", {})[what] = _whole(choice.count)
        elif choice.role == "kill":
            goal.setdefault("kills", {})[what] = _whole(choice.count)
        elif choice.role == "structure":
            goal["structures"] = {"shelter": what}
        elif choice.role == "without":
            deed = "kill" if choice.candidate.kind == "mob" else "use"
            goal.setdefault("without", []).append(f"{deed}:{what}")
        elif what not in goal.setdefault(_LISTED[choice.role], []):
            goal[_LISTED[choice.role]].append(what)


def _whole(count: float) -> float:
    return int(count) if count == int(count) else count


def _conditions(example: Example, reading: Reading) -> list[tuple[str, Any, float]]:
    """Return the conditions of an order, each with its value, nothing where there is none, and its probability."""
    result: list[tuple[str, Any, float]] = []
    for key, options in (("before", DEADLINES), ("near", PLACES)):
        answers = reading.answers[key]
        result.append((key, options[int(answers.argmax())], float(answers.max())))
    spares = float(reading.answers["spares_animals"][1])
    result.append(("without", "kill:animal" if spares > _LIKELY else None, max(spares, 1 - spares)))
    for place, token in enumerate(example.tokens):
        if token.kind == "duration":
            limit = float(reading.limits[place])
            result.append(("within", _whole(token.value) if limit > _LIKELY else None, max(limit, 1 - limit)))
    return result
