"""The forms of a model's answers: goals and plans as data, checked for form here and for sense by the planner."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _plain(text: str) -> str:
    """Return a text as one line of what can be shown: people read it in a terminal, which obeys control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


Count = Annotated[int, Field(ge=1, le=2304)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Said = Annotated[str, Field(max_length=2000), AfterValidator(_plain)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoalProposal(_Form):
    """What an order asks for. Leave out what it does not ask for."""

    items: Annotated[dict[Name, Count], Field(max_length=16)] = {}
    """How many of each item are to be in the inventory at the end, by item id."""
    shelter: Literal["planks", "cobblestone", "dirt"] | None = None
    """The material of a house, hut or shelter to be built."""
    stations: Annotated[list[Literal["crafting_table", "furnace"]], Field(max_length=2)] = []
    """What is to be set down, not only to be had."""
    near: Literal["water", "tree", "stone", "cave"] | None = None
    """Where the shelter or the station is to stand."""
    kills: Annotated[dict[Name, Count], Field(max_length=16)] = {}
    """How many mobs are to be killed, by mob id."""
    uses: Annotated[list[Name], Field(max_length=16)] = []
    """Items to be used, worn, eaten, thrown."""
    finds: Annotated[list[Name], Field(max_length=16)] = []
    """What is only to be found: `water`, `tree`, `stone`, or a mob by its id."""
    most: Annotated[list[Name], Field(max_length=16)] = []
    """Items of which there are to be as many as possible."""
    before: Literal["night", "morning"] | None = None
    within: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """Seconds."""
    without: Annotated[list[Annotated[str, Field(pattern=r"^(kill|use):[a-z_0-9]{1,60}$")]], Field(max_length=16)] = []
    """What must not happen: `kill:animal`, `kill:cow`, `use:furnace`."""
    besides: Said = ""
    """What the order asks for that no other field can say, such as a colour or a view; what the others say is no part
    of it."""
    question: Said = ""
    """What to ask back, where the order names no definite thing."""
    refusal: Said = ""
    """Why it is no order for this game, where it is none."""

    def meaning(self) -> dict[str, Any]:
        """Return the goal in the form of the orders' brief."""
        kept = {"items", "stations", "near", "kills", "uses", "finds", "most", "before", "within", "without"}
        parts = {name: value for name, value in self.model_dump(include=kept).items() if value}
        return parts | ({"structures": {"shelter": self.shelter}} if self.shelter else {})


class StepProposal(_Form):
    """One skill to carry out until there are `count` more of what it makes."""

    skill: Name
    count: Count = 1


Steps = Annotated[list[StepProposal], Field(min_length=1, max_length=200)]


class PlanProposal(_Form):
    """A plan: what the situation is, why the last plan failed (if it did), and which skills to carry out in order."""

    describe: Said = ""
    explain: Said = ""
    steps: Steps
    alternatives: Annotated[list[Steps], Field(max_length=3)] = []
    """Up to three other plans for the same goal, each a list of steps; may be left out."""


class Verdict(_Form):
    """What a critic makes of a situation."""

    success: bool
    """Whether what was asked for is done."""
    reason: Said
    """Why, in one sentence."""
    advice: Said = ""
    """What to do otherwise, in one sentence; empty if nothing."""
