"""Beds by the published rules of 1.11 (Minecraft Wiki, "Bed")."""

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.player.sleep import SLEEP_TICKS, is_bedtime, lie_down, sleep_tick
from envs.overworld.state import ENTITY_MOB
from tests.envs.overworld.scenes import FLOOR, flat_world, put

FOOT, HEAD = (0, FLOOR + 1, 2), (0, FLOOR + 1, 3)
WORLD = flat_world()


@pytest.fixture
def s():
    """Night, and a bed that points south, two blocks in front of the player."""
    fresh = flat_world()
    for name in ("clock", "players", "entities"):
        getattr(WORLD, name)[:] = getattr(fresh, name)
    WORLD.clock["time"] = 14000
    WORLD.clock["weather_cycle"] = 1
    put(WORLD, *FOOT, "bed", 0)
    put(WORLD, *HEAD, "bed", 8)
    return WORLD


def mob(s, name, x, y, z, **fields):
    s.clock["entity_rows"] = 1
    entity = s.entities[0, 0]
    entity["kind"], entity["mob"] = ENTITY_MOB, mob_index(name)
    entity["x"], entity["y"], entity["z"] = x, y, z
    for field, value in fields.items():
        entity[field] = value


@pytest.mark.parametrize(("time", "dark"), [(12540, False), (12541, True), (23458, True), (23460, False)])
def test_the_hours_of_sleep(s, time, dark):
    s.clock["time"] = time
    assert is_bedtime(s, 0) == dark


def test_thunder_lets_sleep_by_day_but_rain_does_not(s):
    s.clock["time"] = 6000
    s.clock["raining"] = s.clock["rain_strength"] = 1
    assert not lie_down(s, RULES, 0, 0, *FOOT)
    s.clock["thundering"] = s.clock["thunder_strength"] = 1
    assert lie_down(s, RULES, 0, 0, *FOOT)


@pytest.mark.parametrize("half", [FOOT, HEAD])
def test_a_night_ends_after_five_seconds(s, half):
    s.clock["raining"] = 1
    assert lie_down(s, RULES, 0, 0, *half)
    for _ in range(SLEEP_TICKS - 1):
        sleep_tick(s, RULES, 0, 0, False)
    assert s.players["sleeping"][0, 0]
    assert s.clock["time"][0] == 14000
    sleep_tick(s, RULES, 0, 0, False)
    assert not s.players["sleeping"][0, 0]
    assert (s.clock["time"][0], s.clock["raining"][0]) == (0, 0)
    player = s.players[0, 0]
    assert (player["has_bed"], player["bed_x"], player["bed_y"], player["bed_z"]) == (1, *HEAD)


def test_time_that_stands_still_stands_still(s):
    s.clock["daylight_cycle"] = 0
    lie_down(s, RULES, 0, 0, *FOOT)
    for _ in range(SLEEP_TICKS):
        sleep_tick(s, RULES, 0, 0, False)
    assert s.clock["time"][0] == 14000


@pytest.mark.parametrize(
    ("x", "y", "z", "possible"),
    [(2.9, 0, 2.5, True), (3.1, 0, 3.5, False), (0.5, 0, 6.0, True), (0.5, 0, 6.1, False), (0.5, 2.1, 2.5, False)],
)
def test_how_near_the_bed_must_be(s, x, y, z, possible):
    s.players["x"], s.players["y"], s.players["z"] = x, FLOOR + 1 + y, z
    assert lie_down(s, RULES, 0, 0, *FOOT) == possible


@pytest.mark.parametrize(
    ("name", "fields", "possible"),
    [
        ("zombie", {}, False),
        ("zombie", {"death_time": 1}, True),
        ("slime", {"variant": 1}, True),
        ("cow", {}, True),
        ("zombie_pigman", {}, True),
        ("zombie_pigman", {"anger": 400}, False),
    ],
)
def test_monsters_keep_awake(s, name, fields, possible):
    mob(s, name, 6.5, FLOOR + 1, 3.5, **fields)
    assert lie_down(s, RULES, 0, 0, *FOOT) == possible


@pytest.mark.parametrize(("dx", "dy", "possible"), [(8.2, 0, False), (8.4, 0, True), (0, 4.9, False), (0, 5.1, True)])
def test_how_near_a_monster_must_be(s, dx, dy, possible):
    mob(s, "zombie", HEAD[0] + dx, HEAD[1] + dy, HEAD[2] + 0.0)
    assert lie_down(s, RULES, 0, 0, *FOOT) == possible


def test_one_can_get_up(s):
    lie_down(s, RULES, 0, 0, *FOOT)
    sleep_tick(s, RULES, 0, 0, True)
    assert not s.players["sleeping"][0, 0]
    assert s.clock["time"][0] == 14000


def test_without_its_bed_nobody_sleeps(s):
    lie_down(s, RULES, 0, 0, *FOOT)
    put(s, *HEAD, "air")
    sleep_tick(s, RULES, 0, 0, False)
    assert not s.players["sleeping"][0, 0]


def test_all_must_sleep():
    s = flat_world()
    pair = s._replace(players=np.repeat(s.players, 2, axis=1))
    pair.clock["time"] = 14000
    put(pair, *FOOT, "bed", 0)
    put(pair, *HEAD, "bed", 8)
    assert lie_down(pair, RULES, 0, 0, *FOOT)
    for _ in range(2 * SLEEP_TICKS):
        sleep_tick(pair, RULES, 0, 0, False)
    assert pair.clock["time"][0] == 14000
    assert lie_down(pair, RULES, 0, 1, *FOOT)
    for _ in range(SLEEP_TICKS):
        sleep_tick(pair, RULES, 0, 1, False)
    assert pair.clock["time"][0] == 0
