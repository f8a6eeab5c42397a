"""Furnaces that work over time, against the published numbers (Minecraft Wiki: Smelting, Furnace)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.containers import FUEL, INPUT, OUTPUT, find_container, open_container
from envs.overworld.blocks.furnaces import furnaces_tick
from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.state import CONTAINERS, ENTITY_ITEM, NOT_LOADED
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

X, Y, Z = 2, FLOOR + 1, 2
WORLD = flat_world()
LOADED = WORLD.chunks.copy()


@pytest.fixture
def s():
    """A furnace that looks south."""
    return furnace_world()


def furnace_world():
    """A furnace that holds nothing, in a world that holds nothing else."""
    WORLD.containers[:] = np.zeros((), WORLD.containers.dtype)
    WORLD.stored[:] = np.zeros((), WORLD.stored.dtype)
    WORLD.entities["kind"] = 0
    WORLD.chunks[:] = LOADED
    put(WORLD, X, Y, Z, "furnace", 3)
    assert open_container(WORLD, 0, X, Y, Z) == 0
    return WORLD


def fill(s, slot, name, count=1, meta=0):
    s.stored[0, 0, slot] = (item_index(name), meta, count)


def stack(s, slot):
    return s.stored[0, 0, slot].tolist()


def burn(s, ticks):
    for _ in range(ticks):
        furnaces_tick(s, RULES, 0)


def test_an_item_takes_ten_seconds(s):
    fill(s, INPUT, "iron_ore", 2)
    fill(s, FUEL, "coal")
    burn(s, 199)
    assert stack(s, OUTPUT) == (0, 0, 0)
    burn(s, 1)
    assert stack(s, OUTPUT) == (item_index("iron_ingot"), 0, 1)
    assert stack(s, INPUT) == (item_index("iron_ore"), 0, 1)


@pytest.mark.parametrize(
    ("fuel", "count", "items"), [("coal", 1, 8), ("planks", 2, 3), ("stick", 2, 1), ("lava_bucket", 1, 100)]
)
def test_what_fuel_is_worth(s, fuel, count, items):
    fill(s, INPUT, "cobblestone", 64)
    fill(s, FUEL, fuel, count)
    done = 0
    for _ in range(2):
        burn(s, 64 * 200)
        done += int(s.stored[0, 0, OUTPUT]["count"])
        fill(s, INPUT, "cobblestone", 64)
        fill(s, OUTPUT, "stone", 0)
    assert done == items
    assert stack(s, FUEL) == ((item_index("bucket"), 0, 1) if fuel == "lava_bucket" else (0, 0, 0))


def test_the_lit_block_shines_while_it_burns(s):
    fill(s, INPUT, "porkchop")
    fill(s, FUEL, "stick", 3)
    burn(s, 1)
    assert block(s, X, Y, Z) == block_state("lit_furnace", 3)
    assert s.light[0, X, Z + 2, Y] & 15 == 11  # 13 at the furnace, two blocks away
    burn(s, 199)
    assert stack(s, OUTPUT) == (item_index("cooked_porkchop"), 0, 1)
    assert block(s, X, Y, Z) == block_state("lit_furnace", 3)
    burn(s, 1)
    assert block(s, X, Y, Z) == block_state("furnace", 3)
    assert stack(s, FUEL) == (item_index("stick"), 0, 1)


def test_half_done_work_cools_at_twice_the_pace(s):
    fill(s, INPUT, "sand")
    fill(s, FUEL, "stick")
    burn(s, 100)
    assert s.containers["cook_ticks"][0, 0] == 100
    burn(s, 20)
    assert s.containers["cook_ticks"][0, 0] == 60


@pytest.mark.parametrize(
    ("raw", "meta", "done"),
    [
        ("log", 2, ("coal", 1)), ("cactus", 0, ("dye", 2)), ("stonebrick", 0, ("stonebrick", 2)),
        ("iron_pickaxe", 100, ("iron_nugget", 0)), ("stonebrick", 1, None), ("dirt", 0, None),
    ],
)  # fmt: skip
def test_variants(s, raw, meta, done):
    fill(s, INPUT, raw, 1, meta)
    fill(s, FUEL, "coal")
    burn(s, 201)
    assert stack(s, OUTPUT) == ((item_index(done[0]), done[1], 1) if done else (0, 0, 0))
    assert (stack(s, FUEL)[2] == 0) == (done is not None)  # nothing burns for nothing


def test_no_room_in_the_output_stops_it(s):
    fill(s, INPUT, "iron_ore")
    fill(s, FUEL, "coal")
    fill(s, OUTPUT, "gold_ingot")
    burn(s, 300)
    assert stack(s, INPUT)[2] == 1
    assert stack(s, FUEL)[2] == 1


def test_what_is_not_loaded_stands_still(s):
    fill(s, INPUT, "iron_ore")
    fill(s, FUEL, "coal")
    s.chunks[:] = NOT_LOADED
    burn(s, 300)
    assert stack(s, FUEL)[2] == 1


def test_a_furnace_that_is_gone_spills(s):
    fill(s, INPUT, "iron_ore", 7)
    fill(s, FUEL, "coal", 3)
    put(s, X, Y, Z, "air")
    burn(s, 1)
    assert find_container(s, 0, X, Y, Z) == -1
    items = s.entities[0][s.entities[0]["kind"] == ENTITY_ITEM]
    assert items["count"][items["item"] == item_index("iron_ore")].sum() == 7
    assert items["count"][items["item"] == item_index("coal")].sum() == 3
    assert not s.stored["count"].any()


def test_rows_are_found_again_and_run_out(s):
    assert open_container(s, 0, X, Y, Z) == 0
    for n in range(1, CONTAINERS + 1):
        put(s, n, Y, -5, "chest")
    rows = [open_container(s, 0, n, Y, -5) for n in range(1, CONTAINERS + 1)]
    assert rows == [*range(1, CONTAINERS), -1]
    assert open_container(s, 0, 0, FLOOR, 0) == -1


@settings(max_examples=40, deadline=None)
@given(
    raw=st.sampled_from(["iron_ore", "sand", "dirt", "log"]),
    raw_count=st.integers(0, 5),
    fuel=st.sampled_from(["coal", "planks", "stick", "dirt"]),
    fuel_count=st.integers(0, 5),
    ticks=st.integers(0, 1500),
)
def test_items_are_conserved(raw, raw_count, fuel, fuel_count, ticks):
    s = furnace_world()
    if raw_count:
        fill(s, INPUT, raw, raw_count)
    if fuel_count:
        fill(s, FUEL, fuel, fuel_count)
    burn(s, ticks)
    count = s.stored["count"][0, 0]
    assert count[INPUT] + count[OUTPUT] == raw_count
    assert 0 <= count[FUEL] <= fuel_count
    heat = int(RULES.items[item_index(fuel)]["burn_ticks"])
    assert count[OUTPUT] * 200 <= heat * (fuel_count - count[FUEL])
    assert ((s.stored["item"][0] == 0) == (s.stored["count"][0] == 0)).all()
