"""What an evaluation consists of: who played what, and what came of every episode."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunRow(_Part):
    """One run of a skill."""

    skill: str
    executor: str
    """Label of who acted: `oracle` reads the world's state."""
    success: bool
    cause: str | None = None
    """Why it failed, as `skills.executor.Cause` names it."""
    ticks: Count


class EpisodeRow(_Part):
    """One episode: an entry of a suite, played with one seed."""

    entry: str
    """Its id in the suite."""
    seed: Count
    success: bool
    """As items and the world's state say."""
    crash: str = ""
    """Traceback of an episode that ended by an error of the program; such an episode is no success."""
    reason: str
    """In words, why it ended."""
    steps: Count
    """Environment steps, 20 a second."""
    seconds: Annotated[float, Field(ge=0)]
    """Of wall time."""
    progress: Annotated[float, Field(ge=0, le=1)]
    """Share of the first plan's steps that were done when it ended; 1 for a success."""
    revisions: Count = 0
    """How often it was planned anew."""
    runs: tuple[RunRow, ...] = ()
    tokens: Count = 0
    """Of a large language model."""
    record: Path | None = None
    """Folder of the episode's record, from the evaluation's folder on; None if none was kept."""
    film: Path | None = None
    """An mp4, from the evaluation's folder on; None if there is none."""


class Evaluation(_Part):
    """Who played what, how, and what came of it."""

    format: str = "lodestone-evaluation-1"
    suite: str
    suite_version: Count
    agent: str
    """Name to be shown, such as `learned, search`."""
    command: str
    """That repeats it."""
    versions: dict[str, str]
    seeds: str
    """The first and the last, such as `0..29`."""
    texture: Count
    start_time: Count | None = None
    """Ticks of the day at which all episodes began; None if each at its task's own."""
    wording: Count = 0
    """Which of each order's wordings was given; 0 is the order itself."""
    begun: datetime
    workers: Count
    together: Annotated[int, Field(ge=1)] = 1
    """Episodes that each of them played at once."""
    episodes: tuple[EpisodeRow, ...]
