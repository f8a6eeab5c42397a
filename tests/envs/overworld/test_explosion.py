"""Explosions: published damage and resistance, cover, drops, what they push, and a tidy world afterwards."""

import numpy as np
import pytest

from envs.overworld.blocks.blast import BLAST_RESISTANCE
from envs.overworld.blocks.fire import ignite
from envs.overworld.blocks.light import light_chunk
from envs.overworld.entities.explosion import explode, exposure, tick_tnt
from envs.overworld.entities.items import spawn_item
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.tnt import FUSE, TNT, prime_tnt
from envs.overworld.gamedata import RULES, block_id, block_state, item_index, mob_index
from envs.overworld.state import CHUNKS, ENTITY_BODY, ENTITY_FALLING, ENTITY_ITEM, ENTITY_NONE, MASK, NOBODY, NOT_LOADED
from tests.envs.overworld.living import advance, until_still
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

Y = FLOOR + 1
CREEPER = 3.0
TNT_POWER = 4.0


@pytest.fixture
def world():
    s = flat_world()
    s.players["x"] = 50.5  # out of reach
    return s


def blast(s, x=0.5, y=float(Y), z=0.5, power=CREEPER, fire=False, owner=NOBODY):
    explode(s, RULES, 0, x, y, z, power, fire, owner)


def pig_at(s, x, y, z, health=200.0):
    row = spawn_mob(s, RULES, 0, mob_index("pig"), x, y, z)
    s.entities["health"][0, row] = health
    return row


def fill(s, name, low=40):
    """A cube of one block around the origin, deep below the floor."""
    s.blocks[0, :20, :20, low : low + 20] = block_state(name)


def holes(s):
    """Cells of a filled cube that are air now."""
    return np.argwhere(s.blocks[0, :20, :20, 40:60] == 0)


@pytest.mark.parametrize(
    ("name", "resistance"),
    [("stone", 6), ("cobblestone", 6), ("dirt", 0.5), ("grass", 0.6), ("planks", 3), ("log", 2), ("obsidian", 1200),
     ("iron_ore", 3), ("sandstone", 0.8), ("glass", 0.3), ("water", 100), ("chest", 2.5), ("furnace", 3.5),
     ("leaves", 0.2), ("iron_door", 5), ("wooden_door", 3), ("end_stone", 9), ("torch", 0), ("netherrack", 0.4)],
)  # fmt: skip
def test_resistance_is_as_published(name, resistance):
    assert BLAST_RESISTANCE[block_id(name)] == pytest.approx(resistance)


@pytest.mark.parametrize(("power", "most"), [(CREEPER, 43), (TNT_POWER, 57)])
def test_damage_at_the_centre_is_as_published(world, power, most):
    """Minecraft Wiki: a creeper deals up to 43, TNT up to 57 at normal difficulty."""
    pig = pig_at(world, 0.5, Y + 0.5, 0.5)
    blast(world, y=Y + 0.5, power=power)
    assert 200 - world.entities["health"][0, pig] == pytest.approx(most)


@pytest.mark.parametrize("distance", [1.0, 2.5, 4.0, 5.5])
def test_damage_falls_with_distance(world, distance):
    pig = pig_at(world, 0.5 + distance, Y, 0.5)
    blast(world, y=Y + 0.01)
    impact = 1 - np.hypot(distance, 0.01) / 6
    assert 200 - world.entities["health"][0, pig] == int((impact**2 + impact) / 2 * 7 * 6 + 1)


def test_beyond_twice_the_power_nothing_is_felt(world):
    pig = pig_at(world, 6.6, Y, 0.5)
    blast(world)
    assert world.entities["health"][0, pig] == 200
    assert world.entities["vx"][0, pig] == 0


def test_a_wall_shields_and_a_half_wall_shields_half(world):
    seen = []
    for height in (0, 1, 2):
        if height:
            for z in range(-6, 7):
                put(world, 2, Y + height - 1, z, "obsidian")
        seen.append(exposure(world, RULES, 0, 0.5, Y + 1.2, 0.5, 4.5, Y, 0.5, 0.3, 1.8))
    assert seen[0] == 1.0
    assert 0.0 < seen[1] < 1.0
    assert seen[2] == 0.0


