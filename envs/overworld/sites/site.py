"""What is asked of the place where a player begins, as data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.overworld.senses.view import CAVE, KINDS, REACH, view_kind

PLACES = ("", "ground", "room", "cave", "water")
"""Where a site may be; the first stands for no site at all."""
GROUND, ROOM, CAVERN, DEEP = range(1, len(PLACES))

SITE = np.dtype(
    [
        ("place", np.uint8),  # row of PLACES
        ("near", np.int16),  # row of KINDS, -1 for nothing
        ("low", np.float32),
        ("high", np.float32),
        ("in_view", np.int8),  # 1 yes, 0 no, -1 either
        ("aside", np.float32),
        ("shallowest", np.int16),
        ("deepest", np.int16),
        ("torch", np.uint8),
    ],
    align=True,
)
"""A StartSite as kernels take it."""

_MOST_ASIDE = 180.0
_LONGEST_ROOM = 6.0
_EITHER = -1


@dataclass(frozen=True, kw_only=True)
class StartSite:
    """Where the player begins. It is looked for in the world; where there is none, see `begin_at_sites`.

    Raises:
        ValueError: A place or a kind that there is not, a pair of both that makes no sense, or a number out of range.
    """

    place: str = "ground"
    """`ground` (by day's light, under trees too), `room` (cut into rock), `cave` (a natural one) or `water` (deep)."""
    near: str | None = None
    """Kind of the view sense, such as `tree` or `cow`. Blocks are looked for, a mob is put there, and never despawns;
    in a room it is an ore, which is put into a wall."""
    low: float = 3.0
    """Least blocks to `near`: from the eyes to the nearest one in view or, where it is not to be in view, across. In
    water: to the nearest land."""
    high: float = 12.0
    """Most blocks. What is drawn is uniform between the two, as far as the land allows."""
    in_view: bool | None = True
    """Whether `near` is in view. False: there is one at that distance, but none is seen within 32; None: either."""
    aside: float = 30.0
    """Most degrees from the gaze to `near` (a room: to its far end; water: to the land); 180 is any direction."""
    depth: tuple[int, int] = (6, 14)
    """Least and most blocks of a room's floor below the ground."""
    torch: bool = True
    """Whether a torch lights the room, or the cave where the player stands."""

    def __post_init__(self) -> None:
        if self.place not in PLACES[1:]:
            raise ValueError(f"the place of a site must be {', '.join(PLACES[1:])}, not '{self.place}'")
        kind = -1 if self.near is None else view_kind(self.near)
        if self.place == "water" and kind >= 0:
            raise ValueError(f"a site in the water is near land, not near '{self.near}'")
        if self.place == "room" and kind >= 0 and not KINDS[kind].endswith("_ore"):
            raise ValueError(f"only ores are put into the walls of a room, not '{self.near}'")
        if self.place == "room" and kind >= 0 and not self.in_view:
            raise ValueError("the ore of a room is in view")
        if self.place == "cave" and kind >= CAVE:
            raise ValueError(f"a site in a cave is near blocks, not near '{self.near}'")
        most = _LONGEST_ROOM if self.place == "room" and kind >= 0 else REACH if self.in_view else 2 * REACH
        if not 1.0 <= self.low <= self.high <= most:
            raise ValueError(f"a site needs 1 <= low <= high <= {most:g} blocks, not {self.low} and {self.high}")
        if not 0.0 <= self.aside <= _MOST_ASIDE:
            raise ValueError(f"aside must be within 0..180 degrees, not {self.aside}")
        if not 3 <= self.depth[0] <= self.depth[1] <= 60:
            raise ValueError(f"the depth of a room must be low <= high within 3..60, not {self.depth}")

    def row(self) -> NDArray[np.void]:
        """Return it as a () SITE record."""
        near = -1 if self.near is None else view_kind(self.near)
        view = _EITHER if self.in_view is None else int(self.in_view)
        place = PLACES.index(self.place)
        return np.array((place, near, self.low, self.high, view, self.aside, *self.depth, self.torch), SITE)
