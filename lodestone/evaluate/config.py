"""What an evaluation is run with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from envs.suites import Entry, load_suite
from lodestone.config import (
    LEARNED,
    LLM,
    ORACLE,
    OVERWORLD,
    RANDOM,
    SEARCH,
    ConfigError,
    EpisodeConfig,
    Model,
    Port,
    StartTime,
    explain,
    seed_range,
)

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
    llm: Model = None
    library: Path | None = None
    """Skills and experience to use; nothing is learnt into it."""
    seeds: tuple[Annotated[int, Field(ge=0)], ...]
    texture: Annotated[int, Field(ge=0)]
    """Seed of the textures."""
    start_time: StartTime = None
    wording: Annotated[int, Field(ge=0)] = 0
    """Which of each order's wordings is given; 0 is the order itself."""
    world: Literal["overworld", "minedojo", "minerl"] = "overworld"
    world_port: Port = None
    """As of `lodestone run`."""
    together: Annotated[int, Field(ge=1)] = 1
    """Episodes that each worker plays at once, so that policies read their pictures together."""

    @model_validator(mode="after")
    def _has_what_reads_together(self) -> Self:
        if self.together > 1 and (self.agent != PLANNER or self.skills in (ORACLE, RANDOM)):
            who = f"{self.skills} skills" if self.agent == PLANNER else f"the agent {self.agent}"
            raise ConfigError(f"only learnt policies read together, and there are none in {who}: --together 1")
        if self.together > 1 and self.world != OVERWORLD:
            raise ConfigError(f"a worker has one {self.world} at a time: --together 1")
        return self

    @property
    def label(self) -> str:
        """What reports call the agent."""
        agent = f"{self.skills}, {self.planner}" if self.agent == PLANNER else self.agent
        return agent if self.world == OVERWORLD else f"{agent}, {self.world}"

    def episode(self, entry: Entry, seed: int, out: Path | None = None) -> EpisodeConfig:
        """Return how the planner plays an entry.

        Raises:
            ConfigError: There are no such skills or planner, or they do not go together.
        """
        return EpisodeConfig(
            task=f"{self.suite}#{entry.id}",
            order=entry.order(self.wording) if self.wording else "",
            skills=self.skills,
            planner=self.planner,
            llm=self.llm,
            library=self.library,
            seed=seed,
            texture_seed=self.texture,
            start_time=self.start_time,
            world=self.world,
            world_port=self.world_port,
            out=out,
        )


def evaluation_config(options: Mapping[str, Any], episodes: int | None, seeds: str | None) -> EvaluationConfig:
    """Return a checked configuration.

    Args:
        options: Fields; None counts as not given.
        episodes: Of each entry, from the protocol's first seed on; the protocol's if None.
        seeds: Such as `10000..10009`, in place of these.

    Raises:
        ConfigError: A field cannot be, or both `episodes` and `seeds` are given.
        SuiteError, UnknownNameError: There is no such suite, or it is no good.
    """
    if episodes is not None and seeds is not None:
        raise ConfigError("give --episodes or --seeds, not both")
    suite = load_suite(options["suite"])
    protocol = suite.protocol
    numbers = seed_range(seeds) if seeds else range(protocol.seed, protocol.seed + (episodes or protocol.episodes))
    given = {name: value for name, value in options.items() if value is not None}
    if given.get("planner") == LLM:
        given.setdefault("llm", {})  # all of it may come from the environment
    try:
        config = EvaluationConfig(**{"texture": protocol.texture_seed, **given, "seeds": tuple(numbers)})
        most = min(len(entry.wordings) for entry in suite.entries)
        if config.wording > most:
            raise ConfigError(
                f"wording must be 0 to {most}, as {suite.name} has no more of every order, not {config.wording}"
            )
        config.episode(suite.entries[0], config.seeds[0])  # tells what is wrong before anybody plays
    except ValidationError as error:
        raise ConfigError(explain(error)) from error
    return config
