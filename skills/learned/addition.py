"""What a skill that the skill graph does not have needs, uses up and yields, as a repertoire says it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveFloat, PositiveInt

from envs.overworld.gamedata import item_index
from skills.graph import STATIONS, SkillGraph
from skills.record import Effort, Kind, Skill, Variant, item_name

_Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_#]+$")]


class Addition(BaseModel):
    """The record of a skill of one's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    item: _Name
    """What one run yields: an item of the game, or, of kind `find`, the name of what is then near."""
    count: PositiveInt = 1
    consumes: Annotated[Mapping[_Name, PositiveInt], Field(max_length=9)] = {}
    """Items that one run uses up."""
    nearby: Annotated[tuple[_Name, ...], Field(max_length=4)] = ()
    """What must be in reach: a station, or what a find skill finds."""
    tools: Annotated[tuple[_Name, ...], Field(max_length=16)] = ()
    """Items of which one is needed and worn, the one to be used first in front."""
    ticks: PositiveFloat
    """That a run is expected to take, before it is measured."""
    ticks_each: NonNegativeFloat = 0.0
    """And for each unit."""
    step_limit: PositiveInt = 1200
    descriptions: Annotated[tuple[str, ...], Field(max_length=16)] = ()
    """What it does, in any words and languages: what it is found by."""

    def skill(self, name: str, prompt: str) -> Skill:
        """Return the record as the skill graph keeps it."""
        way = Variant(dict(self.consumes), self.item, self.count, self.nearby)
        effort = Effort(self.ticks, self.ticks_each, tool_uses_each=float(bool(self.tools)))
        item = item_name(self.item)
        return Skill(name, self.kind, item, (way,), prompt, self.step_limit, tools=self.tools, effort=effort)


def extended(graph: SkillGraph, additions: Mapping[str, Skill]) -> SkillGraph:
    """Return the graph with more skills.

    Raises:
        UnknownNameError: One of them is about an item that the game does not have; the message gives the nearest ones.
        ValueError: One needs something near that nothing finds, or has the name of a skill that is there already.
    """
    places = {*STATIONS, *(skill.item for skill in (*graph.skills.values(), *additions.values()) if _finds(skill))}
    for name, skill in additions.items():
        if name in graph:
            raise ValueError(f"there is a skill {name} already; a better policy for it needs no record")
        way = skill.variants[0]
        for item in (*way.consumes, *skill.tools, *([] if _finds(skill) else [way.item])):
            item_index(item_name(item))
        for place in way.nearby:
            if place not in places:
                raise ValueError(f"{name} needs {place} near, which no skill finds")
    return SkillGraph({**graph.skills, **additions}, graph.missing, graph.fuels)


def _finds(skill: Skill) -> bool:
    return skill.kind is Kind.FIND
