"""The use key: tools on blocks, buckets, armour, and the order in which things answer."""

import numpy as np
import pytest

from envs.overworld.gamedata import ITEM_NAMES, RULES, block_state, item_index
from envs.overworld.player.use import USE_COOLDOWN, use_tick
from envs.overworld.state import ENTITY_ARROW, ENTITY_THROWN
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, held, look, look_at, put

WORLD = flat_world()
AHEAD = (0, FLOOR, 2)
"""The floor two blocks in front of the player."""


@pytest.fixture
def s():
    fresh = flat_world()
    for mine, new in zip(WORLD, fresh, strict=True):
        mine[...] = new
    look_at(WORLD, 0.5, FLOOR + 1, 2.5)
    return WORLD


def use(s, ticks=1):
    """Hold the use key."""
    for _ in range(ticks):
        use_tick(s, RULES, 0, 0, True)


def release(s):
    use_tick(s, RULES, 0, 0, False)


def used(s):
    """What was used, and how often."""
    return {ITEM_NAMES[item]: int(s.used[0, 0, item]) for item in np.flatnonzero(s.used[0, 0])}


@pytest.mark.parametrize(
    ("tool", "before", "after"),
    [
        ("wooden_hoe", ("grass", 0), ("farmland", 0)),
        ("wooden_hoe", ("dirt", 0), ("farmland", 0)),
        ("wooden_hoe", ("grass_path", 0), ("farmland", 0)),
        ("wooden_hoe", ("dirt", 1), ("dirt", 0)),
        ("wooden_hoe", ("stone", 0), None),
        ("iron_shovel", ("grass", 0), ("grass_path", 0)),
        ("iron_shovel", ("dirt", 0), None),
    ],
)
def test_hoes_and_shovels(s, tool, before, after):
    put(s, *AHEAD, *before)
    give(s, 0, tool)
    use(s)
    assert block(s, *AHEAD) == block_state(*(after or before))
    assert s.slots["meta"][0, 0, 0] == (after is not None)
    assert used(s) == ({tool: 1} if after else {})


def test_nothing_is_tilled_under_a_plant(s):
    put(s, *AHEAD, "grass")
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "tallgrass", 1)
    give(s, 0, "wooden_hoe")
    look_at(s, 0.5, FLOOR + 0.5, 2.0)
    use(s)
    assert block(s, *AHEAD) == block_state("grass")


def test_flint_and_steel_lights_a_fire_and_wears(s):
    put(s, *AHEAD, "netherrack")
    give(s, 0, "flint_and_steel")
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) >> 4 == block_state("fire") >> 4
    assert s.slots[0, 0, 0].tolist() == (item_index("flint_and_steel"), 1, 1)


def test_cocoa_hangs_on_jungle_logs(s):
    for variant, planted in ((0, 0), (3, block_state("cocoa", 0))):
        put(s, 0, FLOOR + 2, 3, "log", variant)
        give(s, 0, "dye", 1, 3)
        look_at(s, 0.5, FLOOR + 2.5, 3.0)
        release(s)
        use(s)
        assert block(s, 0, FLOOR + 2, 2) == planted
        assert held(s, "dye") == (planted == 0)


def test_bone_meal_is_used_up(s):
    put(s, *AHEAD, "farmland", 7)
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "wheat", 0)
    give(s, 0, "dye", 2, 15)
    look_at(s, 0.5, FLOOR + 1.05, 2.5)
    use(s)
    assert held(s, "dye") == 1
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) & 7 >= 2


@pytest.mark.parametrize("liquid", ["water", "lava"])
def test_a_bucket_takes_up_a_source_and_pours_it_out(s, liquid):
    put(s, *AHEAD, liquid)
    give(s, 0, "bucket")
    use(s)
    assert s.slots[0, 0, 0].tolist() == (item_index(f"{liquid}_bucket"), 0, 1)
    assert block(s, *AHEAD) == 0
    release(s)
    look_at(s, 0.5, FLOOR + 0.9, 3.0)  # the far wall of the hole
    use(s)
    assert s.slots[0, 0, 0].tolist() == (item_index("bucket"), 0, 1)
    assert block(s, *AHEAD) == block_state(f"flowing_{liquid}")
    assert used(s) == {"bucket": 1, f"{liquid}_bucket": 1}


