"""Weather's clocks, where it rains and snows, ice and snow, lightning. Numbers of the Minecraft Wiki (Java 1.11)."""

import numpy as np
import pytest

from envs.overworld.blocks.freezing import freeze_column, tick_frozen
from envs.overworld.gamedata import RULES, biome_id, block_state, mob_index
from envs.overworld.lightning import lightning_tick, strike
from envs.overworld.state import DAMAGE_LIGHTNING, ENTITY_MOB, State
from envs.overworld.weather import is_cold, is_rained_on, morning, weather_tick
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

UP = FLOOR + 1


def _world(biome: str = "plains", rain: float = 1.0, thunder: float = 0.0) -> State:
    s = flat_world()
    s.biomes[:] = biome_id(biome)
    s.clock["rain_strength"] = rain
    s.clock["thunder_strength"] = thunder
    s.clock["raining"] = rain > 0
    s.clock["thundering"] = thunder > 0
    s.clock["rng"] = 4
    return s


@pytest.mark.parametrize(
    ("flag", "ticks", "begun", "low", "high"),
    [
        ("raining", "rain_ticks", 0, 12000, 180000),
        ("raining", "rain_ticks", 1, 12000, 24000),
        ("thundering", "thunder_ticks", 0, 12000, 180000),
        ("thundering", "thunder_ticks", 1, 3600, 15600),
    ],
)
def test_lengths_of_weather(flag: str, ticks: str, begun: int, low: int, high: int) -> None:
    s = _world(rain=0)
    s.clock["weather_cycle"] = 1
    drawn = []
    for _ in range(400):
        s.clock[flag], s.clock[ticks] = begun, 0
        weather_tick(s, RULES, 0)
        drawn.append(int(s.clock[ticks][0]))
    assert low <= min(drawn) < low + 0.03 * (high - low)
    assert high - 0.03 * (high - low) < max(drawn) < high
    s.clock[ticks] = 2
    weather_tick(s, RULES, 0)
    assert s.clock[flag][0] == begun
    weather_tick(s, RULES, 0)
    assert s.clock[flag][0] == 1 - begun


def test_rain_comes_and_goes_in_five_seconds() -> None:
    s = _world(rain=0)
    s.clock["raining"] = 1
    for _ in range(50):
        weather_tick(s, RULES, 0)
    assert s.clock["rain_strength"][0] == pytest.approx(0.5, abs=1e-5)
    for _ in range(60):
        weather_tick(s, RULES, 0)
    assert s.clock["rain_strength"][0] == 1.0
    s.clock["raining"] = 0
    for _ in range(101):
        weather_tick(s, RULES, 0)
    assert s.clock["rain_strength"][0] == 0.0
    assert s.clock["raining"][0] == 0  # without the cycle it stays as it is


@pytest.mark.parametrize(
    ("biome", "rains"),
    [("plains", True), ("jungle", True), ("desert", False), ("savanna", False), ("mesa", False), ("ice_plains", False)],
)
def test_where_it_rains(biome: str, rains: bool) -> None:
    s = _world(biome)
    assert is_rained_on(s, 0, 3, UP, 3) == rains
    s.clock["rain_strength"] = 0.19
    assert not is_rained_on(s, 0, 3, UP, 3)


def test_roofs_and_leaves_keep_rain_off_but_not_grass() -> None:
    s = _world()
    put(s, 0, UP, 0, "tallgrass", 1)
    put(s, 5, UP + 9, 0, "leaves")
    put(s, 9, UP, 0, "water")
    assert is_rained_on(s, 0, 0, UP, 0)
    assert not is_rained_on(s, 0, 5, UP, 0)
    assert is_rained_on(s, 0, 5, UP + 10, 0)
    assert not is_rained_on(s, 0, 9, UP, 0)
    assert not is_rained_on(s, 0, 3, FLOOR - 10, 3)


def test_mountains_are_cold_from_the_snow_line_up() -> None:
    """At a temperature of 0.2 the Wiki gives a snow line of about 95: 30 blocks above sea level and a ragged edge."""
    s = _world("extreme_hills")
    share = {y: np.mean([is_cold(s, 0, x, y, 3 * x) for x in range(-60, 60)]) for y in (70, 93, 120)}
    assert share[70] == 0
    assert 0.1 < share[93] < 0.9
    assert share[120] == 1
    assert not is_rained_on(s, 0, 3, 120, 3)


