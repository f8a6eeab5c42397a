"""Missions: what is read, and what is refused."""

import time

import pytest

from envs.malmo.mission import LONGEST_RAY, MissionError, Placement, read_mission
from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.world import StartStack
from tests.envs.malmo.missions import DEFAULT_WORLD, PLAINS, RAYS, VOXELS, mission


def test_a_plain_mission():
    read = read_mission(mission())
    assert read.image_size == (48, 64) and read.seed == 7
    assert read.start.biome == "plains" and read.start.respawn and read.start.start_time == 0
    assert read.start.mob_spawning and read.start.daylight_cycle and read.start.weather_cycle
    assert (read.health, read.food, read.placement, read.voxels, read.rays, read.lacks) == (
        20,
        20,
        None,
        None,
        None,
        (),
    )


def test_all_that_minedojo_can_say():
    read = read_mission(
        mission(
            world=DEFAULT_WORLD,
            initial="<Time><StartTime>13000</StartTime><AllowPassageOfTime>false</AllowPassageOfTime></Time>"
            "<Weather>rain</Weather><AllowSpawning>false</AllowSpawning>",
            start='<BreakSpeedMultiplier>10.0</BreakSpeedMultiplier><StartingHealth maxHealth="20" health="7.5"/>'
            '<StartingFood food="3"/><Placement x="10.5" y="70" z="-3" yaw="90" pitch="-10"/>'
            '<Inventory><InventoryObject slot="0" type="diamond_sword" metadata="0" quantity="1"/>'
            '<InventoryObject slot="39" type="iron_helmet" metadata="0" quantity="1"/>'
            '<InventoryObject slot="5" type="air" metadata="0" quantity="1"/></Inventory>',
            handlers=VOXELS + RAYS,
        )
    )
    start = read.start
    assert start.biome is None and start.start_time == 13000 and not start.daylight_cycle
    assert (start.weather, start.weather_cycle, start.mob_spawning, start.break_speed) == ("rain", False, False, 10.0)
    assert start.inventory == (
        StartStack(item="diamond_sword", count=1, slot=0),
        StartStack(item="iron_helmet", count=1, slot=39),
    )
    assert (read.health, read.food) == (7.5, 3)
    assert read.placement == Placement(10.5, 70, -3, 90, -10)
    assert read.voxels == VoxelBounds((-1, 1), (-1, 2), (-1, 1))
    assert read.rays == ((0.0, 0.0, 10.0), (-0.5, 0.25, LONGEST_RAY))


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        ("", None),
        ("123", 123),
        ("-5", -5),
        ("hello", 99162322),
        ("Aa", 2112),
        ("BB", 2112),
        ("polygenelubricants", -(2**31)),
    ],
)
def test_seeds_are_numbers_or_hashes_of_texts(seed, number):
    """The hashes are those that Java publishes for String.hashCode: s[0]*31^(n-1) + ... in 32 bits."""
    assert read_mission(mission(world=PLAINS.replace('"7"', f'"{seed}"'))).seed == number


@pytest.mark.parametrize(
    ("weather", "starts", "changes"),
    [("normal", "clear", True), ("clear", "clear", False), ("Thunder", "thunder", False)],
)
def test_weather(weather, starts, changes):
    start = read_mission(mission(initial=f"<Weather>{weather}</Weather>")).start
    assert (start.weather, start.weather_cycle) == (starts, changes)


def test_what_the_overworld_lacks_is_told():
    (lack,) = read_mission(mission(world=DEFAULT_WORLD + "<VillageSpawnDecorator />")).lacks
    assert "villages" in lack


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "well-formed"),
        ("<MissionInit", "well-formed"),
        ("<MissionInit/>", "MissionInit"),
        ("<Mission xmlns='http://ProjectMalmo.microsoft.com'/>", "with MissionInit"),
        (mission().replace("VideoProducer", "AudioProducer"), "no VideoProducer"),
        (mission(height="tall"), "tall"),
        (mission(world='<FlatWorldGenerator forceReset="true" generatorString=""/>'), "no flat worlds"),
        (mission(world='<FileWorldGenerator src="x"/>'), "no worlds from files"),
        (mission(world='<BiomeGenerator biome="60" seed=""/>'), "no biome 60"),
        (mission(world='<BiomeGenerator seed=""/>'), "no 'biome'"),
        (mission(initial="<Time><StartTime>noon</StartTime></Time>"), "noon"),
        (mission(start="<BreakSpeedMultiplier>-1</BreakSpeedMultiplier>"), "break_speed"),
        (mission(start='<Inventory><InventoryObject slot="41" type="log"/></Inventory>'), "slot must be"),
        (mission(start='<Inventory><InventoryObject slot="1" type="lgo"/></Inventory>'), "unknown item 'lgo'"),
        (mission(start='<Placement x="nan" y="1" z="1" yaw="0" pitch="0"/>'), "nan"),
        (mission(handlers=VOXELS.replace("-1", "-99")), "voxel bounds"),
        (mission(handlers=RAYS.replace("0.5", "inf")), "inf"),
        (
            mission(handlers=RAYS.replace("<RayO", '<RayOffset pitch="0" yaw="0" distance="1"/>' * 5000 + "<RayO", 1)),
            "5002",
        ),
    ],
)
def test_other_missions_are_refused_in_one_line(text, words):
    with pytest.raises(MissionError, match=words) as caught:
        read_mission(text)
    assert "\n" not in str(caught.value)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<MissionInit xmlns='http://ProjectMalmo.microsoft.com'>&c;</MissionInit>"
)
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><MissionInit>&f;</MissionInit>'


@pytest.mark.parametrize("text", [BOMB, FILE, "<?xml version='1.0'?>\n" + BOMB])
def test_entities_are_refused(text):
    with pytest.raises(MissionError, match="no entities"):
        read_mission(text)


def test_a_deep_document_is_refused_and_harms_nobody():
    depth = 200_000
    began = time.perf_counter()
    with pytest.raises(MissionError):
        read_mission("<a>" * depth + "</a>" * depth)
    assert time.perf_counter() - began < 30
