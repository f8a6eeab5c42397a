"""MineDojo's observation of one Overworld: its names, shapes and kinds of numbers.

The Overworld's own senses fill a row of records; here the row is shown as MineDojo shows it. Nothing is kept between
two observations, and every observation has arrays of its own.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.malmo.info import sun_factor
from envs.malmo.names import NO_ENTITY
from envs.minedojo.names import BLOCKS, ENTITIES, HARVEST_LEVELS, SPACED
from envs.minedojo.spaces import Box, Dict, Discrete, MultiDiscrete, Text
from envs.minedojo.unpack import Unpack
from envs.overworld.blocks.daylight import sun_brightness
from envs.overworld.senses.observe import CRAFT_SMELT, MAIN_SLOTS, OBSERVATION, observe_all
from envs.overworld.senses.sensors import VoxelBounds, ray_dtype, sense_rays, sense_voxels, voxel_dtype
from envs.overworld.state import HEIGHT, WINDOW
from envs.overworld.threads import threads_for
from envs.overworld.world import Overworld

Observation = dict[str, Any]

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
        self._rows = np.zeros(1, OBSERVATION)
        self._mute_damage = mute_damage
        self._voxels = voxels
        self._voxel_rows = np.zeros(1, voxel_dtype(voxels)) if voxels else None
        self._rays = np.asarray(rays, np.float64).reshape(-1, 3) if rays is not None else None
        self._ray_rows = np.zeros(1, ray_dtype(len(self._rays))) if self._rays is not None else None
        self._unpack_voxels = Unpack(self._voxel_rows.dtype) if self._voxel_rows is not None else None
        self._unpack_rays = Unpack(self._ray_rows.dtype) if self._ray_rows is not None else None

    @property
    def rows(self) -> NDArray[np.void]:
        """The Overworld's own (1,) OBSERVATION row behind the last observation; the next one overwrites it."""
        return self._rows

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
        with threads_for(1):
            observe_all(self._world.state, self._world.rules, self._rows)
            sensed: Observation = {}
            if self._unpack_voxels is not None:
                sensed["voxels"] = self._observe_voxels()
            if self._unpack_rays is not None:
                sensed["rays"] = self._observe_rays()
        return self._groups() | sensed

    def _groups(self) -> Observation:
        """Return the groups that every observation has."""
        fields = _UNPACK(self._rows)
        groups: Observation = {group: {name: fields[field] for name, field in names} for group, names in _SHOWN.items()}
        for group in ("inventory", "equipment"):
            groups[group]["name"] = SPACED.take(groups[group]["name"])
        self._tell_sun(groups["location_stats"])
        if self._mute_damage:
            groups["damage_source"] = {name: np.zeros_like(value) for name, value in groups["damage_source"].items()}
        return groups

    def masks(self) -> dict[str, NDArray[np.bool_]]:
        """Return the masks of the last observation, for all recipes and variants."""
        fields = _UNPACK_MASKS(self._rows)
        masks = {name: fields[field] for name, field in _MASKS}
        if masks["destroy"].all():
            masks["action_type"][_CRAFT] = False  # as in MineDojo: a full inventory has no room
        return masks

    def _tell_sun(self, place: dict[str, NDArray[Any]]) -> None:
        """Set what the game tells of the sun: its factor, 0 at night, and the brightness of the sky, 0.2 at night."""
        clock = self._world.state.clock[0]
        sky = int(clock["time"]), float(clock["rain_strength"]), float(clock["thunder_strength"])
        place["sun_brightness"][0] = sun_factor(*sky)
        place["sky_light_level"][0] = sun_brightness(*sky)

    def _observe_voxels(self) -> dict[str, NDArray[Any]]:
        assert self._voxels is not None and self._voxel_rows is not None and self._unpack_voxels is not None
        low = (self._voxels.x[0], self._voxels.y[0], self._voxels.z[0])
        sense_voxels(self._world.state, self._world.rules, low, self._voxel_rows)
        cells = self._unpack_voxels(self._voxel_rows)
        cells["block_name"] = BLOCKS.take(cells["block_name"])
        return cells

    def _observe_rays(self) -> dict[str, NDArray[Any]]:
        assert self._rays is not None and self._ray_rows is not None and self._unpack_rays is not None
        followed = self._rays * _TURN
        followed[:, 2] = np.minimum(followed[:, 2], _FARTHEST)
        sense_rays(self._world.state, self._world.rules, followed, self._ray_rows)
        rays = self._unpack_rays(self._ray_rows)
        for name in ("block_distance", "entity_distance"):
            nothing = rays[name] >= _FARTHEST  # a ray that meets nothing tells its length
            rays[name][nothing] = self._rays[nothing, 2]
        rays["ray_pitch"], rays["ray_yaw"] = self._rays[:, 0].astype(np.float32), self._rays[:, 1].astype(np.float32)
        rays["harvest_level"] = HARVEST_LEVELS.take(rays["block_name"])
        rays["block_name"] = BLOCKS.take(rays["block_name"])
        rays["entity_name"] = ENTITIES.take(rays["entity_name"])
        return rays


_FARTHEST = float(math.ceil(math.hypot(WINDOW, WINDOW, HEIGHT)))
"""Blocks beyond which no ray meets anything, because nothing is loaded there."""
_TURN = np.array([-1.0, -1.0, 1.0])
"""From MineDojo's directions of rays (up, to the left) to the Overworld's (down, to the right)."""
_CRAFT = 4
_VOXEL_FLAGS = (
    "is_collidable", "is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn", "blocks_light",
)  # fmt: skip
_RAY_FLAGS = ("is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn")
_INVENTORY = ("name", "variant", "quantity", "cur_durability", "max_durability")
_TRUTHS = ("is_sleeping", "biome_id", "is_raining", "can_see_sky", "table", "furnace", *_DAMAGE_KINDS)
"""What is shown as one value, rather than as an array of one."""
_GROUPS: dict[str, tuple[str, ...]] = {
    "inventory": _INVENTORY,
    "equipment": _INVENTORY,
    "life_stats": (*_LIFE, "is_sleeping"),
    "location_stats": ("pos", *_PLACE, "biome_id", "is_raining", "can_see_sky"),
    "nearby_tools": ("table", "furnace"),
    "damage_source": (*_DAMAGE, *_DAMAGE_KINDS),
}
_SHOWN = {group: [(name, f"{group}_{name}") for name in names] for group, names in _GROUPS.items()}
_MASKS = [(name, f"masks_{name}") for name in ("action_type", "action_arg", "equip", "place", "destroy", "craft_smelt")]
_UNPACK = Unpack(
    OBSERVATION,
    {field: () if name in _TRUTHS else OBSERVATION[field].shape for names in _SHOWN.values() for name, field in names},
)
_UNPACK_MASKS = Unpack(OBSERVATION, {field: OBSERVATION[field].shape for _, field in _MASKS})


def _number(low: float, high: float, shape: tuple[int, ...] = (1,)) -> Box:
    return Box(low, high, shape, np.float32)


def _truth(shape: tuple[int, ...] = ()) -> Box:
    return Box(0, 1, shape, np.bool_)  # type: ignore[arg-type]


def _whole(low: int, high: int, shape: tuple[int, ...] = ()) -> Box:
    return Box(low, high, shape, np.int64)


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