def test_a_bucket_takes_no_running_water_and_none_behind_a_block(s):
    put(s, *AHEAD, "flowing_water", 1)
    give(s, 0, "bucket")
    use(s)
    assert held(s, "bucket") == 1
    put(s, *AHEAD, "water")
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "glass")
    release(s)
    use(s)
    assert held(s, "bucket") == 1


def test_of_a_stack_of_buckets_one_is_filled(s):
    put(s, *AHEAD, "water")
    give(s, 0, "bucket", 5)
    use(s)
    assert (held(s, "bucket"), held(s, "water_bucket")) == (4, 1)


def test_water_washes_a_plant_away(s):
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "yellow_flower")
    give(s, 0, "water_bucket")
    look_at(s, 0.1, FLOOR + 1, 2.1)  # the ground beside the flower
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("flowing_water")
    assert item_index("yellow_flower") in s.entities["item"]


def test_a_lily_pad_floats(s):
    put(s, *AHEAD, "water")
    give(s, 0, "waterlily", 2)
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("waterlily")
    assert held(s, "waterlily") == 1


def test_armour_is_put_on_if_nothing_is_worn_there(s):
    give(s, 0, "iron_helmet")
    look(s, 0, -90)
    use(s)
    assert s.slots[0, 0, 39].tolist() == (item_index("iron_helmet"), 0, 1)
    assert used(s) == {"iron_helmet": 1}
    release(s)
    give(s, 0, "diamond_helmet")
    use(s)
    assert s.slots["item"][0, 0, 39] == item_index("iron_helmet")


def test_a_carrot_is_planted_on_farmland_and_eaten_elsewhere(s):
    s.players["food"] = 10
    give(s, 0, "carrot", 2)
    put(s, *AHEAD, "farmland", 7)
    look_at(s, 0.5, FLOOR + 0.9, 2.5)
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("carrots")
    assert s.players["use_ticks"][0, 0] == 0
    release(s)
    look_at(s, 2.5, FLOOR + 1, 0.5)
    use(s, 32)
    assert s.players["food"][0, 0] == 13
    assert used(s) == {"carrot": 2}


def test_a_chest_answers_before_the_food_in_hand(s):
    s.players["food"] = 10
    give(s, 0, "bread")
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "chest", 2)
    look_at(s, 0.5, FLOOR + 1.5, 2.2)
    use(s)
    assert s.players["use_ticks"][0, 0] == 0


def test_sneaking_with_something_in_hand_passes_the_block_by(s):
    put(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2], "trapdoor")
    look_at(s, 0.5, FLOOR + 1.1, 2.5)
    s.players["sneaking"] = 1
    give(s, 0, "dirt", 2)
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("trapdoor")
    release(s)
    give(s, 0, "air", 0)
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("trapdoor", 4)


def test_the_off_hand_places_when_the_main_hand_cannot(s):
    give(s, 0, "iron_pickaxe")
    give(s, 40, "torch", 4)
    use(s)
    assert block(s, AHEAD[0], AHEAD[1] + 1, AHEAD[2]) == block_state("torch", 5)
    assert s.slots["count"][0, 0, 40] == 3


def test_a_held_key_acts_every_four_ticks(s):
    give(s, 0, "snowball", 16)
    look(s, 0, -90)
    use(s, 1 + 2 * USE_COOLDOWN)
    assert held(s, "snowball") == 13
    assert (s.entities["kind"] == ENTITY_THROWN).sum() == 3


def test_a_bow_is_drawn_and_let_go(s):
    give(s, 0, "bow")
    give(s, 9, "arrow", 5)
    look(s, 0, -45)
    use(s, 20)
    assert s.players["use_ticks"][0, 0] == 20
    release(s)
    assert s.players["use_ticks"][0, 0] == 0
    assert held(s, "arrow") == 4
    assert (s.entities["kind"] == ENTITY_ARROW).sum() == 1
    assert used(s) == {"bow": 1}


def test_the_off_hand_raises_a_shield(s):
    give(s, 0, "iron_sword")
    give(s, 40, "shield")
    use(s, 4)
    assert not s.players["blocking"][0, 0]
    use(s, 2)
    assert s.players["blocking"][0, 0]
    release(s)
    assert not s.players["blocking"][0, 0]


def test_letting_go_starts_the_meal_anew(s):
    s.players["food"] = 10
    give(s, 0, "apple")
    look(s, 0, -90)
    use(s, 31)
    release(s)
    use(s, 31)
    assert s.players["food"][0, 0] == 10
    use(s, 1)
    assert s.players["food"][0, 0] == 14
