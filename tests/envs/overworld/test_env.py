"""The Gymnasium interface: the checkers pass, episodes are the same bytes however worlds are batched and threaded."""

import gymnasium
import numba
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import envs  # noqa: F401 - registers the environments
from envs.overworld.action import InvalidActionError, no_op
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import UnknownNameError, item_index
from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.state import State
from envs.overworld.vector import OverworldVectorEnv
from envs.overworld.world import Overworld, SnapshotError, StartStack, WorldStart

SIZE = (32, 48)


def script(num_envs, steps, seed=5):
    random = np.random.default_rng(seed)
    return [
        {
            name: (random.random(num_envs) < chance).astype(np.int64)
            for name, chance in {"forward": 0.8, "jump": 0.2, "attack": 0.5, "use": 0.1, "left": 0.1}.items()
        }
        | {"camera": random.normal(0, 8, (num_envs, 2)).astype(np.float32)}
        for _ in range(steps)
    ]


def flat(tree, prefix=""):
    """Flatten a nested observation."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", np.asarray(value)


def assert_same(a, b):
    left, right = dict(flat(a)), dict(flat(b))
    assert left.keys() == right.keys()
    for name, value in left.items():
        np.testing.assert_array_equal(value, right[name], err_msg=name)


def world_bytes(world, index):
    return [np.ascontiguousarray(getattr(world.state, name)[index]).tobytes() for name in State._fields[:-1]]


@pytest.fixture(scope="module")
def env():
    return gymnasium.make(
        "lodestone/Overworld-v0",
        image_size=SIZE,
        voxels=VoxelBounds(),
        rays=[(0.0, 0.0, 10.0), (0.3, -0.5, 20.0)],
        render_mode="rgb_array",
    )


def test_gymnasium_checker_passes(env):
    check_env(env.unwrapped)


def test_observations_lie_in_the_declared_space(env):
    observation, _ = env.reset(seed=3)
    for action in script(1, 30):
        observation, *_ = env.step({name: value[0] for name, value in action.items()})
        assert env.observation_space.contains(observation)


def test_make_vec_is_native():
    env = gymnasium.make_vec("lodestone/Overworld-v0", num_envs=3, image_size=SIZE)
    assert isinstance(env.unwrapped, OverworldVectorEnv)
    observation, _ = env.reset(seed=0)
    assert observation["rgb"].shape == (3, *SIZE, 3)
    assert env.observation_space.contains(observation)
    env.close()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_world_does_not_depend_on_its_batch_or_on_threads(threads):
    if threads > numba.config.NUMBA_NUM_THREADS:
        pytest.skip("one core only")
    steps = script(32, 40)
    numba.set_num_threads(threads)
    try:
        batch = OverworldVectorEnv(32, image_size=SIZE)
        together = [batch.reset(seed=10)[0]] + [batch.step(action)[0] for action in steps]
    finally:
        numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
    single = OverworldEnv(image_size=SIZE)
    for world in (0, 21, 31):  # a mob of world 0 strays out of what is loaded, and others load chunks meanwhile
        alone = [single.reset(seed=10 + world)[0]]
        for action in steps:
            alone.append(single.step({name: value[world] for name, value in action.items()})[0])
        for one, many in zip(alone, together, strict=True):
            left, right = dict(flat(one)), dict(flat(many))
            for name, value in left.items():
                np.testing.assert_array_equal(value, right[name][world], err_msg=name)
        assert world_bytes(single.world, 0) == world_bytes(batch.world, world)


def test_snapshot_restore_and_clone_go_on_as_the_original():
    steps = script(1, 40)
    a, b = OverworldEnv(image_size=SIZE), OverworldEnv(image_size=SIZE)
    a.reset(seed=1)
    b.reset(seed=2)
    for action in steps:
        a.step({name: value[0] for name, value in action.items()})
    b.world.restore(a.world.snapshot())
    pair = Overworld(2)
    pair.restore(a.world.snapshot(), 0)
    pair.clone(0, 1)
    assert world_bytes(pair, 0) == world_bytes(pair, 1)
    for action in steps:
        single = {name: value[0] for name, value in action.items()}
        assert_same(a.step(single)[0], b.step(single)[0])
    assert a.world.snapshot() == b.world.snapshot()


def test_damaged_snapshots_are_refused():
    env = OverworldEnv(image_size=None)
    env.reset(seed=1)
    data = env.world.snapshot()
    before = world_bytes(env.world, 0)
    for bad in (b"", b"nonsense", data[: len(data) // 2], data[:40]):
        with pytest.raises(SnapshotError):
            env.world.restore(bad)
    assert world_bytes(env.world, 0) == before


@pytest.mark.parametrize(
    "action",
    [
        {"forwards": 1},
        {"forward": 2},
        {"forward": -1},
        {"camera": [np.nan, 0.0]},
        {"camera": [0.0]},
        {"craft": 10_000},
        {"equip": 99},
        {"jump": "yes"},
        {"forward": 0.5},
    ],
)
def test_an_invalid_action_raises_and_changes_nothing(env, action):
    env.reset(seed=0)
    before = world_bytes(env.unwrapped.world, 0)
    with pytest.raises(InvalidActionError):
        env.unwrapped.step(action)
    assert world_bytes(env.unwrapped.world, 0) == before


def test_a_full_no_op_equals_an_empty_action(env):
    world = env.unwrapped
    world.reset(seed=4)
    first = world.step({})[0]
    world.reset(seed=4)
    assert_same(first, world.step(no_op())[0])


def test_start_settings_hold():
    start = WorldStart(
        biome="desert", start_time=18000, inventory=(StartStack(item="log", count=70), StartStack(item="torch", slot=8))
    )
    env = OverworldEnv(start=start, image_size=None)
    observation, _ = env.reset(seed=0)
    names, counts = observation["inventory"]["name"], observation["inventory"]["quantity"]
    assert (names[0], counts[0], names[1], counts[1]) == (item_index("log"), 64, item_index("log"), 6)
    assert names[8] == item_index("torch")
    assert observation["location_stats"]["biome_id"][0] == 2
    assert observation["location_stats"]["sun_brightness"][0] < 0.3


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"biome": "forrest"}, "forest"),
        ({"start": {"inventory": "stone_pikcaxe"}}, "stone_pickaxe"),
        ({"image_size": (4, 4)}, "image"),
        ({"max_steps": 0}, "max_steps"),
    ],
)
def test_bad_settings_name_what_is_right(fields, message):
    with pytest.raises((UnknownNameError, ValueError), match=message):
        if "start" in fields:
            WorldStart(inventory=(StartStack(item=fields["start"]["inventory"]),))
        else:
            env = OverworldEnv(**fields)
            env.reset(seed=0)


def test_episodes_are_truncated_and_reset_as_the_mode_says():
    for mode in AutoresetMode:
        env = OverworldVectorEnv(2, autoreset_mode=mode, image_size=None, max_steps=3)
        env.reset(seed=0)
        truncations = [env.step({})[3].tolist() for _ in range(3)]
        assert truncations == [[False, False], [False, False], [True, True]]
        if mode is AutoresetMode.DISABLED:
            with pytest.raises(gymnasium.error.ResetNeeded):
                env.step({})
            env.reset(options={"reset_mask": np.array([True, True])})
        env.step({})
        ages = env.world.state.clock["age"].tolist()
        assert ages == ([0, 0] if mode is AutoresetMode.NEXT_STEP else [1, 1])


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_a_start_that_is_changed_holds_for_episodes_that_begin_by_themselves(mode):
    env = OverworldVectorEnv(2, autoreset_mode=mode, image_size=None, max_steps=2)
    env.reset(seed=0)
    env.change_start({"start_time": 13_000, "daylight_cycle": False})
    times = [env.world.state.clock["time"].tolist()]
    for _ in range(6):
        env.step({})
        times.append(env.world.state.clock["time"].tolist())
    assert times[0] != [13_000, 13_000] != times[1]
    assert times[3:] == [[13_000, 13_000]] * 4
    with pytest.raises(ValueError, match="unknown setting 'noon' of a start"):
        env.change_start({"noon": True})


def let_die(world):
    """Let the players die in the next tick."""
    world.state.players["health"] = 0.5
    world.state.players["y"] = -80.0  # in the void


@pytest.mark.parametrize("config", [{}, {"goal_text": True, "task": "minedojo/harvest_1_log_forest"}])
def test_the_checker_passes_with_goals(config):
    env = OverworldEnv(image_size=None, **config)
    check_env(env, skip_render_check=True)


def test_the_goal_is_told_on_request():
    task = "minedojo/combat_cow_forest_iron_armors_iron_sword_shield"
    text = "hunt a cow in a forest, with an iron sword, iron armour and a shield"
    env = OverworldEnv(task=task, image_size=None, goal_text=True)
    observation, info = env.reset(seed=0)
    assert (observation["goal"], info["goal"]) == (text, text)
    assert env.observation_space.contains(observation)
    many = OverworldVectorEnv(2, task=task, image_size=None, goal_text=True, autoreset_mode="SameStep", max_steps=1)
    observation, info = many.reset(seed=0)
    assert observation["goal"] == (text, text)
    assert info["goal"].tolist() == [text, text]
    assert many.observation_space.contains(observation)
    assert many.step({})[4]["final_obs"][1]["goal"] == text
    assert "goal" not in OverworldEnv(image_size=None).observation_space.spaces


def test_blocks_around_the_player_are_shown_if_the_task_says_so():
    task = "minedojo/harvest_1_log_forest"
    spaces = {
        voxels: OverworldEnv(task=task, image_size=None, voxels=voxels).observation_space for voxels in (None, False)
    }
    assert "voxels" in spaces[None].spaces
    assert "voxels" not in spaces[False].spaces
    assert "voxels" not in OverworldEnv(image_size=None).observation_space.spaces


def test_steps_tell_the_parts_of_the_reward():
    env = OverworldEnv(task="minedojo/harvest_8_log", image_size=None)
    env.reset(seed=1)
    assert env.step({})[4] == {"success": False, "died": False, "reward_item_log": 0.0, "reward_success": 0.0}
    env.world.state.slots[0, 0, 3] = (item_index("log"), 0, 5)
    _, reward, terminated, _, info = env.step({})
    assert (reward, terminated, info["reward_item_log"]) == (5.0, False, 5.0)
    env.world.state.slots[0, 0, 3] = (item_index("log"), 0, 8)
    _, reward, terminated, _, info = env.step({})
    assert (reward, terminated, info["success"]) == (3.0, True, True)


def test_reward_may_be_success_alone():
    env = OverworldEnv(task="minedojo/harvest_8_log", image_size=None, reward="success")
    env.reset(seed=1)
    env.world.state.slots[0, 0, 3] = (item_index("log"), 0, 5)
    assert env.step({})[1] == 0.0
    env.world.state.slots[0, 0, 3] = (item_index("log"), 0, 8)
    assert env.step({})[1:3] == (1.0, True)
    with pytest.raises(ValueError, match="success"):
        OverworldConfig(reward="dense")


def test_settings_of_a_start_replace_those_of_the_task():
    task = "minedojo/combat_cow_forest_barehand"
    changes = {"difficulty": "hard", "weather": "thunder", "respawn": True, "start_time": 13000}
    batch = OverworldBatch(OverworldConfig(task=task, image_size=None, start_changes=changes), 1)
    batch.reset([0], np.ones(1, np.bool_), {"weather": "rain"})
    clock = batch.world.state.clock[0]
    assert (clock["difficulty"], clock["raining"], clock["thundering"], clock["respawn"]) == (3, 1, 0, 1)
    assert (clock["time"], clock["mob_spawning"]) == (13000, 0)
    with pytest.raises(ValueError, match="difficulty"):
        OverworldBatch(OverworldConfig(start_changes={"difficult": "hard"}), 1)


def test_death_ends_an_episode_unless_upstream_s_faults_are_asked_for():
    for faults in (False, True):
        env = OverworldEnv(task="minedojo/survival", image_size=None, upstream_faults=faults)
        env.reset(seed=2)
        env.step({})
        let_die(env.world)
        steps = [env.step({}) for _ in range(1 if not faults else 5)]
        assert [step[4]["died"] for step in steps].count(True) == 1
        assert any(step[2] for step in steps) != faults


def test_upstream_pays_for_the_last_of_the_three_ticks_of_an_action_only():
    paid = {}
    for faults in (False, True):
        task = "minedojo/harvest_8_planks"
        env = OverworldEnv(task=task, image_size=None, upstream_faults=faults)
        env.reset(seed=2, options={"inventory": (StartStack(item="log", count=2),)})
        age = int(env.world.state.clock["age"][0])
        _, first, done, _, _ = env.step({"craft": item_index("planks")})
        ticks = int(env.world.state.clock["age"][0]) - age
        assert not done
        _, second, done, _, info = env.step({"craft": item_index("planks")})
        paid[faults] = (first, second, ticks)
        assert (done, info["success"]) == (True, True)
    assert paid == {False: (4.0, 4.0, 1), True: (0.0, 0.0, 3)}


def test_upstream_never_tells_of_damage():
    seen = {}
    for faults in (False, True):
        env = OverworldEnv(image_size=None, upstream_faults=faults)
        env.reset(seed=2)
        env.step({})
        let_die(env.world)
        seen[faults] = float(env.step({})[0]["damage_source"]["damage_amount"][0])
    assert seen[False] > 0.0
    assert seen[True] == 0.0


def test_upstream_s_three_ticks_are_those_of_the_acting_world_alone():
    env = OverworldVectorEnv(3, image_size=None, upstream_faults=True)
    env.reset(seed=2)
    env.step({"drop": np.array([1, 0, 0]), "forward": np.array([0, 1, 0])})
    assert env.world.state.clock["age"].tolist() == [3, 1, 1]


def test_a_window_shows_what_the_player_sees(monkeypatch):
    pygame = pytest.importorskip("pygame")
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    env = gymnasium.make("lodestone/Overworld-v0", image_size=SIZE, render_mode="human", max_steps=3)
    observation, _ = env.reset(seed=1)
    scale = round(480 / SIZE[0])
    shown = pygame.display.get_surface()
    assert shown.get_size() == (SIZE[1] * scale, SIZE[0] * scale)
    assert shown.get_at((5 * scale, 7 * scale))[:3] == tuple(observation["rgb"][7, 5])
    assert env.render() is None
    env.close()
    with pytest.raises(ValueError, match="image_size"):
        OverworldEnv(image_size=None, render_mode="human")
    with pytest.raises(ValueError, match="human and rgb_array"):
        OverworldEnv(render_mode="ansi")


def test_gymnasium_s_own_wrappers_take_it_as_it_is(tmp_path):
    env = gymnasium.make("lodestone/Overworld-v0", image_size=SIZE, render_mode="rgb_array", max_steps=3)
    env = gymnasium.wrappers.RecordEpisodeStatistics(gymnasium.wrappers.RecordVideo(env, str(tmp_path)))
    env.reset(seed=1)
    for _ in range(3):
        *_, truncated, info = env.step({"forward": 1})
    assert truncated
    assert info["episode"]["l"] == 3
    env.close()
    assert [file.suffix for file in tmp_path.iterdir()] == [".mp4"]
