"""Numbers as people read them, and text from outside as it may be shown."""

from lodestone.report.estimates import Estimate, Quartiles

NONE = "–"
_TIED = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit in one line."""
_KEPT = ("\n", "\t", _TIED)


def printable(text: str) -> str:
    """Return text without what controls a terminal or turns the direction of writing; lines stay lines."""
    return "".join(char if char.isprintable() or char in _KEPT else " " for char in text)


def percent(estimate: Estimate | None) -> str:
    """Return a share with its interval, all in percent, such as `63 % [53, 72]`."""
    if estimate is None:
        return NONE
    value, low, high = (100 * each for each in estimate)
    return f"{value:.0f}{_TIED}% [{low:.0f},{_TIED}{high:.0f}]"


def share(value: float) -> str:
    """Return a share in percent; one that is neither nothing nor all never looks so."""
    text = "< 1" if 0 < value < 0.005 else "> 99" if 0.995 < value < 1 else f"{100 * value:.0f}"
    return f"{text} %".replace(" ", _TIED)


def points(estimate: Estimate) -> str:
    """Return a difference of shares with its interval in percentage points, such as `+14 [-3, +27]`."""
    value, low, high = (100 * each for each in estimate)
    return f"{value:+z.0f} [{low:+z.0f}, {high:+z.0f}]"


def longer(estimate: Estimate | None) -> str:
    """Return a difference of steps with its interval."""
    if estimate is None:
        return NONE
    value, low, high = estimate
    return f"{value:+z,.0f} [{low:+z,.0f}, {high:+z,.0f}]"


def number(value: float) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,.0f}"


def spread(found: Quartiles | None) -> str:
    """Return a median with its quartiles, such as `512 (340 to 800)`."""
    return NONE if found is None else f"{found.median:,.0f} ({found.low:,.0f} to {found.high:,.0f})"


def chance(p: float) -> str:
    """Return a p value."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} seconds"


def listed(names: list[str]) -> str:
    """Return names as a list in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def counted(count: int, thing: str) -> str:
    """Return so many things, such as `1 task` or `12 tasks`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
