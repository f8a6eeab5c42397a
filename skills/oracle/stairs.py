"""Coming up from below by a stair that is cut straight on: a way that one who sees it begin can go on with.

The cheapest way turns here and there, for reasons that nobody sees from where he stands.
"""

import math

from skills.oracle.body import Behaviour, Body, Cell, settle
from skills.oracle.cells import FLOOR, KIND, OPEN, is_footing, is_safe_to_dig
from skills.oracle.follow import follow
from skills.oracle.goals import UNDER_THE_SKY
from skills.oracle.navigate import fulfilled
from skills.oracle.tools import dig_table

_MOST = 80
_QUARTERS = (0, 1, -1, 2)
"""Straight on if it can be, right if not, left, back."""


def climb(body: Body) -> Behaviour[bool]:
    """Cut a stair upwards, and walk where there is room; return whether that led out into the open."""
    for _ in range(_MOST):
        yield from settle(body)
        step, is_out = _next_step(body), fulfilled(body, UNDER_THE_SKY) >= 0
        if is_out and (step is None or step[1] == body.feet()[1]):
            return True
        if step is None or not (yield from follow(body, [body.feet(), step])):
            return False
    return False


def _next_step(body: Body) -> Cell | None:
    """The cell on the block ahead, or that ahead where nothing is in the way; None if all ways are barred."""
    x, y, z = body.feet()
    ticks = dig_table(body)

    def can_be_open(cell: Cell) -> bool:
        state = body.block(cell)
        is_open = KIND[state] == OPEN
        return bool(is_open or (math.isfinite(ticks[state]) and is_safe_to_dig(body.state, body.index, *cell)))

    for quarter in _QUARTERS:
        angle = math.radians(90 * (round(float(body.player["yaw"]) / 90) + quarter))
        ax, az = x - round(math.sin(angle)), z + round(math.cos(angle))
        if KIND[body.block((ax, y, az))] == FLOOR:
            if all(map(can_be_open, ((x, y + 2, z), (ax, y + 2, az), (ax, y + 1, az)))):
                return ax, y + 1, az
        elif is_footing(body.state, body.index, ax, y, az) and _has_room(body, (ax, y, az)):
            return ax, y, az
    return None


def _has_room(body: Body, cell: Cell) -> bool:
    x, y, z = cell
    return all(KIND[body.block((x, y + height, z))] == OPEN for height in (0, 1))
