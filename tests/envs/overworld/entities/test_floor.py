"""The cheap case of walking gives exactly what collision gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.collision import slide
from envs.overworld.entities.mobs.floor import is_open_floor
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.state import MASK
from tests.envs.overworld.scenes import FLOOR, flat_world

GROUND = FLOOR + 1
WORLD = flat_world()
KINDS = [
    block_state(name) for name in ("stone", "air", "fence", "stone_slab", "tallgrass", "ice", "soul_sand", "slime")
]
SPAN = np.arange(-3, 5) & MASK


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), clutter=st.sampled_from([0.0, 0.02, 0.2]),
    x=st.floats(-1, 2), z=st.floats(-1, 2), dx=st.floats(-0.9, 0.9), dz=st.floats(-0.9, 0.9),
    half=st.sampled_from([0.2, 0.3, 0.45, 0.7]), height=st.sampled_from([0.5, 1.4, 1.95, 2.9]),
)  # fmt: skip
def test_open_floor_means_a_free_way(
    seed: int, clutter: float, x: float, z: float, dx: float, dz: float, half: float, height: float
) -> None:
    rng = np.random.default_rng(seed)
    cells = np.where(rng.random((8, 8, 5)) < clutter, rng.choice(KINDS, (8, 8, 5)), 0)
    cells[..., :2] = np.where(rng.random((8, 8, 2)) < clutter, rng.choice(KINDS, (8, 8, 2)), KINDS[0])
    WORLD.blocks[0, SPAN[:, None], SPAN[None, :], FLOOR - 1 : FLOOR + 4] = cells
    if is_open_floor(WORLD, 0, x, float(GROUND), z, half, height, dx, -0.0784, dz):
        assert slide(WORLD, RULES, 0, x, float(GROUND), z, half, height, dx, -0.0784, dz) == (dx, 0.0, dz)
    else:
        assert clutter > 0.0


def test_nothing_is_open_without_a_floor_or_in_the_air() -> None:
    WORLD.blocks[0, SPAN[:, None], SPAN[None, :], FLOOR - 1 : FLOOR + 4] = 0
    assert not is_open_floor(WORLD, 0, 0.5, float(GROUND), 0.5, 0.3, 1.8, 0.1, -0.1, 0.0)
    WORLD.blocks[0, :, :, : FLOOR + 1] = block_state("stone")
    assert is_open_floor(WORLD, 0, 0.5, float(GROUND), 0.5, 0.3, 1.8, 0.1, -0.1, 0.0)
    assert not is_open_floor(WORLD, 0, 0.5, GROUND + 0.5, 0.5, 0.3, 1.8, 0.1, -0.1, 0.0)
    assert not is_open_floor(WORLD, 0, 0.5, float(GROUND), 0.5, 0.3, 1.8, 0.1, 0.1, 0.0)
