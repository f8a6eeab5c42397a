"""What mobs answer to: shearing, milking, feeding, taming, dyeing (Minecraft Wiki, pages of the mobs)."""

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, item_index, mob_index
from envs.overworld.player.interact import use_mob
from envs.overworld.state import (
    ENTITY_MOB,
    PLAYER_BODY,
    State,
)
from tests.envs.overworld.entities.bodies import begin_fight, clear, items, mob, mobs, of_kind, spawn
from tests.envs.overworld.scenes import flat_world, give, held, look, look_at


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    begin_fight(world)
    return world


def use(s: State, row: int, item: str, count: int = 1, meta: int = 0) -> bool:
    give(s, 0, item, count, meta)
    look_at(s, mob(s, row)["x"], mob(s, row)["y"] + 0.3, mob(s, row)["z"])
    return bool(use_mob(s, RULES, 0, 0))


def test_shearing(s: State) -> None:
    row = spawn(s, "sheep", z=2.5)
    mob(s, row)["variant"] = 4
    assert use(s, row, "shears")
    assert items(s)["wool"] in (1, 2, 3)
    assert {e["meta"] for e in of_kind(s, 1)} == {4}
    assert (mob(s, row)["sheared"], s.slots[0, 0, 0]["meta"], s.used[0, 0, item_index("shears")]) == (1, 1, 1)
    assert not use(s, row, "shears")
    lamb = spawn(s, "sheep", z=2.0)
    mob(s, lamb)["growth"] = -100
    assert not use(s, lamb, "shears")


def test_milking(s: State) -> None:
    row = spawn(s, "cow", z=2.5)
    assert use(s, row, "bucket")
    assert (held(s, "bucket"), held(s, "milk_bucket")) == (0, 1)
    assert use(s, row, "bucket", 3)
    assert (held(s, "bucket"), held(s, "milk_bucket")) == (2, 1), "the milk of before was in the hand"
    mob(s, row)["mob"] = mob_index("mooshroom")
    assert use(s, row, "bowl")
    assert held(s, "mushroom_stew") == 1
    assert use(s, row, "shears")
    assert (mob(s, row)["mob"], items(s)["red_mushroom"]) == (mob_index("cow"), 5)


@pytest.mark.parametrize(
    ("name", "food", "likes"),
    [
        ("cow", "wheat", True), ("cow", "carrot", False), ("pig", "carrot", True), ("chicken", "wheat_seeds", True),
        ("rabbit", "yellow_flower", True), ("wolf", "beef", False), ("zombie", "rotten_flesh", False),
    ],
)  # fmt: skip
def test_feeding(s: State, name: str, food: str, likes: bool) -> None:
    row = spawn(s, name, z=2.2)
    assert use(s, row, food, 2) == likes
    assert (mob(s, row)["love"], held(s, food)) == ((600, 1) if likes else (0, 2))
    assert not use(s, row, food, 2)


def test_a_fed_young_one_grows_by_a_tenth(s: State) -> None:
    row = spawn(s, "cow", z=2.5)
    mob(s, row)["growth"] = -24000
    assert use(s, row, "wheat")
    assert mob(s, row)["growth"] == -21600


def test_taming(s: State) -> None:
    tries = []
    for _ in range(150):
        clear(s)
        row = spawn(s, "wolf", z=2.2)
        tries.append(0)
        while not mob(s, row)["tame"]:
            assert use(s, row, "bone", 2)
            assert held(s, "bone") == 1
            tries[-1] += 1
    assert np.mean(tries) == pytest.approx(3.0, abs=0.7)
    assert (mob(s, row)["owner"], mob(s, row)["health"]) == (PLAYER_BODY, 20.0)
    assert not use(s, row, "bone", 2)
    mob(s, row)["health"] = 10.0
    assert use(s, row, "cooked_beef")
    assert mob(s, row)["health"] == 18.0


def test_dyeing(s: State) -> None:
    row = spawn(s, "sheep", z=2.5)
    mob(s, row)["variant"] = 0
    assert use(s, row, "dye", 1, 1)
    assert mob(s, row)["variant"] == 14, "rose red"
    assert not use(s, row, "dye", 1, 1)


def test_nobody_there_answers_nothing(s: State) -> None:
    give(s, 0, "shears")
    look(s, 0, 0)
    assert not use_mob(s, RULES, 0, 0)
    spawn(s, "cow", z=2.5)
    look(s, 0, 30)
    s.slots[0, 0, 0] = (0, 0, 0)
    assert not use_mob(s, RULES, 0, 0)
    assert (mobs(s)["kind"] == ENTITY_MOB).all()
