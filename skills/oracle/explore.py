"""Walking on into the unknown until something wanted comes into the loaded window."""

import math
from collections.abc import Callable
from typing import TypeVar

from envs.overworld.gamedata import BIOME_NAMES
from envs.overworld.state import CHUNK, MASK
from envs.overworld.terrain.window import RADIUS
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed, wrap_degrees
from skills.oracle.goals import UNDER_THE_SKY, at_column
from skills.oracle.navigate import fulfilled, go

_Found = TypeVar("_Found")

_LEGS = 24
_LEG = RADIUS * CHUNK - 6
_MARGIN = 4
_HEADINGS = 16
_LOOK_TICKS = 10
_SHUFFLE_TICKS = 20
_WOODED = ("forest", "jungle", "taiga", "birch", "swamp", "redwood")
_WET = ("ocean", "river", "beach")
_PERSISTENCE = 1.0
_SAMPLES = (16, 28, 40)


def explore(body: Body, look: Callable[[], list[_Found]], in_woods: bool = False) -> Behaviour[list[_Found]]:
    """Walk until something wanted is loaded, and return it.

    Args:
        body: The player.
        look: Returns what is there of it now.
        in_woods: Whether it is more likely where trees grow.

    Raises:
        Failed: None was found on a long way.
    """
    for _ in range(_LEGS):
        x, _, z = body.position
        body.heading = _heading(body, in_woods)
        angle = math.radians(body.heading)
        leg = at_column(int(x - math.sin(angle) * _LEG), int(z + math.cos(angle) * _LEG), _MARGIN)
        try:
            if fulfilled(body, UNDER_THE_SKY) < 0:
                yield from go(body, UNDER_THE_SKY)
            walk = go(body, leg, part_way=True)
            for tick, action in enumerate(walk):
                if tick % _LOOK_TICKS == 0 and (found := look()):
                    walk.close()
                    return found
                yield action
        except Failed:
            body.heading = wrap_degrees(body.heading + 180.0 * (0.25 + 0.5 * float(body.random.random())))
            yield from _shuffle(body, body.heading)
        if found := look():
            return found
    raise Failed(Cause.NOT_FOUND, f"nothing of it within {_LEGS} walks of {_LEG} blocks")


def _shuffle(body: Body, heading: float) -> Behaviour[None]:
    """Take a few careful steps, so that a way is looked for from elsewhere; whoever sneaks falls off no edge."""
    for _ in range(_SHUFFLE_TICKS):
        yield {"sneak": 1, "forward": 1, "camera": body.camera(heading, 0.0)}


def _heading(body: Body, in_woods: bool) -> float:
    """The most promising direction: on in the old one, towards woods if they are wanted, not into the sea."""
    old = body.heading
    offset = float(body.random.random()) * 360.0 if old is None else old
    best, best_score = offset, -math.inf
    for index in range(_HEADINGS):
        heading = wrap_degrees(offset + index * 360.0 / _HEADINGS)
        score = _PERSISTENCE * math.cos(math.radians(heading - offset)) if old is not None else 0.0
        score += sum(_promise(_biome(body, heading, far), in_woods) for far in _SAMPLES)
        if score > best_score + 1e-9:
            best, best_score = heading, score
    return best


def _biome(body: Body, heading: float, distance: float) -> str:
    x, _, z = body.position
    angle = math.radians(heading)
    at_x, at_z = math.floor(x - math.sin(angle) * distance), math.floor(z + math.cos(angle) * distance)
    return BIOME_NAMES.get(int(body.state.biomes[body.index, at_x & MASK, at_z & MASK]), "")


def _promise(biome: str, in_woods: bool) -> float:
    if any(name in biome for name in _WET):
        return -0.5 if "river" in biome or "beach" in biome else -1.5
    return 1.0 if in_woods and any(name in biome for name in _WOODED) else 0.0
