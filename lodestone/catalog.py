"""Tasks, skills and plans as JSON and as tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.tree import Tree

from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.world import WorldStart
from envs.tasks import Task, list_tasks
from envs.tasks.coverage import Coverage, GroupCoverage
from lodestone.config import ConfigError, choose
from lodestone.executors import carrier
from lodestone.status import Line
from planner.goal import Goal, describe
from planner.plan import Plan
from skills.graph import SkillGraph
from skills.library.contract import SkillTest, SkillVersion
from skills.record import Kind, Skill


def read_inventory(pairs: Sequence[str]) -> dict[str, int]:
    """Return counts by item of texts such as `log=10`.

    Raises:
        ConfigError: A text is no such pair.
        UnknownNameError: The game has no such item.
    """
    counts: Counter[str] = Counter()
    for pair in pairs:
        item, equals, number = pair.partition("=")
        if not equals or not number.isascii() or not number.isdigit():
            raise ConfigError(f"an inventory is given as ITEM=N, such as log=10, not '{pair}'")
        counts[ITEM_NAMES[item_index(item)]] += int(number)
    return dict(counts)


def plan_tree(order: str, goal: Goal, plan: Plan) -> Tree:
    """Return a plan as a tree under its order and goal."""
    tree = Tree(order)
    branch = tree.add(f"goal: {describe(goal.to_json())}")
    for step in plan.steps:
        branch.add(str(Line(step.skill, step.count)))
    if plan.steps:
        known = plan.chance < 1  # nothing is known of skills that were never run
        tree.add(f"expected: {plan.ticks:,.0f} steps" + known * f", {plan.chance:.0%} that all works at the first go")
    else:
        branch.add("nothing to do: all of it is there already")
    return tree


def tasks_of(group: str | None, suite: str | None = None) -> list[Task]:
    """Return all tasks that can be played, or those of one group or suite.

    Raises:
        ConfigError: There is no such group or suite.
    """
    tasks = list_tasks()
    if suite is not None:
        choose("suite", suite, tuple(dict.fromkeys(task.suite for task in tasks)))
        tasks = [task for task in tasks if task.suite == suite]
    if group is not None:
        choose("task group", group, tuple(dict.fromkeys(task.group for task in tasks)))
        tasks = [task for task in tasks if task.group == group]
    return tasks


def task_json(task: Task) -> dict[str, Any]:
    """Return a task as plain data."""
    start, usual = asdict(task.start), asdict(WorldStart())
    goals, never = (task.success.goals, task.success.never) if task.success else ((), ())
    return {
        "id": task.id,
        "group": task.group,
        "prompt": task.prompt,
        "setting": task.setting,
        "start": {name: value for name, value in start.items() if value != usual[name]},
        "success": [{"of": goal.measure.of, "name": goal.measure.name, "count": goal.count} for goal in goals],
        "never": [{"of": measure.of, "name": measure.name} for measure in never],
        "reward": {str(term.measure): term.weight for term in task.reward.terms}
        | ({"success": task.reward.bonus} if task.reward.bonus else {}),
        "max_steps": task.max_steps,
    }


def task_table(tasks: Sequence[Task]) -> Table:
    """Return tasks as a table."""
    table = bare_table("task", "group", "order", "biome", "max steps")
    table.columns[0].min_width = max(len(task.id) for task in tasks)
    for task in tasks:
        biomes = task.start.biome if isinstance(task.start.biome, str) else ", ".join(task.start.biome or ("any",))
        table.add_row(task.id, task.group, task.prompt, biomes, str(task.max_steps or "-"))
    return table


def coverage_report(found: Coverage) -> Group:
    """Return how many tasks can be played, and what the world lacks for the others, as two tables."""
    counts = bare_table("group", "tasks", "playable")
    rows: list[tuple[str, GroupCoverage | Coverage]] = [*found.groups.items(), ("all", found)]
    for name, group in rows:
        counts.add_row(name, str(group.total), str(group.loadable))
    lacks = bare_table("not playable", "for want of")
    for cause, count in found.refused.items():
        lacks.add_row(str(count), cause)
    return Group(counts, "", lacks)


def skills_of(graph: SkillGraph, kind: str | None) -> list[Skill]:
    """Return all skills of a graph, or those of one kind, by name.

    Raises:
        ConfigError: There is no such kind.
    """
    if kind is not None:
        choose("kind of skill", kind, tuple(Kind))
    skills = sorted(graph.skills.values(), key=lambda skill: skill.name)
    return [skill for skill in skills if kind in (None, skill.kind)]


def skill_json(skill: Skill) -> dict[str, Any]:
    """Return a skill as plain data."""
    shown = asdict(skill) | {"executor": carrier(skill)}
    del shown["statistics"]  # of an episode at hand
    return shown


def skill_table(skills: Sequence[Skill]) -> Table:
    """Return skills as a table."""
    table = bare_table("skill", "kind", "consumes", "nearby", "tool at least", "executor")
    for skill in skills:
        usual = skill.variants[0]
        consumes = ", ".join(f"{count} {key}" for key, count in usual.consumes.items())
        tool = skill.tools[-1] if skill.tools else ""  # names sort from diamond down to wood
        table.add_row(skill.name, skill.kind, consumes, ", ".join(usual.nearby), tool, carrier(skill))
    return table


def version_json(version: SkillVersion, tests: Sequence[SkillTest]) -> dict[str, Any]:
    """Return a version of a skill, with its tests, as plain data."""
    tried = [{"task": test.task, "seeds": test.seeds, "texture": test.texture, **test.rate.to_json()} for test in tests]
    facts = {"version": str(version), "state": str(version.state), "executor": version.executor, "added": version.added}
    return facts | {"tests": tried}


def version_table(versions: Sequence[tuple[SkillVersion, Sequence[SkillTest]]]) -> Table:
    """Return versions of skills, with their tests, as a table."""
    table = bare_table("version", "state", "added", "latest test")
    for version, tests in versions:
        latest = str(tests[-1]) if tests else "none"
        table.add_row(str(version), str(version.state), version.added, latest)
    return table


def likeness_table(found: Sequence[tuple[Skill, float]]) -> Table:
    """Return skills that were searched for as a table."""
    table = bare_table("skill", "likeness", "prompt", "executor")
    for skill, likeness in found:
        table.add_row(skill.name, f"{likeness:.2f}", skill.prompt, carrier(skill))
    return table


def facts(shown: dict[str, Any]) -> Table:
    """Return plain data as a table of two columns."""
    table = Table.grid(padding=(0, 2))
    for name, value in shown.items():
        many = isinstance(value, list | tuple)
        table.add_row(name.replace("_", " "), "\n".join(map(_plain, value)) or "-" if many else _plain(value))
    return table


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items() if part not in ({}, (), [])) or "-"
    if isinstance(value, list | tuple):
        return " and ".join(map(_plain, value))
    return str(value) if value not in ("", None) else "-"


def bare_table(*columns: str) -> Table:
    """Return an empty table without lines, whose rows are one line each."""
    table = Table(box=None, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="ellipsis", no_wrap=True)
    return table
