"""What the file of a suite says: what is played, with which protocol, and what others have published about it."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from envs.overworld.sites.site import StartSite
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.suites.names import Biome, Block, Item, Mob, TaskId, TaskSuite, task_ids
from envs.tasks import Goal, Measure, Quantity, Success

Count = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**31)]
Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Share = Annotated[float, Field(ge=0, le=1)]

_USUAL = WorldStart()


def _number(said: Any) -> Any:
    """Return what a fraction is, and anything else as it is."""
    top, slash, bottom = str(said).partition("/")
    return int(top) / int(bottom) if slash and top.isdecimal() and bottom.isdecimal() and int(bottom) else said


class Ability(StrEnum):
    """What an entry asks of an agent."""

    FIND = "find"
    COLLECT = "collect"
    CRAFT = "craft"
    FIGHT = "fight"
    BUILD = "build"
    SURVIVE = "survive"
    PLAN_LONG = "plan_long"


class Part(BaseModel):
    """A part of the file; fields that it does not know are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Protocol(Part):
    """How a suite is played. Nothing that ships was learnt from worlds 10,000 to 10,099, or with texture 1000."""

    episodes: Count = 30
    """Of each entry."""
    seed: Seed = 10_000
    """Of the first episode; those of the others follow one by one."""
    texture_seed: Seed = 1000

    @property
    def seeds(self) -> range:
        """The seeds of an entry's episodes."""
        return range(self.seed, self.seed + self.episodes)


class Start(Part):
    """How the world of an order begins: the fields of `WorldStart`, with the inventory as amounts by item."""

    biome: Annotated[tuple[Biome, ...] | None, BeforeValidator(lambda x: (x,) if isinstance(x, str) else x)] = None
    """One name, or some, of which the seed draws one."""
    world_seed: int | None = _USUAL.world_seed
    start_time: int = _USUAL.start_time
    daylight_cycle: bool = _USUAL.daylight_cycle
    weather: str = _USUAL.weather
    weather_cycle: bool = _USUAL.weather_cycle
    difficulty: str = _USUAL.difficulty
    mobs: tuple[StartMob, ...] = _USUAL.mobs
    mob_spawning: bool = _USUAL.mob_spawning
    respawn: bool = _USUAL.respawn
    inventory: dict[Item, Count] = Field(default_factory=dict)
    """In the first free slots, in this order: the first item is in hand."""
    break_speed: float = _USUAL.break_speed
    spawn_radius: int = _USUAL.spawn_radius
    site: StartSite | None = _USUAL.site

    def over(self, base: "Start") -> "Start":
        """Return another start with all that this one says."""
        return base.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})

    def world(self) -> WorldStart:
        """Return it as a world takes it.

        Raises:
            ValueError: A number or a word that cannot be, or more than the inventory holds.
        """
        biome = self.biome[0] if self.biome and len(self.biome) == 1 else self.biome
        stacks = tuple(StartStack(item=item, count=count) for item, count in self.inventory.items())
        return WorldStart(**(dict(self) | {"biome": biome, "inventory": stacks}))

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.world()
        return self


class Never(Part):
    """What an order forbids."""

    kills: tuple[Mob, ...] = ()
    uses: tuple[Item, ...] = ()


class Wanted(Part):
    """What has to happen, by items and the world's state: the measures of `envs.tasks`."""

    items: dict[Item, Count] = Field(default_factory=dict)
    """So many more than at the beginning."""
    kills: dict[Mob, Count] = Field(default_factory=dict)
    uses: dict[Item, Count] = Field(default_factory=dict)
    nearby: tuple[str, ...] = ()
    """Crafting tables and furnaces."""
    view: tuple[str, ...] = ()
    """Kinds of the view sense, such as `water`, within 16 blocks."""
    shelter: Block | None = None
    """What the room around the player is made of."""
    depth: Count | None = None
    days: Count | None = None
    surface: bool = False
    land: bool = False
    any: bool = False
    """Whether one of all these is enough."""
    never: Never = Never()

    def success(self) -> Success:
        """Return it as a task takes it.

        Raises:
            ValueError: Nothing is asked for, or a station or a kind of the view sense that there is not.
        """
        named: dict[Quantity, dict[str, int]] = {
            Quantity.ITEM: self.items,
            Quantity.KILL: self.kills,
            Quantity.USE: self.uses,
            Quantity.NEARBY: dict.fromkeys(self.nearby, 1),
            Quantity.VIEW: dict.fromkeys(self.view, 1),
            Quantity.SHELTER: {self.shelter: 1} if self.shelter else {},
            Quantity.DEPTH: {"": self.depth} if self.depth else {},
            Quantity.DAYS: {"": self.days} if self.days else {},
            Quantity.SURFACE: {"": 1} if self.surface else {},
            Quantity.LAND: {"": 1} if self.land else {},
        }
        goals = [Goal(Measure(of, name), count) for of, counts in named.items() for name, count in counts.items()]
        never = [Measure(Quantity.KILL, mob) for mob in self.never.kills]
        never += [Measure(Quantity.USE, item) for item in self.never.uses]
        return Success(tuple(goals), every=not self.any, never=tuple(never))

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.success()
        return self


