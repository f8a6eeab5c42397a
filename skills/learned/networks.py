"""The networks of a repertoire: policies, and the spotter by which some of its skills know that they are done."""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from threading import Lock

from torch import Tensor

from agents.goals import goal_of
from agents.spotter.model import Spotter
from agents.vpt.policy import VPTPolicy
from skills.learned.judges import Aimed, Amount, Judge, Loot, Sight
from skills.learned.repertoire import read_repertoire


class LearnedSkills:
    """A repertoire with its networks, each read when it is first asked for; several threads may ask.

    Args:
        folder: See `skills/learned/repertoire.py`.
        only: Names of the skills that are to be used; all of them if not given.
        kind: What its policies are, such as `SharedPolicy`.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
    """

    def __init__(self, folder: Path, only: Collection[str] | None = None, kind: type[VPTPolicy] = VPTPolicy) -> None:
        self._folder = folder
        self.repertoire = read_repertoire(folder)
        self._only, self._kind = only, kind
        self._lock = Lock()
        self._policies: dict[str, VPTPolicy] = {}

    def __contains__(self, skill: str) -> bool:
        return skill in self.repertoire.skills and (self._only is None or skill in self._only)

    def policy(self, skill: str) -> VPTPolicy:
        """Return the policy of a skill.

        Raises:
            KeyError: The skill is not in the repertoire.
            CheckpointError: Its policy cannot be read.
        """
        return self._read(self.repertoire.skills[skill].policy)

    def goal(self, skill: str) -> Tensor | None:
        """Return the goal (G,) float32 of a skill, None if its policy knows no goals.

        Raises:
            KeyError: The skill is not in the repertoire.
            CheckpointError: There is no such text model, or the policy knows goals of another size.
            RewardError: The text model cannot read the prompt.
        """
        record = self.repertoire.skills[skill]
        return goal_of(self._read(record.policy), record.prompt, self.repertoire.text)

    def judge(self, skill: str) -> Judge:
        """Return what tells whether a skill is done.

        Raises:
            KeyError: The skill is not in the repertoire.
            UnknownNameError: The game has no such item.
            CheckpointError: The spotter is missing, or does not know what is to be seen.
        """
        record = self.repertoire.skills[skill]
        if record.gain is not None:
            amount = Amount(record.gain)
            return amount if record.dig is None else Aimed(amount, Sight(self._spotter, record.dig, record.glimpse))
        if record.loot is not None:
            return Loot(record.loot)
        if record.spend is not None:
            return Amount(record.spend, sign=-1)
        assert record.see is not None
        return Sight(self._spotter, record.see, record.glimpse, record.sign)

    def _read(self, name: str) -> VPTPolicy:
        with self._lock:
            if name not in self._policies:
                self._policies[name] = self._kind.from_pretrained(self._folder / "policies" / name).eval()
            return self._policies[name]

    @cached_property
    def _spotter(self) -> Spotter:
        return Spotter.from_pretrained(self._folder / "spotter").eval()
