"""A MissionInit document, as MineDojo 0.1 or MineRL 1.0 writes it, and how an Overworld has to begin for it.

MineRL's missions draw a cursor (`FakeCursorSize`), call items by the names of Minecraft 1.16.5, and have their seed in
the token that follows them.
"""

import math
import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.etree import ElementTree

from envs.malmo.modern import CATEGORIES, STACKS
from envs.overworld.gamedata import BIOME_NAMES, ITEM_NAMES
from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.world import WEATHERS, StartStack, WorldStart

MOST_RAYS = 4096
"""Most lidar rays of a mission."""
LONGEST_RAY = 48.0
"""Blocks that a ray can see: so far the land is loaded in every direction."""
_NAMESPACE = "{http://ProjectMalmo.microsoft.com}"
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_FULL = 20.0
_CHANGING = "normal"  # of weather


class MissionError(ValueError):
    """A mission that is no mission, or that the Overworld cannot begin; the message says what would do."""


class Placement(NamedTuple):
    """Where a mission puts its player: feet in blocks, gaze in degrees."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float


@dataclass(frozen=True, kw_only=True)
class Mission:
    """What a mission asks of an Overworld."""

    image_size: tuple[int, int]
    """(height, width) in pixels."""
    start: WorldStart
    seed: int | None
    """Of the terrain and all chance, or None: another world each time."""
    health: float = _FULL
    food: int = int(_FULL)
    placement: Placement | None = None
    """None: at the world's spawn."""
    voxels: VoxelBounds | None = None
    rays: tuple[tuple[float, float, float], ...] | None = None
    """(pitch, yaw) off the gaze in radians, longest distance in blocks, as the Overworld takes them: positive is down
    and right. MineDojo counts up and left."""
    modern: bool = False
    """Whether it is one of MineRL 1.0's, which are told of in the words of Minecraft 1.16.5, and end with death."""
    lacks: tuple[str, ...] = ()
    """What the mission asks for and the Overworld does not have; it begins without."""


def read_mission(text: str) -> Mission:
    """Return what a MissionInit document asks for.

    Raises:
        MissionError: The text is no mission, declares entities, or asks for what makes no sense here.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise MissionError("a mission has no document type and no entities of its own")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise MissionError(f"the mission is no well-formed XML: {error}") from error
    if root.tag != f"{_NAMESPACE}MissionInit":
        raise MissionError(f"the document begins with '{root.tag[:80]}'; a mission with MissionInit")
    try:
        return _mission(root)
    except (ValueError, OverflowError) as error:
        raise MissionError(f"the mission cannot begin: {error}") from error


def _mission(root: ElementTree.Element) -> Mission:
    placement, health, food = _find(root, "Placement"), _find(root, "StartingHealth"), _find(root, "StartingFood")
    video = _need(root, "VideoProducer")
    return Mission(
        image_size=(int(_text(video, "Height")), int(_text(video, "Width"))),
        start=_start(root),
        seed=_seed(root),
        health=_within("health", health, _FULL, 0.5, _FULL),
        food=int(_within("food", food, _FULL, 0.0, _FULL)),
        placement=None if placement is None else Placement(*(_number(placement, name) for name in Placement._fields)),
        voxels=_voxels(root),
        rays=_rays(root),
        modern=_is_modern(root),
        lacks=tuple(_LACKS[name] for name in _LACKS if _find(root, name) is not None),
    )


_LACKS = {
    "VillageSpawnDecorator": "villages: the player begins at the world's spawn",
    "DrawingDecorator": "drawings: nothing is drawn into the world",
}


def _start(root: ElementTree.Element) -> WorldStart:
    for name, what in (("FlatWorldGenerator", "flat worlds"), ("FileWorldGenerator", "worlds from files")):
        if _find(root, name) is not None:
            raise MissionError(f"the Overworld has no {what}; generate_world_type may be default or specified_biome")
    weather = (_optional(root, "Weather") or _CHANGING).lower()
    return WorldStart(
        biome=_preferred_biome(root) if _is_modern(root) else _biome(root),
        start_time=int(_optional(root, "StartTime") or 0) % 24000,
        daylight_cycle=_is_true(root, "AllowPassageOfTime"),
        weather=weather if weather in WEATHERS else "clear",
        weather_cycle=weather == _CHANGING,
        difficulty="hard" if _is_modern(root) else "normal",
        mob_spawning=_is_true(root, "AllowSpawning"),
        respawn=True,
        inventory=_inventory(root),
        break_speed=float(_optional(root, "BreakSpeedMultiplier") or 1.0),
    )


def _is_modern(root: ElementTree.Element) -> bool:
    return _find(root, "FakeCursorSize") is not None


def _biome(root: ElementTree.Element) -> str | None:
    """Return the biome that the whole world is of, if any."""
    biome = _find(root, "BiomeGenerator")
    number = None if biome is None else int(_attribute(biome, "biome"))
    if number is not None and number not in BIOME_NAMES:
        raise MissionError(f"there is no biome {number} in Minecraft 1.11")
    return None if number is None else BIOME_NAMES[number]


def _preferred_biome(root: ElementTree.Element) -> str | None:
    """Return the first biome of the category in which the player is to begin, of which the whole world then is."""
    category = _optional(root, "PreferredSpawnBiome")
    if category and category not in _KINDS:
        raise MissionError(f"there is no kind of biome '{category}'; there are {', '.join(sorted(_KINDS))}")
    return next((name for name, kind in CATEGORIES.items() if kind == category), None)


_KINDS = set(CATEGORIES.values())


def _seed(root: ElementTree.Element) -> int | None:
    """Return the seed as the game reads it: a number, or the hash of a text; None if nothing is said."""
    generators = [_find(root, name) for name in ("DefaultWorldGenerator", "BiomeGenerator")]
    text = "".join(node.get("seed", "").strip() for node in generators if node is not None)
    if not text:
        return None
    return int(text) if _WHOLE.fullmatch(text) else _java_hash(text)


def _java_hash(text: str) -> int:
    """Return what Java's String.hashCode makes of a text."""
    value = 0
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        value = (31 * value + unit) & 0xFFFF_FFFF
    return value - (1 << 32) if value >> 31 else value


