"""Sampling: fragments from all workers, one each before a step, or from whoever is ready."""

import time
from collections.abc import Callable
from typing import Any

import ray
from ray.rllib.env.env_runner_group import EnvRunnerGroup
from ray.rllib.utils.metrics import WEIGHTS_SEQ_NO

from agents.errors import TrainingError
from agents.learning.cluster.runner import Harvest

_TAG = "sample"
_WAIT = 0.1
"""Seconds between two looks at who is ready."""


class Gatherer:
    """Asks workers for fragments, and keeps those from waiting that need not.

    Args:
        group: The workers.
        restore: Looks whether lost workers are back.
        staleness: See `ReinforcementConfig`.
        patience: Seconds to wait for workers that do not answer.
    """

    def __init__(self, group: EnvRunnerGroup, restore: Callable[[], Any], staleness: int, patience: float) -> None:
        self._group, self._restore = group, restore
        self._staleness, self._patience = staleness, patience
        self._dropped = 0

    def gather(self, state: dict[str, Any]) -> list[Harvest]:
        """Return fragments that make a step together: of each worker in the order in which it made them.

        They are one of each worker that answers, or, where workers do not wait, as many as there are workers. Stale
        ones are among them and do not count.

        Args:
            state: Weights and version of the policy, to act with.

        Raises:
            TrainingError: No worker has answered in time, or one says that the configuration is wrong.
        """
        sent, began = ray.put(state), time.monotonic()
        found: list[Harvest] = []
        fresh = 0
        self._ask(sent)
        while not self._enough(fresh, late := time.monotonic() - began > self._patience):
            if late and not fresh:
                raise TrainingError(
                    f"no worker has returned a fragment for {self._patience:.0f} seconds: Ray's logs of them say why"
                )
            came = self._fetch()
            found += came
            fresh += sum(not harvest.sample.stale(state[WEIGHTS_SEQ_NO], self._staleness) for harvest in came)
            if self._staleness or not (fresh or self._waiting):
                self._ask(sent)
        self._dropped += len(found) - fresh
        return sorted(found, key=lambda harvest: harvest.sample.sampler)

    def figures(self) -> dict[str, float]:
        """Return how many workers are well, how often one was begun anew, and how many fragments were dropped."""
        return {
            "workers/healthy": float(self._group.num_healthy_remote_workers()),
            "workers/restarts": float(self._group.num_remote_worker_restarts()),
            "workers/dropped": float(self._dropped),
        }

    @property
    def _waiting(self) -> int:
        """How many fragments have been asked for and did not come yet."""
        return self._group.num_in_flight_async_reqs(_TAG)

    def _enough(self, fresh: int, late: bool) -> bool:
        if self._staleness:
            return fresh >= self._group.num_remote_workers() or (late and fresh > 0)
        return fresh > 0 and (late or not self._waiting)

    def _ask(self, sent: ray.ObjectRef) -> None:
        """Ask all workers that are well and have nothing to do."""
        if not self._group.num_healthy_remote_workers():
            time.sleep(_WAIT)
            self._restore()
        self._group.foreach_env_runner_async(_TAG, _TAG, kwargs={"state": sent})

    def _fetch(self) -> list[Harvest]:
        """Return what has come.

        Raises:
            TrainingError: A worker says that the configuration is wrong.
        """
        answers = [answer for _, answer in self._group.fetch_ready_async_reqs(tags=_TAG, timeout_seconds=_WAIT)]
        for answer in answers:
            if isinstance(answer, ValueError):
                raise answer
        return answers
