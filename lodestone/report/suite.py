"""What a report has to know of a suite: its tasks, and what others have published of how they did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from envs.suites import load_suite
from envs.tasks import Quantity, Success

_KINDS = {
    Quantity.ITEM: "items",
    Quantity.KILL: "a kill",
    Quantity.USE: "a use",
    Quantity.DAYS: "survival",
    Quantity.NEARBY: "a station",
    Quantity.VIEW: "a sight",
    Quantity.DEPTH: "depth",
    Quantity.SURFACE: "the surface",
    Quantity.LAND: "land",
    Quantity.SHELTER: "a building",
}
_SEVERAL = "several kinds"


@dataclass(frozen=True)
class EntryFacts:
    """One task of a suite."""

    group: str
    abilities: tuple[str, ...]
    """What it asks of an agent, such as `find` or `fight`; a task may ask for several."""
    order: str
    """As it is given to the agent, in any language."""
    limit: int
    """Environment steps of an episode."""
    kind: str = ""
    """What its success is, such as `items` or `a kill`."""


@dataclass(frozen=True)
class Published:
    """A figure that somebody else has published, of the whole suite, of a group of it or of one of its tasks."""

    method: str
    success: float
    """Share of episodes, from 0 to 1."""
    source: str
    """Where it stands."""
    differs: str
    """What was different there, so that nobody takes the two for the same measurement."""
    group: str | None = None
    entry: str | None = None
    """At most one of the two is given; the figure is of the whole suite if neither is."""


@dataclass(frozen=True)
class SuiteFacts:
    """A suite."""

    name: str
    version: int
    about: str
    """What it asks for, in a sentence or two."""
    entries: Mapping[str, EntryFacts]
    """By id, in the order in which they are to be shown."""
    published: tuple[Published, ...] = ()

    @property
    def by_group(self) -> dict[str, list[str]]:
        """Return the tasks of each group, groups in the order of their first tasks."""
        return _gathered((entry, [facts.group]) for entry, facts in self.entries.items())

    @property
    def by_ability(self) -> dict[str, list[str]]:
        """Return the tasks that ask for each ability, abilities in the order in which tasks ask for them."""
        return _gathered((entry, facts.abilities) for entry, facts in self.entries.items())

    @property
    def by_kind(self) -> dict[str, list[str]]:
        """Return the tasks of each kind, kinds in the order of their first tasks."""
        return _gathered((entry, [facts.kind]) for entry, facts in self.entries.items())

    @property
    def methods(self) -> list[str]:
        """Return the methods that figures are published of."""
        return list(dict.fromkeys(figure.method for figure in self.published))


def _gathered(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry, names in named:
        for name in names:
            found.setdefault(name, []).append(entry)
    return found


def facts_of(name: str) -> SuiteFacts:
    """Return what a report has to know of a suite: one that ships, or a YAML file.

    Raises:
        SuiteError, UnknownNameError: There is no such suite, or it is no good.
    """
    suite = load_suite(name)
    entries = {
        entry.id: EntryFacts(
            group=entry.group,
            abilities=tuple(str(ability).replace("_", " ") for ability in entry.abilities),
            order=entry.task.prompt,
            limit=entry.task.max_steps or 0,
            kind=_kind(entry.task.success),
        )
        for entry in suite.entries
    }
    published = tuple(
        Published(one.method, one.success, one.source, one.differs, group=one.group or None, entry=one.task or None)
        for one in suite.published
    )
    return SuiteFacts(suite.name, suite.version, suite.about, entries, published)


def _kind(success: Success | None) -> str:
    kinds = {_KINDS[goal.measure.of] for goal in success.goals} if success else set()
    return kinds.pop() if len(kinds) == 1 else _SEVERAL
