"""Crafting with the mouse, in windows whose slots are where others have published that they are.

The rectangles at 640x360 are those of JARVIS-1's crafting script (CraftJarvis, `KEY_POS_INVENTORY_WO_RECIPE` and
`KEY_POS_TABLE_WO_RECIPE`), which plays in the same simulator. What clicks do is the game's: left takes or puts a stack,
right puts one.
"""

import numpy as np
import pytest

from envs.minerl.mouse import INVENTORY, TABLE, arrange, crafting, slot_point
from envs.minerl.raw import to_keys
from envs.overworld.action import encode
from envs.overworld.gamedata import item_index
from envs.overworld.state import SLOTS, STACK

OWN = {"hotbar": ((239, 238), (401, 256), 1, 9, 0), "main": ((239, 180), (401, 234), 3, 9, 9)}
PUBLISHED = {
    "inventory": {"cell": ((329, 114), (365, 150), 2, 2, 0), "made": ((385, 124), (403, 142), 1, 1, 0), **OWN},
    "table": {"cell": ((261, 113), (315, 167), 3, 3, 0), "made": ((351, 127), (377, 153), 1, 1, 0), **OWN},
}
"""Upper left, lower right, rows, columns, number of the first slot."""
WINDOWS = {"inventory": INVENTORY, "table": TABLE}
PIXELS = 2400 / 360
RECIPES = {
    (("log",),): ("planks", 4),
    (("planks",), ("planks",)): ("stick", 4),
    (("planks",) * 2,) * 2: ("crafting_table", 1),
    (("planks",) * 3, (None, "stick", None), (None, "stick", None)): ("wooden_pickaxe", 1),
}
"""As laid out in the game."""


def spot(name, x, y):
    """The slot that a point lies in, such as ("cell", 2)."""
    for kind, ((left, top), (right, bottom), rows, columns, first) in PUBLISHED[name].items():
        column = (x - left) * columns / (right - left)
        row = (y - top) * rows / (bottom - top)
        if 0 <= column < columns and 0 <= row < rows:
            return "own" if kind in OWN else kind, int(row) * columns + int(column) + first
    return None


class Game:
    """A window, a cursor and two buttons."""

    def __init__(self, name, own):
        self.name, self.at, self.down, self.hand = name, np.array([320.0, 180.0]), set(), None
        self.places = {("own", slot): stack for slot, stack in own.items()}

    def step(self, action):
        keys = to_keys(encode(action, 1)[0])
        self.at = np.clip(self.at + np.array(keys["camera"][::-1]) * PIXELS, 0, (640, 360))
        down = {button for button in ("attack", "use") if keys.get(button)}
        for button in down - self.down:
            self.click(button)
        self.down = down

    def click(self, button):
        place = spot(self.name, *self.at)
        assert place is not None, f"a click beside all slots, at {self.at}"
        there = self.places.get(place)
        if place[0] == "made":
            assert self.hand is None and button == "attack"
            self.hand = self.made()
            for cell in [place for place in self.places if place[0] == "cell"]:
                self.lose(cell)
        elif button == "use":
            assert self.hand and there is None
            self.places[place] = (self.hand[0], 1)
            self.hand = (self.hand[0], self.hand[1] - 1) if self.hand[1] > 1 else None
        elif self.hand and there and there[0] == self.hand[0]:
            self.places[place], self.hand = (there[0], there[1] + self.hand[1]), None
        else:
            self.hand = self.places.pop(place, None) if self.hand is None else self.put(place, there)

    def put(self, place, there):
        self.places[place] = self.hand
        return there

    def lose(self, cell):
        item, count = self.places.pop(cell)
        if count > 1:
            self.places[cell] = (item, count - 1)

    def made(self):
        side = PUBLISHED[self.name]["cell"][3]
        laid = {divmod(place[1], side): stack[0] for place, stack in self.places.items() if place[0] == "cell"}
        rows, columns = (range(min(sides), max(sides) + 1) for sides in zip(*laid, strict=True))
        return RECIPES[tuple(tuple(laid.get((row, column)) for column in columns) for row in rows)]

    @property
    def own(self):
        return {place[1]: stack for place, stack in self.places.items()}


def stacks(own):
    slots = np.zeros(SLOTS, STACK)
    for slot, (item, count) in own.items():
        slots[slot] = (item_index(item), 0, count)
    return slots


@pytest.mark.parametrize("name", WINDOWS)
def test_every_slot_is_where_it_is_published_to_be(name):
    window = WINDOWS[name]
    for slot in range(36):
        assert spot(name, *slot_point(slot)) == ("own", slot)
    for cell in range(window.side**2):
        assert spot(name, *window.cell(cell // window.side, cell % window.side)) == ("cell", cell)
    assert spot(name, *window.made) == ("made", 0)
    (left, top), (right, bottom), *_ = PUBLISHED[name]["made"]
    assert window.made == ((left + right) / 2, (top + bottom) / 2)


@pytest.mark.parametrize(
    ("name", "own", "pattern", "target", "after"),
    [
        ("inventory", {4: ("log", 3)}, [["log"]], 9, {4: ("log", 2), 9: ("planks", 4)}),
        ("inventory", {20: ("planks", 2)}, [["planks"], ["planks"]], 8, {8: ("stick", 4)}),
        ("inventory", {0: ("planks", 3), 35: ("planks", 1)}, [["planks"] * 2] * 2, 3, {3: ("crafting_table", 1)}),
        (
            "table",
            {7: ("planks", 5), 12: ("stick", 2), 1: ("wooden_pickaxe", 1)},
            [["planks"] * 3, [None, "stick", None], [None, "stick", None]],
            2,
            {1: ("wooden_pickaxe", 1), 2: ("wooden_pickaxe", 1), 7: ("planks", 2)},
        ),
    ],
)
def test_crafting(name, own, pattern, target, after):
    game = Game(name, own)
    for action in crafting(WINDOWS[name], arrange(pattern, stacks(own)), target):
        game.step(action)
    assert game.own == after and game.hand is None and not game.down


def test_what_cannot_be():
    with pytest.raises(ValueError, match="there is not enough planks"):
        arrange([["planks", "planks"]], stacks({3: ("planks", 1)}))
    with pytest.raises(ValueError, match="the window has 2 x 2 cells"):
        list(crafting(INVENTORY, {(0, 2): 5}, 0))
    with pytest.raises(ValueError, match=r"within 0..35, not 36"):
        slot_point(36)
