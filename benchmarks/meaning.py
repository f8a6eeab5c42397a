"""How well skills are found by meaning: by orders, with the skills that make what they ask for, and by free queries.

    python -m benchmarks.meaning                        # the development orders, and the free queries
    python -m benchmarks.meaning --orders test          # orders that nothing was learnt or adjusted with
    python -m benchmarks.meaning --failures             # and what was found instead

All skills of the graph are ranked for each order that asks for one thing that can be made, by the dot product with the
middle of a skill's texts. Beside that: chance, and the best token ratio (rapidfuzz) with a text of the skill, Chinese
characters taken for tokens. Recall at k is the share of queries for which a right skill is among the first k, MRR the
mean of one over the rank of the first right one; of equals, the graph's first comes first.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import filter as matching
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from planner.conditions import conditioned
from planner.evaluation.understanding import FOLDER
from planner.goal import Goal
from planner.language import goal_of
from planner.lexicon import names_of_things
from planner.materials import STATIONS
from skills.graph import skill_graph
from skills.library.meaning import WEIGHTS, Meaning
from skills.library.texts import skill_texts
from skills.text import split_units

QUERIES = Path(__file__).parents[1] / "tests/skills/library/queries.yaml"
LANGUAGES = ("en", "zh")
FOUND = 5
"""How many skills a person looks at."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Query:
    """A text, and the skills that it should find."""

    text: str
    skills: frozenset[str]


def main() -> None:
    """Print how well skills are found in both languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", choices=("development", "test"), default="development", help="which ones")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="of the embedding")
    parser.add_argument("--failures", action="store_true", help=f"print what is not among the first {FOUND}")
    args = parser.parse_args()
    print_table(args.orders, Meaning(args.weights), args.failures)


def print_table(orders: str, embedding: Meaning, failures: bool = False) -> None:
    """Print how well skills are found by orders of one part (`development`, `test`), and by the free queries."""
    for sort in (orders, "free"):
        for language in LANGUAGES:
            queries = free_queries(language) if sort == "free" else order_queries(orders, language)
            texts = [query.text for query in queries]
            found = by_meaning(texts, embedding)
            print(f"{sort} {language}, {len(queries)} queries")
            print(f"  chance   {measured(ranks(by_chance(texts), queries))}")
            print(f"  lexical  {measured(ranks(by_tokens(texts), queries))}")
            print(f"  meaning  {measured(ranks(found, queries))}")
            if failures:
                _print_failures(queries, found)


def makers(goal: Goal) -> list[frozenset[str]]:
    """Return, for each thing that a goal asks for, the skills that make it and that its conditions allow."""
    allowed = conditioned(skill_graph(), Goal(bans=goal.bans))
    wanted = [target.item for target in goal.demands] + list(goal.most)
    shelters = [structure.name for structure in goal.structures if structure.name not in STATIONS]
    made = [[skill.name for skill, _ in allowed.producers(key) if not skill.unavailable] for key in wanted + shelters]
    made += [[f"place_{structure.name}"] for structure in goal.structures if structure.name in STATIONS]
    return [frozenset(skills) for skills in made]


def goals(part: str, language: str) -> list[tuple[str, Goal]]:
    """Return the orders of one part (`training`, ...) that have a definite goal, with that."""
    lines = (FOLDER / f"{part}_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[Mapping[str, Any]] = [json.loads(line) for line in lines]
    return [(row["order"], goal_of(row["goal"])) for row in rows if not row["goal"].keys() & {"ask", "refuse"}]


def order_queries(part: str, language: str) -> list[Query]:
    """Return the orders that ask for one thing, which some skill makes."""
    made = [(order, makers(goal)) for order, goal in goals(part, language)]
    return [Query(order, skills[0]) for order, skills in made if len(skills) == 1 and skills[0]]


def free_queries(language: str) -> list[Query]:
    """Return the queries of one language that are no orders."""
    data = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return [Query(row["query"], _matching(row["skills"])) for row in data[language]]


def _matching(patterns: Iterable[str]) -> frozenset[str]:
    return frozenset(name for pattern in patterns for name in matching(skill_graph().skills, pattern))


def texts_of_skills() -> list[list[str]]:
    """Return the texts of every skill of the graph, in its order."""
    return [skill_texts(skill, names_of_things()) for skill in skill_graph().skills.values()]


def by_meaning(texts: Sequence[str], embedding: Meaning) -> Floats:
    """Return [queries, skills] how near each skill is to a query."""
    scores: Floats = embedding.embed(texts) @ vectors_of_skills(embedding).T
    return scores


@lru_cache(maxsize=1)
def vectors_of_skills(embedding: Meaning) -> Floats:
    """Return [skills, width] the middle of the texts of every skill."""
    return np.array([embedding.middle(texts) for texts in texts_of_skills()])


def by_tokens(texts: Sequence[str]) -> Floats:
    """Return [queries, skills] the best token ratio of a query with a text of a skill."""
    skills = texts_of_skills()
    first = np.cumsum([0] + [len(texts) for texts in skills[:-1]])
    choices = [_tokens(text) for texts in skills for text in texts]
    ratios = process.cdist([_tokens(text) for text in texts], choices, scorer=fuzz.token_ratio, dtype=np.float32)
    best: Floats = np.maximum.reduceat(ratios, first, axis=1)
    return best


def _tokens(text: str) -> str:
    return " ".join(split_units(text))


def by_chance(texts: Sequence[str]) -> Floats:
    """Return [queries, skills] random numbers, the same ones every time."""
    return np.random.default_rng(0).random((len(texts), len(skill_graph().skills)), np.float32)


def ranks(scores: Floats, queries: Sequence[Query]) -> NDArray[np.int64]:
    """Return the rank, from 1 on, of the first right skill for each query."""
    names = np.array(list(skill_graph().skills))
    right = np.array([np.isin(names, list(query.skills)) for query in queries])
    best_first = np.argsort(-scores, axis=1, kind="stable")
    result: NDArray[np.int64] = 1 + np.take_along_axis(right, best_first, axis=1).argmax(axis=1)
    return result


def measured(found: NDArray[np.int64]) -> str:
    """Say recall and mean reciprocal rank."""
    first, few, reciprocal = (found == 1).mean(), (found <= FOUND).mean(), (1 / found).mean()
    return f"recall@1 {first:.3f}  recall@{FOUND} {few:.3f}  MRR {reciprocal:.3f}"


def _print_failures(queries: Sequence[Query], scores: Floats) -> None:
    names = list(skill_graph().skills)
    for query, row, rank in zip(queries, scores, ranks(scores, queries), strict=True):
        if rank > FOUND:
            print(f"    {query.text}: {', '.join(names[place] for place in np.argsort(-row)[:FOUND])}")


if __name__ == "__main__":
    main()
