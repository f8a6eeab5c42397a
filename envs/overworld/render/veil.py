"""What a see-through face (water, ice, stained glass) adds to the colour behind it."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.numeric import single
from envs.overworld.render.shading import face_shade, light_at, shade
from envs.overworld.render.sky import haze_share, sky_gradient
from envs.overworld.render.view import Record

_ZERO = single(0.0)
_ONE = single(1.0)
_TO_UNIT = single(1.0 / 255.0)


@kernel(inline=True)
def veil(
    light: NDArray[np.uint8], biomes: NDArray[np.uint8], art: Art, camera: Record, lights: NDArray[np.float32],
    texel: int, word: int, column: int, y: int, face: int, at: float, dx: float, dy: float, dz: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Colour (0-255) that a see-through face adds at distance `at`, and the share of what is behind that it takes away.

    Far away the air's own colour takes the place of both.
    """
    value = light_at(light, column, y, face, True)
    r, g, b = shade(art, biomes, lights, texel, word, column, value, face_shade(face))
    haze = haze_share(at)
    alpha = single(texel >> 24) * _TO_UNIT * (_ONE - haze)
    red = r * alpha
    green = g * alpha
    blue = b * alpha
    if haze > _ZERO:
        r, g, b = sky_gradient(camera, dx, dy, dz)
        red += r * haze
        green += g * haze
        blue += b * haze
    return red, green, blue, alpha + haze
