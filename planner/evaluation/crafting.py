"""Crafting alone, as Plancraft has it: recipes and an inventory, nothing to gather, no stations, tools or fuel.

A recipe may take any of several items in one place (a tag), and a different one each time. As a skill graph, such a
choice is an item of its own, which a skill without cost makes of one of them: so eight planks of three sorts are three
steps of choosing, and no recipe has thousands of alternatives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.evaluation.measure import Assignment
from planner.goal import Goal, Target
from planner.plan import Step, runs_needed
from skills.graph import SkillGraph
from skills.record import Effort, Kind, Skill, Variant

_CHOOSE = "choose_"
_LIMIT = 100


@dataclass(frozen=True)
class Need:
    """So many of any of some items."""

    name: str
    """The item, or what the choice is called."""
    items: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Recipe:
    """One thing that can be made, at a table or in a furnace."""

    name: str
    """Of the skill, such as `craft_stick_from_bamboo` or `smelt_glass`; no two recipes share one."""
    needs: tuple[Need, ...]
    makes: str
    count: int = 1


@dataclass(frozen=True)
class Puzzle:
    """An item to be made of what is held, or found out to be impossible."""

    name: str
    target: str
    inventory: dict[str, int]
    possible: bool
    fewest: int | None
    """Runs of recipes that are needed at least; None where it is impossible."""

    @property
    def assignment(self) -> Assignment:
        """What a planner is given."""
        return Assignment(self.name, "crafting", Goal(targets=(Target(self.target, 1),)), self.inventory)


def recipe_graph(recipes: Iterable[Recipe]) -> SkillGraph:
    """Return recipes as skills, one each, whose expected time is the number of their runs.

    Smelting is a `craft` skill, too, as it burns nothing here.
    """
    skills: dict[str, Skill] = {}
    for recipe in recipes:
        made = Variant({need.name: need.count for need in recipe.needs}, recipe.makes, recipe.count)
        skills[recipe.name] = _skill(recipe.name, made.item, (made,), Effort(ticks_each=1 / recipe.count))
        for need in recipe.needs:
            if need.items != (need.name,):
                name = f"{_CHOOSE}{need.name}"
                chosen = tuple(Variant({item: 1}, need.name) for item in need.items)
                skills[name] = _skill(name, need.name, chosen, Effort())
    return SkillGraph(skills, missing={})


def runs_of_recipes(steps: Sequence[Step], graph: SkillGraph) -> int:
    """Return how many recipes some steps carry out; choosing is none."""
    made = [step for step in steps if not step.skill.startswith(_CHOOSE)]
    return sum(runs_needed(step.count, graph[step.skill].variants[0].count) for step in made)


def _skill(name: str, item: str, variants: tuple[Variant, ...], effort: Effort) -> Skill:
    return Skill(name, Kind.CRAFT, item, variants, name.replace("_", " "), _LIMIT, effort=effort)
