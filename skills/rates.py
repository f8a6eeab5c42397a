"""A share of episodes, with the interval that it comes with."""

import math
from typing import Any, NamedTuple

_Z = 1.96
"""Of a normal distribution, for 95 %."""


class Rate(NamedTuple):
    """Successes among episodes."""

    wins: int
    episodes: int

    @property
    def value(self) -> float:
        """The share."""
        return self.wins / self.episodes

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % score interval (1927)."""
        rate, z2 = self.value, _Z**2
        centre = (rate + z2 / (2 * self.episodes)) / (1 + z2 / self.episodes)
        spread = math.sqrt(rate * (1 - rate) / self.episodes + z2 / (4 * self.episodes**2))
        half = _Z / (1 + z2 / self.episodes) * spread
        return max(centre - half, 0.0), min(centre + half, 1.0)  # both may be off by rounding

    def to_json(self) -> dict[str, Any]:
        """Return the rate with its interval as plain data; without one where there was no episode."""
        counts = {"wins": self.wins, "episodes": self.episodes}
        return counts | ({"interval": list(self.interval)} if self.episodes else {})

    def __str__(self) -> str:
        if not self.episodes:
            return "–"
        low, high = self.interval
        return f"{100 * self.value:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"
