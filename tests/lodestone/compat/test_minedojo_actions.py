"""The eight discrete numbers mean what they mean in MineDojo, and what its masks allow never fails."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs.overworld.action import InvalidActionError
from lodestone.compat import minedojo
from lodestone.compat.minedojo.sim import InventoryItem, MineDojoSim
from tests.lodestone.compat.upstream import FACTS, give

STACKS = [
    InventoryItem(slot=0, name="stone_pickaxe"),
    InventoryItem(slot=1, name="log", quantity=8),
    InventoryItem(slot=2, name="planks", variant=2, quantity=9),
    InventoryItem(slot=9, name="planks", quantity=9),
    InventoryItem(slot=10, name="iron_helmet"),
    InventoryItem(slot=11, name="crafting_table"),
    InventoryItem(slot=12, name="coal", quantity=5),
]


@pytest.fixture(scope="module", params=[False, True], ids=["mended", "faithful"])
def env(request):
    env = minedojo.make(
        "open-ended",
        image_size=None,
        seed=3,
        initial_inventory=STACKS,
        generate_world_type="specified_biome",
        specified_biome="plains",
        allow_mob_spawn=False,
        faithful=request.param,
    )
    env.reset()
    return env


@pytest.fixture
def act(env):
    env.reset(seed=3)
    for _ in range(3):
        env.step(env.action_space.no_op())

    def act(function=0, craft=None, slot=0, **moves):
        action = env.action_space.no_op()
        for name, value in moves.items():
            action[int(name[1:])] = value
        action[5:] = function, minedojo.sim.ALL_CRAFT_SMELT_ITEMS.index(craft) if craft else 0, slot
        return env.step(action)

    return act


def test_the_action_space_is_minedojos(env):
    assert env.action_space.nvec.tolist() == [3, 3, 4, 25, 25, 8, 244, 36]
    assert env.action_space.no_op().tolist() == [0, 0, 0, 12, 12, 0, 0, 0]
    assert env.action_space.contains(env.action_space.sample())


def discrete(env):
    return env.env.env.env


def test_raw_actions_are_those_of_minedojo(env):
    give(env, FACTS["actions_inventory"])
    env.step(env.action_space.no_op())
    faithful = env.unwrapped.faithful
    for action, facts in FACTS["actions"]:
        raw = discrete(env).action(action)
        turn = raw.get("camera")
        named = {name: value for name, value in raw.items() if name != "camera"}
        expected = dict(facts)
        assert list(turn or (0, 0)) == expected.pop("camera", [0, 0])
        if action[5] in (5, 6) and not faithful:
            assert named == {f"{'equip' if action[5] == 5 else 'place'}_slot": action[7]}
        elif action[5] == 7:
            assert named == {"destroy_slot": expected["destroy"]}
        else:
            assert named == expected


def test_every_item_is_made_by_the_command_that_minedojo_gives(env):
    no_op = env.action_space.no_op()
    made = []
    for number in range(244):
        no_op[5:7] = 4, number
        ((command, item),) = discrete(env).action(no_op).items()
        made.append(f"{command}:{item}")
    assert made == FACTS["crafts"]


def test_raw_action_spaces_have_minedojos_words():
    for space, facts in (
        (MineDojoSim(image_size=None).action_space, FACTS["raw_action_space"]),
        (MineDojoSim(image_size=None, event_level_control=False).action_space, FACTS["raw_action_space_keys"]),
    ):
        names = {path.partition("/")[0] for path in facts}
        assert set(space.spaces) == names
        for path, fact in facts.items():
            inner = space
            for name in path.split("/"):
                inner = inner[name]
            if fact[0] == "Enum":
                assert (inner.default, len(inner)) == (fact[1], fact[3]), path
            elif fact[0] == "Discrete":
                assert inner.n == fact[1], path


def test_moving_and_turning(env, act):
    start = env.prev_obs["location_stats"]
    for _ in range(10):
        observation = act(_0=1)[0]
    assert np.linalg.norm(observation["location_stats"]["pos"] - start["pos"]) > 1
    turned = act(_3=14, _4=11)[0]["location_stats"]
    assert turned["pitch"][0] == observation["location_stats"]["pitch"][0] + 30
    difference = turned["yaw"][0] - observation["location_stats"]["yaw"][0]
    assert difference % 360 == pytest.approx(345, abs=1e-3)
    for _ in range(20):  # until it stands
        act()
    assert act(_2=1)[0]["location_stats"]["pos"][1] > env.world.state.players[0, 0]["y"] - 1.3
    assert env.world.state.players[0, 0]["vy"] > 0


def test_functional_actions_take_three_ticks(env, act):
    def ticks(*args, **kwargs):
        before = int(env.world.state.clock["age"][0])
        act(*args, **kwargs)
        return int(env.world.state.clock["age"][0]) - before

    assert [ticks(0), ticks(1), ticks(3)] == [1, 1, 1]
    assert [ticks(2), ticks(4, "planks"), ticks(5, slot=1), ticks(6, slot=11), ticks(7, slot=12)] == [3] * 5


def test_craft_equip_destroy_and_drop(env, act):
    observation = act(4, "stick")[0]
    assert "stick" in observation["inventory"]["name"]
    assert observation["delta_inv"]["inc_name_by_craft"].tolist() == ["stick"]
    assert observation["delta_inv"]["inc_quantity_by_craft"].tolist() == [4]
    assert observation["delta_inv"]["dec_name_by_craft"].tolist() == ["planks", "air", "air", "air"]
    observation = act(5, slot=10)[0]
    assert observation["equipment"]["name"][4] == "iron helmet"
    assert observation["delta_inv"]["dec_name_by_other"][0] == "iron_helmet"
    observation = act(5, slot=1)[0]
    assert observation["equipment"]["name"][0] == "log"
    assert observation["inventory"]["name"][1] == "stone pickaxe"
    observation = act(2)[0]
    assert observation["inventory"]["quantity"][0] == 7
    observation = act(7, slot=12)[0]
    assert observation["inventory"]["name"][12] == "air"


def test_a_slot_means_that_slot_unless_faithful(env, act):
    observation = act(5, slot=9)[0]
    assert observation["equipment"]["variant"][0] == (2 if env.unwrapped.faithful else 0)


def test_placing(env, act):
    for _ in range(3):
        act(_3=13)  # look down
    observation = act(6, slot=11)[0]
    assert "crafting table" not in observation["inventory"]["name"]
    assert observation["nearby_tools"]["table"] == (env.world.observe()[0]["nearby_tools_table"][0] == 1)


def test_an_empty_slot_is_an_error_unless_the_check_is_off(env, act):
    for function in (5, 6, 7):
        with pytest.raises(ValueError, match="slot 30, which is empty"):
            act(function, slot=30)
    discrete(env)._strict = False
    try:
        act(5, slot=30)
    finally:
        discrete(env)._strict = True


@pytest.mark.parametrize(
    "action", [[0] * 7, [3, 0, 0, 12, 12, 0, 0, 0], [0, 0, 0, 12, 12, 0, -1, 0], [0.5, 0, 0, 12, 12, 0, 0, 0]]
)
def test_what_is_not_in_the_action_space_is_an_error(env, action):
    with pytest.raises(InvalidActionError, match="8 whole numbers below"):
        env.step(action)


def test_lists_and_whole_floats_will_do(env):
    env.step([0, 0, 0, 12, 12, 0, 0, 0])
    env.step(np.array([0, 0, 0, 12, 12, 0, 0, 0], np.float32))


def test_reverse_action_undoes_action(env, act):
    for action in ([1, 2, 3, 10, 14, 3, 0, 0], [2, 1, 1, 12, 12, 1, 0, 0], [0, 0, 2, 0, 24, 4, 41, 0]):
        raw = discrete(env).action(action)
        expected = list(action)
        if action[4] == 24:
            expected[4] = 0  # a turn by 180 degrees is one by -180
        assert env.reverse_action(raw).tolist() == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**31 - 1))
def test_what_the_masks_allow_never_fails(env, seed):
    rng = np.random.default_rng(seed)
    observation = env.reset(seed=int(rng.integers(50))) if seed % 5 == 0 else env.step(env.action_space.no_op())[0]
    for _ in range(30):
        masks = observation["masks"]
        action = env.action_space.nvec * rng.random(8)
        action = action.astype(np.int64)
        action[5] = rng.choice(np.flatnonzero(masks["action_type"]))
        if masks["craft_smelt"].any():
            action[6] = rng.choice(np.flatnonzero(masks["craft_smelt"]))
        name = {5: "equip", 6: "place", 7: "destroy"}.get(int(action[5]))
        if name:
            action[7] = rng.choice(np.flatnonzero(masks[name]))
        observation = env.step(action)[0]
        assert observation["life_stats"]["life"][0] <= 20
