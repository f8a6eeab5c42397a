"""Stacks: nothing is created or lost, and the order in which the game fills slots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.inventory import CARRIED, add_item, count_item, damage_tool, remove_item, swap_slots
from envs.overworld.state import State, allocate

LOG, DIRT, PEARL, PICKAXE = (item_index(name) for name in ("log", "dirt", "ender_pearl", "iron_pickaxe"))
ITEMS = st.sampled_from([LOG, DIRT, PEARL, PICKAXE])


@pytest.fixture(scope="module")
def world() -> State:
    return allocate(1)


@pytest.fixture
def s(world: State) -> State:
    return clear(world)


def clear(s: State) -> State:
    s.slots[:] = np.zeros((), s.slots.dtype)
    s.players["selected"] = 0
    return s


def stack(s: State, slot: int) -> tuple[int, int, int]:
    return tuple(s.slots[0, 0, slot].tolist())


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), ITEMS, st.integers(0, 2), st.integers(1, 900)), max_size=30),
    st.integers(0, 8),
)
def test_nothing_is_created_or_lost(world: State, calls: list[tuple[bool, int, int, int]], selected: int) -> None:
    s = clear(world)
    s.players["selected"] = selected
    expected: dict[tuple[int, int], int] = {}
    for adds, item, meta, count in calls:
        if adds:
            change = count - add_item(s, RULES, 0, 0, item, meta, count)
        else:
            change = remove_item(s, 0, 0, item, meta, count) - count
        expected[item, meta] = expected.get((item, meta), 0) + change
        slots = s.slots[0, 0]
        assert (slots["count"] >= 0).all()
        assert (slots["count"] <= RULES.items["stack"][slots["item"]]).all()
        assert ((slots["count"] == 0) == (slots["item"] == 0)).all()
        assert not slots["count"][CARRIED:].any()
        for (known, variant), total in expected.items():
            assert count_item(s, 0, 0, known, variant) == total


@settings(deadline=None)
@given(st.integers(1, 3000))
def test_what_finds_no_room_is_left_over(world: State, count: int) -> None:
    s = clear(world)
    assert add_item(s, RULES, 0, 0, PEARL, 0, count) == max(0, count - 36 * 16)
    assert remove_item(s, 0, 0, PEARL, 0, 3000) == 3000 - min(count, 36 * 16)


def test_the_stack_in_hand_fills_first_then_slots_in_order(s: State) -> None:
    s.players["selected"] = 4
    for slot in (0, 4, 20):
        s.slots[0, 0, slot] = (LOG, 2, 60)
    s.slots[0, 0, 1] = (LOG, 1, 60)
    s.slots[0, 0, 40] = (LOG, 2, 60)
    add_item(s, RULES, 0, 0, LOG, 2, 3)
    assert stack(s, 4) == (LOG, 2, 63)
    add_item(s, RULES, 0, 0, LOG, 2, 14)
    assert [stack(s, slot)[2] for slot in (0, 1, 2, 4, 20, 40)] == [64, 60, 5, 64, 64, 60]
    assert stack(s, 2) == (LOG, 2, 5)


def test_tools_do_not_stack(s: State) -> None:
    assert add_item(s, RULES, 0, 0, PICKAXE, 7, 2) == 0
    assert stack(s, 0) == stack(s, 1) == (PICKAXE, 7, 1)


def test_every_variant_counts_and_goes(s: State) -> None:
    add_item(s, RULES, 0, 0, LOG, 0, 3)
    add_item(s, RULES, 0, 0, LOG, 2, 3)
    assert count_item(s, 0, 0, LOG, -1) == 6
    assert remove_item(s, 0, 0, LOG, -1, 4) == 0
    assert stack(s, 0) == (0, 0, 0)
    assert stack(s, 1) == (LOG, 2, 2)


def test_swap(s: State) -> None:
    s.slots[0, 0, 3] = (LOG, 2, 5)
    s.slots[0, 0, 30] = (DIRT, 0, 9)
    swap_slots(s, 0, 0, 3, 30)
    assert stack(s, 3) == (DIRT, 0, 9)
    assert stack(s, 30) == (LOG, 2, 5)
    swap_slots(s, 0, 0, 3, 3)
    assert stack(s, 3) == (DIRT, 0, 9)


@pytest.mark.parametrize(
    ("tool", "uses"),
    [("wooden_axe", 60), ("stone_axe", 132), ("iron_axe", 251), ("golden_axe", 33), ("diamond_axe", 1562)],
)
def test_tools_last_as_long_as_the_wiki_says(s: State, tool: str, uses: int) -> None:
    s.slots[0, 0, 0] = (item_index(tool), 0, 1)
    broke = [damage_tool(s, RULES, 0, 0, 0, 1) for _ in range(uses)]
    assert broke == [False] * (uses - 1) + [True]
    assert stack(s, 0) == (0, 0, 0)


def test_blocks_do_not_wear_out(s: State) -> None:
    s.slots[0, 0, 0] = (DIRT, 0, 9)
    assert not damage_tool(s, RULES, 0, 0, 0, 1)
    assert stack(s, 0) == (DIRT, 0, 9)
