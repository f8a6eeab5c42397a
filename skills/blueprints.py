"""What can be built: blueprints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Cell = tuple[int, int, int]
Role = Literal["wall", "beam", "roof", "door"]


@dataclass(frozen=True)
class Part:
    """One block of a blueprint, relative to the origin: the player's feet inside."""

    dx: int
    dy: int
    dz: int
    role: Role


@dataclass(frozen=True)
class Blueprint:
    """Blocks in the order in which one can place them, and the cells that must be empty."""

    name: str
    parts: tuple[Part, ...]
    room: tuple[Cell, ...]
    """Cells for the player, relative to the origin; what lies below the lowest is the ground, and must be solid."""

    @property
    def blocks(self) -> int:
        """How many blocks of material it takes."""
        return len(self.parts)


def _shelter() -> Blueprint:
    sides = ((1, 0), (-1, 0), (0, -1))
    walls = [Part(dx, dy, dz, "wall") for dy in (0, 1) for dx, dz in sides]
    roof = [Part(1, 2, 0, "beam"), Part(0, 2, 0, "roof")]
    door = [Part(0, dy, 1, "door") for dy in (0, 1)]
    return Blueprint("shelter", (*walls, *roof, *door), room=((0, 0, 0), (0, 1, 0)))


SHELTER = _shelter()
"""Room for one player, two blocks high, between walls on the ground; the doorway to the south is closed last.

Every block has a neighbour when its turn comes, and can be placed from the room: the beam, with a jump, on top of a
wall, the roof against the beam.
"""

BLUEPRINTS = {SHELTER.name: SHELTER}
"""Blueprints by the name of the structure."""
MATERIALS = ("planks", "cobblestone", "dirt")
"""What structures can be built of, the usual one first."""
SPARE_BLOCKS = 2
"""Blocks of material taken along for mistakes."""


def stands(blueprint: Blueprint, origin: Cell, made_of: Callable[[Cell], bool]) -> bool:
    """Tell whether every block of a blueprint is in place around an origin, of the right material."""
    x, y, z = origin
    return all(made_of((x + part.dx, y + part.dy, z + part.dz)) for part in blueprint.parts)
