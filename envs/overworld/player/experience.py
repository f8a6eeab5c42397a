"""Experience: points and levels of 1.11 (Minecraft Wiki, "Experience")."""

from envs.overworld.jit import kernel

_SECOND, _THIRD = 15, 30  # levels from which the next one costs more


@kernel()
def points_to_next(level: int) -> int:
    """Return how many points lead from a level to the next."""
    if level >= _THIRD:
        return 112 + (level - _THIRD) * 9
    if level >= _SECOND:
        return 37 + (level - _SECOND) * 5
    return 7 + level * 2


@kernel()
def level_of(points: int) -> int:
    """Return the level that a total of points makes."""
    level = 0
    while points >= points_to_next(level):
        points -= points_to_next(level)
        level += 1
    return level


@kernel()
def points_of(level: int) -> int:
    """Return the total of points at which a level begins."""
    points = 0
    for below in range(level):
        points += points_to_next(below)
    return points
