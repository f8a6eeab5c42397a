"""From what a file says to a suite."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from envs.overworld.gamedata import UnknownNameError
from envs.overworld.world import WorldStart
from envs.suites.contract import Group, OrderLine, Published, SuiteFile, SuiteLine, TaskLine
from envs.suites.names import task_ids
from envs.suites.suite import Entry, Suite, Unavailable
from envs.tasks import Quantity, Success, Task, UnavailableTaskError, get_task, minedojo
from envs.tasks.missing import Missing, missing_dimension, missing_item


class MisfitError(ValueError):
    """Parts of a file that are right by themselves, and not together."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        self.path = path
        """Fields and numbers that lead to the part."""
        super().__init__(message)


def make_suite(said: SuiteFile) -> Suite:
    """Return what a file describes.

    Raises:
        MisfitError: Two entries have one id, a group is unknown, a limit is missing, nothing can be played, or a
            published rate is one of nothing that there is.
    """
    made: dict[str, Entry | Unavailable] = {}
    for index, line in enumerate(said.tasks):
        for one in _made(said, line):
            _check(said, one, made, ("tasks", index))
            made[one.id] = one
    entries = tuple(one for one in made.values() if isinstance(one, Entry))
    unavailable = tuple(one for one in made.values() if isinstance(one, Unavailable))
    if not entries:
        raise MisfitError(("tasks",), f"nothing of it can be played here: {unavailable[0].reason}")
    _check_published(said.published, {one.group for one in made.values()}, made)
    return Suite(said.name, said.version, said.about, said.source, said.protocol, entries, unavailable, said.published)


def _made(said: SuiteFile, line: TaskLine | SuiteLine | OrderLine) -> Iterator[Entry | Unavailable]:
    """Yield what a line stands for."""
    if isinstance(line, OrderLine):
        yield _from_order(said, line)
    elif isinstance(line, TaskLine):
        yield _from_catalog(said, line, line.task, line.id)
    else:
        for task_id in task_ids(line.suite, line.only):
            yield _from_catalog(said, line, task_id)


def _from_catalog(said: SuiteFile, line: TaskLine | SuiteLine, task_id: str, given_id: str = "") -> Entry | Unavailable:
    name = task_id.rpartition("/")[2]
    try:
        task = get_task(task_id)
    except UnavailableTaskError as error:
        spec = minedojo.specs().get(name)
        group = line.group or (spec.group if spec else "")
        return Unavailable(given_id or name, group, error.missing.reason)
    return _entry(said, line, given_id or name, task)


def _from_order(said: SuiteFile, line: OrderLine) -> Entry | Unavailable:
    group = line.group or said.name
    if line.success is None:
        return Unavailable(line.id, group, line.unavailable)
    start = line.start.over(_group(said, group).start).world()
    success = line.success.success()
    lack = _lack(start, success)
    if lack is not None:
        return Unavailable(line.id, group, lack.reason)
    return _entry(said, line, line.id, Task(f"{said.name}/{line.id}", group, line.order, start, success, None))


def _entry(said: SuiteFile, line: TaskLine | SuiteLine | OrderLine, name: str, task: Task) -> Entry:
    group = line.group or task.group
    usual = _group(said, group)
    return Entry(
        id=name,
        group=group,
        abilities=line.abilities or usual.abilities,
        task=replace(task, max_steps=line.limit or usual.limit or task.max_steps),
        pays=line.pays if isinstance(line, OrderLine) else None,
        note=line.note,
        wordings=line.wordings if isinstance(line, OrderLine) else (),
    )


def _group(said: SuiteFile, name: str) -> Group:
    return said.groups.get(name, Group())


def _lack(start: WorldStart, success: Success) -> Missing | None:
    """Return what the world lacks for a success, if it does: a place, or a thing that cannot be come by."""
    biomes = (start.biome,) if isinstance(start.biome, str) else start.biome or ()
    for lack in filter(None, map(missing_dimension, biomes)):
        return lack
    biome = biomes[0] if len(biomes) == 1 else None
    given = frozenset(stack.item for stack in start.inventory)
    mobs = frozenset(mob.mob for mob in start.mobs)
    lacks = []
    for measure in (goal.measure for goal in success.goals):
        is_got = measure.of is Quantity.ITEM or (measure.of is Quantity.USE and measure.name not in given)
        lacks.append(missing_item(measure.name, biome, given, mobs) if is_got else None)
    found = [lack for lack in lacks if lack is not None]
    return found[0] if found and (success.every or len(found) == len(lacks)) else None


def _check(said: SuiteFile, one: Entry | Unavailable, before: Collection[str], path: tuple[str | int, ...]) -> None:
    """See to it that something fits in with the suite and what came before."""
    if one.id in before:
        raise MisfitError((*path, "id"), f"there are two entries '{one.id}': give one of them another id")
    if said.groups and one.group not in said.groups:
        raise MisfitError((*path, "group"), str(UnknownNameError("group", one.group, list(said.groups))))
    if isinstance(one, Entry) and one.task.success is None:
        raise MisfitError((*path, "task"), f"'{one.task.id}' has no measure of success")
    if isinstance(one, Entry) and one.task.max_steps is None:
        raise MisfitError((*path, "limit"), f"'{one.id}' has no limit: say after how many steps it is given up")


def _check_published(rows: Iterable[Published], groups: Collection[str], ids: Collection[str]) -> None:
    """See to it that published rates are of what is there."""
    for index, row in enumerate(rows):
        if row.group and row.group not in groups:
            raise MisfitError(("published", index, "group"), str(UnknownNameError("group", row.group, list(groups))))
        if row.task and row.task not in ids:
            raise MisfitError(("published", index, "task"), str(UnknownNameError("entry", row.task, list(ids))))
