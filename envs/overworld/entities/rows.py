"""Rows of the entity table: find a free one, give it back, walk over those in use."""

import numpy as np

from envs.overworld.jit import kernel
from envs.overworld.state import ENTITY, ENTITY_ITEM, ENTITY_NONE, ENTITY_ORB, State

_BLANK = np.zeros(1, ENTITY)


@kernel()
def new_entity(s: State, w: int, kind: int, x: float, y: float, z: float) -> int:
    """Begin an entity at a point, at rest, all else zero; where the table is full, the oldest item makes room.

    Returns:
        Its row, or -1 if the table is full of entities that are neither items nor orbs.
    """
    row = -1
    for i in range(s.entities.shape[1]):
        other = s.entities[w, i].kind
        if other == ENTITY_NONE:
            row = i
            break
        if (other == ENTITY_ITEM or other == ENTITY_ORB) and (row < 0 or s.entities[w, i].age > s.entities[w, row].age):
            row = i
    if row < 0:
        return row
    s.entities[w, row] = _BLANK[0]
    entity = s.entities[w, row]
    entity.kind = kind
    entity.x, entity.y, entity.z = x, y, z
    s.clock[w].entity_rows = max(s.clock[w].entity_rows, row + 1)
    return row


@kernel()
def trim_rows(s: State, w: int) -> None:
    """Let `CLOCK.entity_rows` follow the last row in use."""
    clock = s.clock[w]
    while clock.entity_rows > 0 and s.entities[w, clock.entity_rows - 1].kind == ENTITY_NONE:
        clock.entity_rows -= 1
