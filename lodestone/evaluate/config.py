"""What an evaluation is run with."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lodestone.config import LEARNED, SEARCH
from planner.llm.config import EndpointConfig

PLANNER = "planner"
"""The agent of `lodestone run`."""


class EvaluationConfig(BaseModel):
    """Who plays what. With the same of these, and the same versions, the same comes of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: str
    """Name of one that ships, or a YAML file."""
    agent: str = PLANNER
    """`planner`, which the next four are for; `random`; or `module:Class`."""
    skills: str = LEARNED
    """As of `lodestone run`."""
    planner: str = SEARCH
    llm: EndpointConfig | None = None
    library: Path | None = None
    """Skills and experience to use; nothing is learnt into it."""
    seeds: tuple[Annotated[int, Field(ge=0)], ...]
    texture: Annotated[int, Field(ge=0)]
    """Seed of the textures."""
    world: Literal["overworld"] = "overworld"

    @property
    def label(self) -> str:
        """What reports call the agent."""
        return f"{self.skills}, {self.planner}" if self.agent == PLANNER else self.agent
