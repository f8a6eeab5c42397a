"""Masks and changes of the inventory, held against those of MineDojo's wheel for the same inventories."""

import numpy as np
import pytest

from lodestone.compat import minedojo
from lodestone.compat.minedojo.sim import InventoryItem
from lodestone.compat.minedojo.sim.mc_meta.mc import ALL_CRAFT_SMELT_ITEMS
from tests.lodestone.compat.upstream import FACTS, give


@pytest.fixture(scope="module", params=[True, False], ids=["faithful", "mended"])
def env(request):
    env = minedojo.make("open-ended", image_size=None, seed=1, allow_mob_spawn=False, faithful=request.param)
    env.reset()
    return env


def stand_by(env, table, furnace):
    """Put the player into the air, with a table and a furnace before it, or without."""
    sim = env.unwrapped
    sim.teleport_agent(0, 150, 0, 0, 0)
    sim.set_block("stone", [0, -1, 0])
    sim.set_block("crafting_table" if table else "air", [0, 1, 2])
    sim.set_block("furnace" if furnace else "air", [1, 1, 2])


@pytest.mark.parametrize("case", range(len(FACTS["masks"])))
def test_masks_and_changes(env, case):
    facts = FACTS["masks"][case]
    stand_by(env, facts["table"], facts["furnace"])
    give(env, FACTS["masks"][case - 1]["inventory"] if case else {})
    env.step(env.action_space.no_op())
    give(env, facts["inventory"])
    observation = env.step(env.action_space.no_op())[0]
    assert observation["nearby_tools"]["table"] == facts["table"]
    assert observation["nearby_tools"]["furnace"] == facts["furnace"]
    masks = {name: np.flatnonzero(values).tolist() for name, values in observation["masks"].items()}
    assert observation["masks"]["action_arg"].ravel().tolist() == [False] * 4 + [True] * 4
    if not env.unwrapped.faithful:  # it looks at every recipe, and at variants
        allowed = set(facts["masks"].pop("craft_smelt"))
        known = {ALL_CRAFT_SMELT_ITEMS[number] for number in allowed ^ set(masks.pop("craft_smelt"))}
        assert not known & {"stick", "torch", "furnace", "bread", "iron_pickaxe"}  # what has one recipe
        facts["masks"]["action_type"] = [number for number in facts["masks"]["action_type"] if number != 4]
        masks["action_type"] = [number for number in masks["action_type"] if number != 4]
    for name, numbers in facts["masks"].items():
        assert masks[name] == numbers, name
    if case:
        assert {name: values.tolist() for name, values in observation["delta_inv"].items()} == facts["delta"]


@pytest.mark.parametrize("case", range(len(FACTS["crafted"])))
def test_changes_by_craft(case):
    """The same changes, whatever made them: the wrapper is shown the inventories that the wheel was shown."""
    facts = FACTS["crafted"][case]
    env = minedojo.make("open-ended", image_size=None, seed=1, allow_mob_spawn=False, faithful=True)
    env.reset()
    stand_by(env, facts["table"], False)
    give(env, facts["before"])
    env.step(env.action_space.no_op())
    delta = env.env
    action = env.action_space.no_op()
    before = env.unwrapped.step
    give(env, facts["after"])
    seen = delta.env.step(env.action_space.no_op())[0]
    env.unwrapped.step = before
    told = delta.observation(seen, ALL_CRAFT_SMELT_ITEMS.index(facts["item"]))["delta_inv"]
    assert {name: values.tolist() for name, values in told.items()} == facts["delta"], action


def test_masks_know_variants_unless_faithful(env):
    """Charcoal and coal make torches alike, but birch planks make no oak stairs."""
    stand_by(env, True, False)
    env.unwrapped.set_inventory([InventoryItem(slot=0, name="planks", variant=2, quantity=9)])
    masks = env.step(env.action_space.no_op())[0]["masks"]["craft_smelt"]
    assert masks[ALL_CRAFT_SMELT_ITEMS.index("stick")]
    assert masks[ALL_CRAFT_SMELT_ITEMS.index("birch_stairs")]
    assert masks[ALL_CRAFT_SMELT_ITEMS.index("oak_stairs")] == env.unwrapped.faithful


def test_a_full_inventory_has_no_room_for_crafts(env):
    give(env, {str(slot): ["log", 5] for slot in range(36)})
    masks = env.step(env.action_space.no_op())[0]["masks"]
    assert masks["craft_smelt"][ALL_CRAFT_SMELT_ITEMS.index("planks")]
    assert not masks["action_type"][4]