def test_it_pushes_away_and_up(world):
    pig = pig_at(world, 2.5, Y, 0.5)
    blast(world, y=Y + 0.1)
    entity = world.entities[0, pig]
    assert entity["vx"] > 0.2
    assert abs(entity["vz"]) < 1e-6
    world.players["x"], world.players["z"] = 0.5, -1.5
    blast(world, y=Y + 0.1)
    assert world.players["vz"][0, 0] < -0.2
    assert world.players["health"][0, 0] < 20


def test_who_explodes_feels_nothing(world):
    creeper = spawn_mob(world, RULES, 0, mob_index("creeper"), 0.5, Y, 0.5)
    health = world.entities["health"][0, creeper]
    blast(world, owner=ENTITY_BODY + creeper)
    assert world.entities["health"][0, creeper] == health


def test_items_near_by_are_destroyed(world):
    near = spawn_item(world, 0, 1.5, Y, 0.5, 0.0, 0.0, 0.0, item_index("diamond"), 0, 1, 0)
    far = spawn_item(world, 0, 9.5, Y, 0.5, 0.0, 0.0, 0.0, item_index("diamond"), 0, 1, 0)
    blast(world)
    assert world.entities["kind"][0, near] != ENTITY_ITEM or world.entities["item"][0, near] != item_index("diamond")
    assert world.entities["kind"][0, far] == ENTITY_ITEM


def test_a_crater_in_dirt_is_wider_than_in_stone_and_none_in_obsidian(world):
    sizes = []
    for name in ("dirt", "stone", "obsidian"):
        fill(world, name)
        blast(world, 10.5, 50.5, 10.5)
        sizes.append(len(holes(world)))
        world.clock["scheduled"] = 0
    assert sizes[0] > 2 * sizes[1] > 0
    assert sizes[2] == 0


def test_no_ray_reaches_further_than_its_strength(world):
    """Power 3 x 1.3, 0.09 + 0.225 and a third of the resistance lost every 0.3 blocks: in dirt at most 2.6 blocks."""
    fill(world, "dirt")
    for _ in range(5):
        blast(world, 10.5, 50.5, 10.5)
        world.clock["scheduled"] = 0
        reach = np.abs(holes(world) - 10).max()
        assert reach >= 1
        fill(world, "dirt")
        assert reach <= 1 + 0.3 * CREEPER * 1.3 / (0.225 + 0.3 * 0.8)


def test_water_protects_blocks_but_not_bodies(world):
    world.blocks[0, :4, :4, Y] = block_state("water")
    pig = pig_at(world, 3.5, Y, 0.5)
    before = world.blocks[0, :, :, : Y + 1].copy()
    blast(world, 0.5, Y + 0.5, 0.5)
    assert np.array_equal(world.blocks[0, :, :, : Y + 1], before)
    assert world.entities["health"][0, pig] < 200


def test_a_third_of_what_a_creeper_breaks_drops(world):
    broken = dropped = 0
    for _ in range(20):
        world.entities["kind"] = ENTITY_NONE
        world.clock["entity_rows"] = world.clock["scheduled"] = 0
        fill(world, "dirt")
        blast(world, 10.5, 50.5, 10.5)
        broken += len(holes(world))
        items = world.entities[0][world.entities[0]["kind"] == ENTITY_ITEM]
        dropped += int(items["count"].sum())
        assert set(items["item"]) <= {item_index("dirt")}
    assert dropped / broken == pytest.approx(1 / 3, abs=0.05)


def test_doors_go_whole_and_what_hung_on_blocks_comes_down(world):
    fill(world, "dirt")
    for x in range(8, 13):
        world.blocks[0, x, 10, 51] = block_state("wooden_door", 0)
        world.blocks[0, x, 10, 52] = block_state("wooden_door", 8)
    blast(world, 10.5, 50.5, 10.5)
    until_still(world, 400)
    cells = world.blocks[0, :20, :20, 40:60]
    door = cells >> 4 == block_id("wooden_door")
    upper = door & (cells & 8 != 0)
    assert np.array_equal(upper[:, :, 1:], (door & ~upper)[:, :, :-1])


