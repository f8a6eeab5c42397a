"""How two worlds differ, as a table."""

from collections.abc import Sequence

from rich.table import Table

from lodestone.worlds.behaviours import Behaviour
from lodestone.worlds.compare import Difference


def differences_table(first: str, second: str, found: Sequence[Difference], left_out: Sequence[Behaviour]) -> Table:
    """Return a row for each number; those that differ by more than they may are marked.

    Args:
        first: Name of a world.
        second: Name of the other.
        found: The numbers.
        left_out: What one of the worlds cannot play.
    """
    table = Table("", "behaviour", "number", first, second, "may differ by")
    for number in found:
        values = (f"{value:.3g}" for value in (number.first, number.second, number.tolerance))
        table.add_row("✓" if number.is_small else "✗", number.behaviour, number.number, *values)
    if left_out:
        named = ", ".join(behaviour.name for behaviour in left_out)
        table.caption = f"left out, as one of the two has no such action: {named}"
    return table
