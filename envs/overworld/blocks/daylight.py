"""Time of day: where the sun stands, how much of the sky light is left, and the light level that the rules look at.

`State.light` holds the sky light of full day; whoever needs the light of the hour subtracts `sky_darkness`. Formulas
of 1.11.2: rain takes up to three levels by day, a thunderstorm five.
"""

import math

from envs.overworld.jit import kernel
from envs.overworld.state import HEIGHT, MASK, State

DAY = 24000
"""Ticks of a day."""
_CLOUDED = 5.0 / 16.0  # share of daylight that rain takes away, and thunder of what rain leaves


@kernel(inline=True)
def celestial_angle(time: int) -> float:
    """Turn of the sky in [0, 1): 0 = sun in the zenith (time 6000), 0.5 = midnight; it lingers there a little."""
    turn = (time % DAY) / DAY - 0.25
    if turn < 0.0:
        turn += 1.0
    eased = 0.5 - 0.5 * math.cos(turn * math.pi)
    return turn + (eased - turn) / 3.0


@kernel(inline=True)
def sky_darkness(time: int, rain: float = 0.0, thunder: float = 0.0) -> int:
    """Light levels that the sky has lost: 0 by day to 11 at night; `rain` and `thunder` are CLOCK's strengths."""
    height = 2.0 * math.cos(celestial_angle(time) * 2.0 * math.pi)
    left = min(max(height + 0.5, 0.0), 1.0) * _through_clouds(rain, thunder)
    return int((1.0 - left) * 11.0)


@kernel(inline=True)
def sun_brightness(time: int, rain: float = 0.0, thunder: float = 0.0) -> float:
    """Factor of sky light in a picture: 1 by day to 0.2 at night, without steps; weather as `sky_darkness`."""
    height = 2.0 * math.cos(celestial_angle(time) * 2.0 * math.pi)
    return min(max(height + 0.2, 0.0), 1.0) * _through_clouds(rain, thunder) * 0.8 + 0.2


@kernel(inline=True)
def _through_clouds(rain: float, thunder: float) -> float:
    """Share of daylight that the clouds let through; thunder needs rain."""
    return (1.0 - rain * _CLOUDED) * (1.0 - thunder * rain * _CLOUDED)


@kernel(inline=True)
def darkness_now(s: State, w: int) -> int:
    """Light levels that the sky of a world has lost, by its hour and its weather."""
    clock = s.clock[w]
    return sky_darkness(clock.time, clock.rain_strength, clock.thunder_strength)


@kernel(inline=True)
def light_level(s: State, w: int, x: int, y: int, z: int) -> int:
    """Light (0-15) at a block at this hour and in this weather, the brighter of sky and block light.

    What mobs and plants go by. Open sky above the world and darkness below it; the column must be
    loaded.
    """
    light = 0
    if y >= HEIGHT:
        light = 15 << 4
    elif y >= 0:
        light = s.light[w, x & MASK, z & MASK, y]
    return max((light >> 4) - darkness_now(s, w), light & 15)
