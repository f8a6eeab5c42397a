"""Learn the embedding of `skills/library/meaning.py` from `planner/reader/orders/training_*.jsonl`, and put it there.

    python -m scripts.train_meaning                               # what ships; two minutes on one core
    python -m scripts.train_meaning --epochs 2 --out /tmp/meaning.npz
    python -m scripts.train_meaning --check                       # measure what ships

An order is drawn to the middle of the texts of the skills that make what it asks for, away from all other skills, and
to the other orders of its batch, in either language, that ask for the same (InfoNCE, van den Oord et al. 2018, with
several positives as in Khosla et al. 2020). Of each order some words are forgotten, often the names of things among
them, so that what people say beside the name ("it is dark in here") is learnt, too. Orders that are refused or asked
back about are left out, and what an order forbids is nothing that it asks for. The same seed gives the same weights on
the same machine.
"""

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.meaning import LANGUAGES, goals, makers, print_table, texts_of_skills
from planner.lexicon import lexicon
from planner.reader.tokens import NAMES
from skills.graph import skill_graph
from skills.library.meaning import KINDS, WEIGHTS, Meaning, features
from skills.text import split_units

_NEVER = -1e4
"""Logit of what does not count."""
_WEIGHTS = {"text": 0.5, "word": 1.0, "words": 0.5, "piece": 0.3, "character": 1.0, "characters": 1.0}
"""How much features of each kind weigh to begin with."""
_TEXTS_A_SKILL = 2
"""Texts in whose middle a skill is taken to be, drawn anew for each batch."""


@dataclass(frozen=True)
class Settings:
    """How to learn, and what."""

    width: int = 64
    """Numbers of a vector."""
    rows: int = 28672
    """Of the table."""
    epochs: int = 12
    batch_size: int = 256
    learning_rate: float = 5e-3
    spread: float = 0.3
    """Length of the table's rows to begin with; a word that no text had keeps it."""
    sharpness: float = 15.0
    """What dot products are multiplied with to begin with."""
    forget: float = 0.6
    """Largest share of an order's units that are hidden; from order to order it is anything up to that."""
    forget_names: float = 0.3
    """Share of orders in which all names of things are hidden."""
    of_texts: float = 0.5
    """How much it counts that each text of a skill lies near that skill."""
    of_orders: float = 0.2
    """How much it counts that orders with the same goal lie near each other."""


def main() -> None:
    """Train as the command line asks for, or only measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="file to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true", help="measure that file instead")
    for field in fields(Settings):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    args = parser.parse_args()
    if not args.check:
        torch.set_num_threads(1)
        settings = Settings(**{field.name: getattr(args, field.name) for field in fields(Settings)})
        with Progress(console=Console(stderr=True)) as progress:
            save(args.out, train(settings, args.seed, progress))
        print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")
    print_table("development", Meaning(args.out))


class Embedding(nn.Module):
    """The same as `skills.library.meaning.Meaning`, for batches."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(settings.rows, settings.width, mode="sum")
        nn.init.normal_(self.table.weight, std=settings.spread / math.sqrt(settings.width))
        self.weights = nn.Parameter(torch.tensor([_WEIGHTS[kind] for kind in KINDS]).log())
        self.sharpness = nn.Parameter(torch.tensor(settings.sharpness).log())

    def forward(self, texts: Sequence[Sequence[str]]) -> Tensor:
        """Return [N, width] vectors of length 1 for texts in units."""
        each = [features(units) for units in texts]
        found = torch.from_numpy(np.array([feature for text in each for feature in text], np.int64))
        first = torch.tensor([0] + [2 * len(text) for text in each[:-1]]).cumsum(0)
        rows = (found[:, 1:] % self.table.num_embeddings).flatten()
        weights = self.weights.exp()[found[:, 0]].repeat_interleave(2)
        return functional.normalize(self.table(rows, first, per_sample_weights=weights), dim=-1)

    def likeness(self, some: Tensor, others: Tensor) -> Tensor:
        """Return the logits that some texts belong to others."""
        return some @ others.T * self.sharpness.exp()


@dataclass(frozen=True)
class Order:
    """An order to learn from."""

    units: list[str]
    is_name: list[bool]
    """For each unit, whether it belongs to the name of a thing."""
    goal: int
    """The same for all orders that ask for the same things."""
    shares: NDArray[np.float32]
    """[skills] What is wanted, in equal parts of the things asked for, and of the skills that make each."""


