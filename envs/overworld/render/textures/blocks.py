"""All block tiles: the procedural ones of this folder under one seed."""

import colorsys

import numpy as np

from envs.overworld.render.textures.hud import arm_tile, crack_tiles
from envs.overworld.render.textures.paint import Tile
from envs.overworld.render.textures.plants import plant_tiles
from envs.overworld.render.textures.stone import stone_tiles
from envs.overworld.render.textures.wood import wood_tiles


def block_tiles(texture_seed: int) -> dict[str, Tile]:
    """Return every block tile by name.

    Args:
        texture_seed: Seed of the noise. Seeds other than 0 also vary hue, saturation and brightness of each tile, for
            domain randomisation.
    """
    rng = np.random.default_rng(texture_seed)
    tiles = stone_tiles(rng) | wood_tiles(rng) | plant_tiles(rng) | crack_tiles(rng)
    tiles["player_arm"] = arm_tile(rng)
    if texture_seed != 0:
        tiles = {name: _jitter(tile, rng) for name, tile in tiles.items()}
    return tiles


def _jitter(tile: Tile, rng: np.random.Generator) -> Tile:
    """Return a copy with its colours scaled by random factors that leave it recognisable."""
    hue, light, contrast = rng.uniform(-0.03, 0.03), rng.uniform(0.88, 1.12), rng.uniform(0.85, 1.2)
    mean = tile[..., :3].mean((0, 1))
    old_hue, old_light, saturation = colorsys.rgb_to_hls(*(mean / 255))
    shifted = np.array(colorsys.hls_to_rgb((old_hue + hue) % 1.0, min(old_light * light, 1.0), saturation)) * 255
    out = tile.copy()
    out[..., :3] = np.clip((tile[..., :3] - mean) * contrast + shifted, 0, 255).astype(np.uint8)
    return out
