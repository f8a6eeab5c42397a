"""What an episode is run with: typed, loaded from YAML, overridden on the command line, saved in the record."""

import difflib
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from planner.goal import DAY
from planner.llm.config import EndpointConfig, endpoint_config
from planner.llm.errors import LLMError

MIXED, LEARNED, ORACLE, RANDOM = SKILLS = ("mixed", "learned", "oracle", "random")
"""Kinds of executors to choose from; a folder with a repertoire is one, too."""
HUMAN = "human"
"""In the record of a game that a person played."""
CONTROLS = ("free", "vpt")
"""What keys and mouse may say: anything, or what the heads of VPT's policy can."""
SEARCH, LLM, DEPTH_FIRST = PLANNERS = ("search", "llm", "depth-first")
"""Planners to choose from."""
OVERWORLD, MINEDOJO, MINERL = WORLDS = ("overworld", "minedojo", "minerl")
"""Worlds to choose from."""
DEFAULT_MAX_STEPS = 24_000
"""Steps of an episode without a task: a day of the game, twenty minutes."""

POLICY_SIZE = (128, 128)
"""(height, width) of the pictures of VPT's policies."""

_SMALLEST, _LARGEST = 16, 2048


class ConfigError(ValueError):
    """A configuration that cannot be; the message is one line that says what is wrong and what would be right."""


