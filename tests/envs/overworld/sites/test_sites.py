"""Start sites keep their promises, over seeds; the same seed begins the same however the worlds are batched."""

import math

import numpy as np
import pytest

from envs.overworld.action import ACTION
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.blocks.liquids import is_water
from envs.overworld.gamedata import BIOME_NAMES, UnknownNameError, block_id, mob_index
from envs.overworld.senses.view import HIDES, KINDS, REACH, sense_view
from envs.overworld.sites.site import StartSite
from envs.overworld.state import ENTITY_MOB, MASK
from envs.overworld.world import Overworld, StartMob, WorldStart

WORLDS = 4
BIOMES = ("plains", "forest", "taiga")


def begin(site, biome=BIOMES, seeds=range(WORLDS), **start):
    world = Overworld(len(seeds))
    world.reset(seeds, [WorldStart(biome=biome, site=site, **start)] * len(seeds))
    return world


def seen(world, kind):
    """Return (N,) blocks to the nearest of a kind that the players see."""
    rows = np.zeros((world.num_worlds, len(KINDS)), np.float32)
    everyone = np.ones(world.num_worlds, np.bool_)
    sense_view(world.state, world.rules, everyone, np.isin(KINDS, [kind]), REACH, rows)
    return rows[:, KINDS.index(kind)]


def block(world, w, x, y, z):
    return int(world.state.blocks[w, math.floor(x) & MASK, math.floor(z) & MASK, math.floor(y)])


def light(world, w, up=0):
    player = world.state.players[w, 0]
    x, y, z = (math.floor(player[name]) for name in ("x", "y", "z"))
    return int(world.state.light[w, x & MASK, z & MASK, y + up])


def stand_still(world, ticks=5):
    """Check that nobody falls, is hurt, or has the eyes in a block."""
    before = world.state.players.copy()
    for _ in range(ticks):
        world.step(np.zeros(world.num_worlds, ACTION))
    players = world.state.players[:, 0]
    assert np.abs(players["y"] - before["y"][:, 0]).max() < 1e-6
    assert (players["on_ground"] == 1).all()
    assert (players["health"] == 20).all()
    for w, player in enumerate(players):
        assert not HIDES[block(world, w, player["x"], player["y"] + 1.62, player["z"])]


@pytest.mark.parametrize(("kind", "low", "high"), [("tree", 3, 6), ("tree", 8, 14), ("cow", 2, 4), ("zombie", 9, 12)])
def test_what_it_is_near_to_is_in_view_at_the_distance(kind, low, high):
    world = begin(StartSite(near=kind, low=low, high=high))
    distances = seen(world, kind)
    assert ((low <= distances) & (distances <= high)).all()
    assert len(np.unique(distances)) == WORLDS
    stand_still(world)


def test_it_is_faced_within_the_angle():
    world = begin(StartSite(near="cow", low=5, high=9, aside=10))
    for w in range(WORLDS):
        player, entities = world.state.players[w, 0], world.state.entities[w]
        (cow,) = entities[(entities["kind"] == ENTITY_MOB) & (entities["persistent"] == 1)]
        yaw = math.degrees(math.atan2(-(cow["x"] - player["x"]), cow["z"] - player["z"]))
        assert abs((player["yaw"] - yaw + 180) % 360 - 180) <= 10 + 1e-6
        assert (cow["mob"], cow["growth"]) == (mob_index("cow"), 0)


@pytest.mark.parametrize("kind", ["tree", "sheep"])
def test_what_is_to_be_found_is_there_and_not_in_view(kind):
    world = begin(StartSite(near=kind, low=16, high=30, in_view=False), biome=("plains", "savanna"))
    assert np.isinf(seen(world, kind)).all()
    stand_still(world)
    for w in range(WORLDS):
        player, entities = world.state.players[w, 0], world.state.entities[w]
        if kind == "sheep":
            (sheep,) = entities[(entities["kind"] == ENTITY_MOB) & (entities["persistent"] == 1)]
            assert 16 <= math.hypot(sheep["x"] - player["x"], sheep["z"] - player["z"]) <= 32
        else:
            xs, zs = (math.floor(player[name]) + np.arange(-31, 32) for name in ("x", "z"))
            area = world.state.blocks[w][np.ix_(xs & MASK, zs & MASK)] >> 4
            assert np.isin(area, [block_id("log"), block_id("log2")]).any()


def test_a_room_is_dark_or_lit_closed_and_as_deep_as_asked():
    for torch in (False, True):
        world = begin(StartSite(place="room", depth=(8, 10), torch=torch))
        stand_still(world)
        for w in range(WORLDS):
            player = world.state.players[w, 0]
            lit = light(world, w)
            assert lit >> 4 == 0
            assert (lit & 15 > 8) == torch
            column = world.state.blocks[w, math.floor(player["x"]) & MASK, math.floor(player["z"]) & MASK]
            ground = next(y for y in range(200, 0, -1) if HIDES[column[y]] and column[y] >> 4 not in leaves())
            assert 8 <= ground + 1 - player["y"] <= 10


def leaves():
    return block_id("leaves"), block_id("leaves2")


def test_an_ore_is_put_into_the_wall_of_a_room():
    world = begin(StartSite(place="room", near="iron_ore", low=2, high=3, aside=15))
    distances = seen(world, "iron_ore")
    assert ((distances >= 2) & (distances <= 3)).all()
    stand_still(world)


def test_in_a_cave_one_stands_by_torchlight():
    world = begin(StartSite(place="cave", near="iron_ore", low=4, high=30, in_view=False))
    assert np.isinf(seen(world, "iron_ore")).all()
    stand_still(world)
    assert all(light(world, w) & 15 >= 13 and light(world, w) >> 4 <= 4 for w in range(WORLDS))


