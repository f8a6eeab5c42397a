"""Several executors as one: each skill goes to the first that knows it, and after a failure to the next."""

from collections import Counter
from collections.abc import Sequence

from skills.executor import Action, Executor, Observation, Outcome
from skills.record import Skill


class Crew(Executor):
    """Hands every skill to one of its members that knows it; its label is that of the member at work.

    That is the first, but the second after a failure, and so on, until somebody succeeds.

    Args:
        members: In the order in which they are asked.
    """

    def __init__(self, members: Sequence[Executor]) -> None:
        self._members, self._at_work = members, members[0]
        self.label = self._at_work.label
        self._skill, self._failures = "", Counter[str]()

    def knows(self, skill: Skill) -> bool:
        """Return whether any member knows a skill."""
        return any(member.knows(skill) for member in self._members)

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: No member knows it.
        """
        able = [member for member in self._members if member.knows(skill)]
        if not able:
            raise KeyError(f"nobody here knows the skill '{skill.name}'")
        self._skill = skill.name
        self._at_work = able[min(self._failures[skill.name], len(able) - 1)]
        self.label = self._at_work.label
        self._at_work.begin(skill, count)

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended."""
        decision = self._at_work.act(observation)
        if isinstance(decision, Outcome):
            self._failures[self._skill] = 0 if decision.success else self._failures[self._skill] + 1
        return decision
