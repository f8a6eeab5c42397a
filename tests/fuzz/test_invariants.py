"""The invariants hold in a sound world and notice when one is broken."""

import numpy as np
import pytest

from envs.overworld.blocks.edits import record_edit
from envs.overworld.gamedata import block_id, block_state, item_index
from envs.overworld.state import ENTITY_FALLING, ENTITY_ITEM, ENTITY_MOB, State
from tests.envs.overworld.scenes import FLOOR, flat_world
from tests.fuzz.invariants import BrokenError, check_blocks, check_light, check_state, inner_chunks

STONE = item_index("stone")


@pytest.fixture(scope="module")
def sound():
    s = flat_world(2)
    s.clock["entity_rows"] = 3
    s.entities[1, 0]["kind"] = ENTITY_MOB
    s.entities[1, 1]["kind"] = ENTITY_ITEM
    s.entities[1, 2]["kind"] = ENTITY_FALLING
    s.entities["y"][1, :3] = 70
    s.entities[1, 1]["item"], s.entities[1, 1]["count"] = STONE, 3
    s.entities[1, 2]["block"] = block_state("sand")
    s.containers[1, 0]["block"] = block_id("chest")
    s.containers[1, 0]["y"] = FLOOR + 1
    s.blocks[1, 0, 0, FLOOR + 1] = block_state("chest", 2)
    s.top[1, 0, 0] = FLOOR + 2
    s.stored[1, 0, 26] = (STONE, 0, 64)
    return s


@pytest.fixture
def world(sound):
    return State(*(array.copy() for array in sound))


def test_a_sound_world_passes(world):
    check_state(world)
    check_blocks(world, 0)
    check_blocks(world, 1)
    check_light(world, 0)


def _set(name, index, field, value):
    def damage(s):
        getattr(s, name)[field][index] = value

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_set("players", (1, 0), "vx", np.nan), "players .*vx is nan"),
        (_set("players", (1, 0), "health", 20.5), "health is 20.5"),
        (_set("players", (1, 0), "health", 0), "alive with no health"),
        (_set("players", (1, 0), "food", 21), "food is 21"),
        (_set("players", (1, 0), "food", 4), "saturation 5.0 above food"),
        (_set("players", (1, 0), "pitch", 91), "pitch is 91"),
        (_set("players", (1, 0), "yaw", 180), "yaw is 180"),
        (_set("players", (1, 0), "x", 40.0), "chunks around the player"),
        (_set("players", (1, 0), "effect_ticks", np.full(32, -1)), "effect 0 lasts -1"),
        (_set("clock", 1, "time", 24000), "time is 24000"),
        (_set("clock", 1, "scheduled", 2049), "scheduled is 2049"),
        (_set("scheduled", (1, 0), "y", -1), None),
        (_set("clock", 1, "edits", 1), "the clock counts 1"),
        (_set("clock", 1, "entity_rows", 2), "entity 2 lies beyond"),
        (_set("slots", (1, 0, 3), "count", 1), "1 x air"),
        (_set("slots", (1, 0, 3), "item", STONE), "0 x stone"),
        (_set("slots", (1, 0, 3), "meta", 1), "variant 1"),
        (_set("slots", (1, 0, 3), "item", 5000), "no item"),
        (_set("stored", (1, 0, 26), "count", 65), "65 x stone"),
        (_set("stored", (1, 1, 0), "item", STONE), "0 x stone"),
        (_set("containers", (1, 0), "block", block_id("stone")), "container 0 is block 1"),
        (_set("containers", (1, 0), "block", block_id("furnace")), "furnace 0 holds something in slot 26"),
        (_set("containers", (1, 0), "block", 0), "is free, but slot 26"),
        (_set("containers", (1, 0), "x", 1), "stands where block 0 is"),
        (_set("entities", (1, 0), "mob", 200), "mob is 200"),
        (_set("entities", (1, 0), "path_length", 25), "path_length is 25"),
        (_set("entities", (1, 0), "path_next", 1), "beyond the end of its path"),
        (_set("entities", (1, 1), "count", 65), "65 x stone"),
        (_set("entities", (1, 1), "pickup_delay", 41), "pickup_delay is 41"),
        (_set("entities", (1, 1), "vy", np.inf), "vy is inf"),
        (_set("entities", (1, 2), "block", block_state("stone")), "falls"),
        (_set("entities", (1, 2), "kind", 9), "kind 9"),
    ],
)
def test_damage_is_noticed(world, damage, message):
    damage(world)
    if message is None:  # a row that is not in use may hold anything
        check_state(world)
        return
    with pytest.raises(BrokenError, match=f"world 1 .*{message}"):
        check_state(world)


def test_wrong_blocks_are_noticed(world):
    world.blocks[1, 5, 5, 10] = 254 << 4
    with pytest.raises(BrokenError, match="unknown block state 4064"):
        check_blocks(world, 1)


@pytest.mark.parametrize("top", [FLOOR, FLOOR + 2])
def test_a_wrong_height_is_noticed(world, top):
    world.top[1, 9, 9] = top
    with pytest.raises(BrokenError, match="column"):
        check_blocks(world, 1)


def test_a_forgotten_edit_is_noticed(world):
    record_edit(world, 1, -3, 10, 4, block_state("dirt"))
    with pytest.raises(BrokenError, match="forgotten"):
        check_blocks(world, 1)
    world.blocks[1, -3 & 127, 4, 10] = block_state("dirt")
    check_blocks(world, 1)


@pytest.mark.parametrize(
    ("y", "light", "name"),
    [(FLOOR + 1, 14 << 4, "sky"), (FLOOR - 9, 1 << 4, "sky"), (FLOOR + 1, 15 << 4 | 3, "block")],
)
def test_wrong_light_is_noticed(world, y, light, name):
    world.light[1, 20, 20, y] = light
    with pytest.raises(BrokenError, match=f"{name} light"):
        check_light(world, 1)


def test_light_is_checked_in_chunks_with_all_neighbours(world):
    assert len(inner_chunks(world, 1)) == 36
    assert (-4, 0) not in inner_chunks(world, 1)
