"""Where the picture of a world is taken from, and what light, sky and air there are: one record per world and frame."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import celestial_angle
from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.player.look import REACH, look_vector
from envs.overworld.player.physics import eye_height
from envs.overworld.render.atlas import KIND_WATER, Art
from envs.overworld.render.numeric import single
from envs.overworld.render.slices import set_slices
from envs.overworld.render.view import FIELD_OF_VIEW, IN_AIR, IN_LAVA, IN_WATER, Record, Work
from envs.overworld.rules import Rules
from envs.overworld.state import HEIGHT, MASK, WINDOW, State

_GAMMA = 1.3
"""Brightness setting of the game, 0 (moody) to 1 (bright) on its slider; MineDojo writes 2 into the file.
Here caves are dark but can be read."""
_LAVA = block_state("lava") >> 4
_FLOWING_LAVA = block_state("flowing_lava") >> 4
_SUNSET = 0.4
_LYING_EYES = 0.2
"""Height of the eyes of one who sleeps."""
_SNOW = 0.15
"""Temperature below which it snows."""
_SEA_LEVEL = 64
_CHILL = 0.05 / 30.0
"""Temperature lost with each block above the sea."""


@kernel()
def sun_brightness(s: State, w: int) -> float:
    """Factor of sky light in a picture: 1 by day to 0.2 at night, less in rain and thunder."""
    clock = s.clock[w]
    height = 2.0 * math.cos(celestial_angle(clock.time) * 2.0 * math.pi)
    bright = min(max(height + 0.2, 0.0), 1.0)
    bright *= (1.0 - clock.rain_strength * 5.0 / 16.0) * (1.0 - clock.thunder_strength * 5.0 / 16.0)
    return bright * 0.8 + 0.2


@kernel()
def set_lights(lights: NDArray[np.float32], brightness: float) -> None:
    """Fill the (256, 3) brightness of light values: sky light bluish and dim at night, block light warm.

    The curve is the game's: level -> l / (4 - 3 l), channels mixed, then lifted by gamma.
    """
    sun = brightness * 0.95 + 0.05
    for value in range(256):
        sky = (value >> 4) / 15.0
        block = (value & 15) / 15.0
        sky = sky / (4.0 - 3.0 * sky) * sun
        block = block / (4.0 - 3.0 * block) * 1.5
        for channel in range(3):
            cool = sky if channel == 2 else sky * (sun * 0.65 + 0.35)
            warm = block
            if channel == 1:
                warm = block * ((block * 0.6 + 0.4) * 0.6 + 0.4)
            elif channel == 2:
                warm = block * (block * block * 0.6 + 0.4)
            level = min((cool + warm) * 0.96 + 0.03, 1.0)
            dark = 1.0 - level
            lifted = 1.0 - dark * dark * dark * dark
            level = level * (1.0 - _GAMMA) + lifted * _GAMMA
            lights[value, channel] = min(level * 0.96 + 0.03, 1.0)


@kernel()
def set_sky(camera: Record, time: int, temperature: float) -> None:
    """Fill the colours of the sky: by day from the temperature of the place, at dawn and dusk with a glow."""
    angle = celestial_angle(time) * 2.0 * math.pi
    height = math.cos(angle)
    day = min(max(height * 2.0 + 0.5, 0.0), 1.0)
    warmth = min(max(temperature / 3.0, -1.0), 1.0)
    zenith_r = 120.0 + 6.0 * warmth - 2.0
    zenith_g = 167.0 - 4.0 * warmth
    camera.zenith[0] = zenith_r * day
    camera.zenith[1] = zenith_g * day
    camera.zenith[2] = 255.0 * day
    camera.horizon[0] = 180.0 * (day * 0.94 + 0.06) * (0.25 + 0.75 * day)
    camera.horizon[1] = 208.0 * (day * 0.94 + 0.06) * (0.25 + 0.75 * day)
    camera.horizon[2] = 255.0 * (day * 0.91 + 0.09) * (0.35 + 0.65 * day)
    camera.sun[0] = -math.sin(angle)
    camera.sun[1] = height
    camera.sun[2] = 0.0
    night = min(max(1.0 - (height * 2.0 + 0.25), 0.0), 1.0)
    camera.stars = night * night * 0.5
    camera.glow_strength = 0.0
    if abs(height) <= _SUNSET:
        phase = height / _SUNSET * 0.5 + 0.5
        strength = 1.0 - (1.0 - math.sin(phase * math.pi)) * 0.99
        camera.glow[0] = 255.0 * (phase * 0.3 + 0.7)
        camera.glow[1] = 255.0 * (phase * phase * 0.7 + 0.2)
        camera.glow[2] = 51.0
        camera.glow_strength = strength * strength


@kernel()
def set_weather(s: State, art: Art, w: int, camera: Record, biome: int, eyes: float) -> None:
    """Grey the sky by rain and thunder, and say what falls; by about the game's numbers."""
    rain = float(s.clock[w].rain_strength)
    thunder = float(s.clock[w].thunder_strength)
    camera.veiled = rain
    camera.falls = rain if art.rainfall[biome] > 0.0 else 0.0
    camera.snows = art.temperatures[biome] - max(eyes - _SEA_LEVEL, 0.0) * _CHILL < _SNOW
    if rain <= 0.0:
        return
    grey = camera.zenith[0] * 0.3 + camera.zenith[1] * 0.59 + camera.zenith[2] * 0.11
    for channel in range(3):
        sky = camera.zenith[channel] * (1.0 - 0.75 * rain) + grey * 0.6 * 0.75 * rain
        camera.zenith[channel] = sky * (1.0 - 0.75 * thunder) + grey * 0.2 * 0.75 * thunder
        camera.horizon[channel] *= (1.0 - (0.56 if channel == 2 else 0.5) * rain) * (1.0 - 0.5 * thunder)
    camera.stars *= 1.0 - rain
    camera.glow_strength *= 1.0 - rain


