"""MineDojo's observation of one Overworld: its names, shapes and kinds of numbers.

The Overworld's own senses fill a row of records; here the row is shown as MineDojo shows it. Nothing is kept between
two observations, and every observation has arrays of its own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.names import BLOCKS, ENTITIES, NO_ENTITY, SPACED
from envs.minedojo.spaces import Box, Dict, Discrete, MultiDiscrete, Text
from envs.overworld.gamedata import TABLE
from envs.overworld.senses.observe import CRAFT_SMELT, MAIN_SLOTS
from envs.overworld.senses.sensors import VoxelBounds, ray_dtype, sense_rays, sense_voxels, voxel_dtype
from envs.overworld.world import Overworld

Observation = dict[str, Any]

_FLOATS = ("quantity", "cur_durability", "max_durability")
_EQUIPPED = 6
_LIFE = {"life": 20.0, "armor": 20.0, "food": 20.0, "saturation": 20.0, "xp": 1395.0, "oxygen": 300.0}
_PLACE = {
    "pitch": (-180.0, 180.0), "yaw": (-180.0, 180.0), "light_level": (0.0, 15.0), "sky_light_level": (0.0, 1.0),
    "sun_brightness": (0.0, 1.0), "sea_level": (0.0, 255.0), "rainfall": (0.0, 1.0), "temperature": (0.0, 1.0),
}  # fmt: skip
_DAMAGE = {
    "damage_amount": (0.0, 40.0), "damage_distance": (0.0, np.inf), "damage_pitch": (-90.0, 90.0),
    "damage_yaw": (-180.0, 180.0), "hunger_damage": (0.0, 20.0),
}  # fmt: skip
_DAMAGE_KINDS = ("is_explosion", "is_fire_damage", "is_magic_damage", "is_projectile", "is_unblockable")
_HARVEST_LEVELS = {"wooden_pickaxe": 0, "golden_pickaxe": 0, "stone_pickaxe": 1, "iron_pickaxe": 2, "diamond_pickaxe": 3}


def _harvest_levels() -> NDArray[np.int64]:
    """Return, by block id, the level of the weakest pickaxe that gets the block's drops; -1 where none is asked for."""
    levels = np.full(256, -1, np.int64)
    for row in TABLE["blocks"]:
        asked = [_HARVEST_LEVELS[tool] for tool in row["harvest_tools"] if tool in _HARVEST_LEVELS]
        levels[row["id"]] = min(asked, default=-1)
    return levels


_LEVELS = _harvest_levels()


