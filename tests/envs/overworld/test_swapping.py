"""Moving stacks: joining, changing places, what goes where, and that no item is made or lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.containers import FUEL, INPUT, OUTPUT, open_container
from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.swapping import swap
from envs.overworld.state import CONTAINER_SLOTS, ENTITY_ORB, SLOTS
from tests.envs.overworld.scenes import FLOOR, flat_world, give, look_at, put

CHEST = (0, FLOOR + 1, 2)
WORLD = flat_world()


@pytest.fixture
def s():
    return scene("chest")


def scene(name):
    """A container in front of the player, who looks at it."""
    WORLD.containers[:] = np.zeros((), WORLD.containers.dtype)
    WORLD.stored[:] = np.zeros((), WORLD.stored.dtype)
    WORLD.slots[:] = np.zeros((), WORLD.slots.dtype)
    WORLD.entities["kind"] = 0
    WORLD.blocks[..., FLOOR + 1 :] = 0
    put(WORLD, *CHEST, name, 2)
    look_at(WORLD, 0.5, FLOOR + 1.5, 2.2)
    return WORLD


def slot(s, number):
    return s.slots[0, 0, number].tolist()


def stored(s, number):
    return s.stored[0, 0, number].tolist()


def stack(name, count, meta=0):
    return (item_index(name), meta, count)


def test_stacks_join_as_far_as_there_is_room(s):
    give(s, 3, "dirt", 40)
    give(s, 9, "dirt", 50)
    assert swap(s, RULES, 0, 0, 3, 9)
    assert (slot(s, 3), slot(s, 9)) == (stack("dirt", 26), stack("dirt", 64))
    assert not swap(s, RULES, 0, 0, 3, 9)


def test_different_stacks_change_places(s):
    give(s, 3, "dirt", 40)
    give(s, 9, "planks", 5, 2)
    assert swap(s, RULES, 0, 0, 3, 9)
    assert (slot(s, 3), slot(s, 9)) == (stack("planks", 5, 2), stack("dirt", 40))


def test_only_armour_of_its_kind_goes_on_the_body(s):
    give(s, 0, "iron_helmet")
    give(s, 1, "dirt")
    assert not swap(s, RULES, 0, 0, 0, 38)
    assert not swap(s, RULES, 0, 0, 1, 39)
    assert swap(s, RULES, 0, 0, 0, 39)
    assert not swap(s, RULES, 0, 0, 39, 1)  # dirt would come onto the head
    give(s, 2, "pumpkin", 5)
    assert not swap(s, RULES, 0, 0, 2, 39)
    assert swap(s, RULES, 0, 0, 39, 5)
    assert swap(s, RULES, 0, 0, 2, 39)
    assert (slot(s, 2), slot(s, 39)) == (stack("pumpkin", 4), stack("pumpkin", 1))


def test_a_chest_keeps_what_is_put_in(s):
    give(s, 0, "diamond", 7)
    assert swap(s, RULES, 0, 0, 0, SLOTS + 26)
    assert slot(s, 0) == (0, 0, 0)
    assert stored(s, 26) == stack("diamond", 7)
    assert swap(s, RULES, 0, 0, SLOTS + 26, SLOTS)
    assert swap(s, RULES, 0, 0, SLOTS, 4)
    assert slot(s, 4) == stack("diamond", 7)


def test_out_of_view_nothing_moves(s):
    give(s, 0, "diamond", 7)
    s.players["yaw"] = 180.0
    assert not swap(s, RULES, 0, 0, 0, SLOTS)
    assert slot(s, 0) == stack("diamond", 7)


def test_a_chest_under_a_full_block_does_not_open(s):
    give(s, 0, "diamond", 7)
    put(s, CHEST[0], CHEST[1] + 1, CHEST[2], "stone")
    assert not swap(s, RULES, 0, 0, 0, SLOTS)
    put(s, CHEST[0], CHEST[1] + 1, CHEST[2], "glass")
    assert swap(s, RULES, 0, 0, 0, SLOTS)


def test_slots_of_a_furnace():
    s = scene("furnace")
    give(s, 0, "iron_ore", 3)
    give(s, 1, "coal", 3)
    give(s, 2, "bucket")
    assert not swap(s, RULES, 0, 0, 0, SLOTS + OUTPUT)
    assert not swap(s, RULES, 0, 0, 0, SLOTS + FUEL)
    assert not swap(s, RULES, 0, 0, 0, SLOTS + 3)
    assert swap(s, RULES, 0, 0, 2, SLOTS + FUEL)
    assert swap(s, RULES, 0, 0, SLOTS + FUEL, 2)
    assert swap(s, RULES, 0, 0, 1, SLOTS + FUEL)
    assert swap(s, RULES, 0, 0, 0, SLOTS + INPUT)
    assert (stored(s, INPUT), stored(s, FUEL)) == (stack("iron_ore", 3), stack("coal", 3))


def test_the_output_can_only_be_taken_and_gives_experience():
    s = scene("furnace")
    open_container(s, 0, *CHEST)
    s.stored[0, 0, OUTPUT] = stack("iron_ingot", 10)
    s.containers["xp"][0, 0] = 7.0
    give(s, 0, "dirt", 1)
    assert not swap(s, RULES, 0, 0, SLOTS + OUTPUT, 0)
    give(s, 1, "iron_ingot", 59)
    assert swap(s, RULES, 0, 0, SLOTS + OUTPUT, 1)
    assert stored(s, OUTPUT) == stack("iron_ingot", 5)
    assert s.containers["xp"][0, 0] == pytest.approx(3.5)
    orbs = s.entities[0][s.entities[0]["kind"] == ENTITY_ORB]
    assert orbs["count"].sum() in (3, 4)
    assert swap(s, RULES, 0, 0, SLOTS + OUTPUT, 2)
    orbs = s.entities[0][s.entities[0]["kind"] == ENTITY_ORB]
    assert orbs["count"].sum() in (6, 7, 8)
    assert s.containers["xp"][0, 0] == 0


def test_another_input_is_cooked_anew():
    s = scene("furnace")
    give(s, 0, "iron_ore", 3)
    swap(s, RULES, 0, 0, 0, SLOTS + INPUT)
    s.containers["cook_ticks"][0, 0] = 150
    give(s, 0, "gold_ore", 3)
    swap(s, RULES, 0, 0, 0, SLOTS + INPUT)
    assert s.containers["cook_ticks"][0, 0] == 0


def totals(s):
    counts: dict[tuple[int, int], int] = {}
    for each in [*s.slots[0, 0], *s.stored[0, 0]]:
        key = (int(each["item"]), int(each["meta"]))
        counts[key] = counts.get(key, 0) + int(each["count"])
    return {key: count for key, count in counts.items() if count}


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["chest", "furnace"]),
    items=st.lists(
        st.tuples(
            st.integers(0, 35),
            st.sampled_from(["dirt", "coal", "iron_ore", "iron_helmet", "egg", "pumpkin"]),
            st.integers(1, 64),
        ),
        max_size=8,
    ),
    moves=st.lists(st.tuples(*[st.integers(0, SLOTS + CONTAINER_SLOTS - 1)] * 2), max_size=40),
)
def test_no_item_is_made_or_lost(name, items, moves):
    s = scene(name)
    for number, item, count in items:
        give(s, number, item, min(count, int(RULES.items[item_index(item)]["stack"])))
    before = totals(s)
    for source, target in moves:
        swap(s, RULES, 0, 0, source, target)
    assert totals(s) == before
    everything = np.concatenate([s.slots[0, 0], s.stored[0, 0]])
    assert ((everything["item"] == 0) == (everything["count"] == 0)).all()
    assert (everything["count"] <= RULES.items["stack"][everything["item"]]).all()
    assert (s.slots["count"][0, 0, 36:40] <= 1).all()