class Pay(Part):
    """What the source's own reward pays for an entry's item. Nothing here pays it."""

    each: Annotated[float, Field(gt=0), BeforeValidator(_number)]
    """A number, or a fraction such as 4/3."""
    most: Count | None = None
    """Of them are paid for; None: all."""


class Group(Part):
    """What holds for all entries of a group that do not say otherwise."""

    abilities: tuple[Ability, ...] = ()
    limit: Count | None = None
    start: Start = Start()
    """Of orders; a task of the catalog keeps its own."""


class Line(Part):
    """What all kinds of lines can say."""

    group: str = ""
    """The task's own, and for an order the suite's name, if not given."""
    abilities: tuple[Ability, ...] = ()
    limit: Count | None = None
    """Environment steps, 20 a second; that of the group, then of the task, if not given."""
    note: str = ""
    """What is to be known of it."""


class TaskLine(Line):
    """A task of the catalog, perhaps with another limit."""

    task: TaskId
    id: Id | Literal[""] = ""
    """The task's own, without its suite, if not given."""


class SuiteLine(Line):
    """All tasks of a suite of the catalog that have a measure of success, or of one of its groups."""

    suite: TaskSuite
    only: str = ""
    """A group."""

    @field_validator("only")
    @classmethod
    def _check(cls, only: str, given: ValidationInfo) -> str:
        if "suite" in given.data:
            task_ids(given.data["suite"], only)
        return only


class OrderLine(Line):
    """A task of the suite's own."""

    id: Id
    order: Text
    """What the agent is told, in English or Chinese."""
    wordings: tuple[Text, ...] = ()
    """The same order in other words, to see whether it hangs on them."""
    start: Start = Start()
    success: Wanted | None = None
    pays: Pay | None = None
    unavailable: str = ""
    """Why it cannot be played here, if it cannot, in place of `success`."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.success is None) == (not self.unavailable):
            raise ValueError(f"'{self.id}' says either what `success` is, or why it is `unavailable`")
        return self


_KINDS = {"task": "a task", "suite": "a suite", "order": "an order"}


def _kind(line: Any) -> str | None:
    """Return which of the three kinds a line is, as data or as read; None if neither."""
    fields = line if isinstance(line, dict) else line.model_fields_set if isinstance(line, Line) else ()
    return next((kind for field, kind in _KINDS.items() if field in fields), None)


AnyLine = Annotated[
    Annotated[TaskLine, Tag("a task")] | Annotated[SuiteLine, Tag("a suite")] | Annotated[OrderLine, Tag("an order")],
    Discriminator(
        _kind,
        custom_error_type="no_line",
        custom_error_message="each line has `task: ID`, `suite: NAME` or `order: WHAT TO DO`",
    ),
]


class Published(Part):
    """A success rate that others have published. It was not measured here, and not in this world."""

    method: Text
    success: Share
    group: str = ""
    """Over the entries of a group; with neither group nor task, over the whole suite."""
    task: str = ""
    """Of one entry."""
    episodes: Count | None = None
    """Of each entry, or at least so many, if known."""
    source: Text
    """Paper and table, or repository."""
    seen: Literal["source", "quoted"]
    """Whether the number was read in the source itself, or in a text that quotes it."""
    differs: str = ""
    """What is known to be different there."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.group and self.task:
            raise ValueError("a published rate is one of a `group` or of a `task`, not of both")
        return self


class SuiteFile(Part):
    """A suite as it is written down."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Count
    """Grows whenever something changes that a result depends on."""
    about: Text
    source: str = ""
    protocol: Protocol = Protocol()
    groups: dict[str, Group] = Field(default_factory=dict)
    """If there are any, each entry's group is one of them."""
    tasks: Annotated[tuple[AnyLine, ...], Field(min_length=1)]
    published: tuple[Published, ...] = ()
