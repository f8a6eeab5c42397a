"""Random play: keys held for random spans, a wandering gaze, functional actions with random arguments.

What an actor does is a pure function of its world's seed and of what it sees, so one world of a batch can be played
again alone.
"""

import numpy as np

from envs.overworld.action import ACTION, BUTTONS
from envs.overworld.gamedata import ITEM_NAMES, RULES, block_id, item_index
from envs.overworld.rules import AT_FURNACE
from envs.overworld.state import CONTAINER_SLOTS, ENTITY_MOB, SLOTS

_DRAWS = 40
_LONGEST_SPAN = 50
_ALL_SLOTS = SLOTS + CONTAINER_SLOTS
_MADE_OF = [[[], []] for _ in ITEM_NAMES]
"""Products that need an item: crafted, smelted."""
for _recipe in RULES.recipes:
    for _need in np.unique(_recipe["need_item"][: _recipe["ingredients"]]):
        _MADE_OF[_need][int(_recipe["station"] == AT_FURNACE)].append(int(_recipe["item"]))
_STATIONS = [block_id(name) for name in ("chest", "trapped_chest", "furnace", "lit_furnace", "crafting_table")]
_STATION_ITEMS = [item_index(name) for name in ("chest", "furnace", "crafting_table")]
_CARRIED = 36
_REACH = 4.0

# Chances that a key is held through a span, in the order of BUTTONS: attack back forward jump left right sneak sprint
# use drop inventory; then the pitch to look at (low, high), and the chance of a functional action in a tick.
_MOODS = np.array(
    [
        [0.05, 0.05, 0.9, 0.4, 0.2, 0.2, 0.05, 0.5, 0.05, 0.01, 0.01, -30, 40, 0.005],  # wander
        [0.97, 0.05, 0.4, 0.1, 0.1, 0.1, 0.10, 0.1, 0.05, 0.02, 0.01, 0, 90, 0.005],  # dig
        [0.10, 0.30, 0.2, 0.4, 0.2, 0.2, 0.30, 0.0, 0.80, 0.02, 0.01, 20, 90, 0.050],  # build, pour, plant, light
        [0.80, 0.10, 0.7, 0.2, 0.2, 0.2, 0.05, 0.3, 0.30, 0.01, 0.00, -10, 40, 0.005],  # fight
        [0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.10, 0.0, 0.30, 0.05, 0.05, 20, 70, 0.600],  # tinker
        [0.50, 0.50, 0.5, 0.5, 0.5, 0.5, 0.50, 0.5, 0.50, 0.50, 0.50, -90, 90, 0.200],  # anything
        [0.00, 0.00, 0.0, 0.0, 0.0, 0.0, 0.00, 0.0, 0.00, 0.00, 0.00, -90, 90, 0.000],  # rest
    ]
)
_FIGHT, _TINKER = 3, 4
_KEYS = len(BUTTONS)


def draw(seeds, tick, count):
    """Return (N, count) numbers in [0, 1) that depend on a world's seed and the tick alone (SplitMix64)."""
    base = seeds * np.uint64(0xD6E8FEB86659FD93) + np.uint64(tick * 0xA0761D6478BD642F % (1 << 64))
    z = base[:, None] + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