def test_sand_falls_and_water_flows_into_the_crater(world):
    for x in range(-8, 9):
        for z in range(-8, 9):
            put(world, x, FLOOR, z, "dirt")
            put(world, x, FLOOR - 1, z, "dirt")
            put(world, x, FLOOR - 2, z, "obsidian")
    put(world, 2, Y, 0, "sand")
    put(world, -2, FLOOR, 0, "obsidian")
    put(world, -3, FLOOR, 0, "water")
    put(world, -2, FLOOR, 0, "dirt")
    blast(world, y=Y - 0.5)
    until_still(world, 600)
    assert block(world, 2, Y, 0) == 0
    assert (world.blocks[0, :, :, FLOOR - 1] >> 4 == block_id("water")).any()


@pytest.mark.parametrize("where", [0.5, 63.5, -15.5])
def test_light_and_heights_are_true_afterwards(world, where):
    """Also over the border of a chunk, beside chunks that are not loaded, and with lamps among what breaks."""
    for x in range(int(where) - 3, int(where) + 3):
        put(world, x, FLOOR - 2, 0, "glowstone")
        put(world, x, FLOOR + 3, 1, "dirt")
    relight(world)
    blast(world, where, float(Y), 0.5, power=TNT_POWER)
    advance(world, 3)
    light, top = world.light.copy(), world.top.copy()
    filled = world.blocks[0] != 0
    assert np.array_equal(top[0], np.max(filled * np.arange(1, 257), axis=2))
    relight(world)
    assert np.array_equal(light, world.light)


def relight(s):
    """Compute all light anew."""
    slots = s.chunks[0].copy()
    s.chunks[:] = NOT_LOADED
    for cx, cz in slots.reshape(-1, 2).tolist():
        s.chunks[0, cx % CHUNKS, cz % CHUNKS] = cx, cz
        light_chunk(s, RULES, 0, cx, cz)


def test_it_can_leave_fire(world):
    blast(world, power=TNT_POWER, fire=True)
    assert (world.blocks[0] >> 4 == block_id("fire")).sum() > 0


def test_two_worlds_explode_alike():
    s = flat_world(2)
    for w in (1, 0):
        explode(s, RULES, w, 0.5, 60.0, 0.5, TNT_POWER, False, NOBODY)
    assert np.array_equal(s.blocks[0], s.blocks[1])
    assert np.array_equal(s.light[0], s.light[1])
    assert s.entities[0].tobytes() == s.entities[1].tobytes()
    assert int((s.blocks[0, -5 & MASK :, :, :] == 0).sum()) > 0


def test_tnt_goes_off_after_80_ticks_and_lights_the_next(world):
    put(world, 2, FLOOR, 0, "tnt")
    prime_tnt(world, 0, 0, Y, 0, FUSE, NOBODY)
    for _ in range(FUSE):
        assert block(world, 2, FLOOR, 0) == TNT
        assert np.abs(world.entities["y"][0, 0] - Y) < 1
        tick_tnt(world, RULES, 0, 0)
    lit = world.entities[0][world.entities[0]["kind"] == ENTITY_FALLING]
    assert block(world, 2, FLOOR, 0) == 0
    assert len(lit) == 1 and lit["block"][0] == TNT
    assert 10 <= lit["timer"][0] <= 29
    assert world.entities["item"][0].max() != item_index("tnt"), "lit TNT does not drop"


def test_fire_lights_tnt(world):
    world.blocks[0, 8:12, 8:12, Y] = TNT
    for x in range(8, 12):
        ignite(world, RULES, 0, x, Y + 1, 9)
    for _ in range(40):
        advance(world, 20)
        if (world.entities["block"][0] == TNT).any():
            return
    raise AssertionError("nothing was lit")
