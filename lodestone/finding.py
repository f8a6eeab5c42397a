"""One thing that was looked at: what is there, or what is missing and the command that mends it."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    """The command to type, or what to change."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)
