"""Which skills are learnt: the policy of each, what it is told, and how it knows that it is done.

A repertoire is a folder: `repertoire.yaml`, the `Repertoire` below; a saved `VPTPolicy` under `policies/` for every
name that its skills mention; and a saved `Spotter` as `spotter/`, if a skill ends when something is seen.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from torch import Tensor

from agents.errors import CheckpointError
from agents.goals import goal_of
from agents.spotter.model import Spotter
from agents.vpt.policy import VPTPolicy
from skills.learned.judges import Amount, Judge, Sight

_TEXT = "repertoire.yaml"
_Name = Annotated[str, Field(min_length=1)]


class LearnedSkill(BaseModel):
    """One skill. It is done by exactly one of `gain`, `spend` and `see`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: _Name
    """Name of the policy that carries it out."""
    prompt: _Name
    """What a policy with goals is told, in English."""
    gain: _Name | None = None
    """Item of which the inventory gains as many as asked for."""
    spend: _Name | None = None
    """Item of which it loses as many."""
    see: _Name | None = None
    """What the spotter is to see."""

    @model_validator(mode="after")
    def _ends_in_one_way(self) -> Self:
        ways = [way for way in ("gain", "spend", "see") if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(f"name one of gain, spend and see, not {' and '.join(ways) or 'none'}")
        return self


class Repertoire(BaseModel):
    """What `repertoire.yaml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skills: Annotated[dict[str, LearnedSkill], Field(min_length=1)]
    """By name in the skill graph, such as `collect_log`."""
    text: str = "small"
    """Reward model (shipped name, folder or hub id) whose features of prompts are the goals that policies know."""


class LearnedSkills:
    """A repertoire with its networks, each read when it is first asked for.

    Args:
        folder: See the top of this file.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.repertoire = _read(folder / _TEXT)
        self._policies: dict[str, VPTPolicy] = {}

    def __contains__(self, skill: str) -> bool:
        return skill in self.repertoire.skills

    def policy(self, skill: str) -> VPTPolicy:
        """Return the policy of a skill.

        Raises:
            KeyError: The skill is not in the repertoire.
            CheckpointError: Its policy cannot be read.
        """
        name = self.repertoire.skills[skill].policy
        if name not in self._policies:
            policy = VPTPolicy.from_pretrained(self._folder / "policies" / name)
            self._policies[name] = policy.float().eval()
        return self._policies[name]

    def goal(self, skill: str) -> Tensor | None:
        """Return the goal (G,) float32 of a skill, None if its policy knows no goals.

        Raises:
            KeyError: The skill is not in the repertoire.
            CheckpointError: There is no such text model, or the policy knows goals of another size.
            RewardError: The text model cannot read the prompt.
        """
        return goal_of(self.policy(skill), self.repertoire.skills[skill].prompt, self.repertoire.text)

    def judge(self, skill: str) -> Judge:
        """Return what tells whether a skill is done.

        Raises:
            KeyError: The skill is not in the repertoire.
            UnknownNameError: The game has no such item.
            CheckpointError: The spotter is missing, or does not know what is to be seen.
        """
        record = self.repertoire.skills[skill]
        if record.gain is not None:
            return Amount(record.gain)
        if record.spend is not None:
            return Amount(record.spend, sign=-1)
        assert record.see is not None
        return Sight(self._spotter, record.see)

    @cached_property
    def _spotter(self) -> Spotter:
        return Spotter.from_pretrained(self._folder / "spotter").float().eval()


def _read(file: Path) -> Repertoire:
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
