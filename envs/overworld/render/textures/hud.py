"""Tiles of what is drawn over the world: cracks of a block that is being broken, and the player's arm."""

import numpy as np

from envs.overworld.render.textures.paint import SIZE, Rng, Tile, empty, mottle, paint, tones

CRACK_STAGES = 10


def crack_tiles(rng: Rng) -> dict[str, Tile]:
    """Return `destroy_stage_0` to `destroy_stage_9`: cracks that run on from the middle, stage by stage."""
    steps: list[tuple[int, int]] = []
    arms = [(7.5, 7.5, angle) for angle in np.arange(6) * np.pi / 3 + rng.uniform(0, 1)]
    for _ in range(11):
        grown = []
        for x, y, angle in arms:
            turned = angle + rng.uniform(-0.7, 0.7)
            grown.append((x + np.cos(turned), y + np.sin(turned), angle))
            steps.append((int(grown[-1][1]) % SIZE, int(grown[-1][0]) % SIZE))
            if rng.random() < 0.12:
                grown.append((grown[-1][0], grown[-1][1], angle + 1.2))
        arms = grown
    tiles = {}
    for stage in range(CRACK_STAGES):
        tile = empty()
        for y, x in steps[: len(steps) * (stage + 1) // CRACK_STAGES]:
            tile[y, x] = (20, 20, 20, 255)
        tiles[f"destroy_stage_{stage}"] = tile
    return tiles


def arm_tile(rng: Rng) -> Tile:
    """Skin; the arm model shows the lower left quarter and up."""
    return paint(mottle(rng, 4, 4, 0.5), tones("c08a6c", 0.08))
