"""A suite: its entries as tasks that can be played, and those that cannot with the reason."""

from collections import Counter
from dataclasses import dataclass

from envs.overworld.gamedata import UnknownNameError
from envs.suites.contract import Ability, Pay, Protocol, Published
from envs.tasks import Task


@dataclass(frozen=True)
class Entry:
    """One thing to be played, `Protocol.episodes` times."""

    id: str
    """Of its own in the suite."""
    group: str
    abilities: tuple[Ability, ...]
    task: Task
    """With the suite's limit. Its prompt is the order, in English or Chinese."""
    pays: Pay | None = None
    note: str = ""
    wordings: tuple[str, ...] = ()
    """The order in other words."""

    def order(self, wording: int = 0) -> str:
        """Return the order: 0 as the task has it, from 1 on in other words.

        Raises:
            IndexError: There are not so many.
        """
        return (self.task.prompt, *self.wordings)[wording]


@dataclass(frozen=True)
class Unavailable:
    """An entry that cannot be played here. It counts neither as played nor as failed."""

    id: str
    group: str
    reason: str


@dataclass(frozen=True)
class Suite:
    """What an evaluation plays."""

    name: str
    version: int
    about: str
    source: str
    protocol: Protocol
    entries: tuple[Entry, ...]
    unavailable: tuple[Unavailable, ...]
    published: tuple[Published, ...]
    """By others, in other worlds: never to be shown without saying so."""

    def entry(self, name: str) -> Entry:
        """Return an entry by its id.

        Raises:
            UnknownNameError: There is none; the message gives the nearest ones.
        """
        for entry in self.entries:
            if entry.id == name:
                return entry
        raise UnknownNameError(f"entry of {self.name}", name, [entry.id for entry in self.entries])

    @property
    def groups(self) -> dict[str, int]:
        """How many entries each group has, in the order of the suite."""
        return dict(Counter(entry.group for entry in self.entries))

    @property
    def episodes(self) -> int:
        """How many episodes an evaluation has."""
        return len(self.entries) * self.protocol.episodes
