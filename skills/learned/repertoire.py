"""Which skills are learnt: the policy of each, what it is told, and how it knows that it is done.

A repertoire is a folder: `repertoire.yaml`, the `Repertoire` below; a saved `VPTPolicy` under `policies/` for every
name that its skills mention; and a saved `Spotter` as `spotter/`, if a skill ends when something is seen or digs it.
"""

from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from agents.errors import CheckpointError
from skills.learned.addition import Addition
from skills.record import Skill

SHIPPED = Path(__file__).with_name("shipped")
"""The repertoire that comes with the package."""
_TEXT = "repertoire.yaml"
_Name = Annotated[str, Field(min_length=1)]


class LearnedSkill(BaseModel):
    """One skill: what a policy is told to do, and until when. By exactly one of `gain`, `loot`, `spend` and `see`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: _Name
    """Name of the policy that carries it out."""
    prompt: _Name
    """What a policy with goals is told, in English."""
    hold: tuple[_Name, ...] = ()
    """Items of which the first that is there is taken in hand before it begins; it begins without, too. Of tools that
    the skill graph asks for, one has to be there, and is taken instead."""
    uses: bool = False
    """Whether it may press the use key. Without, it cannot place or eat what is in hand by accident."""
    patience: PositiveInt = 600
    """Steps without a further unit after which it gives up; what its policy learnt from was no longer."""
    idle: PositiveInt | None = None
    """Steps in which nothing at all comes into the inventory, after which it gives up. In 64 worlds (20032 to 20095 of
    `skills/mine_stone`, textures 1002) they were 61 at most where it came to stone (56), 144 at least elsewhere."""
    gaze: Annotated[float, Field(ge=-90, le=90)] = 0.0
    """Degrees below level at which the gaze is when it begins. In those worlds the policy came to stone in 49 with a
    level gaze (median: 153 steps), in 56 with one straight down (123)."""
    gain: _Name | None = None
    """Item of which the inventory gains as many as asked for, or `log_or_log2` for either of the game's two."""
    loot: _Name | None = None
    """Item of which it gains some for each that is asked for: what a mob leaves that is killed."""
    spend: _Name | None = None
    """Item of which it loses as many."""
    see: _Name | None = None
    """What the spotter is to see."""
    dig: _Name | None = None
    """What the spotter knows that is dug where it is seen, so that some is gained: see `digging.py`."""
    sign: _Name | None = None
    """What the spotter knows that is gone to as long as that is not in view: leaves, where trees are looked for."""
    glimpse: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Chance from which what may be far off counts as seen, and is gone to or dug. In 32 worlds (20000 to 20031,
    textures 1001) a cow was found and hunted in 24 with 0.7, in 28 with 0.5 and in 23 with 0.35; a sheep found and
    shorn in 24, 24, 22."""
    spiral: bool = False
    """Whether a search (`see`) is led along a widening square, with a look round at each corner: see `spiral.py`."""
    glance: bool = False
    """Whether a search only turns round once where it stands, unless it sees something to go to: what one does before a
    longer way to the same thing. If it is not there, nothing was tried in vain."""
    record: Addition | None = None
    """What it needs and yields, if the skill graph has no skill of its name."""

    @property
    def looks(self) -> bool:
        """Whether it takes a spotter."""
        return self.see is not None or self.dig is not None

    @model_validator(mode="after")
    def _ends_in_one_way(self) -> Self:
        ways = [way for way in ("gain", "loot", "spend", "see") if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(f"name one of gain, loot, spend and see, not {' and '.join(ways) or 'none'}")
        if (self.spiral or self.glance or self.sign) and self.see is None:
            raise ValueError("a spiral, a glance and a sign are for searches, which end by see")
        if self.dig and self.gain is None:
            raise ValueError("what is dug is for skills that end by gain")
        if self.spiral and self.glance:
            raise ValueError("a search is along a spiral or at a glance, not both")
        return self


class Repertoire(BaseModel):
    """What `repertoire.yaml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skills: Annotated[dict[str, LearnedSkill], Field(min_length=1)]
    """By name in the skill graph, such as `collect_log`."""
    text: str = "small"
    """Reward model (shipped name, folder or hub id) whose features of prompts are the goals that policies know."""

    @property
    def additions(self) -> dict[str, Skill]:
        """Skills, by name, that the skill graph does not have."""
        return {name: one.record.skill(name, one.prompt) for name, one in self.skills.items() if one.record}


def read_repertoire(folder: Path) -> Repertoire:
    """Return what a repertoire's folder says.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
    """
    file = folder / _TEXT
    try:
        return Repertoire.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except OSError as error:
        raise CheckpointError(
            f"{file} cannot be read: {error.strerror}; a repertoire is a folder that has it"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{file} is no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CheckpointError(f"{file}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
