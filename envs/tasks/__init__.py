"""Tasks: how a world begins, and what has to happen in it."""

from envs.tasks.catalog import get_task, list_tasks, tasks_of
from envs.tasks.contract import Goal, Measure, Quantity, Reward, Success, Task, Term
from envs.tasks.missing import UnavailableTaskError

__all__ = [
    "Goal",
    "Measure",
    "Quantity",
    "Reward",
    "Success",
    "Task",
    "Term",
    "UnavailableTaskError",
    "get_task",
    "list_tasks",
    "tasks_of",
]
