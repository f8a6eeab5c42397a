"""MineDojo's settings of a world, as the Overworld's; what that has not is refused here."""

from collections.abc import Mapping

import numpy as np

from envs.overworld.gamedata import BIOME_NAMES, biome_id
from envs.overworld.senses.sensors import VoxelBounds
from envs.tasks.missing import Missing, UnavailableTaskError, missing_dimension

_NOT_HERE = {
    "flat": "flat worlds (generate_world_type='flat')",
    "from_file": "worlds from files (generate_world_type='from_file')",
}


def refuse(name: str, world_type: str, village: bool, drawing: str | None, depth: bool) -> None:
    """Refuse what this world cannot be.

    Raises:
        UnavailableTaskError: The Overworld has not what is asked for.
        ValueError: There is no such type of world.
    """
    lacks = [_NOT_HERE[world_type]] if world_type in _NOT_HERE else []
    lacks += ["villages (spawn_in_village=True)"] if village else []
    lacks += ["drawings in the mission's language (drawing_str); use set_block"] if drawing is not None else []
    lacks += ["depth pictures (use_depth=True)"] if depth else []
    if lacks:
        raise UnavailableTaskError(name, Missing(lacks[0], f"it has no {lacks[0]}"))
    if world_type not in ("default", "specified_biome"):
        raise ValueError(f"generate_world_type must be default or specified_biome, not {world_type}")


def biome_name(task: str, biome: int | str | None) -> str:
    """Return the name of a biome that is given by name or number.

    Raises:
        UnavailableTaskError: It is another dimension.
        ValueError: There is none, or no such one.
    """
    if biome is None:
        raise ValueError("generate_world_type 'specified_biome' needs a specified_biome")
    if isinstance(biome, int) and biome not in BIOME_NAMES:
        raise ValueError(f"there is no biome {biome}; known are {sorted(BIOME_NAMES)}")
    name = BIOME_NAMES[biome] if isinstance(biome, int) else biome
    lack = missing_dimension(name)
    if lack is not None:
        raise UnavailableTaskError(task, lack)
    return BIOME_NAMES[biome_id(name)]


def voxel_bounds(size: Mapping[str, int]) -> VoxelBounds:
    """Return the bounds of a `voxel_size`, `xmin` to `zmax`."""
    return VoxelBounds(*((size[f"{axis}min"], size[f"{axis}max"]) for axis in "xyz"))


def terrain_seed(seed: str | int | None) -> int | None:
    """Return the seed of a world as the game reads what a player types: a number, or the hash of a text."""
    if seed is None or seed == "":
        return None
    try:
        return int(seed)
    except ValueError:
        value = 0
        for unit in np.frombuffer(str(seed).encode("utf-16-le"), "<u2").tolist():
            value = (31 * value + unit) % 2**32
        return value - 2**32 if value >= 2**31 else value