class Senses:
    """What MineDojo tells of a world.

    Args:
        world: One world.
        voxels: Blocks around the player to show, if any.
        rays: (pitch, yaw, distance) of rays to follow, if any; radians off the gaze, positive is up and to the left, as
            in MineDojo.
        mute_damage: Whether `damage_source` is always zero, as it is in MineDojo.
    """

    def __init__(
        self,
        world: Overworld,
        voxels: VoxelBounds | None = None,
        rays: Sequence[tuple[float, float, float]] | None = None,
        mute_damage: bool = False,
    ) -> None:
        self._world = world
        self._voxels = voxels
        self._voxel_dtype = voxel_dtype(voxels) if voxels else None
        given = np.asarray(rays, np.float64).reshape(-1, 3) if rays is not None else None
        self._rays = given
        self._turned = given * (-1.0, -1.0, 1.0) if given is not None else None  # the Overworld's: down, to the right
        self._ray_dtype = ray_dtype(len(given)) if given is not None else None
        self._mute_damage = mute_damage
        self.row: np.void = np.zeros((), np.uint8)[()]
        """The Overworld's own row behind the last observation."""

    def space(self) -> dict[str, Any]:
        """Return the spaces of all groups."""
        space = _spaces()
        if self._voxels:
            space["voxels"] = _voxel_space(self._voxels.shape)
        if self._rays is not None:
            space["rays"] = _ray_space(len(self._rays))
        return space

    def observe(self) -> Observation:
        """Return all groups but the picture."""
        rows = self._world.observe()
        self.row = row = rows[0]
        observation: Observation = {
            "inventory": _stacks(row, "inventory"),
            "equipment": _stacks(row, "equipment"),
            "life_stats": _life(row),
            "location_stats": _location(row),
            "nearby_tools": {
                "table": _flag(row["nearby_tools_table"]),
                "furnace": _flag(row["nearby_tools_furnace"]),
            },
            "damage_source": _damage(row, self._mute_damage),
        }
        if self._voxel_dtype is not None:
            observation["voxels"] = self._observe_voxels()
        if self._ray_dtype is not None:
            observation["rays"] = self._observe_rays()
        return observation

    def masks(self) -> dict[str, NDArray[np.bool_]]:
        """Return the masks of the last observation, for all recipes and variants."""
        row = self.row
        masks = {
            name: row[f"masks_{name}"].view(np.bool_)
            for name in ("action_type", "action_arg", "equip", "place", "destroy", "craft_smelt")
        }
        if (row["inventory_name"] != 0).all():
            masks["action_type"][_CRAFT] = False
        return masks

    def _observe_voxels(self) -> dict[str, NDArray[Any]]:
        assert self._voxels is not None
        bounds = self._voxels
        rows = np.zeros(1, self._voxel_dtype)
        sense_voxels(self._world.state, self._world.rules, (bounds.x[0], bounds.y[0], bounds.z[0]), rows)
        row = rows[0]
        cells = {name: _as_bool(row[name]) for name in _VOXEL_FLAGS}
        cells["block_name"] = BLOCKS[row["block_name"]]
        cells["block_meta"] = row["block_meta"].astype(np.int64)
        cells["cos_look_vec_angle"] = row["cos_look_vec_angle"]
        return cells

    def _observe_rays(self) -> dict[str, NDArray[Any]]:
        assert self._rays is not None
        rows = np.zeros(1, self._ray_dtype)
        sense_rays(self._world.state, self._world.rules, self._turned, rows)
        row = rows[0]
        rays = {name: _as_bool(row[name]) for name in _RAY_FLAGS}
        rays |= {name: row[name] for name in _RAY_FLOATS}
        rays["ray_pitch"], rays["ray_yaw"] = self._rays[:, 0].astype(np.float32), self._rays[:, 1].astype(np.float32)
        rays["block_name"] = BLOCKS[row["block_name"]]
        rays["block_meta"] = row["block_meta"].astype(np.int64)
        rays["harvest_level"] = _LEVELS[row["block_name"]]
        rays["entity_name"] = ENTITIES[row["entity_name"]]
        return rays


_CRAFT = 4
_VOXEL_FLAGS = (
    "is_collidable", "is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn", "blocks_light",
)  # fmt: skip
_RAY_FLAGS = ("is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn")
_RAY_FLOATS = ("block_distance", "entity_distance", "traced_block_x", "traced_block_y", "traced_block_z")


def _as_bool(values: NDArray[np.int8]) -> NDArray[np.bool_]:
    return values.view(np.bool_)


def _flag(value: NDArray[np.int8]) -> NDArray[np.bool_]:
    return value.view(np.bool_).reshape(())


def _stacks(row: np.void, group: str) -> dict[str, NDArray[Any]]:
    stacks = {name: row[f"{group}_{name}"] for name in _FLOATS}
    stacks["name"] = SPACED[row[f"{group}_name"]]
    stacks["variant"] = row[f"{group}_variant"].astype(np.int64)
    return stacks


def _life(row: np.void) -> dict[str, NDArray[Any]]:
    life = {name: row[f"life_stats_{name}"] for name in _LIFE}
    life["is_sleeping"] = _flag(row["life_stats_is_sleeping"])
    return life


