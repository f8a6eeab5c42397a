"""Skills found by what they do, in English or Chinese, whatever they are called."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from skills.library.meaning import meaning
from skills.library.texts import skill_texts
from skills.record import Skill


def search(
    text: str, skills: Iterable[Skill], names: Mapping[str, Sequence[str]], top: int
) -> list[tuple[Skill, float]]:
    """Return the skills that are nearest to a text in meaning, the nearest first.

    Args:
        text: What is to be done, or what for.
        skills: Among which.
        names: See `skills.library.texts.skill_texts`.
        top: How many.

    Returns:
        Each with its likeness: the cosine of the angle between text and skill, at most 1.
    """
    found, known = list(skills), meaning()
    middles = np.array([known.middle(skill_texts(skill, names)) for skill in found])
    likeness = middles @ known.embed([text])[0]
    return [(found[place], float(likeness[place])) for place in np.argsort(-likeness, kind="stable")[:top]]