class Actors:
    """One actor a world.

    Args:
        seeds: One seed a world.
    """

    def __init__(self, seeds):
        self.seeds = np.array([seed % (1 << 64) for seed in seeds], np.uint64)
        self.tick = 0
        worlds = len(self.seeds)
        self._mood = np.zeros(worlds, np.int64)
        self._left = np.zeros(worlds, np.int64)
        self._held = np.zeros((worlds, _KEYS), np.bool_)
        self._pitch = np.zeros(worlds)
        self._turn = np.zeros(worlds)
        self._station = np.full((worlds, 3), np.nan)

    def act(self, s):
        """Return the (N,) ACTION rows of the next tick."""
        u = draw(self.seeds, self.tick, _DRAWS)
        self.tick += 1
        self._left -= 1
        over = self._left < 0
        self._change(over, u)
        rows = np.zeros(len(u), ACTION)
        for key, name in enumerate(BUTTONS):
            rows[name] = self._held[:, key]
        rows["attack"] &= (self._mood != _FIGHT) | (u[:, 20] < 0.08)  # a strong blow needs time
        player = s.players[:, 0]
        rows["yaw"] = np.where(u[:, 21] < 0.01, 360.0 * u[:, 22] - 180.0, self._turn)
        rows["pitch"] = np.clip(self._pitch - player["pitch"], -15.0, 15.0)
        self._aim(s, rows)
        choose = (self._mood != len(_MOODS) - 1) & (u[:, 23] < 0.05)
        rows["hotbar"] = np.where(choose, 1 + (9 * u[:, 24]).astype(np.int64), 0)
        self._functional(s, rows, u)
        for w in np.flatnonzero(over & (self._mood == _TINKER)).tolist():
            self._station[w] = _nearest_station(s, w)
            if np.isnan(self._station[w, 0]):  # put one there
                slots = np.flatnonzero(np.isin(s.slots[w, 0]["item"], _STATION_ITEMS))
                rows["place"][w] = 1 + slots[int(u[w, 29] * len(slots))] if len(slots) else 0
        return rows

    def _change(self, over, u):
        """Begin a new span where the old one is over; one in seven of them with a new mood."""
        self._mood = np.where(over & (u[:, 0] < 0.15), (len(_MOODS) * u[:, 1]).astype(np.int64), self._mood)
        chances = _MOODS[self._mood]
        self._left = np.where(over, 1 + (_LONGEST_SPAN * u[:, 2] ** 2).astype(np.int64), self._left)
        self._held = np.where(over[:, None], u[:, 3 : 3 + _KEYS] < chances[:, :_KEYS], self._held)
        low, high = chances[:, _KEYS], chances[:, _KEYS + 1]
        self._pitch = np.where(over, low + (high - low) * u[:, 18], self._pitch)
        self._turn = np.where(over, np.where(u[:, 19] < 0.6, 0.0, 20.0 * u[:, 15] - 10.0), self._turn)

    def _aim(self, s, rows):
        """Whoever fights looks at the nearest mob, whoever tinkers at a chest, furnace or table."""
        for w in np.flatnonzero(self._mood == _FIGHT).tolist():
            mobs = s.entities[w, : s.clock["entity_rows"][w]]
            mobs = mobs[mobs["kind"] == ENTITY_MOB]
            if len(mobs):
                player = s.players[w, 0]
                far = (mobs["x"] - player["x"]) ** 2 + (mobs["y"] - player["y"]) ** 2 + (mobs["z"] - player["z"]) ** 2
                mob = mobs[far.argmin()]
                if far.min() < 256.0:
                    _look_at(player, rows[w], mob["x"], mob["y"] + 0.5, mob["z"])
        for w in np.flatnonzero((self._mood == _TINKER) & ~np.isnan(self._station[:, 0])).tolist():
            _look_at(s.players[w, 0], rows[w], *self._station[w])

    def _functional(self, s, rows, u):
        acts = u[:, 25] < _MOODS[self._mood, _KEYS + 2]
        for w in np.flatnonzero(acts).tolist():
            row, kind, a, b = rows[w], int(20 * u[w, 26]), u[w, 27], u[w, 28]
            if kind < 8:
                key = "craft" if kind < 5 else "smelt"
                carried = s.slots[w, 0]["item"][:_CARRIED]
                products = _MADE_OF[carried[int(_CARRIED * a)]][key == "smelt"]
                row[key] = products[int(b * len(products))] if products else int(len(ITEM_NAMES) * b)
            elif kind < 10:
                row["equip"] = 1 + int(SLOTS * a)
            elif kind < 12:
                row["place"] = 1 + int(SLOTS * a)
            elif kind < 19:
                row["swap_from"], row["swap_to"] = 1 + int(_ALL_SLOTS * a), 1 + int(_ALL_SLOTS * b)
            elif b < 0.2:
                row["destroy"] = 1 + int(SLOTS * a)


def _nearest_station(s, w):
    """Return the middle of the nearest chest, furnace or table that was placed, or NaN if none is in reach."""
    player = s.players[w, 0]
    edits = s.edits[w]
    edits = edits[(edits["y"] >= 0) & np.isin(edits["state"] >> 4, _STATIONS)]
    places = np.stack([edits[axis] + 0.5 for axis in ("x", "y", "z")], axis=-1)
    far = np.linalg.norm(places - [player["x"], player["y"] + 1.62, player["z"]], axis=-1)
    return places[far.argmin()] if len(far) and far.min() < _REACH else np.full(3, np.nan)


def _look_at(player, row, x, y, z):
    """Turn a player in this tick so that it looks at a point."""
    dx, dy, dz = x - player["x"], y - player["y"] - 1.62, z - player["z"]
    yaw = np.degrees(np.arctan2(-dx, dz)) - player["yaw"]
    row["yaw"] = yaw - 360.0 * np.floor((yaw + 180.0) / 360.0)
    row["pitch"] = np.clip(np.degrees(-np.arctan2(dy, np.hypot(dx, dz))) - player["pitch"], -90.0, 90.0)
