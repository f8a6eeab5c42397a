"""A critic: what a large language model makes of how things stand, by what is known and, if it can see, by a picture.

It judges what nothing else can: what of an order no state of the world tells, and why a skill did not work out. Where
the state decides, nobody asks it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.goal import Goal
from planner.llm.endpoint import Endpoint
from planner.llm.forms import Message
from planner.llm.pictures import picture
from planner.llm.prompts import CRITIC, facts
from planner.llm.proposals import Verdict
from planner.plan import Belief, SkillRun


class Critic:
    """Asks a model for verdicts; they are in `endpoint.exchanges` with everything else, on the same budget."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def judge(
        self,
        order: str,
        goal: Goal,
        belief: Belief,
        runs: Sequence[SkillRun],
        frame: NDArray[np.uint8] | None,
        question: str,
    ) -> Verdict:
        """Return a verdict.

        Args:
            order: As it was given.
            goal: What was understood.
            belief: What there is.
            runs: Skills so far, of which the last ones are told.
            frame: What the agent sees, (H, W, 3) RGB; None where there is no picture.
            question: What the verdict is about.

        Raises:
            AnswerError: The answer is not in the form.
            LLMError: None comes.
        """
        told = f"Order: {order}\n{facts(goal, belief, runs)}\n{question}"
        content: Any = told if frame is None else [{"type": "text", "text": told}, picture(frame)]
        messages: list[Message] = [{"role": "system", "content": CRITIC}, {"role": "user", "content": content}]
        return self._endpoint.ask("critic", messages, Verdict)
