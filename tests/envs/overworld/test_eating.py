"""Eating and drinking against the published numbers of 1.11 (Minecraft Wiki: Food, Hunger, pages of the foods)."""

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.eating import eat_tick
from envs.overworld.player.effects import (
    ABSORPTION,
    FIRE_RESISTANCE,
    HUNGER,
    NAUSEA,
    POISON,
    REGENERATION,
    RESISTANCE,
    add_effect,
)
from envs.overworld.state import allocate
from tests.envs.overworld.scenes import give, held

WORLD = allocate(1)


@pytest.fixture
def s():
    """A hungry player and nothing else."""
    for array in (WORLD.players, WORLD.slots, WORLD.clock, WORLD.used, WORLD.entities):
        array[...] = np.zeros((), array.dtype)
    WORLD.players["alive"] = 1
    WORLD.players["health"] = 20
    WORLD.players["food"] = 10
    return WORLD


def eat(s):
    """Eat one whole thing."""
    for _ in range(32):
        assert eat_tick(s, RULES, 0, 0, True)
    assert s.players["use_ticks"][0, 0] == 0


def effects(s):
    """The effects of the player: number -> (ticks, amplifier)."""
    player = s.players[0, 0]
    return {
        int(e): (int(player["effect_ticks"][e]), int(player["effect_level"][e]))
        for e in np.flatnonzero(player["effect_ticks"])
    }


def test_eating_takes_32_ticks_and_feeds(s):
    player = s.players[0, 0]
    give(s, 0, "bread", 2)
    assert all(eat_tick(s, RULES, 0, 0, True) for _ in range(31))
    assert player["food"] == 10
    assert eat_tick(s, RULES, 0, 0, True)
    assert (player["food"], player["saturation"]) == (15, 6)
    assert held(s, "bread") == 1
    assert s.used[0, 0, item_index("bread")] == 1


def test_the_full_eat_only_what_can_be_eaten_always(s):
    s.players["food"] = 20
    give(s, 0, "bread")
    assert not eat_tick(s, RULES, 0, 0, True)
    for name in ("golden_apple", "milk_bucket"):
        give(s, 0, name)
        assert eat_tick(s, RULES, 0, 0, True)


@pytest.mark.parametrize(
    ("food", "left"), [("mushroom_stew", "bowl"), ("rabbit_stew", "bowl"), ("milk_bucket", "bucket")]
)
def test_what_is_left(s, food, left):
    give(s, 0, food)
    eat(s)
    assert s.slots[0, 0, 0].tolist() == (item_index(left), 0, 1)


def test_the_off_hand_feeds_when_the_main_hand_cannot(s):
    give(s, 0, "iron_sword")
    give(s, 40, "apple", 3)
    eat(s)
    assert s.slots["count"][0, 0, 40] == 2
    assert s.players["food"][0, 0] == 14


@pytest.mark.parametrize(
    ("name", "meta", "expected"),
    [
        ("golden_apple", 0, {REGENERATION: (100, 1), ABSORPTION: (2400, 0)}),
        (
            "golden_apple",
            1,
            {REGENERATION: (400, 1), ABSORPTION: (2400, 3), RESISTANCE: (6000, 0), FIRE_RESISTANCE: (6000, 0)},
        ),
        ("fish", 3, {POISON: (1200, 3), HUNGER: (300, 2), NAUSEA: (300, 1)}),
        ("spider_eye", 0, {POISON: (100, 0)}),
        ("cooked_beef", 0, {}),
    ],
)
def test_effects_of_food(s, name, meta, expected):
    give(s, 0, name, 1, meta)
    eat(s)
    assert effects(s) == expected


@pytest.mark.parametrize(
    ("name", "chance", "effect", "ticks"),
    [
        ("rotten_flesh", 0.8, HUNGER, 600),
        ("chicken", 0.3, HUNGER, 600),
        ("poisonous_potato", 0.6, POISON, 100),
    ],
)
def test_unwholesome_food_sickens_by_chance(s, name, chance, effect, ticks):
    sick = 0
    for _ in range(400):
        s.players["food"] = 0
        s.players["effect_ticks"] = 0
        give(s, 0, name)
        eat(s)
        assert effects(s) in ({}, {effect: (ticks, 0)})
        sick += bool(effects(s))
    assert sick / 400 == pytest.approx(chance, abs=0.07)  # three standard deviations


def test_a_pufferfish_feeds_a_point(s):
    give(s, 0, "fish", 1, 3)
    eat(s)
    assert s.players["food"][0, 0] == 11
    assert s.players["saturation"][0, 0] == pytest.approx(0.2)


def test_milk_ends_all_effects(s):
    add_effect(s, 0, 0, POISON, 100, 0)
    add_effect(s, 0, 0, ABSORPTION, 100, 1)
    assert s.players["absorption"][0, 0] == 8
    give(s, 0, "milk_bucket")
    eat(s)
    assert effects(s) == {}
    assert s.players["absorption"][0, 0] == 0
