"""How the network of `planner.reader.network` is learnt from orders with their goals; needs torch.

Nobody says which words of an order stand for which part of its goal. Of all candidates that stand for the same thing,
the likeliest one is taken for the one that was meant (hard expectation maximisation), and its amount may be any one in
the order that says the right number (their likelihoods add up).
"""

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from envs.overworld.gamedata import ITEM_NAMES
from planner.reader.candidates import ARMOURS, KINDS, PIECES, ROLES
from planner.reader.features import (
    BETWEEN,
    REACH,
    TRAITS,
    UNKNOWN,
    VALUES,
    Example,
    example_of,
    sorts_of,
    things,
    word_of,
)
from planner.reader.network import DEADLINES, FURTHEST, HEADS, INTENTS, PLACES, QUESTIONS
from planner.reader.tokens import tokens_of
from skills.text import is_chinese

WIDTH = 128
LAYERS = 3
_JOINABLE = {"items", "kills", "uses", "stations", "structures"}
_ENGLISH_JOINTS = (", ", "; ", ". ", " and ", ", and ", " and then ", ", then ", ". also ", " plus ", "! ", " - ")
_CHINESE_JOINTS = ("，", "；", "。", "，再", "，还有", "，另外", "，然后", "、", "！", "，顺便", " ")
_RARE = -5.0
"""Log-likelihood of an amount that the order does not have, when candidates are compared."""


@dataclass(frozen=True)
class Settings:
    """How to learn."""

    epochs: int = 10
    batch_size: int = 32
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.02
    dropout: float = 0.25
    forget_words: float = 0.15
    """Share of words that are hidden, so that unknown ones are nothing new."""
    forget_things: float = 0.6
    """Share of names of which only the sort is told, so that what holds of one item holds of all."""
    swap: float = 0.5
    """Share of orders in which other items take the places of plain ones."""
    join: float = 0.15
    """Orders that are made of two others, for each that is not."""
    least: int = 2
    """How often a word must occur to be known."""


