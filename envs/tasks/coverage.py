"""How many of MineDojo's programmatic tasks this world can hold, and what the others lack."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from envs.tasks.minedojo import missing, specs


@dataclass(frozen=True)
class GroupCoverage:
    """Counts of one group."""

    total: int
    loadable: int
    refused: dict[str, int]
    """Refused tasks by what the world would have to have for them, most first."""


@dataclass(frozen=True)
class Coverage:
    """Counts of MineDojo's 1,581 programmatic tasks."""

    total: int
    loadable: int
    groups: dict[str, GroupCoverage]
    refused: dict[str, int]
    """As for a group, over all of them."""
    reasons: dict[str, str]
    """Why each refused task cannot be played, by MineDojo's id."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def coverage() -> Coverage:
    """Count the tasks that can be played and those that cannot."""
    lacks = {spec.id: missing(spec) for spec in specs().values()}
    groups = {}
    for group in dict.fromkeys(spec.group for spec in specs().values()):
        ids = [spec.id for spec in specs().values() if spec.group == group]
        causes = Counter(lack.cause for lack in map(lacks.__getitem__, ids) if lack is not None)
        groups[group] = GroupCoverage(len(ids), len(ids) - causes.total(), dict(causes.most_common()))
    causes = Counter(lack.cause for lack in lacks.values() if lack is not None)
    return Coverage(
        total=len(lacks),
        loadable=len(lacks) - causes.total(),
        groups=groups,
        refused=dict(causes.most_common()),
        reasons={task_id: lack.reason for task_id, lack in lacks.items() if lack is not None},
    )
