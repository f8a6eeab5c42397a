"""Mobs without a mind in hand-made worlds: a test says what they want, and lets their bodies live."""

import numpy as np

from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.mobs.living import live, pass_time
from envs.overworld.gamedata import ITEM_NAMES, RULES, block_state, mob_index
from envs.overworld.start import fresh_player
from envs.overworld.state import ENTITY, ENTITY_ITEM, ENTITY_MOB, NORMAL, State
from tests.envs.overworld.scenes import FLOOR


def spawn(s: State, name: str, x: float = 0.5, z: float = 4.5, y: float = FLOOR + 1, yaw: float = 0.0) -> int:
    """Put a grown mob somewhere, looking south, standing if it is put on the floor; return its row."""
    row = spawn_mob(s, RULES, 0, mob_index(name), x, y, z)
    mob = s.entities[0, row]
    mob["yaw"] = mob["head_yaw"] = yaw
    mob["growth"] = 0
    mob["on_ground"] = y == FLOOR + 1
    return row


def mob(s: State, row: int) -> np.void:
    """Return the record of a mob; writing to it changes the world."""
    return s.entities[0, row]


def live_on(s: State, row: int, ticks: int = 1, **wants: float) -> None:
    """Let one mob's body live for some ticks while it wants something (`forward`, `jump`, ...)."""
    for _ in range(ticks):
        entity = mob(s, row)
        entity["age"] += 1
        pass_time(s, RULES, 0, row)
        for name in ("forward", "strafe", "rise", "jump"):
            entity[name] = wants.get(name, 0)
        entity["pace"] = wants.get("pace", 1)
        live(s, RULES, 0, row)


def of_kind(s: State, kind: int) -> np.ndarray:
    """Return a copy of the entities of a kind."""
    return s.entities[0][s.entities[0]["kind"] == kind]


def items(s: State) -> dict[str, int]:
    """Return how many of each item lie about."""
    counts: dict[str, int] = {}
    for entity in of_kind(s, ENTITY_ITEM):
        name = ITEM_NAMES[entity["item"]]
        counts[name] = counts.get(name, 0) + int(entity["count"])
    return counts


def mobs(s: State) -> np.ndarray:
    """Return a copy of all mobs."""
    return of_kind(s, ENTITY_MOB)


def clear(s: State) -> None:
    """Take all entities away."""
    s.entities[:] = np.zeros((), ENTITY)
    s.clock["entity_rows"] = 0


def begin_fight(s: State) -> None:
    """Make a world new: a plain without mobs, and a healthy player with empty hands at (0.5, FLOOR + 1, 0.5)."""
    clear(s)
    s.blocks[:] = 0
    s.blocks[..., : FLOOR + 1] = block_state("stone")
    s.players[0, 0] = fresh_player()
    s.players["x"] = s.players["z"] = 0.5
    s.players["y"] = FLOOR + 1
    s.slots[:] = np.zeros((), s.slots.dtype)
    s.used[:] = 0
    s.clock["rng"] = 11
    s.clock["difficulty"] = NORMAL
