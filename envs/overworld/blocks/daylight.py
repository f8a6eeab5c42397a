"""Time of day: where the sun stands, how much of the sky light is left, and the light level that the rules look at.

`State.light` holds the sky light of full day; whoever needs the light of the hour subtracts `sky_darkness`. Formulas
of 1.11.2 in clear weather.
"""

import math

from envs.overworld.jit import kernel
from envs.overworld.state import HEIGHT, MASK, State

DAY = 24000
"""Ticks of a day."""


@kernel(inline=True)
def celestial_angle(time: int) -> float:
    """Turn of the sky in [0, 1): 0 = sun in the zenith (time 6000), 0.5 = midnight; it lingers there a little."""
    turn = (time % DAY) / DAY - 0.25
    if turn < 0.0:
        turn += 1.0
    eased = 0.5 - 0.5 * math.cos(turn * math.pi)
    return turn + (eased - turn) / 3.0


@kernel(inline=True)
def sky_darkness(time: int) -> int:
    """Light levels that the sky has lost: 0 by day to 11 at night."""
    height = 2.0 * math.cos(celestial_angle(time) * 2.0 * math.pi)
    return int((1.0 - min(max(height + 0.5, 0.0), 1.0)) * 11.0)


@kernel(inline=True)
def sun_brightness(time: int) -> float:
    """Factor of sky light in a picture: 1 by day to 0.2 at night, without steps."""
    height = 2.0 * math.cos(celestial_angle(time) * 2.0 * math.pi)
    return min(max(height + 0.2, 0.0), 1.0) * 0.8 + 0.2


@kernel(inline=True)
def light_level(s: State, w: int, x: int, y: int, z: int) -> int:
    """Light (0-15) at a block at this time of day, the brighter of sky and block light; what mobs and plants go by.

    Open sky above the world and darkness below it; the column must be loaded.
    """
    light = 0
    if y >= HEIGHT:
        light = 15 << 4
    elif y >= 0:
        light = s.light[w, x & MASK, z & MASK, y]
    return max((light >> 4) - sky_darkness(s.clock[w].time), light & 15)