def _inventory(root: ElementTree.Element) -> tuple[StartStack, ...]:
    rows = [row for row in root.iter(f"{_NAMESPACE}InventoryObject") if _attribute(row, "type") != "air"]
    read = _modern_stack if _is_modern(root) else _stack
    return tuple(read(row) for row in rows)


def _stack(row: ElementTree.Element) -> StartStack:
    return StartStack(
        item=_attribute(row, "type"),
        count=int(row.get("quantity", "1")),
        variant=int(row.get("metadata", "0")),
        slot=int(_attribute(row, "slot")),
    )


def _modern_stack(row: ElementTree.Element) -> StartStack:
    name = _attribute(row, "type").removeprefix("minecraft:")
    if name not in STACKS:
        raise MissionError(f"Minecraft 1.11.2, which the Overworld is, has no '{name[:40]}'")
    item, variant = STACKS[name]
    return replace(_stack(row), item=ITEM_NAMES[item], variant=variant)


def _voxels(root: ElementTree.Element) -> VoxelBounds | None:
    grid = _find(root, "Grid")
    if grid is None:
        return None
    low, high = _need(grid, "min"), _need(grid, "max")
    x, y, z = ((int(_attribute(low, axis)), int(_attribute(high, axis))) for axis in "xyz")
    return VoxelBounds(x, y, z)


def _rays(root: ElementTree.Element) -> tuple[tuple[float, float, float], ...] | None:
    rays = root.findall(f".//{_NAMESPACE}RayOffset")
    if len(rays) > MOST_RAYS:
        raise MissionError(f"{len(rays)} lidar rays are asked for; up to {MOST_RAYS} are possible")
    numbers = [(_number(ray, "pitch"), _number(ray, "yaw"), _number(ray, "distance")) for ray in rays]
    return tuple((-pitch, -yaw, min(max(reach, 0.0), LONGEST_RAY)) for pitch, yaw, reach in numbers) or None


def _find(node: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return node.find(f".//{_NAMESPACE}{name}")


def _need(node: ElementTree.Element, name: str) -> ElementTree.Element:
    found = _find(node, name)
    if found is None:
        raise MissionError(f"the mission has no {name}")
    return found


def _optional(node: ElementTree.Element, name: str) -> str:
    found = _find(node, name)
    return "" if found is None else (found.text or "").strip()


def _text(node: ElementTree.Element, name: str) -> str:
    return (_need(node, name).text or "").strip()


def _is_true(node: ElementTree.Element, name: str) -> bool:
    """Whether an element does not say `false`; one that is missing does not."""
    return _optional(node, name).lower() != "false"


def _attribute(node: ElementTree.Element, name: str) -> str:
    value = node.get(name)
    if value is None:
        raise MissionError(f"{node.tag.removeprefix(_NAMESPACE)} has no '{name}'")
    return value


def _number(node: ElementTree.Element, name: str) -> float:
    value = float(_attribute(node, name))
    if not math.isfinite(value):
        raise MissionError(f"{node.tag.removeprefix(_NAMESPACE)} has the '{name}' {value}")
    return value


def _within(name: str, node: ElementTree.Element | None, missing: float, low: float, high: float) -> float:
    """Return a number of an element, as near to low..high as can be."""
    if node is None or name not in node.attrib:
        return missing
    return min(high, max(low, _number(node, name)))
