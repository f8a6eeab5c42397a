"""Plan4MC's way of playing, for comparison: plan depth first after every skill, and carry out the first one."""

from planner.evaluation.depth_first import depth_first
from planner.monitor import Monitor
from planner.plan import PlanError, estimated
from planner.situation import Situation

_ENOUGH = 1_000_000
"""Skills: only the time ends an episode."""


class Plan4MCMonitor(Monitor):
    """Decides which skill comes next, as Plan4MC's interactive mode does (Yuan et al. 2023, section 3.4).

    Nothing is learnt from failures and nothing is given up: a skill that fails is tried again as long as there is time.
    """

    def _revise(self, situation: Situation) -> None:
        """Make a new plan.

        Raises:
            PlanError: Nothing makes an item that is needed.
        """
        self._run_limit = _ENOUGH
        belief = self._believe(situation, self.graph)
        steps = depth_first(self._aim, belief)
        if not steps:
            raise PlanError("depth first, nothing is left to do, but the goal is not reached")
        self.revisions += self.plan is not None and self.plan.steps != steps
        self.plan = estimated(self._aim, steps, self.graph)