class Reader(nn.Module):
    """The same network as `planner.reader.network`, for batches, with dropout."""

    def __init__(self, words: int, dropout: float) -> None:
        super().__init__()
        self.word = nn.Embedding(words, WIDTH, padding_idx=0)
        self.trait = nn.Linear(len(TRAITS), WIDTH, bias=False)
        self.thing = nn.Embedding(len(things()) + 1, WIDTH, padding_idx=0)
        self.value = nn.Embedding(VALUES, WIDTH)
        for table in (self.word, self.trait, self.thing, self.value):
            nn.init.normal_(table.weight, std=0.1)
        self.layers = nn.ModuleList(_Layer(dropout) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.of_name = nn.Linear(WIDTH, WIDTH)
        self.of_other = nn.Linear(WIDTH, WIDTH)
        self.of_kind = nn.Embedding(len(KINDS), WIDTH)
        self.of_distance = nn.Embedding(2 * REACH + 2, WIDTH)
        self.of_what = nn.Embedding(len(things()) + 1, WIDTH)
        self.role = nn.Linear(WIDTH, len(ROLES))
        self.count_query = nn.Linear(WIDTH, WIDTH)
        self.count_key = nn.Linear(WIDTH, WIDTH)
        self.count_none = nn.Parameter(torch.zeros(WIDTH))
        self.count_distance = nn.Embedding(2 * REACH + 1, 1)
        self.count_between = nn.Embedding(BETWEEN, 1)
        nn.init.zeros_(self.count_distance.weight)
        nn.init.zeros_(self.count_between.weight)
        self.pool = nn.Linear(WIDTH, len(QUESTIONS))
        self.answers = nn.ModuleDict({name: nn.Linear(WIDTH, answers) for name, answers in QUESTIONS.items()})
        self.limit = nn.Linear(WIDTH, 1)
        self.drop = nn.Dropout(dropout)

    def forward(self, batch: "Batch") -> "Scores":
        """Return logits."""
        x = self.word(batch.words) + batch.traits @ self.trait.weight.T + self.thing(batch.things)
        x = self.drop(x + self.value(batch.values))
        place = torch.arange(x.shape[1])
        apart = (place[None] - place[:, None]).clamp(-FURTHEST, FURTHEST) + FURTHEST
        for layer in self.layers:
            x = layer(x, apart, batch.is_token)
        states = self.norm(x)
        of_name = states[batch.rows, batch.names]
        of_other = torch.where(batch.others[:, None] >= 0, states[batch.rows, batch.others.clamp(min=0)], 0.0)
        mixed = self.of_name(of_name) + self.of_other(of_other) + self.of_kind(batch.kinds)
        mixed = mixed + self.of_distance(batch.distance_to_other) + self.of_what(batch.whats)
        candidates = functional.relu(self.drop(mixed))
        roles = self.role(candidates).masked_fill(~batch.allowed, -math.inf)
        asked, offered = self.count_query(candidates), self.count_key(states)
        counts = (offered[batch.rows] * asked[:, None]).sum(-1) / math.sqrt(WIDTH)
        counts = counts + self.count_distance(batch.distances)[..., 0] + self.count_between(batch.between)[..., 0]
        counts = counts.masked_fill(~batch.is_amount[batch.rows], -math.inf)
        none = (asked * self.count_none).sum(-1, keepdim=True) / math.sqrt(WIDTH)
        attention = self.pool(states).masked_fill(~batch.is_token[..., None], -math.inf).softmax(1)
        pooled = torch.einsum("btq,btw->bqw", attention, states)
        answers = {name: self.answers[name](self.drop(pooled[:, index])) for index, name in enumerate(QUESTIONS)}
        return Scores(roles, torch.cat([none, counts], 1), answers, self.limit(states)[..., 0])


class _Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(WIDTH)
        self.attention_in = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_out = nn.Linear(WIDTH, WIDTH)
        self.distance = nn.Parameter(torch.zeros(HEADS, 2 * FURTHEST + 1))
        self.neighbours = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.norm_dense = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, apart: Tensor, is_token: Tensor) -> Tensor:
        size, length, _ = x.shape
        y = self.norm_attention(x) * is_token[..., None]
        query, key, value = self.attention_in(y).view(size, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + self.distance[:, apart]
        weights = scores.masked_fill(~is_token[:, None, None], -math.inf).softmax(-1)
        mixed = (weights @ value).transpose(1, 2).reshape(size, length, WIDTH)
        nearby = functional.relu(self.neighbours(y.transpose(1, 2)).transpose(1, 2))
        x = x + self.drop(self.attention_out(mixed)) + self.drop(nearby)
        hidden = self.drop(functional.relu(self.widen(self.norm_dense(x))))
        result: Tensor = x + self.drop(self.narrow(hidden))
        return result


@dataclass(frozen=True)
class Scores:
    """Logits for a batch, as `planner.reader.network.Reading` has probabilities; C candidates of all orders."""

    roles: Tensor
    counts: Tensor
    answers: Mapping[str, Tensor]
    limits: Tensor


@dataclass(frozen=True)
class Batch:
    """Orders, padded to the same length, and their candidates, one after the other."""

    words: Tensor
    traits: Tensor
    things: Tensor
    values: Tensor
    is_token: Tensor
    is_amount: Tensor
    rows: Tensor
    """[C] the order of each candidate."""
    kinds: Tensor
    names: Tensor
    others: Tensor
    whats: Tensor
    allowed: Tensor
    distance_to_other: Tensor
    distances: Tensor
    between: Tensor


def collate(examples: Sequence[Example]) -> Batch:
    """Pad and join some orders."""
    length = max(len(example.tokens) for example in examples)

    def padded(of: Callable[[Example], Any], fill: float = 0) -> Tensor:
        arrays = [np.asarray(of(example)) for example in examples]
        shape = (len(arrays), length, *arrays[0].shape[1:])
        result = np.full(shape, fill, arrays[0].dtype)
        for row, array in enumerate(arrays):
            result[row, : len(array)] = array
        return torch.from_numpy(result)

    def joined(of: Callable[[Example], Any]) -> Tensor:
        return torch.from_numpy(np.concatenate([of(example) for example in examples]))

    def widened(of: Callable[[Example], Any]) -> Tensor:
        arrays = [np.pad(of(example), ((0, 0), (0, length - len(example.tokens)))) for example in examples]
        return torch.from_numpy(np.concatenate(arrays))

    return Batch(
        words=padded(lambda example: example.words),
        traits=padded(lambda example: example.traits),
        things=padded(lambda example: example.things),
        values=padded(lambda example: example.values),
        is_token=padded(lambda example: np.ones(len(example.tokens), bool)),
        is_amount=padded(lambda example: [token.kind == "amount" for token in example.tokens]),
        rows=torch.tensor([row for row, example in enumerate(examples) for _ in example.candidates]),
        kinds=joined(lambda example: example.kinds),
        names=joined(lambda example: example.names),
        others=joined(lambda example: example.others),
        whats=joined(lambda example: example.whats),
        allowed=joined(lambda example: example.allowed),
        distance_to_other=joined(lambda example: example.distance_to_other),
        distances=widened(lambda example: example.distances),
        between=widened(lambda example: example.between),
    )


@dataclass(frozen=True)
class Row:
    """An order and its goal, in the form of `brief.md`."""

    order: str
    goal: Mapping[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Read orders with their goals, a JSON object in a line."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def joined(rows: Sequence[Row], share: float, chance: random.Random) -> list[Row]:
    """Return orders made of two each, for a share of all orders: so much is asked for in one breath.

    Args:
        rows: Orders in any languages; those with conditions are left alone.
        share: Of the orders, to be joined with another one of their language.
        chance: Where the pairs come from.
    """
    simple = [row for row in rows if row.goal.keys() <= _JOINABLE]
    result = []
    for chinese in (False, True):
        of_language = [row for row in simple if is_chinese(row.order) == chinese]
        for _ in range(round(share * len(of_language))):
            first, second = chance.sample(of_language, 2)
            goal = _merged(first.goal, second.goal)
            if goal is not None:
                joint = chance.choice(_CHINESE_JOINTS if chinese else _ENGLISH_JOINTS)
                result.append(Row(first.order.rstrip(".!?。！？ ") + joint + second.order, goal))
    return result


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return both goals as one; None where both want something with the same thing."""
    if {identity for identity, meant in _wants(first).items() if meant} & _wants(second).keys():
        return None
    if "structures" in first and "structures" in second:
        return None
    result: dict[str, Any] = {}
    for goal in (first, second):
        for key, value in goal.items():
            result[key] = (
                {**result.get(key, {}), **value} if isinstance(value, Mapping) else result.get(key, []) + value
            )
    return result


def vocabulary_of(rows: Sequence[Row], least: int) -> dict[str, int]:
    """Return the words that occur often enough, with their places; 0 and 1 are no word and an unknown one."""
    seen = Counter(word_of(token) for row in rows for token in tokens_of(row.order))
    known = (word for word, times in seen.items() if times >= least)
    return {word: place for place, word in enumerate(known, start=UNKNOWN + 1)}


@dataclass(frozen=True)
class Lesson:
    """An order with its numbers, and what is to be read in it."""

    example: Example
    goal: Mapping[str, Any]
    wants: Mapping[tuple[str, str], list[tuple[str, int]]]
    """What the goal wants with a thing, and how many: by `Candidate.identity`."""


def lesson_of(row: Row, vocabulary: Mapping[str, int]) -> Lesson:
    """Return what an order teaches."""
    return Lesson(example_of(row.order, vocabulary), row.goal, _wants(row.goal))


def _wants(goal: Mapping[str, Any]) -> dict[tuple[str, str], list[tuple[str, int]]]:
    wants: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for item, count in goal.get("items", {}).items():
        wants["item", item].append(("item", count))
    for role, key in (("use", "uses"), ("most", "most"), ("station", "stations")):
        for item in goal.get(key, ()):
            wants["item", item].append((role, 1))
    for mob, count in goal.get("kills", {}).items():
        wants["mob", mob].append(("kill", count))
    for material in goal.get("structures", {}).values():
        wants["structure", material].append(("structure", 1))
    for condition in goal.get("without", ()):
        deed, _, thing = condition.partition(":")
        if thing != "animal":
            wants["mob" if deed == "kill" else "item", thing].append(("without", 1))
    return wants


def _hide(lesson: Lesson, settings: Settings, chance: random.Random) -> Example:
    """Return the order with some words hidden, some names told by their sort only, and some items swapped."""
    example = lesson.example
    swaps = _swaps(example, chance) if chance.random() < settings.swap else {}
    hidden = [chance.random() < settings.forget_words for _ in example.tokens]
    is_word = np.array([token.kind == "word" for token in example.tokens])

    def told(numbers: Any) -> Any:
        kept = [0 if chance.random() < settings.forget_things else swaps.get(number, number) for number in numbers]
        return np.array(kept, np.int64)

    fields = vars(example) | {
        "words": np.where(is_word & np.array(hidden), UNKNOWN, example.words),
        "things": told(example.things),
        "whats": told(example.whats),
    }
    return Example(**fields)


def _swaps(example: Example, chance: random.Random) -> dict[int, int]:
    """Return other plain items for those of an order."""
    numbers = things()
    named = [token.readings for token in example.tokens if token.kind == "name"]
    items = {readings["item"] for readings in named if readings.keys() == {"item"} and not sorts_of(readings["item"])}
    return {numbers[item]: chance.choice(_plain_items()) for item in sorted(items)}


@lru_cache(maxsize=1)
def _plain_items() -> list[int]:
    return [number for name, number in things().items() if name in ITEM_NAMES and not sorts_of(name)]


def loss_of(scores: Scores, lessons: Sequence[Lesson]) -> Tensor:
    """Return the mean negative log-likelihood of what the orders mean."""
    goals = [lesson.goal for lesson in lessons]
    intents = torch.tensor([next((INTENTS.index(key) for key in INTENTS[1:] if key in goal), 0) for goal in goals])
    is_goal = (intents == 0).float()
    truths = {
        "before": [DEADLINES.index(goal.get("before")) for goal in goals],
        "near": [PLACES.index(goal.get("near")) for goal in goals],
        "spares_animals": [int("kill:animal" in goal.get("without", ())) for goal in goals],
    }
    total = functional.cross_entropy(scores.answers["intent"], intents, reduction="sum")
    for name, truth in truths.items():
        each = functional.cross_entropy(scores.answers[name], torch.tensor(truth), reduction="none")
        total = total + (each * is_goal).sum()
    total = total + _loss_of_limits(scores, lessons) + _loss_of_candidates(scores, lessons)
    return total / len(lessons)


def _loss_of_limits(scores: Scores, lessons: Sequence[Lesson]) -> Tensor:
    rows, columns, truths = [], [], []
    for row, lesson in enumerate(lessons):
        for column, token in enumerate(lesson.example.tokens):
            if token.kind == "duration" and not lesson.goal.keys() & set(INTENTS):
                rows.append(row)
                columns.append(column)
                truths.append(float(lesson.goal.get("within") == token.value))
    if not rows:
        return torch.zeros(())
    logits = scores.limits[rows, columns]
    return functional.binary_cross_entropy_with_logits(logits, torch.tensor(truths), reduction="sum")


def _loss_of_candidates(scores: Scores, lessons: Sequence[Lesson]) -> Tensor:
    roles, counts = functional.log_softmax(scores.roles, -1), functional.log_softmax(scores.counts, -1)
    chosen: list[_Choice] = []
    first = 0
    for lesson in lessons:
        last = first + len(lesson.example.candidates)
        if not lesson.goal.keys() & set(INTENTS):
            chosen += _choices(lesson, first, roles.detach()[first:last], counts.detach()[first:last])
        first = last
    if not chosen:
        return torch.zeros(())
    likely = roles[[choice.candidate for choice in chosen], [choice.role for choice in chosen]].sum()
    counted = [counts[choice.candidate, choice.amounts].logsumexp(0) for choice in chosen if choice.amounts]
    return -(likely + sum(counted, torch.zeros(())))


@dataclass(frozen=True)
class _Choice:
    """What one candidate is taken for."""

    candidate: int
    role: int
    amounts: list[int]
    """Amounts any of which counts it; none given, it has no amount."""


def _choices(lesson: Lesson, first: int, roles: Tensor, counts: Tensor) -> list[_Choice]:
    """Take, of all candidates for a thing that is wanted, the likeliest; the others may be anything."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, candidate in enumerate(lesson.example.candidates):
        places[candidate.identity].append(place)
    wants, free = _with_armours(lesson.wants, places)
    result = []
    for identity, meant in wants.items():
        for role, count in meant:
            options = []
            for place in places.get(identity, ()):
                if place in free:
                    continue
                amounts = _amounts(lesson.example, place, count) if role in ("item", "kill") else []
                likelihood = float(roles[place, ROLES.index(role)])
                if role in ("item", "kill"):
                    likelihood += float(counts[place, amounts].logsumexp(0)) if amounts else _RARE
                options.append((likelihood, -place, _Choice(first + place, ROLES.index(role), amounts)))
            if options:
                _, place, choice = max(options, key=lambda option: option[:2])
                free.add(-place)
                result.append(choice)
        free.update(places.get(identity, ()))
    result += [_Choice(first + place, 0, []) for place in range(len(lesson.example.candidates)) if place not in free]
    return result


def _with_armours(
    wants: Mapping[tuple[str, str], list[tuple[str, int]]], places: Mapping[tuple[str, str], list[int]]
) -> tuple[dict[tuple[str, str], list[tuple[str, int]]], set[int]]:
    """Want whole armours in place of four pieces that nobody names; where both are named, either will do."""
    result, free = dict(wants), set()
    for armour in ARMOURS:
        whole, pieces = ("item", f"{armour}_set"), [("item", f"{armour}_{piece}") for piece in PIECES]
        if whole not in places or any(wants.get(piece) != wants.get(pieces[0]) for piece in pieces):
            continue
        if pieces[0] in wants and not all(piece in places for piece in pieces):
            result[whole] = wants[pieces[0]]
        elif pieces[0] in wants:
            free.update(places[whole])
    return result, free


def _amounts(example: Example, place: int, count: int) -> list[int]:
    """Return the columns of a candidate's counts that say a number; the first stands for one."""
    what = example.candidates[place].pieces[-1]
    said = [
        column
        for column, token in enumerate(example.tokens, start=1)
        if token.kind == "amount" and token.count(what) == count
    ]
    return [0, *said] if count == 1 else said


def train(
    rows: Sequence[Row], settings: Settings, seed: int, report: Callable[[int, float, Reader, Mapping[str, int]], None]
) -> tuple[Reader, dict[str, int]]:
    """Learn to read.

    Args:
        rows: Orders with their goals.
        settings: How to learn.
        seed: Of everything that is left to chance.
        report: Called after each epoch with its number, the mean loss, the network and its vocabulary.

    Returns:
        The network and its vocabulary.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    vocabulary = vocabulary_of(rows, settings.least)
    lessons = [lesson_of(row, vocabulary) for row in [*rows, *joined(rows, settings.join, chance)]]
    reader = Reader(len(vocabulary) + UNKNOWN + 1, settings.dropout)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay)
    batches = math.ceil(len(lessons) / settings.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.learning_rate, total_steps=settings.epochs * batches, pct_start=0.1
    )
    for epoch in range(settings.epochs):
        reader.train()
        total = 0.0
        for batch in _batches(lessons, settings.batch_size, chance):
            loss = loss_of(reader(collate([_hide(lesson, settings, chance) for lesson in batch])), batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        reader.eval()
        report(epoch, total / len(lessons), reader, vocabulary)
    return reader, vocabulary


def _batches(lessons: Sequence[Lesson], size: int, chance: random.Random) -> list[list[Lesson]]:
    """Return lessons of similar lengths together, in a random order."""
    by_length = sorted(lessons, key=lambda lesson: len(lesson.example.tokens) + 8 * chance.random())
    batches = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    chance.shuffle(batches)
    return batches


def save(path: Path, members: Sequence[Reader], vocabulary: Mapping[str, int]) -> None:
    """Write networks with one vocabulary as `planner.reader.network.Network` loads them, in half precision."""
    arrays: dict[str, Any] = {"vocabulary": "\n".join(vocabulary), "members": len(members)}
    for number, member in enumerate(members):
        for name, tensor in member.state_dict().items():
            array = tensor.numpy().astype(np.float16)
            arrays[f"{number}/{name}"] = array.T if name == "trait.weight" else array
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)
    part.replace(path)
