"""Negatives: prompts that a goal is held against, from a file that can be replaced."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.errors import RewardError

NEGATIVES = Path(__file__).with_name("negatives.txt")
"""Those that are used if no others are given."""
COUNT = 31
"""Negatives of a goal, as published."""


def read_negatives(path: Path = NEGATIVES) -> list[str]:
    """Return the prompts of a file, one a line; empty lines and lines that begin with # do not count.

    Raises:
        RewardError: It cannot be read, or holds no prompt.
    """
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise RewardError(f"the negatives {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RewardError(f"the negatives {path} are no text in UTF-8") from error
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise RewardError(f"the negatives {path} hold no prompt: write one a line, such as 'swim'")
    return found


def pool_of(negatives: Sequence[str] | None) -> list[str]:
    """Return prompts to choose from, those of the file that ships if None, each once in whatever case and spacing.

    Raises:
        RewardError: There are none.
    """
    if isinstance(negatives, str) or (negatives is not None and not len(negatives)):
        raise RewardError(f"negatives must be a list of at least one prompt, not {negatives!r}: see read_negatives")
    found: dict[str, str] = {}
    for prompt in read_negatives() if negatives is None else negatives:
        found.setdefault(_key(prompt), prompt)
    return list(found.values())


def choose(pool: Sequence[str], goals: Sequence[str], count: int = COUNT) -> NDArray[np.bool_]:
    """Return which prompts of a pool are the negatives of goals: the first ones that are none of the goals.

    Args:
        pool: Distinct prompts.
        goals: What is scored.
        count: How many to take; fewer if there are no more.

    Raises:
        RewardError: There is none.
    """
    if count < 1:
        raise RewardError(f"a goal needs at least one negative, not {count}")
    keys = {_key(goal) for goal in goals}
    other = np.array([_key(prompt) not in keys for prompt in pool], np.bool_)
    if not other.any():
        raise RewardError(f"there is no negative other than '{goals[0]}': a score without negatives says little")
    return np.asarray(other & (other.cumsum() <= count), np.bool_)


def _key(prompt: str) -> str:
    return " ".join(prompt.lower().split())