def read_orders() -> list[Order]:
    """Return the training orders of both languages that ask for something that can be made."""
    places = {name: place for place, name in enumerate(skill_graph().skills)}
    numbers: dict[frozenset[frozenset[str]], int] = {}
    orders = []
    for language in LANGUAGES:
        for text, goal in goals("training", language):
            made = [skills for skills in makers(goal) if skills]
            shares = np.zeros(len(places), np.float32)
            for skills in made:
                shares[[places[name] for name in skills]] += 1 / len(skills) / len(made)
            if made:
                units = split_units(text)
                number = numbers.setdefault(frozenset(made), len(numbers))
                orders.append(Order(units, names_in(units), number, shares))
    return orders


def names_in(units: Sequence[str]) -> list[bool]:
    """Tell of each unit whether it belongs to a name that the lexicon has."""
    marks: list[bool] = []
    while len(marks) < len(units):
        _, length = lexicon().find(units[len(marks) :], NAMES)
        marks += [length > 0] * max(length, 1)
    return marks


def forgetful(order: Order, settings: Settings, chance: random.Random) -> list[str]:
    """Return the units of an order, some of them empty."""
    share, names = settings.forget * chance.random(), chance.random() < settings.forget_names
    hidden = [chance.random() < share or (names and is_name) for is_name in order.is_name]
    return ["" if hide else unit for unit, hide in zip(order.units, hidden, strict=True)]


def loss_of(
    embedding: Embedding,
    orders: Sequence[Order],
    skills: Sequence[Sequence[list[str]]],
    settings: Settings,
    chance: random.Random,
) -> Tensor:
    """Return how far orders and texts of skills are from where they belong.

    Args:
        embedding: What is learnt.
        orders: A batch.
        skills: Units of all texts of every skill.
        settings: How to learn.
        chance: What is forgotten, and which texts of the skills are taken.
    """
    vectors = embedding([forgetful(order, settings, chance) for order in orders])
    texts = embedding([chance.choice(texts) for texts in skills for _ in range(_TEXTS_A_SKILL)])
    middles = functional.normalize(texts.view(len(skills), _TEXTS_A_SKILL, -1).sum(1), dim=-1)
    shares = torch.from_numpy(np.array([order.shares for order in orders]))
    total = _loss(embedding.likeness(vectors, middles), shares)
    places = chance.choices(range(len(skills)), k=len(orders))
    others = embedding([chance.choice(skills[place]) for place in places])
    total = total + settings.of_texts * functional.cross_entropy(
        embedding.likeness(others, middles), torch.tensor(places)
    )
    return total + settings.of_orders * _loss_among(orders, embedding.likeness(vectors, vectors))


def _loss_among(orders: Sequence[Order], likeness: Tensor) -> Tensor:
    """Return how far orders are from those that ask for the same, but for themselves."""
    asked = torch.tensor([order.goal for order in orders])
    itself = torch.eye(len(orders), dtype=torch.bool)
    alike = ((asked[:, None] == asked) & ~itself).float()
    return _loss(likeness.masked_fill(itself, _NEVER), alike / alike.sum(1, keepdim=True).clamp(min=1))


def _loss(logits: Tensor, shares: Tensor) -> Tensor:
    """Return the mean cross-entropy of positives, each against what is none; rows without any do not count."""
    others = logits.masked_fill(shares > 0, _NEVER).logsumexp(1, keepdim=True)
    likely = logits - torch.logaddexp(logits, others)
    return -(shares * likely).sum() / shares.sum().clamp(min=1)


def train(settings: Settings, seed: int, progress: Progress) -> Embedding:
    """Learn, with all that is left to chance from a seed."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    orders = read_orders()
    skills = [[split_units(text) for text in texts] for texts in texts_of_skills()]
    embedding = Embedding(settings)
    optimizer = torch.optim.Adam(embedding.parameters(), lr=settings.learning_rate)
    batches = len(orders) // settings.batch_size
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.learning_rate, total_steps=settings.epochs * batches, pct_start=0.1
    )
    task = progress.add_task("learning", total=settings.epochs * batches)
    for _ in range(settings.epochs):
        chance.shuffle(orders)
        for start in range(0, batches * settings.batch_size, settings.batch_size):
            loss = loss_of(embedding, orders[start : start + settings.batch_size], skills, settings, chance)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            progress.update(task, advance=1, description=f"loss {loss.item():.2f}")
    return embedding


def save(path: Path, embedding: Embedding) -> None:
    """Write what `skills.library.meaning.Meaning` loads: the table in 8 bits, with a scale for each row."""
    table = embedding.table.weight.detach().numpy()
    scales = (np.abs(table).max(axis=1) / 127).astype(np.float16)
    arrays = {
        "table": np.round(table / scales[:, None].astype(np.float32)).clip(-127, 127).astype(np.int8),
        "scales": scales,
        "weights": embedding.weights.detach().exp().numpy(),
    }
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)
    part.replace(path)


if __name__ == "__main__":
    main()
