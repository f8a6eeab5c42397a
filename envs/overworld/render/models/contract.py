"""What a model is. Lengths are sixteenths of a block; x to the left, y downwards (the ground at 24), z back."""

import math
from dataclasses import dataclass, field, replace

from envs.overworld.render import atlas

Triple = tuple[float, float, float]
QUARTER = 90.0
HALF_CYCLE = math.pi
"""Phase of the limbs that swing against the others."""


@dataclass(frozen=True)
class Box:
    """One box of a body. Boxes of one name look alike on the skin."""

    name: str
    uv: tuple[int, int]
    """Upper left corner of the unfolded box on the skin."""
    corner: Triple
    """Corner with the smallest coordinates, relative to the pivot."""
    size: Triple
    pivot: Triple = (0.0, 0.0, 0.0)
    turn: Triple = (0.0, 0.0, 0.0)
    """Degrees about x, y and z at rest."""
    move: int = atlas.MOVE_NONE
    gain: float = 0.0
    """Degrees of the movement."""
    phase: float = 0.0
    grow: float = 0.0
    """By how much the box is larger than its picture, on each side."""
    mirror: bool = False
    parent: str | None = None
    """Box whose movement it takes part in; its pivot is then relative to that one's."""
    head: bool = False
    """Whether it is one of those that are large in babies."""
    layer: int = 0
    flags: int = 0


@dataclass(frozen=True)
class Model:
    """A mob's boxes and skins."""

    boxes: tuple[Box, ...]
    skins: tuple[str, ...]
    """File names of the coats, one a variant, under `textures/entity` of a resource pack."""
    second: str | None = None
    """Skin of the boxes of layer 1."""
    eyes: str | None = None
    """Skin with nothing but eyes that shine in the dark, laid over every coat."""
    tame: str | None = None
    angry: str | None = None
    skin_size: tuple[int, int] = (64, 32)
    """Width and height."""
    scale: float = 1.0
    drop: float = 0.0
    """By how much the whole is lowered."""
    baby_head: Triple = field(default=(1.0, 8.0, 4.0))
    """Scale of a baby's head, and where it goes in y and z."""
    hand: str | None = None
    """Box that holds the mob's item."""


def pair(box: Box, other_phase: float | None = None) -> tuple[Box, Box]:
    """Return a box of the right side and its image on the left."""
    x, y, z = box.corner
    left = replace(
        box,
        corner=(-x - box.size[0], y, z),
        pivot=(-box.pivot[0], *box.pivot[1:]),
        turn=(box.turn[0], -box.turn[1], -box.turn[2]),
        phase=box.phase if other_phase is None else other_phase,
        mirror=True,
    )
    return box, left


def four_legs(
    size: Triple, x: float, y: float, front: float, back: float, uv: tuple[int, int], gain: float = 80.0
) -> tuple[Box, ...]:
    """Return four legs that hang from (+-x, y) at z = front and back and walk crosswise."""
    width, height, depth = size
    legs = []
    for z, phase in ((back, 0.0), (front, HALF_CYCLE)):
        for side in (-1, 1):
            legs.append(
                Box(
                    "leg", uv, (-width / 2, 0.0, -depth / 2), (width, height, depth), (side * x, y, z),
                    move=atlas.MOVE_LIMB, gain=gain, phase=phase if side < 0 else HALF_CYCLE - phase,
                )
            )  # fmt: skip
    return tuple(legs)
