"""Time of day against the ticks that the Minecraft Wiki's table of the daylight cycle lists."""

import numpy as np
import pytest

from envs.overworld.blocks.daylight import DAY, celestial_angle, light_level, sky_darkness, sun_brightness
from envs.overworld.state import allocate


def test_celestial_angle_at_the_quarters() -> None:
    assert celestial_angle(6000) == 0.0
    assert celestial_angle(18000) == pytest.approx(0.5)
    assert celestial_angle(0) == pytest.approx(1 - celestial_angle(12000))
    assert celestial_angle(6000 + 5 * DAY) == 0.0


@pytest.mark.parametrize(
    ("time", "light"),
    [(6000, 15), (12040, 15), (12542, 11), (13187, 8), (13188, 7), (13670, 4), (18000, 4), (22331, 5), (23961, 15)],
)
def test_light_of_the_open_sky(time: int, light: int) -> None:
    assert 15 - sky_darkness(time) == light


def test_monsters_can_spawn_under_the_open_sky_from_13188_to_22812() -> None:
    dark = [time for time in range(DAY) if 15 - sky_darkness(time) <= 7]
    assert dark == list(range(13188, 22813))


def test_sun_brightness_spans_a_fifth_to_one() -> None:
    brightness = np.array([sun_brightness(time) for time in range(DAY)])
    assert brightness[6000] == 1.0
    assert brightness[18000] == pytest.approx(0.2)
    assert np.abs(np.diff(brightness)).max() < 0.002


def test_light_level_is_the_brighter_of_sky_and_block() -> None:
    s = allocate(1)
    s.light[0, 5, 7, 64] = 15 << 4 | 9
    s.clock["time"] = 6000
    assert light_level(s, 0, 5, 64, 7 - 128) == 15
    s.clock["time"] = 18000
    assert light_level(s, 0, 5, 64, 7) == 9


def test_light_level_above_and_below_the_world() -> None:
    s = allocate(1)
    s.light[:] = 7
    s.clock["time"] = 18000
    assert light_level(s, 0, 0, 256, 0) == 4
    assert light_level(s, 0, 0, -1, 0) == 0


@pytest.mark.parametrize(("rain", "thunder", "light"), [(0, 0, 15), (1, 0, 12), (1, 1, 10), (0, 1, 15)])
def test_rain_and_thunder_darken_the_day(rain: float, thunder: float, light: int) -> None:
    assert 15 - sky_darkness(6000, rain, thunder) == light
    s = allocate(1)
    s.light[0, 5, 7, 64] = 15 << 4
    s.clock["time"], s.clock["rain_strength"], s.clock["thunder_strength"] = 6000, rain, thunder
    assert light_level(s, 0, 5, 64, 7) == light


def test_clouds_dim_the_picture() -> None:
    assert sun_brightness(6000, 1.0) == pytest.approx(0.2 + 0.8 * 11 / 16)
    assert sun_brightness(18000, 1.0, 1.0) == pytest.approx(0.2)
