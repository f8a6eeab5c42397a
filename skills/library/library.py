"""A library of skills: a folder with a SQLite file (versions, tests, episodes) and the executors beside it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from envs.overworld.gamedata import UnknownNameError
from skills.graph import SkillGraph, skill_graph
from skills.learned.addition import extended
from skills.learned.repertoire import SHIPPED, Repertoire, read_repertoire
from skills.library.admission import LEAST_RATE, check_admission
from skills.library.contract import BUILT_IN, LibraryError, SkillTest, SkillVersion, State
from skills.library.database import Database
from skills.library.episodes import Episodes
from skills.library.executors import keep, kept
from skills.library.experience import Remembered
from skills.statistics import Statistics

_FILE = "library.sqlite"
_EXECUTORS = "executors"


class Library:
    """What agents can do beyond what ships, and what is known of all they can do.

    Several processes may use the same library at once, and any of them may be killed at any time: what was kept stays.

    Args:
        folder: Of the library.
        make: Whether to make one if there is none.

    Raises:
        LibraryError: There is none, or it cannot be opened.
    """

    def __init__(self, folder: Path, make: bool = False) -> None:
        self.folder = folder
        if not make and not (folder / _FILE).is_file():
            raise LibraryError(f"there is no skill library in {folder}: lodestone skills add makes one")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"the library {folder} cannot be made: {error.strerror}") from error
        self._database = Database(folder / _FILE)
        self.episodes = Episodes(self._database)

    def close(self) -> None:
        """Let the library go."""
        self._database.close()

    def add(self, source: Path, names: Collection[str] = ()) -> list[SkillVersion]:
        """Keep skills of a repertoire as candidates; what is there already with the same content stays one version.

        Args:
            source: The repertoire's folder.
            names: Which of its skills; all of them if empty.

        Raises:
            CheckpointError: There is no repertoire, or it or one of its networks is no good.
            LibraryError: It has no such skill, or one that the game does not allow.
        """
        chosen = _checked(source, read_repertoire(source), names)
        executor = keep(source, chosen, self._executors)
        with self._database.writing() as connection:
            for name in chosen:
                there = self.versions(name)
                if executor not in {one.executor for one in there}:
                    number = 1 + max((one.version for one in there), default=BUILT_IN)
                    row = (name, number, State.CANDIDATE, executor, _now())
                    connection.execute("INSERT INTO skill VALUES (?, ?, ?, ?, ?)", row)
        return [found for found in self.versions() if found.executor == executor and found.name in chosen]

    def versions(self, name: str | None = None) -> list[SkillVersion]:
        """Return what is kept of all skills, or of one, in order."""
        rows = self._database.read(
            "SELECT name, version, state, executor, added FROM skill WHERE ? IS NULL OR name = ? ORDER BY 1, 2",
            name,
            name,
        )
        return [SkillVersion(row[0], row[1], State(row[2]), row[3], row[4]) for row in rows]

    def version(self, text: str) -> SkillVersion:
        """Return what a text such as `collect_log@2` names: without a number, the latest; `@0` is what ships.

        Raises:
            LibraryError: There is none.
        """
        name, at, number = text.partition("@")
        found = {one.version: one for one in self.versions(name)}
        if name in skill_graph() and BUILT_IN not in found:
            taken = any(one.state is State.SERVING for one in found.values())
            found[BUILT_IN] = SkillVersion(name, BUILT_IN, State.RETIRED if taken else State.SERVING, "", "")
        if not found:
            raise LibraryError(f"there is no skill {name}, neither in {self.folder} nor among those that ship")
        if not at:
            return found[max(found)]
        if not number.isascii() or not number.isdigit() or int(number) not in found:
            known = ", ".join(f"{name}@{one}" for one in sorted(found))
            raise LibraryError(f"there is no {text}; there is {known}")
        return found[int(number)]

    def serving(self) -> dict[str, SkillVersion]:
        """Return the versions that serve in place of what ships, or beside it, by name."""
        return {one.name: one for one in self.versions() if one.state is State.SERVING}

    def promote(self, text: str, least: float = LEAST_RATE) -> SkillVersion:
        """Have a version serve; the one that served is retired.

        Args:
            text: Such as `collect_log@2`; without a number, the latest.
            least: Success rate that its test has to show.

        Raises:
            LibraryError: There is no such version, or it has not been shown to work.
        """
        new = self.version(text)
        with self._database.writing() as connection:
            current = self._current(new.name)
            if current is not None and current.version == new.version:
                return current
            if new.version != BUILT_IN:
                rival = current if current is not None and self._is_learned(current) else None
                check_admission(new, self.tests(new), rival, self.tests(rival) if rival else (), least)
            change = "UPDATE skill SET state = ? WHERE name = ? AND state = ?"
            connection.execute(change, (State.RETIRED, new.name, State.SERVING))
            if new.version == BUILT_IN:  # what ships serves where nothing is said of it
                connection.execute("DELETE FROM skill WHERE name = ? AND version = ?", (new.name, BUILT_IN))
            else:
                change = "UPDATE skill SET state = ? WHERE name = ? AND version = ?"
                connection.execute(change, (State.SERVING, new.name, new.version))
        return self.version(str(new))

    def retire(self, text: str) -> SkillVersion:
        """Have a version not be used any more; what ships takes its place, unless that is retired, too.

        Args:
            text: Such as `collect_log@2`; without a number, the one that serves.

        Raises:
            LibraryError: There is no such version.
        """
        found = self.version(text)
        if "@" not in text:
            found = self._current(found.name) or found
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO skill VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
                (found.name, found.version, State.RETIRED, found.executor, found.added or _now()),
            )
        return self.version(str(found))

    def executor(self, version: SkillVersion) -> Path:
        """Return the repertoire of a version.

        Raises:
            LibraryError: It is missing or damaged.
        """
        return SHIPPED if version.version == BUILT_IN else kept(version.executor, self._executors)

    @cached_property
    def graph(self) -> SkillGraph:
        """Every skill that ships or serves, without those that are retired; as it was when first asked for.

        Raises:
            LibraryError: An executor is missing or damaged.
        """
        serving = self.serving()
        records = {name: read_repertoire(self.executor(one)).additions.get(name) for name, one in serving.items()}
        whole = extended(skill_graph(), {name: record for name, record in records.items() if record is not None})
        retired = {one.name for one in self.versions() if one.version == BUILT_IN and one.state is State.RETIRED}
        return whole.without(frozenset(retired - serving.keys()))

    @property
    def descriptions(self) -> dict[str, list[str]]:
        """What people said about the skills of their own that serve, by name.

        Raises:
            LibraryError: An executor is missing or damaged.
        """
        records = {
            name: read_repertoire(self.executor(one)).skills[name].record for name, one in self.serving().items()
        }
        return {name: list(record.descriptions) for name, record in records.items() if record is not None}

    def note_test(self, version: SkillVersion, test: SkillTest) -> None:
        """Keep how a version did."""
        row = (version.name, version.version, test.task, test.seeds, test.texture, json.dumps(test.steps), _now())
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO test (name, version, task, seeds, texture, steps, made) VALUES (?, ?, ?, ?, ?, ?, ?)", row
            )

    def tests(self, version: SkillVersion) -> list[SkillTest]:
        """Return how a version did, the latest last."""
        rows = self._database.read(
            "SELECT task, seeds, texture, steps FROM test WHERE name = ? AND version = ? ORDER BY id",
            version.name,
            version.version,
        )
        return [SkillTest(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in rows]

    def experience(self, crew: str, serving: Mapping[str, SkillVersion]) -> Remembered:
        """Return what is known up to now of how well a crew does.

        Args:
            crew: Who carries skills out, as `lodestone run --skills` names it.
            serving: The versions that it uses of what is in the library; none if it does without.
        """
        tested = {name: self.tests(version) for name, version in serving.items()}
        known = {name: _summed(tests[-1]) for name, tests in tested.items() if tests}
        return Remembered(self.episodes.summed_up(crew, serving), self.graph, known)

    @property
    def _executors(self) -> Path:
        return self.folder / _EXECUTORS

    def _current(self, name: str) -> SkillVersion | None:
        """Return the version that serves, what ships included; None if all are retired or candidates."""
        serving = self.serving().get(name)
        if serving is not None or name not in skill_graph():
            return serving
        built_in = self.version(f"{name}@{BUILT_IN}")
        return built_in if built_in.state is State.SERVING else None

    def _is_learned(self, version: SkillVersion) -> bool:
        return version.version != BUILT_IN or version.name in read_repertoire(SHIPPED).skills


def _checked(source: Path, repertoire: Repertoire, names: Collection[str]) -> Sequence[str]:
    """Return the names of the skills to be kept, if they are ones of the game and their networks can be read.

    Raises:
        CheckpointError: A network is missing or no good.
        LibraryError: A skill is not in the repertoire, or none of the game's.
    """
    from skills.learned.networks import LearnedSkills

    chosen = tuple(dict.fromkeys(names)) or tuple(repertoire.skills)
    if unknown := [name for name in chosen if name not in repertoire.skills]:
        raise LibraryError(f"the repertoire {source} has no skill {unknown[0]}; it has {', '.join(repertoire.skills)}")
    records = {name: record for name, record in repertoire.additions.items() if name in chosen}
    try:
        graph = extended(skill_graph(), records)
    except (UnknownNameError, ValueError) as error:
        raise LibraryError(f"the repertoire {source}: {error}") from error
    networks = LearnedSkills(source)
    for name in chosen:
        if name not in graph:
            raise LibraryError(f"{name} is no skill that ships: say with 'record' what it needs and yields")
        networks.judge(name)
        networks.goal(name)
    return chosen


def _summed(test: SkillTest) -> Statistics:
    """Return a test as runs, of which only the successes tell how long they take."""
    wins = [steps for steps in test.steps if steps]
    return Statistics(len(wins), len(test.steps) - len(wins), len(wins), sum(wins))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
