"""What came of episodes: kept once each, summed up by skill and context, and what worked found again."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from skills.library.contract import BUILT_IN, EpisodeOutcome, ProvenPlan, SkillVersion
from skills.library.database import Database
from skills.library.experience import Row
from skills.library.meaning import meaning
from skills.rates import Rate

_SUMMED = """
SELECT skill, biome, night, tool, SUM(run.success), SUM(NOT run.success), SUM(asked), SUM(ticks), version
FROM run JOIN episode ON episode.id = run.episode WHERE crew = ?
GROUP BY skill, biome, night, tool, version
"""

_SAME = "SELECT id, said, meaning, steps FROM episode WHERE goal = ? AND success ORDER BY steps, id LIMIT ?"
_OTHERS = """
SELECT id, said, meaning, MIN(steps) FROM episode WHERE goal <> ? AND success GROUP BY goal ORDER BY MIN(steps), id
"""
"""Of each goal the quickest episode: SQLite gives the other columns of the row that has the minimum."""
_ALIKE = 0.6
"""Likeness of goals from which on a plan for one may tell something about the other."""


class Episodes:
    """The episodes that a library remembers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, episode: EpisodeOutcome) -> bool:
        """Keep what came of an episode; return whether it was new."""
        facts = (episode.order, _text(episode.goal), episode.meaning, episode.crew)
        counts = (episode.seed, episode.success, episode.steps, episode.begun)
        with self._database.writing() as connection:
            new = connection.execute(
                "INSERT OR IGNORE INTO episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (episode.id, *facts, *counts)
            ).rowcount
            if new:
                connection.executemany(
                    "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(episode.id, number, *vars(run).values()) for number, run in enumerate(episode.runs)],
                )
        return bool(new)

    def summed_up(self, crew: str, serving: Mapping[str, SkillVersion]) -> list[Row]:
        """Return the runs of some crew by skill and context, of the versions that serve; else of what ships."""
        rows = self._database.read(_SUMMED, crew)
        used = {name: one.version for name, one in serving.items()}
        return [Row(*row[:-1]) for row in rows if row[-1] == used.get(row[0], BUILT_IN)]

    def done(self, skill: str) -> list[tuple[str, Rate]]:
        """Return how often each crew succeeded with a skill, whatever its version."""
        query = (
            "SELECT crew, SUM(run.success), COUNT(*) FROM run JOIN episode ON episode.id = run.episode"
            " WHERE skill = ? GROUP BY crew ORDER BY crew"
        )
        return [(crew, Rate(wins, runs)) for crew, wins, runs in self._database.read(query, skill)]

    def proven(self, goal: Mapping[str, Any], words: str, limit: int) -> list[ProvenPlan]:
        """Return what reached a goal, the quickest first, and after that what reached goals that mean nearly the same.

        Args:
            goal: As `planner.goal.Goal.to_json` gives it.
            words: The same in words.
            limit: How many at most.
        """
        same = self._plans(_SAME, _text(goal), limit)
        others = self._plans(_OTHERS, _text(goal))
        if len(same) == limit or not others:
            return same
        known = meaning()
        likeness = known.embed([plan.meaning for plan in others]) @ known.embed([words])[0]
        near = [others[place] for place in np.argsort(-likeness, kind="stable") if likeness[place] >= _ALIKE]
        return same + near[: limit - len(same)]

    def _plans(self, query: str, *values: object) -> list[ProvenPlan]:
        rows = self._database.read(query, *values)
        return [ProvenPlan(said, words, self._done(episode), steps) for episode, said, words, steps in rows]

    def _done(self, episode: str) -> tuple[tuple[str, int], ...]:
        query = "SELECT skill, asked FROM run WHERE episode = ? AND success ORDER BY number"
        return tuple((skill, asked) for skill, asked in self._database.read(query, episode))


def _text(goal: Mapping[str, Any]) -> str:
    return json.dumps(goal, sort_keys=True, ensure_ascii=False)