def test_in_the_water_land_is_as_far_as_asked():
    world = begin(StartSite(place="water", low=4, high=10), biome=None)
    for w in range(WORLDS):
        player = world.state.players[w, 0]
        assert (player["in_water"], player["on_ground"]) == (1, 0)
        x, y, z = (math.floor(player[name]) for name in ("x", "y", "z"))
        assert all(is_water(block(world, w, x, y - down, z)) for down in range(3))
        for dx in range(-3, 4):
            for dz in range(-3, 4):
                if math.hypot(dx, dz) < 4:
                    top = int(world.state.top[w, (x + dx) & MASK, (z + dz) & MASK])
                    assert is_water(block(world, w, x + dx, top - 1, z + dz)) or top <= y + 1 or top > y + 3
    assert not is_water(block(world, 0, world.state.players[0, 0]["x"], world.state.players[0, 0]["y"] + 1.62,
                              world.state.players[0, 0]["z"]))  # fmt: skip


@pytest.mark.parametrize(
    ("site", "biome"),
    [
        (StartSite(near="stone", low=3, high=8), ("extreme_hills", "plains")),
        (StartSite(near="cow", in_view=False, low=16, high=30), BIOMES),
        (StartSite(place="room", near="coal_ore", low=2, high=4), BIOMES),
        (StartSite(place="water", low=4, high=10), None),
    ],
)
def test_a_seed_begins_the_same_whatever_stands_beside_it(site, biome):
    mobs = (StartMob(mob="pig", count=2),)
    together = begin(site, biome, seeds=[3, 4, 5], mobs=mobs)
    alone = begin(site, biome, seeds=[4], mobs=mobs)
    for (name, one), other in zip(alone.memory(0).items(), together.memory(1).values(), strict=True):
        assert one.tobytes() == other.tobytes(), name


def test_a_start_survives_a_snapshot_and_a_reset_of_its_neighbour():
    site = StartSite(place="room", near="iron_ore", low=2, high=4)
    world = begin(site, seeds=[1, 2])
    snapshot = world.snapshot(1)
    world.reset([7, 7], [WorldStart(biome="plains", site=StartSite())] * 2, np.array([True, False]))
    assert world.snapshot(1) == snapshot
    other = Overworld(1)
    other.restore(snapshot)
    for _ in range(20):
        world.step(np.zeros(2, ACTION))
        other.step(np.zeros(1, ACTION))
    assert other.snapshot(0) == world.snapshot(1)


def test_without_such_a_place_the_player_begins_at_the_spawn():
    world = begin(StartSite(near="emerald_ore"), biome="desert", seeds=[0])
    player, clock = world.state.players[0, 0], world.state.clock[0]
    assert (player["x"], player["y"], player["z"]) == (clock["spawn_x"] + 0.5, clock["spawn_y"], clock["spawn_z"] + 0.5)
    assert player["pitch"] == 0
    stand_still(world)


def test_options_move_the_distance():
    config = OverworldConfig(
        start=WorldStart(biome="plains", site=StartSite(near="cow", low=2, high=4)), image_size=None
    )
    batch = OverworldBatch(config, 2)
    everyone = np.ones(2, np.bool_)
    batch.reset([0, 1], everyone, {})
    assert (seen(batch.world, "cow") <= 4).all()
    batch.reset([0, 1], everyone, {"site": {"low": 8, "high": 10}})
    distances = seen(batch.world, "cow")
    assert ((distances >= 8) & (distances <= 10)).all()
    batch.reset([0, 1], everyone, {"site": StartSite(place="room")})
    assert [light(batch.world, w) >> 4 for w in range(2)] == [0, 0]
    with pytest.raises(ValueError, match="unknown setting 'hihg' of a site; known are place"):
        batch.reset([0, 1], everyone, {"site": {"hihg": 6}})


def test_of_several_biomes_the_seed_draws_one():
    start = WorldStart(biome=BIOMES)
    drawn = [start.biome_for(seed) for seed in range(30)]
    assert set(drawn) == set(BIOMES)
    world = begin(None, seeds=[0, 1, 2])
    players = world.state.players[:, 0]
    for w in range(3):
        biome = world.state.biomes[w, math.floor(players["x"][w]) & MASK, math.floor(players["z"][w]) & MASK]
        assert BIOME_NAMES[int(biome)] == drawn[w]
    assert WorldStart(biome=BIOMES, world_seed=7).biome_for(1) == WorldStart(biome=BIOMES).biome_for(7)
    assert WorldStart().biome_for(3) is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"place": "sky"}, "ground, room, cave, water"),
        ({"near": "tre"}, "tree"),
        ({"place": "room", "near": "cow"}, "only ores"),
        ({"place": "room", "near": "iron_ore"}, "high <= 6"),
        ({"place": "room", "near": "iron_ore", "low": 2, "high": 3, "in_view": False}, "in view"),
        ({"place": "water", "near": "tree"}, "near land"),
        ({"place": "cave", "near": "pig"}, "near blocks"),
        ({"low": 8, "high": 4}, "low <= high"),
        ({"aside": 200}, "180"),
        ({"depth": (1, 4)}, "depth"),
    ],
)
def test_senseless_sites_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        StartSite(**fields)


def test_biomes_are_checked():
    with pytest.raises(UnknownNameError, match="plains"):
        WorldStart(biome=("forest", "plans"))
    with pytest.raises(ValueError, match="empty"):
        WorldStart(biome=())
