"""Using an item once, so that the game counts it: dig or strike with it, wear it, place it, shoot."""

from envs.overworld.gamedata import RULES, item_index
from skills.executor import Cause
from skills.graph import BOW, WORN
from skills.oracle.body import Behaviour, Body, Cell, Failed, look_at
from skills.oracle.cells import FLOOR, KIND, OPEN, is_safe_to_dig
from skills.oracle.collect import Quarry
from skills.oracle.dig import dig
from skills.oracle.explore import explore
from skills.oracle.find import find_blocks
from skills.oracle.goals import in_reach_of
from skills.oracle.navigate import go
from skills.oracle.sight import aim_at_block
from skills.oracle.stations import put_down
from skills.oracle.tools import hold

_DRAWN_TICKS = 24
_SKY_PITCH = -30.0
_TRIES = 5
_SOFT = ("dirt", "grass", "sand", "gravel", "stone", "log", "log2", "leaves", "leaves2")
_TILLED = ("dirt", "grass")


def use_item(body: Body, item: str) -> Behaviour[None]:
    """Use an item that is carried.

    Raises:
        Failed: It is not there, or it could not be used here.
    """
    used = body.state.used[body.index, 0]
    before = int(used[item_index(item)])
    for _ in range(_TRIES):
        slot = body.slot_of(item)
        if slot is None:
            raise Failed(Cause.NO_MATERIALS, f"no {item} to use")
        if item.endswith(WORN):
            yield from _wear(body, slot)
        elif item == BOW:
            yield from _shoot_at_the_sky(body, slot)
        elif item.endswith("_hoe"):
            yield from _till(body, slot)
        elif RULES.items[item_index(item)]["block"]:
            yield from put_down(body, item)
        else:
            yield from _dig_with(body, item)
        yield {}
        if int(body.state.used[body.index, 0][item_index(item)]) > before:
            return
    raise Failed(Cause.BLOCKED, f"{item} could not be used here")


def _wear(body: Body, slot: int) -> Behaviour[None]:
    """Put armour on; what is worn already is taken off by the swap and put on again in the next try."""
    yield {"equip": slot + 1}


def _shoot_at_the_sky(body: Body, slot: int) -> Behaviour[None]:
    yield from hold(body, slot)
    for _ in range(_DRAWN_TICKS):
        yield {"use": 1, "camera": body.camera(float(body.player["yaw"]), _SKY_PITCH)}
    yield {}


def _dig_with(body: Body, item: str) -> Behaviour[None]:
    """Break some block nearby with a tool, or with a sword."""
    cell = yield from _go_to_block(body, _SOFT)
    if is_safe_to_dig(body.state, body.index, *cell):
        yield from dig(body, cell, (item,))
    body.shunned.add(cell)


def _till(body: Body, slot: int) -> Behaviour[None]:
    """Use a hoe on the ground."""
    cell = yield from _go_to_block(body, _TILLED)
    above = (cell[0], cell[1] + 1, cell[2])
    if body.block(above) != 0 and KIND[body.block(above)] == OPEN:
        yield from dig(body, above)
    if body.block(above) == 0 and aim_at_block(
        body.state, body.rules, body.index, *body.eyes, *cell, body.frontier.point
    ):
        yield from hold(body, slot)
        yield from look_at(body, (cell[0] + 0.5, cell[1] + 1.0, cell[2] + 0.5), tolerance=2.0)
        yield {"use": 1}
        yield {}
    body.shunned.add(cell)


def _go_to_block(body: Body, names: tuple[str, ...]) -> Behaviour[Cell]:
    """Go to where one of some common blocks is in reach, and return it; blocks above ground first.

    Raises:
        Failed: There is none.
    """
    wanted = Quarry(names, "").wanted
    cells = find_blocks(body, wanted) or (yield from explore(body, lambda: find_blocks(body, wanted)))
    open_above = [cell for cell in cells if KIND[body.block((cell[0], cell[1] + 1, cell[2]))] != FLOOR]
    cells = open_above or cells
    return cells[(yield from go(body, in_reach_of(cells)))]
