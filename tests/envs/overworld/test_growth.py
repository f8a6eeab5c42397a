"""Crops, stalks, farmland, grass, bone meal: numbers of the Minecraft Wiki's pages on them (Java Edition 1.11)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.crops import growth_points, tick_cocoa, tick_crop, tick_stalk, tick_wart
from envs.overworld.blocks.farmland import tick_farmland
from envs.overworld.blocks.growth import fertilise, trample
from envs.overworld.blocks.spread import tick_grass, tick_mushroom, tick_vine
from envs.overworld.gamedata import RULES, biome_id, block_id, block_state, item_index
from envs.overworld.state import MASK, State
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

_WHEAT = block_state("wheat")
_DIRT = block_state("dirt")
_GRASS = block_state("grass")
_WET = 7
UP = FLOOR + 1
_WORLD = flat_world()


def _field(crops: tuple[tuple[int, int], ...], moisture: int = _WET, reach: int = 1) -> State:
    """Wheat on the given places of a square of farmland around the origin."""
    s = flat_world()
    s.clock["rng"] = 5
    for x in range(-reach, reach + 1):
        for z in range(-reach, reach + 1):
            put(s, x, FLOOR, z, "farmland", moisture)
    for x, z in crops:
        put(s, x, UP, z, "wheat")
    return s


_ALL = tuple((x, z) for x in (-1, 0, 1) for z in (-1, 0, 1))


@pytest.mark.parametrize(
    ("crops", "moisture", "reach", "points"),
    [
        (((0, 0),), 0, 0, 2.0),
        (((0, 0),), _WET, 0, 4.0),
        (((0, 0),), 0, 1, 4.0),
        (((0, 0),), _WET, 1, 10.0),
        (((0, 0), (1, 0), (-1, 0)), _WET, 1, 10.0),  # in rows
        (((0, 0), (1, 0), (0, 1)), _WET, 1, 5.0),
        (((0, 0), (1, 1)), _WET, 1, 5.0),
        (_ALL, _WET, 1, 5.0),
    ],
)
def test_growth_points(crops: tuple[tuple[int, int], ...], moisture: int, reach: int, points: float) -> None:
    assert growth_points(_field(crops, moisture, reach), 0, 0, UP, 0, _WHEAT >> 4) == points


@pytest.mark.parametrize(
    ("name", "crops", "moisture", "ticks_a_step"),
    [
        ("wheat", ((0, 0),), _WET, 3.0),
        ("wheat", _ALL, _WET, 6.0),
        ("carrots", ((0, 0),), 0, 7.0),
        ("beetroots", ((0, 0),), _WET, 4.5),
    ],
)
def test_random_ticks_to_ripeness(
    name: str, crops: tuple[tuple[int, int], ...], moisture: int, ticks_a_step: float
) -> None:
    s = _field(crops, moisture)
    ripe = 3 if name == "beetroots" else 7
    runs, ticks = 120, 0
    for _ in range(runs):
        put(s, 0, UP, 0, name)
        while (state := block(s, 0, UP, 0)) & 15 < ripe:
            tick_crop(s, RULES, 0, 0, UP, 0, state)
            ticks += 1
    expected = runs * ripe * ticks_a_step
    assert abs(ticks - expected) < 4 * np.sqrt(runs * ripe * ticks_a_step * (ticks_a_step - 1))
    tick_crop(s, RULES, 0, 0, UP, 0, block(s, 0, UP, 0))
    assert block(s, 0, UP, 0) == block_state(name, ripe)


@pytest.mark.parametrize(
    ("sky", "lamp", "time", "grows"), [(15, 0, 6000, 1), (15, 0, 18000, 0), (8, 8, 6000, 0), (0, 9, 18000, 1)]
)
def test_crops_need_light_nine_above(sky: int, lamp: int, time: int, grows: bool) -> None:
    s = _field(((0, 0),))
    s.light[0, 0, 0, UP + 1] = sky << 4 | lamp
    s.clock["time"] = time
    for _ in range(60):
        tick_crop(s, RULES, 0, 0, UP, 0, _WHEAT)
    assert (block(s, 0, UP, 0) != _WHEAT) == grows


def test_a_ripe_stem_bears_one_fruit_at_a_time_on_soil() -> None:
    s = _field(((0, 0),), reach=0)
    put(s, 0, UP, 0, "melon_stem", 7)
    for _ in range(200):
        tick_crop(s, RULES, 0, 0, UP, 0, block_state("melon_stem", 7))
    assert (s.blocks == block_state("melon_block")).sum() == 0  # stone all around
    put(s, 1, FLOOR, 0, "dirt")
    put(s, 0, FLOOR, 1, "grass")
    for _ in range(300):
        tick_crop(s, RULES, 0, 0, UP, 0, block_state("melon_stem", 7))
    assert (s.blocks == block_state("melon_block")).sum() == 1
    assert block_state("melon_block") in (block(s, 1, UP, 0), block(s, 0, UP, 1))


@pytest.mark.parametrize("name", ["cactus", "reeds"])
def test_a_stalk_grows_by_a_block_in_sixteen_ticks_up_to_three(name: str) -> None:
    s = flat_world()
    put(s, 0, UP, 0, name)
    heights = []
    for _ in range(64):
        for y in range(UP + 3, FLOOR, -1):
            if block(s, 0, y, 0) >> 4 == block_id(name):
                tick_stalk(s, RULES, 0, 0, y, 0, block(s, 0, y, 0))
        column = s.blocks[0, 0, 0, UP : UP + 6] >> 4
        heights.append(int((column == block_id(name)).sum()))
    assert heights[14:17] == [1, 2, 2]
    assert heights.index(3) == 31
    assert heights[-1] == 3


def test_a_cactus_that_grows_beside_something_solid_drops() -> None:
    s = flat_world()
    put(s, 0, UP, 0, "cactus", 15)
    put(s, 1, UP + 1, 0, "stone")
    tick_stalk(s, RULES, 0, 0, UP, 0, block_state("cactus", 15))
    assert block(s, 0, UP, 0) == block_state("cactus")
    assert block(s, 0, UP + 1, 0) == 0
    assert s.entities[0]["item"][0] == item_index("cactus")


def test_nether_wart_takes_ten_ticks_a_step_and_cocoa_five() -> None:
    s = flat_world()
    for tick, name, step, ripe, odds in ((tick_wart, "nether_wart", 1, 3, 10), (tick_cocoa, "cocoa", 4, 8, 5)):
        ticks = 0
        for _ in range(100):
            put(s, 0, UP, 0, name)
            while (state := block(s, 0, UP, 0)) & 15 < ripe:
                tick(s, RULES, 0, 0, UP, 0, state)
                ticks += 1
        steps = 100 * ripe // step
        assert abs(ticks - steps * odds) < 4 * np.sqrt(steps * odds * (odds - 1))


@pytest.mark.parametrize(
    ("distance", "rise", "wet"), [(4, 0, True), (4, 1, True), (5, 0, False), (1, -1, False), (1, 2, False)]
)
def test_farmland_is_wet_within_four_blocks_of_water(distance: int, rise: int, wet: bool) -> None:
    s = flat_world()
    put(s, 0, FLOOR, 0, "farmland", 3)
    put(s, distance, FLOOR + rise, -distance, "water")
    tick_farmland(s, RULES, 0, 0, FLOOR, 0, block(s, 0, FLOOR, 0))
    assert block(s, 0, FLOOR, 0) == block_state("farmland", 7 if wet else 2)


def test_farmland_dries_to_dirt_unless_something_grows_on_it() -> None:
    s = flat_world()
    for x in (0, 5):
        put(s, x, FLOOR, 0, "farmland", 2)
    put(s, 5, UP, 0, "wheat")
    for _ in range(6):
        for x in (0, 5):
            if block(s, x, FLOOR, 0) != _DIRT:
                tick_farmland(s, RULES, 0, x, FLOOR, 0, block(s, x, FLOOR, 0))
    assert block(s, 0, FLOOR, 0) == _DIRT
    assert block(s, 5, FLOOR, 0) == block_state("farmland")
    assert block(s, 5, UP, 0) == _WHEAT


def test_rain_wets_farmland() -> None:
    s = flat_world()
    s.biomes[:] = biome_id("plains")
    s.clock["rain_strength"] = 1
    put(s, 0, FLOOR, 0, "farmland")
    put(s, 0, UP, 0, "wheat")
    tick_farmland(s, RULES, 0, 0, FLOOR, 0, block(s, 0, FLOOR, 0))
    assert block(s, 0, FLOOR, 0) == block_state("farmland", 7)


@pytest.mark.parametrize(("fall", "share"), [(0.5, 0.0), (1.0, 0.5), (1.5, 1.0)])
def test_trampling_by_height_of_fall(fall: float, share: float) -> None:
    s = flat_world()
    trampled = 0
    for _ in range(200):
        put(s, 0, FLOOR, 0, "farmland", 7)
        put(s, 0, UP, 0, "wheat")
        trample(s, RULES, 0, 0, FLOOR, 0, fall)
        assert (block(s, 0, FLOOR, 0) == _DIRT) == (block(s, 0, UP, 0) == 0)
        trampled += block(s, 0, FLOOR, 0) == _DIRT
    assert abs(trampled / 200 - share) < 0.15
    trample(s, RULES, 0, 9, FLOOR, 9, 20.0)
    assert block(s, 9, FLOOR, 9) == block_state("stone")


def test_grass_spreads_in_the_light_and_dies_under_stone() -> None:
    s = flat_world()
    put(s, 0, FLOOR, 0, "grass")
    put(s, 1, FLOOR, 1, "dirt")
    put(s, -1, FLOOR, 0, "dirt", 1)  # coarse dirt stays bare
    put(s, 0, FLOOR, 1, "dirt")
    put(s, 0, UP, 1, "stone")
    s.clock["time"] = 18000
    for _ in range(300):
        tick_grass(s, RULES, 0, 0, FLOOR, 0, _GRASS)
    assert block(s, 1, FLOOR, 1) == _DIRT
    s.clock["time"] = 6000
    ticks = 0
    while block(s, 1, FLOOR, 1) == _DIRT:
        tick_grass(s, RULES, 0, 0, FLOOR, 0, _GRASS)
        ticks += 1
    assert ticks < 100
    for _ in range(300):
        tick_grass(s, RULES, 0, 0, FLOOR, 0, _GRASS)
    assert block(s, 0, FLOOR, 1) == _DIRT
    assert block(s, -1, FLOOR, 0) == block_state("dirt", 1)
    put(s, 0, UP, 0, "stone")
    s.light[0, 0, 0, UP] = 0
    tick_grass(s, RULES, 0, 0, FLOOR, 0, _GRASS)
    assert block(s, 0, FLOOR, 0) == _DIRT


def test_grass_takes_each_neighbour_four_times_in_forty_five() -> None:
    s = flat_world()
    taken, runs = 0, 2000
    for _ in range(runs):
        put(s, 1, FLOOR, 0, "dirt")
        tick_grass(s, RULES, 0, 0, FLOOR, 0, _GRASS)
        taken += block(s, 1, FLOOR, 0) == _GRASS
    share = 4 / 45
    assert abs(taken - runs * share) < 4 * np.sqrt(runs * share * (1 - share))


def test_mushrooms_multiply_in_the_dark_up_to_five() -> None:
    s = flat_world()
    s.light[..., FLOOR + 1 :] = 0
    red = block_state("red_mushroom")
    put(s, 0, UP, 0, "red_mushroom")
    for _ in range(1500):
        tick_mushroom(s, RULES, 0, 0, UP, 0, red)
    near = s.blocks[0, np.ix_(np.arange(-4, 5) & MASK, np.arange(-4, 5) & MASK)[0], np.arange(-4, 5) & MASK, UP]
    assert (near == red).sum() == 5
    s.light[..., FLOOR + 1 :] = 13
    before = int((s.blocks == red).sum())
    put(s, 40, UP, 40, "red_mushroom")
    for _ in range(500):
        tick_mushroom(s, RULES, 0, 40, UP, 40, red)
    assert (s.blocks == red).sum() == before + 1


def test_vines_grow_down_and_keep_to_walls() -> None:
    s = flat_world()
    for y in range(UP, UP + 6):
        put(s, 0, y, 0, "stone")
    put(s, 1, UP + 4, 0, "vine", 2)  # to the west of it is the wall
    for _ in range(100):
        tick_vine(s, RULES, 0, 1, UP + 4, 0, block_state("vine", 2))
    assert block(s, 1, UP + 3, 0) == block_state("vine", 2)
    vines = np.argwhere(s.blocks[0] >> 4 == block_id("vine"))
    assert len(vines) <= 6
    for x, z, _ in vines:
        assert (x, z) == (1, 0)


@pytest.mark.parametrize(
    ("name", "ripe", "steps"), [("wheat", 7, {2, 3, 4, 5}), ("potatoes", 7, {2, 3, 4, 5}), ("beetroots", 3, {0, 1})]
)
def test_bone_meal_on_crops(name: str, ripe: int, steps: set[int]) -> None:
    s = _field(((0, 0),))
    seen = set()
    for _ in range(80):
        put(s, 0, UP, 0, name)
        assert fertilise(s, RULES, 0, 0, UP, 0)
        seen.add(block(s, 0, UP, 0) & 15)
    assert seen == steps
    put(s, 0, UP, 0, name, ripe)
    assert not fertilise(s, RULES, 0, 0, UP, 0)


def test_bone_meal_on_grass_gives_tall_grass_and_flowers() -> None:
    s = flat_world()
    s.blocks[0, :, :, FLOOR] = _GRASS
    for _ in range(5):
        assert fertilise(s, RULES, 0, 0, FLOOR, 0)
    ids = s.blocks[0, :, :, UP] >> 4
    tufts, flowers = (
        int((ids == block_id("tallgrass")).sum()),
        int(np.isin(ids, (block_id("yellow_flower"), block_id("red_flower"))).sum()),
    )
    assert tufts > 30
    assert 0 < flowers < tufts
    assert not fertilise(s, RULES, 0, 0, FLOOR - 1, 0)


def test_bone_meal_doubles_tall_grass() -> None:
    s = flat_world()
    put(s, 0, UP, 0, "tallgrass", 2)
    assert fertilise(s, RULES, 0, 0, UP, 0)
    assert block(s, 0, UP, 0) == block_state("double_plant", 3)
    assert block(s, 0, UP + 1, 0) == block_state("double_plant", 8)


@pytest.mark.parametrize(("kind", "drops"), [(0, True), (1, True), (2, False), (3, False), (4, True), (5, True)])
def test_bone_meal_on_flowers_of_two_blocks_drops_one_more(kind: int, drops: bool) -> None:
    for y in (UP, UP + 1):
        s = flat_world()
        put(s, 0, UP, 0, "double_plant", kind)
        put(s, 0, UP + 1, 0, "double_plant", 8)
        assert fertilise(s, RULES, 0, 0, y, 0) == drops
        item = s.entities[0, 0]
        assert (item["item"], item["meta"]) == ((item_index("double_plant"), kind) if drops else (0, 0))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32), st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2), st.integers(-2, 2)), max_size=120)
)
def test_farming_conserves(seed: int, deeds: list[tuple[int, int, int]]) -> None:
    """Whatever is done to a field: soil stays soil, no crop comes from nothing, and one that goes leaves something."""
    s = _WORLD
    s.entities["kind"] = 0
    s.clock["entity_rows"] = s.clock["scheduled"] = 0
    s.clock["rng"] = seed
    s.blocks[..., FLOOR + 1 :] = 0
    for x in range(-2, 3):
        for z in range(-2, 3):
            put(s, x, FLOOR, z, "farmland", (seed >> (x + z + 4)) % 8)
            put(s, x, UP, z, ("wheat", "potatoes", "air")[(seed + 3 * x + z) % 3])
    crops = {(x, z): block(s, x, UP, z) >> 4 for x in range(-2, 3) for z in range(-2, 3) if block(s, x, UP, z)}
    for deed, x, z in deeds:
        above, soil = block(s, x, UP, z), block(s, x, FLOOR, z)
        if deed == 0 and above:
            tick_crop(s, RULES, 0, x, UP, z, above)
        elif deed == 1 and soil != _DIRT:
            tick_farmland(s, RULES, 0, x, FLOOR, z, soil)
        elif deed == 2:
            trample(s, RULES, 0, x, FLOOR, z, 0.8)
        elif deed == 3 and above:
            fertilise(s, RULES, 0, x, UP, z)
    items = s.entities[0][s.entities[0]["kind"] > 0]
    for x in range(-2, 3):
        for z in range(-2, 3):
            above, soil = block(s, x, UP, z) >> 4, block(s, x, FLOOR, z)
            assert soil == _DIRT or soil >> 4 == block_id("farmland")
            assert above in (0, crops.get((x, z)))
            assert above == 0 or soil != _DIRT
            if above == 0 and (x, z) in crops:
                at = (np.floor(items["x"]) == x) & (np.floor(items["z"]) == z)
                assert at.any()
