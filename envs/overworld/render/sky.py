"""The sky in one direction: gradient, glow of sunrise and sunset, sun, moon and stars."""

import math

from envs.overworld.jit import kernel
from envs.overworld.render.numeric import single, unsigned
from envs.overworld.render.view import FOG_START, VIEW_DISTANCE, Record
from envs.overworld.rng import hash3

_HAZE_START = single(FOG_START)
_HAZE_SCALE = single(1.0 / (VIEW_DISTANCE - FOG_START))
_SUN_SIZE = single(0.3)  # tangent of half the angle
_MOON_SIZE = single(0.2)
_STAR_GRID = single(40.0)
_STAR_SHARE = 12
"""Of 1000 cells of the star grid, those that hold a star."""


@kernel(inline=True)
def sky_gradient(camera: Record, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """Colour (0-255) of the air far away in a direction; distant blocks fade into it too."""
    k = min(max(dy * single(2.2) + single(0.05), single(0.0)), single(1.0))
    k = k * (single(2.0) - k)
    r = camera.horizon[0] + (camera.zenith[0] - camera.horizon[0]) * k
    g = camera.horizon[1] + (camera.zenith[1] - camera.horizon[1]) * k
    b = camera.horizon[2] + (camera.zenith[2] - camera.horizon[2]) * k
    if camera.glow_strength > 0.0:
        side = dx if camera.sun[0] > 0.0 else -dx
        low = max(single(1.0) - abs(dy) * single(1.8), single(0.0))
        glow = max(side, single(0.0)) * low * low * camera.glow_strength
        r += (camera.glow[0] - r) * glow
        g += (camera.glow[1] - g) * glow
        b += (camera.glow[2] - b) * glow
    return r, g, b


@kernel(inline=True)
def haze_share(t: float) -> float:
    """Share of the air's own colour in what is seen at a distance; it begins shortly before the view ends."""
    if t <= _HAZE_START:
        return single(0.0)
    share = min((t - _HAZE_START) * _HAZE_SCALE, single(1.0))
    return share * share


@kernel()
def sky_colour(camera: Record, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """Colour (0-255) of the sky with sun, moon and stars in a direction of length one."""
    r, g, b = sky_gradient(camera, dx, dy, dz)
    if dy < -0.15:
        return r, g, b
    # the direction in a frame that turns with the sun: towards it, along its path, and along z
    along_sun = dx * camera.sun[0] + dy * camera.sun[1]
    along_path = dx * camera.sun[1] - dy * camera.sun[0]
    if along_sun > 0.0:
        u = along_path / along_sun
        v = dz / along_sun
        if max(abs(u), abs(v)) < _SUN_SIZE:
            edge = max(abs(u), abs(v)) / _SUN_SIZE
            inside = single(1.0) if edge < 0.55 else (single(1.0) - edge) * single(0.9)
            inside *= single(1.0) - camera.veiled
            return r + (255.0 - r) * inside, g + (250.0 - g) * inside, b + (205.0 - b) * inside
    elif along_sun < 0.0:
        u = along_path / along_sun
        v = dz / along_sun
        if max(abs(u), abs(v)) < _MOON_SIZE * single(0.6):
            crater = hash3(7, int(u * 40.0 + 50.0), int(v * 40.0 + 50.0), 1) % unsigned(4)
            level = single(205.0) - single(18.0) * single(crater)
            fade = (single(0.35) + camera.stars * single(1.3)) * (single(1.0) - camera.veiled)
            return r + (level - r) * fade, g + (level - g) * fade, b + (level * single(1.04) - b) * fade
    if camera.stars > 0.0:
        star = _star(along_sun, along_path, dz) * camera.stars * single(2.0)
        r += (255.0 - r) * star
        g += (255.0 - g) * star
        b += (255.0 - b) * star
    return r, g, b


@kernel(inline=True)
def _star(x: float, y: float, z: float) -> float:
    """Brightness 0-1 of a star in a direction of the turning frame: small squares scattered on a cube around us."""
    face = 0
    u = y
    v = z
    major = x
    if abs(y) > abs(x) and abs(y) > abs(z):
        face = 1
        u = x
        major = y
    elif abs(z) > abs(x):
        face = 2
        v = x
        major = z
    if major < 0.0:
        face += 3
    u = u / abs(major) * _STAR_GRID
    v = v / abs(major) * _STAR_GRID
    cell_u = math.floor(u)
    cell_v = math.floor(v)
    h = hash3(10842, cell_u, cell_v, face)
    if h % unsigned(1000) >= unsigned(_STAR_SHARE):
        return 0.0
    size = 0.2 + 0.15 * float((h >> unsigned(20)) % unsigned(4))
    if max(abs(u - cell_u - 0.5), abs(v - cell_v - 0.5)) > size * 0.5:
        return 0.0
    return 0.4 + 0.15 * float((h >> unsigned(30)) % unsigned(5))
