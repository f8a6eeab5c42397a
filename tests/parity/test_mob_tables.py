"""Our mobs against sizes of minecraft-data and the loot tables of 1.16.5 (tests/parity/data/mobs_1_16_5.json).

Health, speed and damage are compared with figures that were checked against two open servers of these versions.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, RULES, mob_index

DATA = json.loads((Path(__file__).parent / "data/mobs_1_16_5.json").read_text(encoding="utf-8"))
LATER_NAMES = {"zombie_pigman": "zombified_piglin"}
LATER_ITEMS = {"ink_sac": "dye"}

FIGURES = {  # health, speed attribute, damage at normal difficulty
    "zombie": (20, 0.23, 3), "skeleton": (20, 0.25, None), "creeper": (20, 0.25, None), "spider": (16, 0.3, 2),
    "enderman": (40, 0.3, 7), "witch": (26, 0.25, None), "zombie_pigman": (20, 0.23, 5), "slime": (1, None, None),
    "cow": (10, 0.2, None), "pig": (10, 0.25, None), "sheep": (8, 0.23, None), "chicken": (4, 0.25, None),
    "rabbit": (3, 0.3, None), "squid": (10, None, None), "wolf": (8, 0.3, 2),
}  # fmt: skip


def theirs(name: str) -> dict:
    return DATA[LATER_NAMES.get(name, name)]


def our_drops(name: str) -> dict[str, float]:
    """Mean number of each item that a player's kill gives, apart from what is in the hand and from wool."""
    mob = RULES.mobs[mob_index(name)]
    means: dict[str, float] = {}
    row = int(mob["loot_start"])
    while row < mob["loot_start"] + mob["loot_count"]:
        first = RULES.loot[row]
        pool = RULES.loot[row : row + first["pool"]]
        rolls = (int(first["rolls_low"]) + int(first["rolls_high"])) / 2 * float(first["chance"])
        for entry in pool:
            share = entry["weight"] / pool["weight"].sum()
            count = np.maximum(np.arange(entry["low"], entry["high"] + 1), 0).mean()
            item = ITEM_NAMES[entry["item"]]
            means[item] = means.get(item, 0.0) + rolls * float(share * count)
        row += int(first["pool"])
    return means


def their_drops(name: str) -> dict[str, float]:
    means: dict[str, float] = {}
    for item, chance, low, high in theirs(name)["drops"]:
        counts = np.maximum(np.arange(low, high + 1), 0)
        rolls = 2 if name == "witch" else 1  # the witch's chances are those of one of one to three rolls
        name_here = LATER_ITEMS.get(item, item)
        means[name_here] = means.get(name_here, 0.0) + rolls * chance * float(counts.mean())
    return means


@pytest.mark.parametrize("name", MOB_NAMES)
def test_sizes(name: str) -> None:
    mob = RULES.mobs[mob_index(name)]
    assert (mob["width"], mob["height"]) == pytest.approx(tuple(theirs(name)["size"]), abs=1e-5)
    assert 0 < mob["eyes"] <= mob["height"]


@pytest.mark.parametrize("name", MOB_NAMES)
def test_drops(name: str) -> None:
    assert our_drops(name) == pytest.approx(their_drops(name), abs=1e-4)


@pytest.mark.parametrize("name", FIGURES)
def test_health_speed_and_damage(name: str) -> None:
    mob = RULES.mobs[mob_index(name)]
    health, speed, damage = FIGURES[name]
    assert mob["health"] == health
    assert speed is None or mob["speed"] == pytest.approx(speed)
    assert damage is None or mob["damage"] == damage