def _location(row: np.void) -> dict[str, NDArray[Any]]:
    place = {name: row[f"location_stats_{name}"] for name in ("pos", *_PLACE)}
    place["biome_id"] = row["location_stats_biome_id"].astype(np.int64).reshape(())
    place["is_raining"] = _flag(row["location_stats_is_raining"])
    place["can_see_sky"] = _flag(row["location_stats_can_see_sky"])
    return place


def _damage(row: np.void, mute: bool) -> dict[str, NDArray[Any]]:
    if mute:
        return {name: np.zeros(1, np.float32) for name in _DAMAGE} | {
            name: np.zeros((), np.bool_) for name in _DAMAGE_KINDS
        }
    damage = {name: row[f"damage_source_{name}"] for name in _DAMAGE}
    return damage | {name: _flag(row[f"damage_source_{name}"]) for name in _DAMAGE_KINDS}


def _number(low: float, high: float, shape: tuple[int, ...] = (1,)) -> Box:
    return Box(low, high, shape, np.float32)


def _truth(shape: tuple[int, ...] = ()) -> Box:
    return Box(0, 1, shape, np.bool_)  # type: ignore[arg-type]


def _whole(low: int, high: int, shape: tuple[int, ...] = ()) -> Box:
    return Box(low, high, shape, np.int64)  # type: ignore[arg-type]


def _stack_space(slots: int) -> Dict:
    return Dict(
        {
            "name": Text((slots,)),
            "variant": MultiDiscrete([121] * slots),
            "quantity": _number(0, 64, (slots,)),
            "max_durability": _number(-1, np.inf, (slots,)),
            "cur_durability": _number(-1, np.inf, (slots,)),
        }
    )


def _spaces() -> dict[str, Any]:
    place: dict[str, Any] = {name: _number(*limits) for name, limits in _PLACE.items()}
    place |= {"pos": _number(-640000, 640000, (3,)), "biome_id": _whole(0, 167)}
    place |= {"is_raining": _whole(0, 1), "can_see_sky": _whole(0, 1)}
    damage: dict[str, Any] = {name: _number(*limits) for name, limits in _DAMAGE.items()}
    life: dict[str, Any] = {name: _number(0, most) for name, most in _LIFE.items()}
    return {
        "inventory": _stack_space(MAIN_SLOTS),
        "equipment": _stack_space(_EQUIPPED),
        "life_stats": Dict(life | {"is_sleeping": Discrete(2)}),
        "location_stats": Dict(place),
        "nearby_tools": Dict({"table": _truth(), "furnace": _truth()}),
        "damage_source": Dict(damage | {name: _truth() for name in _DAMAGE_KINDS}),
    }


def _voxel_space(shape: tuple[int, ...]) -> Dict:
    cells: dict[str, Any] = {name: _truth(shape) for name in _VOXEL_FLAGS}
    cells |= {"block_name": Text(shape), "block_meta": _whole(0, 120, shape)}
    return Dict(cells | {"cos_look_vec_angle": _number(-1, 1, shape)})


def _ray_space(count: int) -> Dict:
    shape = (count,)
    rays: dict[str, Any] = {name: _truth(shape) for name in _RAY_FLAGS}
    rays |= {"block_name": Text(shape), "entity_name": Text(shape, (NO_ENTITY,))}
    rays |= {"block_meta": _whole(0, 120, shape), "harvest_level": _whole(-1, 4, shape)}
    rays |= {name: _number(-1, np.inf, shape) for name in ("block_distance", "entity_distance")}
    far = ("ray_pitch", "ray_yaw", "traced_block_x", "traced_block_y", "traced_block_z")
    return Dict(rays | {name: _number(-np.inf, np.inf, shape) for name in far})


def mask_space() -> Dict:
    """Return the space of `masks`."""
    shapes = {
        "action_type": (8,),
        "action_arg": (8, 1),
        "equip": (MAIN_SLOTS,),
        "place": (MAIN_SLOTS,),
        "destroy": (MAIN_SLOTS,),
        "craft_smelt": (len(CRAFT_SMELT),),
    }
    return Dict({name: _truth(shape) for name, shape in shapes.items()})
