"""Status effects against the published numbers of 1.11 (Minecraft Wiki, "Status effect" and its pages)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import RULES
from envs.overworld.player.damage import damage_player
from envs.overworld.player.effects import (
    ABSORPTION,
    FATIGUE,
    FIRE_RESISTANCE,
    HASTE,
    HUNGER,
    INSTANT_DAMAGE,
    INSTANT_HEALTH,
    JUMP_BOOST,
    POISON,
    REGENERATION,
    RESISTANCE,
    SATURATION,
    SLOWNESS,
    SPEED,
    WATER_BREATHING,
    WITHER,
    add_effect,
    dig_factor,
)
from envs.overworld.player.effects_tick import effects_tick
from envs.overworld.player.physics import move_player
from envs.overworld.player.survival import survival_tick
from envs.overworld.start import fresh_player
from envs.overworld.state import DAMAGE_FALL, DAMAGE_FIRE, DAMAGE_LAVA, DAMAGE_MOB, DAMAGE_STARVE, DAMAGE_VOID
from tests.envs.overworld.scenes import FLOOR, flat_world, put

WORLD = flat_world()


@pytest.fixture
def s():
    WORLD.players[:] = fresh_player()
    WORLD.players["x"] = WORLD.players["z"] = 0.5
    WORLD.players["y"] = FLOOR + 1
    WORLD.blocks[..., FLOOR + 1 :] = 0
    return WORLD


def health_after(s, ticks, health=10.0):
    """Health points that effects leave after some ticks, nothing else acting."""
    player = s.players[0, 0]
    player["health"] = health
    for _ in range(ticks):
        player["hurt_time"] = max(0, int(player["hurt_time"]) - 1)
        effects_tick(s, RULES, 0, 0)
    return float(player["health"])


@pytest.mark.parametrize(
    ("effect", "level", "points"),
    [
        (REGENERATION, 0, +4),  # a point every 50 ticks
        (REGENERATION, 1, +8),  # 25
        (POISON, 0, -8),  # 25
        (POISON, 1, -9),  # 12, down to half a heart
        (WITHER, 0, -5),  # 40
    ],
)
def test_points_in_ten_seconds(s, effect, level, points):
    add_effect(s, 0, 0, effect, 200, level)
    assert health_after(s, 200) == 10 + points
    assert health_after(s, 100) == 10  # it is over


def test_poison_leaves_half_a_heart_but_wither_kills(s):
    add_effect(s, 0, 0, POISON, 1000, 0)
    assert health_after(s, 1000, health=3) == 1
    add_effect(s, 0, 0, WITHER, 1000, 0)
    assert health_after(s, 1000, health=3) == 0
    assert not s.players["alive"][0, 0]


@pytest.mark.parametrize(
    ("effect", "level", "points"), [(INSTANT_HEALTH, 0, 4), (INSTANT_HEALTH, 1, 8), (INSTANT_DAMAGE, 0, -6)]
)
def test_instant_effects_act_once(s, effect, level, points):
    add_effect(s, 0, 0, effect, 1, level)
    assert health_after(s, 10) == 10 + points


def test_hunger_exhausts_and_saturation_feeds(s):
    add_effect(s, 0, 0, HUNGER, 600, 0)
    health_after(s, 600)
    assert s.players["exhaustion"][0, 0] == pytest.approx(3.0, rel=1e-3)  # 0.005 a tick
    s.players["food"] = 5
    s.players["saturation"] = 0
    add_effect(s, 0, 0, SATURATION, 1, 1)
    health_after(s, 1)
    assert (s.players["food"][0, 0], s.players["saturation"][0, 0]) == (7, 4)


def speed_on_foot(s):
    """Blocks a second at a steady walk."""
    for _ in range(20):
        move_player(s, RULES, 0, 0, 1.0, 0.0, False, False, False)
    before = float(s.players["z"][0, 0])
    for _ in range(20):
        move_player(s, RULES, 0, 0, 1.0, 0.0, False, False, False)
    return float(s.players["z"][0, 0]) - before


@pytest.mark.parametrize(
    ("effect", "level", "factor"), [(SPEED, 0, 1.2), (SPEED, 1, 1.4), (SLOWNESS, 0, 0.85), (SLOWNESS, 3, 0.4)]
)
def test_speed_on_foot(s, effect, level, factor):
    add_effect(s, 0, 0, effect, 1000, level)
    assert speed_on_foot(s) == pytest.approx(4.317 * factor, rel=1e-3)


@pytest.mark.parametrize(("level", "height"), [(None, 1.25), (0, 1.83), (1, 2.52)])
def test_height_of_a_jump(s, level, height):
    if level is not None:
        add_effect(s, 0, 0, JUMP_BOOST, 1000, level)
    highest = 0.0
    for tick in range(15):
        move_player(s, RULES, 0, 0, 0.0, 0.0, tick == 0, False, False)
        highest = max(highest, float(s.players["y"][0, 0]) - FLOOR - 1)
    assert highest == pytest.approx(height, abs=0.01)


def test_jump_boost_softens_falls(s):
    add_effect(s, 0, 0, JUMP_BOOST, 1000, 1)
    s.players["fall_distance"] = 8.0
    survival_tick(s, RULES, 0, 0)
    assert s.players["health"][0, 0] == 17


@pytest.mark.parametrize(
    ("kind", "level", "lost"),
    [(DAMAGE_FALL, 0, 8), (DAMAGE_MOB, 1, 6), (DAMAGE_VOID, 0, 10), (DAMAGE_STARVE, 0, 10), (DAMAGE_MOB, 4, 0)],
)
def test_resistance_takes_a_fifth_a_level(s, kind, level, lost):
    add_effect(s, 0, 0, RESISTANCE, 100, level)
    damage_player(s, RULES, 0, 0, 10.0, kind)
    assert 20 - s.players["health"][0, 0] == pytest.approx(lost)


def test_fire_resistance(s):
    add_effect(s, 0, 0, FIRE_RESISTANCE, 100, 0)
    for kind in (DAMAGE_FIRE, DAMAGE_LAVA):
        damage_player(s, RULES, 0, 0, 10.0, kind)
    assert s.players["health"][0, 0] == 20
    damage_player(s, RULES, 0, 0, 10.0, DAMAGE_MOB)
    assert s.players["health"][0, 0] == 10


def test_water_breathing_holds_the_breath(s):
    for y in range(FLOOR + 1, FLOOR + 4):
        put(s, 0, y, 0, "water")
    add_effect(s, 0, 0, WATER_BREATHING, 1000, 0)
    for _ in range(20):
        move_player(s, RULES, 0, 0, 0.0, 0.0, False, False, False)
        survival_tick(s, RULES, 0, 0)
    assert s.players["eyes_in_water"][0, 0]
    assert s.players["air"][0, 0] == 300


def test_digging(s):
    add_effect(s, 0, 0, HASTE, 100, 1)
    assert dig_factor(s, 0, 0) == pytest.approx(1.4)
    add_effect(s, 0, 0, FATIGUE, 100, 2)
    assert dig_factor(s, 0, 0) == pytest.approx(1.4 * 0.0027)


def test_absorption_gives_hearts_on_top_that_go_with_it(s):
    add_effect(s, 0, 0, ABSORPTION, 10, 0)
    assert s.players["absorption"][0, 0] == 4
    damage_player(s, RULES, 0, 0, 3.0, DAMAGE_MOB)
    assert (s.players["health"][0, 0], s.players["absorption"][0, 0]) == (20, 1)
    add_effect(s, 0, 0, ABSORPTION, 20, 0)
    assert s.players["absorption"][0, 0] == 4
    health_after(s, 20)
    assert s.players["absorption"][0, 0] == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 4)), min_size=1, max_size=6))
def test_the_strongest_then_the_longest_remains(given_effects):
    WORLD.players["effect_ticks"] = 0
    for ticks, level in given_effects:
        add_effect(WORLD, 0, 0, SPEED, ticks, level)
    best = max(given_effects, key=lambda e: (e[1], e[0]))
    player = WORLD.players[0, 0]
    assert (player["effect_ticks"][SPEED], player["effect_level"][SPEED]) == best
    assert np.count_nonzero(player["effect_ticks"]) == 1