def choose(kind: str, name: str, known: tuple[str, ...]) -> str:
    """Return `name` if it is known.

    Raises:
        ConfigError: It is not; the message names the nearest one, or all.
    """
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    raise ConfigError(
        f"unknown {kind} '{name}'; " + (f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
    )


def seed_range(text: str) -> list[int]:
    """Read `0..19` or `7`.

    Raises:
        ConfigError: It is neither.
    """
    first, dots, last = text.partition("..")
    ends = (first, last if dots else first)
    if not all(end.isascii() and end.isdigit() for end in ends) or int(ends[0]) > int(ends[1]):
        raise ConfigError(f"seeds are given as A..B, such as 0..19, or as one number, not '{text}'")
    return list(range(int(ends[0]), int(ends[1]) + 1))


def parse_size(size: Any) -> Any:
    """Read an image size such as `160x256` (height x width) or `128` (a square); anything else passes through."""
    if not isinstance(size, str | int):
        return size
    parts = str(size).lower().split("x")
    sides = [int(part) if part.isdecimal() else 0 for part in (parts * 2 if len(parts) == 1 else parts)]
    if len(sides) != 2 or not all(_SMALLEST <= side <= _LARGEST for side in sides):
        sizes = f"each {_SMALLEST} to {_LARGEST}"
        raise ValueError(f"must be HEIGHTxWIDTH in pixels, {sizes}, such as 160x256, not '{size}'")
    return tuple(sides)


_ATTEMPTS, _ATTEMPTS_BY_CHANCE = 3, 8


def _endpoint(options: Any) -> Any:
    """Fill in from the environment what the options of a model leave out."""
    try:
        return endpoint_config(options) if isinstance(options, dict) else options
    except LLMError as error:
        raise ConfigError(str(error)) from None


Model = Annotated[EndpointConfig | None, BeforeValidator(_endpoint)]
"""Which large language model, where, at what cost; what is left out comes from the environment."""


StartTime = Annotated[int | None, Field(ge=0, lt=DAY)]
"""Ticks of the day at which episodes begin: 0 sunrise, 6000 noon, 12000 sunset, 18000 midnight; the task's own time, or
noon, if not given."""


Port = Annotated[int | None, Field(ge=1, le=65535)]
"""TCP port, if any."""


class EpisodeConfig(BaseModel):
    """One episode: what to do, in which world, with whose skills, and what to keep of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: str = ""
    """In plain language; may be left out with a task, whose prompt it then is."""
    task: str | None = None
    """Task id that sets the world, the inventory, the limit and what counts as success."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Of the terrain and of everything random in the world."""
    biome: str | None = None
    """Single biome of the whole world, such as `forest`; all biomes, or the task's, if not given."""
    start_time: StartTime = None
    world: str = OVERWORLD
    """Where it is played: `overworld`; or `minedojo`, MineDojo's simulator, where learnt skills and scripts act, facts
    about places and buildings are not checked, and nothing can be replayed; or `minerl`, MineRL 1.0, where there are
    but keys and a mouse besides, so that nothing can be crafted, smelted or placed by script."""
    world_port: Port = None
    """Of a running Minecraft for MineDojo or MineRL; they start their own if not given."""
    skills: str = MIXED
    """Who carries out skills: `learned`, the policies that ship, which see the screen, and scripts for what needs none;
    `oracle`, executors that read the world's state; `mixed`, learnt skills first, and the oracle for what is not learnt
    or has failed; `random`, learnt skills whose policies draw every action with the same chance, to compare with; or a
    folder with a repertoire, learnt (`skills/learned/repertoire.py`); `human` is a person."""
    planner: str = SEARCH
    """Who understands orders and makes plans: `search`, embedded; `llm`, a large language model whose proposals the
    search verifies; `depth-first`, which plans as Plan4MC does, to compare with."""
    llm: Model = None
    controls: str = "free"
    """`vpt` rounds every action to what VPT's policy can say before it is carried out: at most 10 degrees a tick in 11
    steps an axis. Demonstrations made so can be imitated exactly."""
    max_steps: Annotated[int, Field(ge=1)] | None = None
    """Steps until the episode is given up; the task's own limit, or a day, if not given."""
    attempts: Annotated[int, Field(ge=1)] | None = None
    """How often in a row a skill may yield nothing before it is given up: 3 if not given, and 8 where learnt skills act
    without the oracle, as those fail by chance."""
    image_size: Annotated[tuple[int, int], BeforeValidator(parse_size)] = (160, 256)
    """(height, width) in pixels of what the agent sees, and of the video's picture before it is scaled up; 128x128 with
    learnt skills, unless given."""
    resource_pack: Path | None = None
    """Folder or zip in Minecraft's layout that replaces textures."""
    texture_seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Of the procedural textures that everything is painted with; policies that ship learnt with 0 to 15."""
    library: Path | None = None
    """Folder of a skill library: its skills are used, what its episodes taught decides between ways, and this episode
    is learnt from; `lodestone skills` manages it. None if not given."""
    video: Path | None = None
    """Where to write an mp4; none if not given."""
    out: Path | None = None
    """Folder of the record; a new one under `runs/` if not given."""

    @property
    def needs_pictures(self) -> bool:
        """Whether some of the skills see the screen, or a critic."""
        return _see_the_screen(self.skills) or (self.llm is not None and self.llm.critic)

    @property
    def draws_on_library(self) -> bool:
        """Whether skills of a library are carried out, and not only learnt about."""
        return self.library is not None and self.skills in (MIXED, LEARNED)

    @property
    def allowed_attempts(self) -> int:
        """How often in a row a skill may yield nothing."""
        return self.attempts or (_ATTEMPTS_BY_CHANCE if self.skill_source in (LEARNED, RANDOM) else _ATTEMPTS)

    @property
    def skill_source(self) -> str:
        """Where skills come from, in one word."""
        return self.skills if self.skills in (*SKILLS, HUMAN) else LEARNED

    @model_validator(mode="before")
    @classmethod
    def _model_from_environment(cls, fields: Any) -> Any:
        """Let the environment say which model the LLM planner asks, if nothing else does."""
        if isinstance(fields, dict) and fields.get("planner") == LLM:
            return {**fields, "llm": fields.get("llm") or {}}
        return fields

    @model_validator(mode="before")
    @classmethod
    def _skills_that_see(cls, fields: Any) -> Any:
        """Let learnt skills act alone where no oracle can."""
        if isinstance(fields, dict) and fields.get("world", OVERWORLD) != OVERWORLD:
            return {"skills": LEARNED, **fields}
        return fields

    @model_validator(mode="before")
    @classmethod
    def _picture_for_policies(cls, fields: Any) -> Any:
        """Let the picture be of the size that policies see, unless another is asked for."""
        if isinstance(fields, dict) and _see_the_screen(str(fields.get("skills", MIXED))):
            return {"image_size": POLICY_SIZE, **fields}
        return fields

    @model_validator(mode="after")
    def _check(self) -> "EpisodeConfig":
        if not self.order.strip() and self.task is None:
            raise ConfigError('say what to do, such as lodestone run "make a stone pickaxe", or name a --task')
        if self.skills not in (*SKILLS, HUMAN) and not _see_the_screen(self.skills):
            raise ConfigError(
                f"unknown skills '{self.skills}'; known: {', '.join(SKILLS)}, or a folder with a repertoire"
            )
        choose("planner", self.planner, PLANNERS)
        if self.llm is not None and self.planner != LLM:
            raise ConfigError("a model is only asked by the LLM planner: add --planner llm")
        choose("controls", self.controls, CONTROLS)
        choose("world", self.world, WORLDS)
        if self.world == OVERWORLD:
            if self.world_port is not None:
                raise ConfigError("the Overworld needs no --world-port: give --world minedojo or minerl with it")
        elif self.skills in (MIXED, ORACLE):
            raise ConfigError(
                f"the oracle of '{self.skills}' skills reads the Overworld's state: "
                f"in {self.world} take --skills learned"
            )
        elif self.resource_pack is not None:
            raise ConfigError(f"a resource pack is for the Overworld's pictures; Minecraft draws those of {self.world}")
        return self


def _see_the_screen(skills: str) -> bool:
    """Tell whether the executors of this name, or of a repertoire in this folder, look at pictures."""
    return skills in (MIXED, LEARNED, RANDOM) or (skills not in (ORACLE, HUMAN) and Path(skills).is_dir())


def episode_config(options: dict[str, Any], file: Path | None = None) -> EpisodeConfig:
    """Return a checked configuration.

    Args:
        options: Fields that were given on the command line; None counts as not given.
        file: YAML with fields that the options override.

    Raises:
        ConfigError: A field is unknown or cannot be, or the file cannot be read.
    """
    from_file = _read_yaml(file) if file else {}
    fields = {**from_file, **{name: value for name, value in options.items() if value is not None}}
    if isinstance(from_file.get("llm"), dict) and isinstance(fields["llm"], dict):
        fields["llm"] = {**from_file["llm"], **fields["llm"]}
    try:
        return EpisodeConfig.model_validate(fields)
    except ValidationError as error:
        raise ConfigError(explain(error)) from error


def explain(error: ValidationError) -> str:
    """Return the first thing that pydantic found wrong as one line."""
    first = error.errors()[0]
    reason = str(first.get("ctx", {}).get("error", first["msg"]))
    if not first["loc"]:
        return reason
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), EpisodeConfig.model_fields, n=1)
        return f"unknown field '{where}'" + (f"; did you mean {near[0]}?" if near else "")
    return (
        f"{where.replace('_', '-')} {reason}" if reason.startswith("must") else f"{where.replace('_', '-')}: {reason}"
    )


def _read_yaml(file: Path) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"the configuration '{file}' cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration '{file}' is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(fields, dict):
        raise ConfigError(f"the configuration '{file}' must be a mapping, such as 'order: make a stone pickaxe'")
    return fields