def test_snow_gathers_once_where_it_snows() -> None:
    s = _world("ice_plains")
    put(s, 1, UP, 0, "tallgrass", 1)
    put(s, 2, UP, 0, "leaves")
    put(s, 3, UP, 0, "glass")
    s.light[0, 4, 0, FLOOR] = 10
    for _ in range(3):
        for x in range(5):
            freeze_column(s, RULES, 0, x, 0)
    snow = block_state("snow_layer")
    assert [block(s, x, UP, 0) == snow for x in range(5)] == [True, False, False, False, False]
    assert block(s, 2, UP + 1, 0) == snow
    assert block(s, 0, UP + 1, 0) == 0
    clear = _world("ice_plains", rain=0)
    freeze_column(clear, RULES, 0, 0, 0)
    warm = _world("plains")
    freeze_column(warm, RULES, 0, 0, 0)
    assert block(clear, 0, UP, 0) == block(warm, 0, UP, 0) == 0


def test_water_freezes_from_its_bank() -> None:
    s = _world("ice_plains", rain=0)
    for x in range(3):
        for z in range(3):
            put(s, x, FLOOR, z, "water")
    freeze_column(s, RULES, 0, 1, 1)
    assert block(s, 1, FLOOR, 1) == block_state("water")
    freeze_column(s, RULES, 0, 0, 1)
    freeze_column(s, RULES, 0, 1, 1)
    assert block(s, 0, FLOOR, 1) == block(s, 1, FLOOR, 1) == block_state("ice")
    put(s, 9, FLOOR, 9, "water", 3)
    freeze_column(s, RULES, 0, 9, 9)
    assert block(s, 9, FLOOR, 9) == block_state("water", 3)


@pytest.mark.parametrize(("name", "least", "left"), [("ice", 9, "water"), ("snow_layer", 12, "air")])
def test_lamps_melt_ice_and_snow_but_the_sun_does_not(name: str, least: int, left: str) -> None:
    s = _world(rain=0)
    for lamp in (0, least - 1, least):
        put(s, 0, UP, 0, name)
        s.light[0, 0, 0, UP] = 15 << 4 | lamp
        tick_frozen(s, RULES, 0, 0, UP, 0, block_state(name))
        gone = block(s, 0, UP, 0) != block_state(name)
        assert gone == (lamp == least)
    assert block(s, 0, UP, 0) in {"water": (block_state("water"), block_state("flowing_water")), "air": (0,)}[left]


def test_a_bolt_hurts_what_is_near() -> None:
    s = _world()
    s.clock["entity_rows"] = 2
    pig = mob_index("pig")
    for row, x in ((0, 2.0), (1, 20.0)):
        s.entities[0, row]["kind"], s.entities[0, row]["mob"], s.entities[0, row]["health"] = ENTITY_MOB, pig, 10
        s.entities[0, row]["x"], s.entities[0, row]["y"] = x, UP
    strike(s, RULES, 0, 0, UP, 0)
    player = s.players[0, 0]
    assert (player["health"], player["damage_kind"]) == (15, DAMAGE_LIGHTNING)
    assert player["fire"] > 100
    assert [float(entity["health"]) for entity in s.entities[0, :2]] == [5, 10]
    assert s.entities[0, 0]["fire"] > 100
    assert s.entities[0, 1]["fire"] <= 0


@pytest.mark.parametrize(("rain", "thunder"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_bolts_strike_in_thunderstorms_only(rain: float, thunder: float) -> None:
    """One in 100,000 ticks in each of 64 chunks. A bolt that is drawn shows in the numbers taken from the stream."""
    s = _world(rain=rain, thunder=thunder)
    s.blocks[:] = 0  # nothing to burn or hurt
    s.top[:] = 0
    s.players["alive"] = 0
    ticks = 20000
    step = 0x9E3779B97F4A7C15
    before = int(s.clock["rng"][0])
    for _ in range(ticks):
        lightning_tick(s, RULES, 0)
    drawn = (int(s.clock["rng"][0]) - before) * pow(step, -1, 1 << 64) % (1 << 64)
    if rain == thunder == 1.0:
        fires = 12  # numbers for the places of four more fires
        bolts = (drawn - ticks) / (2 + fires)
        expected = ticks * 64 / 100_000
        assert abs(bolts - expected) < 4 * np.sqrt(expected)
    else:
        assert drawn == 0


def test_morning_after_sleep() -> None:
    s = _world(thunder=1.0)
    s.clock["time"] = 15000
    s.clock["daylight_cycle"] = s.clock["weather_cycle"] = 1
    s.clock["rain_ticks"] = s.clock["thunder_ticks"] = 700
    morning(s, 0)
    assert (s.clock["time"][0], s.clock["raining"][0], s.clock["thundering"][0]) == (0, 0, 0)
    weather_tick(s, RULES, 0)
    assert s.clock["rain_ticks"][0] >= 12000
    assert s.clock["rain_strength"][0] < 1.0
