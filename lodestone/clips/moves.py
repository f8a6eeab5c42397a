"""How a player of a scene moves: small behaviours, a little careless, that read the state as the oracle does."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from envs.overworld.player.look import aim, aim_mob
from skills.executor import Action, Cause
from skills.oracle.body import Behaviour, Body, Cell, Failed, wrap_degrees
from skills.oracle.cells import FLOOR, KIND, WATER
from skills.oracle.creatures import aim_point, gap_to, is_alive
from skills.oracle.duel import REACH, chase_keys, is_safe_step, look_and_walk, on_target
from skills.oracle.place import place
from skills.oracle.sight import aim_at_block

Point = tuple[float, float, float]
Where = Callable[[], Point]

_NOISE, _CALM = 0.45, 0.85
_PAUSE, _PAUSE_TICKS = 1 / 150, (4, 16)
_ON_IT = 4.0
"""Degrees within which somebody who looks at something counts as doing so."""


class Player:
    """Who plays a scene: a body, chance, and habits of its own.

    Args:
        body: What it moves.
        random: Of all that it chooses.
    """

    def __init__(self, body: Body, random: np.random.Generator) -> None:
        self.body = body
        self.random = random
        self.speed = random.uniform(0.35, 0.9)
        """Share of the way to where it wants to look that it turns in a tick."""
        self.target: Callable[[], NDArray[np.float64] | None] = lambda: None
        """Gives the box of what the scene is about."""

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return int(self.random.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        """Whether something happens that does so in a share of cases."""
        return bool(self.random.random() < share)

    def turn(self, point: Point, keys: Action | None = None, most: float = 18.0) -> Action:
        """An action that turns some of the way towards a point, and presses keys."""
        body = self.body
        yaw, pitch = body.angles_to(point)
        turn = np.array([pitch - float(body.player["pitch"]), body.turned_by(yaw)]) * self.speed
        return {**(keys or {}), "camera": np.clip(turn, -most, most)}

    def off_by(self, point: Point) -> float:
        """Degrees of yaw or pitch by which it looks past a point, the larger."""
        yaw, pitch = self.body.angles_to(point)
        return max(abs(self.body.turned_by(yaw)), abs(pitch - float(self.body.player["pitch"])))


def carelessly(player: Player, behaviour: Behaviour[None]) -> Behaviour[None]:
    """The same with a hand that trembles and, now and then, a pause."""
    drift = np.zeros(2)
    for action in behaviour:
        busy = any(action.get(key) for key in ("attack", "forward", "use"))
        if busy and "place" not in action:
            before = drift
            drift = _CALM * drift + player.random.normal(0, _NOISE, 2)
            action["camera"] = np.asarray(action.get("camera", (0.0, 0.0))) + drift - before
            if player.chance(_PAUSE):
                for _ in range(player.between(*_PAUSE_TICKS)):
                    yield {}
        yield action


def idle(ticks: int) -> Behaviour[None]:
    """Do nothing."""
    for _ in range(ticks):
        yield {}


def look_to(player: Player, point: Point, ticks: int = 40) -> Behaviour[None]:
    """Turn until a point is about under the crosshair."""
    for _ in range(ticks):
        if player.off_by(point) < _ON_IT:
            return
        yield player.turn(point)


def gaze(player: Player, where: Where, ticks: int, keys: Action | None = None) -> Behaviour[None]:
    """Keep looking at something, or a little beside it."""
    aside = player.random.normal(0, 0.15, 3)
    for tick in range(ticks):
        if tick % 25 == 0:
            aside = player.random.normal(0, 0.15, 3)
        point = where()
        yield player.turn((point[0] + aside[0], point[1] + aside[1], point[2] + aside[2]), keys)


def glance(player: Player, ticks: int, pitch: tuple[float, float] = (-20.0, 35.0)) -> Behaviour[None]:
    """Look around on the spot."""
    yaw, tilt = float(player.body.player["yaw"]), 0.0
    speed = 4.0
    for _ in range(ticks):
        turn = wrap_degrees(yaw - float(player.body.player["yaw"]))
        rise = tilt - float(player.body.player["pitch"])
        if abs(turn) < 2 and abs(rise) < 2:
            yaw += player.random.uniform(40, 160) * player.random.choice((-1, 1))
            tilt, speed = player.random.uniform(*pitch), player.random.uniform(3, 12)
        yield {"camera": np.clip([rise * 0.3, turn], -speed, speed)}


def steps_on(player: Player, point: Point) -> Action:
    """Keys to walk towards a point that is ahead: jump where a step or water is, stop before danger."""
    body = player.body
    if not is_safe_step(body, point, 1.0):
        return {}
    x, y, z = body.position
    dx, dz = point[0] - x, point[2] - z
    far = max(math.hypot(dx, dz), 1e-6)
    cell = (math.floor(x + 0.8 * dx / far), math.floor(y + 0.1), math.floor(z + 0.8 * dz / far))
    above = (cell[0], cell[1] + 1, cell[2])
    step = KIND[body.block(cell)] == FLOOR and KIND[body.block(above)] < FLOOR
    return {"forward": 1, "jump": int(step or body.player["in_water"])}


def walk_to(player: Player, where: Where, stop: float, ticks: int = 160, sprint: bool = False) -> Behaviour[bool]:
    """Walk up to something that may move; return whether it was reached."""
    for _ in range(ticks):
        point, (x, _, z) = where(), player.body.position
        if math.hypot(point[0] - x, point[2] - z) <= stop:
            return True
        ahead = abs(player.body.turned_by(player.body.angles_to(point)[0])) < 40
        keys = steps_on(player, point) if ahead else {}
        if keys and sprint:
            keys["sprint"] = 1
        yield player.turn(point, keys)
    return False


def wander(player: Player, ticks: int, yaw: float | None = None, sprint: bool = False) -> Behaviour[None]:
    """Walk about, along a yaw to begin with."""
    body = player.body
    heading = float(body.player["yaw"]) if yaw is None else yaw
    pitch = player.random.uniform(-2, 22)
    for _ in range(ticks):
        heading += player.random.normal(0, 1.5)
        angle = math.radians(heading)
        x, y, z = body.position
        point = (x - 4 * math.sin(angle), y + 1.62 - 4 * math.tan(math.radians(pitch)), z + 4 * math.cos(angle))
        keys = steps_on(player, point)
        if not keys or body.player["collided"]:
            heading += player.random.uniform(25, 90)
        yield player.turn(point, {**keys, "sprint": int(sprint and bool(keys))})


def back_off(player: Player, where: Where, ticks: int) -> Behaviour[None]:
    """Walk backwards from something, looking at it."""
    for _ in range(ticks):
        (px, _, pz), (x, y, z) = where(), player.body.position
        keys = {"back": 1} if is_safe_step(player.body, (2 * x - px, y, 2 * z - pz), 1.0) else {}
        yield player.turn(where(), keys)


def away(player: Player, where: Where, ticks: int, sprint: bool = False) -> Behaviour[None]:
    """Turn round and walk away from something."""
    (px, _, pz), (x, _, z) = where(), player.body.position
    yaw = math.degrees(math.atan2(-(x - px), z - pz)) + player.random.normal(0, 25)
    yield from wander(player, ticks, yaw, sprint)


def mob_at(player: Player, row: int) -> Where:
    """Where a mob is."""
    return lambda: aim_point(player.body, row)


def strike(player: Player, row: int, ticks: int) -> Behaviour[None]:
    """Run after a mob and strike it, until it is dead."""
    wait = 0
    for _ in range(ticks):
        if not is_alive(player.body, row):
            return
        wait -= 1
        action = look_and_walk(player.body, row, chase_keys(player.body, row, 1.6))
        if wait <= 0 and gap_to(player.body, row) <= REACH and on_target(player.body, row, action):
            action["attack"] = 1
            wait = player.between(5, 22)
        yield action


def use_on(player: Player, row: int, done: Callable[[], bool], ticks: int) -> Behaviour[None]:
    """Run after a mob and press the use key on it, until something is done."""
    for tick in range(ticks):
        if done() or not is_alive(player.body, row):
            return
        action = look_and_walk(player.body, row, chase_keys(player.body, row, 1.8))
        if gap_to(player.body, row) <= REACH and on_target(player.body, row, action) and tick % 7 == 0:
            action["use"] = 1
        yield action


def keep_near(player: Player, row: int, ticks: int) -> Behaviour[None]:
    """Go after a mob and stay beside it, without doing anything to it."""
    for _ in range(ticks):
        yield look_and_walk(player.body, row, chase_keys(player.body, row, 1.8))


def swing(player: Player, ticks: int) -> Behaviour[None]:
    """Swing at nothing: where a block or a mob would be struck, look higher first."""
    body, wait = player.body, 0
    for _ in range(ticks):
        wait -= 1
        struck = aim_mob(body.state, body.rules, 0, 0) >= 0 or aim(body.state, body.rules, 0, 0)[0]
        if struck:
            side = player.random.uniform(2, 6)
            yield {"camera": np.array([-4.0 if float(body.player["pitch"]) > -35 else 0.0, side])}
        else:
            yield {"attack": int(wait <= 0)}
            wait = player.between(4, 12) if wait <= 0 else wait


def work(player: Player, cell: Cell, ticks: int) -> Behaviour[bool]:
    """Break a block in reach with what is in hand; return whether it is gone."""
    body = player.body
    before = body.block(cell)
    for _ in range(ticks):
        if body.block(cell) != before:
            return True
        hit, x, y, z, _, _ = aim(body.state, body.rules, 0, 0)
        if hit and (x, y, z) == cell:
            yield {"attack": 1}
        elif aim_at_block(body.state, body.rules, 0, *body.eyes, *cell, body.frontier.point):
            x, y, z = body.frontier.point
            yield player.turn((float(x), float(y), float(z)))
        else:
            return False
    return body.block(cell) != before


def put(player: Player, cell: Cell, item: str) -> Behaviour[bool]:
    """Place a block into a cell, and rest for a moment."""
    done = yield from place(player.body, cell, item)
    yield from idle(player.between(1, 7))
    return done


def pillar(player: Player, height: int) -> Behaviour[None]:
    """Jump and put blocks of what is in hand underfoot."""
    body = player.body
    for _ in range(height):
        x, y, z = body.feet()
        while abs(88.0 - float(body.player["pitch"])) > 3.0:
            yield {"camera": body.camera(float(body.player["yaw"]), 88.0)}
        for tick in range(14):
            if tick > 2 and body.player["on_ground"]:
                break
            lifted = body.position[1] - y >= 1.0 and body.block((x, y, z)) == 0
            yield {"jump": int(tick < 2), "use": int(lifted)}
        yield from idle(player.between(0, 6))


def float_about(player: Player, ticks: int, dive: bool = False) -> Behaviour[None]:
    """Swim on through water, turning where the shore comes near."""
    body = player.body
    heading = float(body.player["yaw"])
    for tick in range(ticks):
        heading += player.random.normal(0, 2)
        angle = math.radians(heading)
        x, y, z = body.position
        ahead = (math.floor(x - 2 * math.sin(angle)), math.floor(y), math.floor(z + 2 * math.cos(angle)))
        deep = KIND[body.block((ahead[0], ahead[1] - 1, ahead[2]))] == WATER
        if not deep or body.player["collided"]:
            heading += 25
        down = dive and tick % 90 < 60
        pitch = 25.0 if down else 5.0
        point = (x - 4 * math.sin(angle), y + 1.62 - 4 * math.tan(math.radians(pitch)), z + 4 * math.cos(angle))
        yield player.turn(point, {"forward": 1, "jump": int(not down)})


def wade(player: Player, ticks: int) -> Behaviour[None]:
    """Walk about in water that is one block deep."""
    body = player.body
    heading = float(body.player["yaw"])
    pitch = player.random.uniform(0, 20)
    for _ in range(ticks):
        heading += player.random.normal(0, 2)
        angle = math.radians(heading)
        x, y, z = body.position
        ahead = (math.floor(x - 1.2 * math.sin(angle)), math.floor(y + 0.1), math.floor(z + 1.2 * math.cos(angle)))
        shallow = KIND[body.block(ahead)] == WATER and KIND[body.block((ahead[0], ahead[1] - 1, ahead[2]))] == FLOOR
        if not shallow:
            heading += 30
        point = (x - 4 * math.sin(angle), y + 1.62 - 4 * math.tan(math.radians(pitch)), z + 4 * math.cos(angle))
        yield player.turn(point, {"forward": int(shallow)})


def fumble(player: Player, ticks: int) -> Behaviour[None]:
    """Press keys at random, each for a while."""
    keys: Action = {}
    turn = np.zeros(2)
    for _ in range(ticks):
        if player.chance(0.12):
            names = ("forward", "back", "left", "right", "jump", "sprint", "attack", "use", "sneak")
            keys = {name: 1 for name in names if player.chance(0.5 if name == "forward" else 0.15)}
            turn = player.random.normal(0, 4, 2) * (player.chance(0.6), player.chance(0.6))
        pitch = float(player.body.player["pitch"])
        x, y, z = player.body.position
        angle = math.radians(float(player.body.player["yaw"]))
        safe = is_safe_step(player.body, (x - math.sin(angle), y, z + math.cos(angle)), 1.0)
        action = {**keys, "forward": int(safe and bool(keys.get("forward")))}
        yield {**action, "camera": np.array([np.clip(turn[1], -40 - pitch, 60 - pitch), turn[0]])}


def unplayable(reason: str) -> Failed:
    """What is raised by a scene that cannot be played here."""
    return Failed(Cause.UNREACHABLE, reason)
