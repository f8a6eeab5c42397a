"""Sand and gravel: when they begin to fall, how fast, where they land, and what an anvil does."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import RULES, block_state, item_index, mob_index
from envs.overworld.state import ENTITIES, ENTITY_ARROW, ENTITY_FALLING, ENTITY_ITEM
from tests.envs.overworld.living import advance, change, until_still
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

Y = FLOOR + 1
AT = (4, 4)
"""The column where things fall, away from the player."""


@pytest.fixture
def world():
    return flat_world()


def column(s, height, x=AT[0], z=AT[1]):
    return [block(s, x, Y + dy, z) for dy in range(height)]


def dropped(s):
    items = s.entities[0][s.entities[0]["kind"] == ENTITY_ITEM]
    return {int(item): int(items["count"][items["item"] == item].sum()) for item in np.unique(items["item"])}


def falling(s):
    return s.entities[0][s.entities[0]["kind"] == ENTITY_FALLING]


def ticks_to_fall(height):
    """Ticks of free fall over a height with the game's gravity (0.04) and drag (0.98)."""
    speed, fallen, ticks = 0.0, 0.0, 0
    while fallen < height:
        speed += 0.04
        fallen += speed
        speed *= 0.98
        ticks += 1
    return ticks


@pytest.mark.parametrize("height", [1, 3, 10])
def test_sand_waits_two_ticks_then_falls_freely(world, height):
    x, z = AT
    change(world, x, Y + height, z, "sand")
    advance(world, 2)
    assert block(world, x, Y + height, z) == block_state("sand")
    advance(world, 1)
    assert block(world, x, Y + height, z) == 0
    assert falling(world)["block"].tolist() == [block_state("sand")]
    advance(world, ticks_to_fall(height) - 1)
    assert len(falling(world)) == 1
    advance(world, 1)
    assert len(falling(world)) == 0
    assert block(world, x, Y, z) == block_state("sand")


def test_a_column_comes_down_in_order_with_what_stood_on_it(world):
    x, z = AT
    for dy, name in enumerate(("dirt", "sand", "gravel", "deadbush")):
        put(world, x, Y + dy, z, name)
    change(world, x, Y, z, "air")
    until_still(world, 60)
    assert column(world, 4) == [block_state("sand"), block_state("gravel"), 0, 0]
    assert set(dropped(world)) <= {item_index("stick")}, "the bush broke"


@pytest.mark.parametrize("below", ["stone_slab", "torch", "soul_sand"])
def test_on_what_is_not_whole_it_becomes_an_item(world, below):
    x, z = AT
    put(world, x, Y, z, below, 5 if below == "torch" else 0)
    change(world, x, Y + 3, z, "gravel")
    until_still(world, 60)
    assert column(world, 4) == [block_state(below, 5 if below == "torch" else 0), 0, 0, 0]
    assert dropped(world) == {item_index("gravel"): 1}


@pytest.mark.parametrize("below", ["water", "lava", "tallgrass", "fire"])
def test_it_falls_through_what_gives_way(world, below):
    x, z = AT
    put(world, x, FLOOR, z, "grass")
    put(world, x, Y, z, below)
    change(world, x, Y + 2, z, "sand")
    until_still(world, 300)
    assert block(world, x, Y, z) == block_state("sand")
    assert item_index("sand") not in dropped(world)


def test_red_sand_stays_red(world):
    x, z = AT
    put(world, x, Y, z, "stone_slab")
    change(world, x + 1, Y + 3, z, "sand", 1)
    change(world, x, Y + 3, z, "sand", 1)
    until_still(world, 60)
    assert block(world, x + 1, Y, z) == block_state("sand", 1)
    items = world.entities[0][world.entities[0]["kind"] == ENTITY_ITEM]
    assert items["meta"].tolist() == [1]


def test_sand_waits_while_there_is_no_room_for_it(world):
    x, z = AT
    world.entities["kind"][0] = ENTITY_ARROW
    world.clock["entity_rows"] = ENTITIES
    change(world, x, Y + 2, z, "sand")
    advance(world, 20)
    assert block(world, x, Y + 2, z) == block_state("sand")
    world.entities["kind"][0, 7] = 0
    until_still(world, 60)
    assert block(world, x, Y, z) == block_state("sand")


def test_light_and_heights_follow(world):
    x, z = AT
    change(world, x, Y + 5, z, "sand")
    assert world.top[0, x, z] == Y + 6
    until_still(world, 60)
    assert world.top[0, x, z] == Y + 1
    assert (world.light[0, x, z, Y + 1 :] == 15 << 4).all()


@pytest.mark.parametrize(("height", "damage"), [(1, 0), (2, 2), (5, 8)])
def test_an_anvil_hurts_two_points_a_block_after_the_first(world, height, damage):
    """Armourless; Minecraft Wiki, Anvil: 2 points for each block fallen after the first."""
    x, z = AT
    pig = spawn_mob(world, RULES, 0, mob_index("pig"), x + 0.5, Y, z + 0.5)
    world.entities["health"][0, pig] = 20
    change(world, x, Y + height, z, "anvil")
    until_still(world, 60)
    assert 20 - world.entities["health"][0, pig] == pytest.approx(damage)
    assert block(world, x, Y, z) == block_state("anvil")


def test_an_anvil_hurts_the_player_and_sand_does_not(world):
    world.players["x"] = AT[0] + 0.5
    world.players["z"] = AT[1] + 0.5
    change(world, AT[0], Y + 6, AT[1], "sand")
    until_still(world, 60)
    assert world.players["health"][0, 0] == 20
    change(world, AT[0], Y, AT[1], "air")
    change(world, AT[0], Y + 6, AT[1], "anvil")
    until_still(world, 60)
    assert world.players["health"][0, 0] < 20


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["air", "air", "sand", "gravel", "stone", "stone_slab", "water"]), min_size=3, max_size=12)
)
def test_no_sand_is_made_or_lost(shared, names):
    """Blocks and items together are what was there, and the order of a column stays."""
    s = shared
    x, z = AT
    s.entities["kind"] = 0
    s.clock["entity_rows"] = 0
    s.clock["scheduled"] = 0
    s.blocks[0, :, :, Y:] = 0
    for dy, name in enumerate(names):
        s.blocks[0, x, z, Y + dy] = block_state(name)
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        s.blocks[0, x + dx, z + dz, Y : Y + 14] = block_state("glass")
    s.top[0, x - 1 : x + 2, z - 1 : z + 2] = Y + 14
    for dy in range(len(names) + 1):
        change(s, x, Y + dy, z, names[dy] if dy < len(names) else "air")
    until_still(s, 400)
    loose = (block_state("sand"), block_state("gravel"))
    landed = [state for state in column(s, 14) if state in loose]
    items = dropped(s)
    for name in ("sand", "gravel"):
        flint = items.get(item_index("flint"), 0) if name == "gravel" else 0
        assert landed.count(block_state(name)) + items.get(item_index(name), 0) + flint == names.count(name)
    before = [block_state(name) for name in names if block_state(name) in loose]
    if not items:
        assert landed == before
    for dy in range(14):
        if column(s, 14)[dy] in loose:
            assert dy == 0 or column(s, 14)[dy - 1] != 0, "nothing is left hanging"
