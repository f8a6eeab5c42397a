"""A policy that several threads share: frames that they show it at the same time are read in one call.

Eight frames take about twice as long as one. But what a policy says of a frame must not depend on which others happen
to be read beside it, and in batches of few rows a layer adds up in another order than in those of more, which shows in
the last bits. So batches are filled up to a size from which on that makes no difference on this machine.
"""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import torch
from torch import Tensor

from agents.vpt.config import PolicyConfig
from agents.vpt.memory import Memory, join
from agents.vpt.policy import PolicyOutput, VPTPolicy

MOST = 8
"""Frames that are read in one call. It is the same however many threads there are, so that nothing depends on that."""
PATIENCE = 0.05
"""Seconds that a frame waits for those of other threads, at most."""


@dataclass(frozen=True, eq=False)
class _Shown:
    """A frame that a thread shows, with what belongs to it: one row of a batch."""

    frames: Tensor
    first: Tensor
    state: Memory
    goal: Tensor | None
    output: Future[PolicyOutput] = field(default_factory=Future)
    thread: int = field(default_factory=threading.get_ident)
    since: float = field(default_factory=time.monotonic)


class SharedPolicy(VPTPolicy):
    """A policy that any number of threads may ask for actions, each with a row of its own.

    What is said of a frame is the same whatever is read beside it, apart from the value, by which nobody acts: its last
    bits may differ. Chunks of several rows or frames are read alone. Nothing can be learnt through it.

    One of the waiting threads reads what all of them show, as soon as those have come that were there last time, or the
    first has waited for `PATIENCE`: who stays away is waited for once. An error in a call is raised in all threads
    that it was made for.
    """

    def __init__(self, config: PolicyConfig) -> None:
        super().__init__(config)
        self._changed = threading.Condition()
        self._waiting: list[_Shown] = []
        self._expected: set[int] = set()
        self._reading = False
        self._least = 0

    @torch.no_grad()
    def _read(self, frames: Tensor, first: Tensor, state: Memory, goal: Tensor | None) -> PolicyOutput:
        if frames.shape[:2] != (1, 1):
            return super()._read(frames, first, state, goal)
        mine = _Shown(frames, first, state, goal)
        with self._changed:
            self._waiting.append(mine)
        while not mine.output.done():
            if shown := self._turn(mine):
                self._read_all(shown)
        return mine.output.result()

    def _turn(self, mine: _Shown) -> list[_Shown]:
        """Wait, and return what this thread is to read; nothing if another has read `mine`."""
        with self._changed:
            while not mine.output.done():
                left = self._time_left()
                if left is not None and left <= 0:
                    shown, self._waiting, self._reading = self._waiting, [], True
                    self._expected = {each.thread for each in shown}
                    return shown
                self._changed.wait(left)
        return []

    def _time_left(self) -> float | None:
        """Return in how many seconds what waits is to be read, 0 for now; None while there is a thread that reads."""
        if self._reading:
            return None
        if self._expected <= {each.thread for each in self._waiting}:
            return 0.0
        return self._waiting[0].since + PATIENCE - time.monotonic()

    def _read_all(self, shown: Sequence[_Shown]) -> None:
        """Read frames, and give each its output, or the error that came of it."""
        try:
            for start in range(0, len(shown), MOST):
                self._read_batch(shown[start : start + MOST])
        finally:
            with self._changed:
                self._reading = False
                self._changed.notify_all()

    def _read_batch(self, shown: Sequence[_Shown]) -> None:
        try:
            self._least = self._least or self._least_size()
            rows = [*shown, *[shown[-1]] * (self._least - len(shown))]
            frames, first = (torch.cat(parts) for parts in ([row.frames for row in rows], [row.first for row in rows]))
            goals = [row.goal for row in rows if row.goal is not None]
            memory = join([row.state for row in rows])
            output = super()._read(frames, first, memory, torch.cat(goals) if goals else None)
        except BaseException as error:  # nobody may wait for ever
            for each in shown:
                each.output.set_exception(error)
        else:
            for index, each in enumerate(shown):
                each.output.set_result(_rows(output, slice(index, index + 1)))

    def _least_size(self) -> int:
        """Return the smallest size of a batch from which on rows come out the same, whatever the size is.

        Raises:
            RuntimeError: On this machine what comes of a row depends on where it stands, even in full batches.
        """
        drawn = self._drawn()
        whole = super()._read(*drawn)
        least = MOST + 1
        while least > 1 and self._agrees(whole, drawn, least - 1):
            least -= 1
        if least > MOST:
            raise RuntimeError(
                "what a policy says of a frame depends, on this machine, on its place in a batch: --together 1"
            )
        return least

    def _agrees(self, whole: PolicyOutput, drawn: tuple[Tensor, Tensor, Memory, Tensor | None], size: int) -> bool:
        """Tell whether rows come out of a smaller batch, in other places, as out of the whole."""
        some = (torch.arange(size) + size + 1) % MOST
        frames, first, state, goal = drawn
        memory = Memory(*(part[some] for part in state))
        found = super()._read(frames[some], first[some], memory, None if goal is None else goal[some])
        same = zip(_what_counts(found), _what_counts(_rows(whole, some)), strict=True)
        return all(torch.equal(here, there) for here, there in same)

    def _drawn(self) -> tuple[Tensor, Tensor, Memory, Tensor | None]:
        """Return a batch of noise, of `MOST` rows in the middle of episodes and at their beginnings."""
        config, random = self.config, torch.Generator().manual_seed(0)
        size = (MOST, 1, config.image_size, config.image_size, 3)
        frames = torch.randint(256, size, generator=random, dtype=torch.uint8)
        first = torch.arange(MOST)[:, None] % 3 == 0
        past = (MOST, config.blocks, config.memory, config.width)
        keys, values = (torch.randn(past, generator=random) for _ in range(2))
        mask = torch.rand(MOST, config.memory, generator=random) < 0.5
        goal = None if config.goal_size is None else torch.randn(MOST, 1, config.goal_size, generator=random)
        return frames, first, Memory(keys, values, mask), goal


def _rows(output: PolicyOutput, which: slice | Tensor) -> PolicyOutput:
    """Return some rows of an output."""
    state = Memory(*(part[which] for part in output.state))
    return PolicyOutput(output.buttons[which], output.camera[which], output.value[which], state)


def _what_counts(output: PolicyOutput) -> tuple[Tensor, ...]:
    """Return what actions and later frames follow from."""
    return output.buttons, output.camera, *output.state
