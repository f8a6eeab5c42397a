"""All tasks by id, from their suites."""

from collections.abc import Iterable
from functools import cache

from envs.overworld.gamedata import UnknownNameError
from envs.tasks import creative, minedojo
from envs.tasks.contract import Task
from envs.tasks.missing import UnavailableTaskError, lack_of_dimension
from envs.tasks.plan4mc import plan4mc_tasks
from envs.tasks.skills import skill_tasks


def list_tasks(group: str | None = None, suite: str | None = None) -> list[Task]:
    """Return all tasks that can be played, in the order of their suites, or those of one group or suite.

    Raises:
        UnknownNameError: There is no such group or suite.
    """
    tasks = [*_builtin().values(), *creative.creative_tasks().values()]
    if suite is not None:
        tasks = _chosen("suite", suite, tasks)
    return tasks if group is None else _chosen("group", group, tasks)


def get_task(task_id: str) -> Task:
    """Return a task by its id, such as `plan4mc/craft_stick` or `minedojo/harvest_1_log`.

    MineDojo's tasks are also found by MineDojo's own ids, without the suite; entries of evaluation suites by the
    suite's name or file and their id, such as `orders-en#milk`.

    Raises:
        UnavailableTaskError: The world lacks something for it; the message says what.
        UnknownNameError: There is no such task; the message gives the nearest ones.
        SuiteError: The file of a suite is none.
    """
    if task_id in _builtin():
        return _builtin()[task_id]
    suite, hash_sign, entry = task_id.rpartition("#")
    if hash_sign:
        from envs.suites import load_suite  # suites are made of tasks

        return load_suite(suite).entry(entry).task
    name = task_id.removeprefix(f"{minedojo.SUITE}/")
    if name in minedojo.specs():
        return minedojo.make_task(minedojo.specs()[name])
    if creative.is_creative(name):
        return creative.creative_task(name)
    if name == "playthrough":
        raise UnavailableTaskError(task_id, lack_of_dimension("the_end"))
    raise UnknownNameError("task", task_id, [*_builtin(), *minedojo.specs()])


def tasks_of(names: Iterable[str]) -> list[Task]:
    """Return the tasks that names stand for, each once: ids as `get_task` takes them, or suites, such as `skills`.

    Raises:
        UnavailableTaskError, UnknownNameError: There is no such suite, and no such task; see `get_task`.
    """
    suites = {task.suite for task in list_tasks()}
    named = (list_tasks(suite=name) if name in suites else [get_task(name)] for name in names)
    return list({task.id: task for tasks in named for task in tasks}.values())


@cache
def _builtin() -> dict[str, Task]:
    tasks = skill_tasks() | plan4mc_tasks()
    playable = [spec for spec in minedojo.specs().values() if minedojo.missing(spec) is None]
    return tasks | {task.id: task for task in map(minedojo.make_task, playable)}


def _chosen(field: str, name: str, tasks: list[Task]) -> list[Task]:
    found = [task for task in tasks if getattr(task, field) == name]
    if not found:
        raise UnknownNameError(f"task {field}", name, list(dict.fromkeys(getattr(task, field) for task in tasks)))
    return found
