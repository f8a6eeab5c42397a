"""What can be built: blueprints, and the geometry that tells whether a shelter shelters."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Cell = tuple[int, int, int]
Role = Literal["wall", "beam", "roof", "door"]

_NEIGHBOURS: tuple[Cell, ...] = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
_LARGEST_ROOM = 200


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


def is_enclosed(
    solid: Callable[[Cell], bool], feet: Cell, made_of: Callable[[Cell], bool] | None = None, ground: int | None = None
) -> bool:
    """Tell whether a player is shut in: nothing that walks can come from outside to where the player stands.

    The empty cells that connect with the player's are followed face by face; they must not go further than a room does.
    What stops them must be solid and, above the floor, of the right material.

    Args:
        solid: Whether the block of a cell stops a player.
        feet: The cell of the player's feet.
        made_of: Whether the block of a cell is of the structure's material; left out, any solid block will do.
        ground: Height of the lowest empty cells of the room, by default that of the feet; what bounds it from below may
            be of anything.
    """
    floor = feet[1] if ground is None else ground
    x, y, z = feet
    room: set[Cell] = set()
    queue: deque[Cell] = deque([feet, (x, y + 1, z)])
    while queue:
        cell = queue.popleft()
        if cell in room:
            continue
        if solid(cell):
            if cell in ((x, y, z), (x, y + 1, z)) or not _bounds(cell, floor, made_of):
                return False
            continue
        room.add(cell)
        if len(room) > _LARGEST_ROOM:
            return False
        queue.extend((cell[0] + dx, cell[1] + dy, cell[2] + dz) for dx, dy, dz in _NEIGHBOURS)
    return True


def _bounds(cell: Cell, floor: int, made_of: Callable[[Cell], bool] | None) -> bool:
    return cell[1] < floor or made_of is None or made_of(cell)


def stands(blueprint: Blueprint, origin: Cell, made_of: Callable[[Cell], bool]) -> bool:
    """Tell whether every block of a blueprint is in place around an origin, of the right material."""
    x, y, z = origin
    return all(made_of((x + part.dx, y + part.dy, z + part.dz)) for part in blueprint.parts)