@kernel()
def set_medium(s: State, w: int, camera: Record, kind: int, state: int) -> None:
    """Fill what the eyes are in, and the fog of water or lava."""
    camera.medium = IN_AIR
    if kind == KIND_WATER:
        day = sun_brightness(s, w)
        camera.medium = IN_WATER
        camera.fog[0] = 14.0 * day
        camera.fog[1] = 48.0 * day
        camera.fog[2] = 125.0 * day
        camera.fog_density = 0.05
    elif state >> 4 in (_LAVA, _FLOWING_LAVA):
        camera.medium = IN_LAVA
        camera.fog[0] = 190.0
        camera.fog[1] = 60.0
        camera.fog[2] = 8.0
        camera.fog_density = 1.6


@kernel(inline=True)
def _cell(x: int, y: int, z: int) -> int:
    """Place of a block in the flat arrays of one world."""
    return ((x & MASK) * WINDOW + (z & MASK)) << 8 | y


@kernel()
def set_camera(s: State, rules: Rules, art: Art, w: int, work: Work) -> None:
    """Fill the camera and the light table of world `w` for the eyes of player 0."""
    camera = work.cameras[w]
    player = s.players[w, 0]
    height, width = work.depth.shape[1], work.depth.shape[2]
    time = s.clock[w].time
    eyes = player.y + (_LYING_EYES if player.sleeping else eye_height(player.sneaking))
    cell_x = math.floor(player.x)
    cell_y = math.floor(eyes)
    cell_z = math.floor(player.z)
    base_x = cell_x - (cell_x & MASK)
    base_z = cell_z - (cell_z & MASK)
    camera.origin[0] = player.x - base_x
    camera.origin[1] = eyes
    camera.origin[2] = player.z - base_z
    fx, fy, fz = look_vector(player.yaw, player.pitch)
    ux, uy, uz = look_vector(player.yaw, player.pitch - 90.0)
    half = math.tan(math.radians(FIELD_OF_VIEW / 2.0))
    aspect = width / height
    camera.forward[0] = fx
    camera.forward[1] = fy
    camera.forward[2] = fz
    camera.up[0] = ux * half
    camera.up[1] = uy * half
    camera.up[2] = uz * half
    camera.right[0] = (fy * uz - fz * uy) * half * aspect
    camera.right[1] = (fz * ux - fx * uz) * half * aspect
    camera.right[2] = (fx * uy - fy * ux) * half * aspect
    set_slices(camera, work.slopes[w], player.yaw, player.pitch, width)
    top = s.top[w].reshape(-1)
    highest = np.int16(0)
    for column in range(WINDOW * WINDOW):
        highest = max(highest, top[column])
    camera.ceiling = highest
    camera.texel_scale = 16.0 * 2.0 * half / height
    state = 0
    if 0 <= cell_y < HEIGHT:
        state = int(s.blocks[w, cell_x & MASK, cell_z & MASK, cell_y])
    biome = s.biomes[w, cell_x & MASK, cell_z & MASK]
    set_sky(camera, time, art.temperatures[biome])
    set_weather(s, art, w, camera, biome, eyes)
    brightness = single(sun_brightness(s, w))
    if brightness != camera.brightness:  # which it is in most frames: by day it does not change
        camera.brightness = brightness
        set_lights(work.lights[w], brightness)
    set_medium(s, w, camera, art.kinds[state], state)
    hit, bx, by, bz, _, _ = trace_ray(s, rules, w, player.x, eyes, player.z, fx, fy, fz, REACH)
    camera.aimed_cell = _cell(bx, by, bz) if hit else -1
    camera.aimed_x = bx - base_x
    camera.aimed_y = by
    camera.aimed_z = bz - base_z
    camera.crack = -1
    if player.digging and player.dig_progress > 0.0:
        camera.crack = min(int(player.dig_progress * 10.0), 9)
        camera.crack_cell = _cell(player.dig_x, player.dig_y, player.dig_z)
