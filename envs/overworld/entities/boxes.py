"""The boxes of entities, and which of them a ray meets first."""

from envs.overworld.blocks.raycast import box_entry, inverse
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_FALLING,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    State,
)

_MISS = 1e30


@kernel()
def entity_size(s: State, rules: Rules, w: int, i: int) -> tuple[float, float]:
    """Half the width and the height of an entity's box (1.11.2)."""
    kind = s.entities[w, i].kind
    if kind == ENTITY_MOB:
        return mob_size(s, rules, w, i)
    if kind == ENTITY_ORB or kind == ENTITY_ARROW:
        return 0.25, 0.5
    if kind == ENTITY_FALLING:
        return 0.49, 0.98
    return 0.125, 0.25


@kernel()
def first_entity(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, reach: float,
    only: int,
) -> tuple[int, float]:  # fmt: skip
    """Find the first entity whose box the ray from (x, y, z) meets within `reach` blocks.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        x: Start of the ray; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        dx: Direction, of length one; then `dy`, `dz`.
        dy: See `dx`.
        dz: See `dx`.
        reach: Blocks.
        only: The ENTITY_* kind that is looked for, or ENTITY_NONE for all of them. Dying mobs are looked through.

    Returns:
        Its row and the distance (0 for a start inside its box), or -1 and `reach`.
    """
    ix, iy, iz = inverse(dx), inverse(dy), inverse(dz)
    best = reach
    row = -1
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind == ENTITY_NONE or (only != ENTITY_NONE and entity.kind != only) or entity.death_time > 0:
            continue
        near = reach + 4.0  # no box is wider
        if abs(entity.x - x) > near or abs(entity.z - z) > near or abs(entity.y - y) > near:
            continue
        half, height = entity_size(s, rules, w, i)
        distance, _ = box_entry(
            x, y, z, ix, iy, iz,
            entity.x - half, entity.y, entity.z - half, entity.x + half, entity.y + height, entity.z + half,
        )  # fmt: skip
        if distance <= best and distance < _MISS:
            best = max(distance, 0.0)
            row = i
    return row, best
