"""Learnt skills: what ends them, what they are made of, and how they are carried out in a world."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import CheckpointError
from agents.mineclip.config import PRESETS
from agents.mineclip.model import MineCLIP
from agents.mineclip.tokenizer import vocabulary_of
from agents.spotter.model import Seen, Spotter, SpotterConfig
from agents.vpt.policy import VPTPolicy
from agents.vpt.shared import SharedPolicy
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import item_index
from envs.overworld.world import StartStack
from skills.executor import Cause, Outcome
from skills.graph import skill_graph
from skills.learned.approach import Approach
from skills.learned.executor import LearnedExecutor
from skills.learned.judges import Amount, Loot, Sight
from skills.learned.networks import LearnedSkills
from skills.learned.performance import Performance
from tests.skills.learned.repertoires import CHOP, SIZE, write

GRAPH = skill_graph()


def inventory(counts, item="log"):
    """Observations of as many worlds, with so many of an item in two slots, and other things in a third."""
    name = np.array([[item_index(item), item_index("stone"), item_index(item)]] * len(counts))
    quantity = np.array([[count // 2, 7, count - count // 2] for count in counts], np.float32)
    return {"inventory": {"name": name, "quantity": quantity}}


amounts = st.lists(st.tuples(st.integers(0, 64), st.integers(0, 64)), min_size=1, max_size=4)


@given(amounts)
def test_an_amount_is_gained_or_spent_in_each_world_for_itself(pairs):
    before, after = zip(*pairs, strict=True)
    for sign in (1, -1):
        judge = Amount("log", sign)
        judge.begin(inventory(before))
        assert judge.units(inventory(after)).tolist() == [sign * (now - then) for then, now in pairs]


def test_wood_of_any_tree_is_wood():
    judge = Amount("log_or_log2")
    judge.begin(inventory([3]))
    assert judge.units(inventory([5], "log2")).tolist() == [2]
    assert judge.units(inventory([5], "planks")).tolist() == [-3]


def test_loot_counts_by_how_often_it_comes():
    judge, held = Loot("beef"), (2, 5, 5, 4, 6)
    judge.begin(inventory([2], "beef"))
    assert [judge.units(inventory([count], "beef")).tolist() for count in held] == [[0], [1], [1], [1], [2]]


class Scripted(Spotter):
    """Says what it is told to."""

    def __init__(self, rows):
        super().__init__(SpotterConfig(kinds=("cow", "tree"), image_size=(SIZE, SIZE)))
        self.rows = iter(rows)

    def look(self, frames):
        row = next(self.rows)
        chances = torch.tensor([[[0.9, 0.9], [near, far]] for near, far, _ in row])
        at = torch.tensor([[[0.0, 0.0], [across, -across]] for *_, across in row])
        return Seen(chances, at[:, :, None].expand(-1, -1, 2, -1))


def test_a_sight_counts_from_the_third_frame_in_a_row_on():
    rows = [(0.9, 0.9), (0.9, 0.1), (0.9, 0.9), (0.2, 0.9), (0.9, 0.9)]
    judge = Sight(Scripted([[(chance, 0.9, 0.0) for chance in row] for row in rows]), "tree", 0.7)
    frames = {"rgb": np.zeros((2, SIZE, SIZE, 3), np.uint8)}
    judge.begin(frames)
    assert [judge.units(frames).tolist() for _ in rows] == [[0, 0], [0, 0], [1, 0], [0, 0], [0, 1]]


def test_what_is_seen_from_afar_is_gone_to():
    judge = Sight(Scripted([[(0.1, 0.8, -0.5), (0.1, 0.3, 0.25)]]), "tree", 0.7)
    frames = {"rgb": np.zeros((2, SIZE, SIZE, 3), np.uint8)}
    judge.begin(frames)
    assert judge.units(frames).tolist() == [0, 0]
    np.testing.assert_array_equal(judge.at, [[-0.5, 0.5], [np.nan, np.nan]])


def test_where_something_is_comes_from_the_nearest_map_that_shows_it():
    class TwoMaps(Scripted):
        def look(self, frames):
            chances = torch.tensor([[[0.0] * 3, near] for near in ([0.1, 0.8, 0.9], [0.8, 0.8, 0.9], [0.1] * 3)])
            return Seen(chances, torch.tensor([[-0.5, 0.5], [0.0, 0.25], [0.75, 0.0]]).expand(3, 2, 3, 2))

    judge = Sight(TwoMaps([]), "tree", 0.7)
    frames = {"rgb": np.zeros((3, SIZE, SIZE, 3), np.uint8)}
    judge.begin(frames)
    judge.units(frames)
    np.testing.assert_array_equal(judge.at, [[0.0, 0.25], [-0.5, 0.5], [np.nan, np.nan]])


def test_a_sign_is_gone_to_as_long_as_the_thing_is_not_seen():
    frames = {"rgb": np.zeros((2, SIZE, SIZE, 3), np.uint8)}
    judge = Sight(Scripted([[(0.1, 0.8, -0.5), (0.1, 0.3, 0.25)]]), "tree", 0.7, sign="cow")
    judge.begin(frames)
    assert judge.units(frames).tolist() == [0, 0]  # and cows, which are always near, do not end it
    np.testing.assert_array_equal(judge.at, [[-0.5, 0.5], [0.0, 0.0]])
    with pytest.raises(CheckpointError, match="does not know 'leaves'"):
        Sight(Scripted([]), "tree", 0.7, sign="leaves")


def test_the_way_to_what_is_seen_goes_on_after_it():
    approach, action = Approach(), {"forward": 0, "sneak": 1, "use": 1, "camera": np.array([3.0, -2.0], np.float32)}
    picture = np.zeros((SIZE, SIZE, 3), np.uint8)
    assert approach.act(None, picture, action) is None
    for across, turn in ((-0.02, -0.5 * math.degrees(math.atan(0.02 * math.tan(math.radians(35))))), (0.9, 8.0)):
        led = approach.act((across, 0.9), picture, action)
        assert led["camera"].tolist() == pytest.approx([3.0, turn])
        assert (led["forward"], led["jump"], led["sneak"], led["use"]) == (1, 1, 0, 1)
    after = [approach.act(None, picture, action) for _ in range(20)]
    assert [step is not None for step in after] == [True] * 19 + [False], "for a second it goes on"
    assert all(step["camera"][1] == 0 for step in after[:-1]), "straight on"


@pytest.fixture
def skills(tmp_path):
    mine = {"policy": "chop", "prompt": "mine stone", "gain": "cobblestone"}
    find = {"policy": "chop", "prompt": "find a tree", "see": "tree"}
    cow = {"policy": "chop", "prompt": "find a cow", "see": "cow"}
    return LearnedSkills(
        write(tmp_path, {"collect_log": CHOP, "collect_cobblestone": mine, "find_log": find, "find_cow": cow})
    )


def test_threads_that_ask_at_the_same_time_share_a_policy(tmp_path):
    skills, ready = LearnedSkills(write(tmp_path, {"collect_log": CHOP}), kind=SharedPolicy), Barrier(8)

    def ask(_):
        ready.wait()
        return skills.policy("collect_log")

    with ThreadPoolExecutor(8) as pool:
        (policy,) = set(pool.map(ask, range(8)))
    assert isinstance(policy, SharedPolicy)


def carry_out(skills, name, count=1, limit=20, inventory=()):
    """Return the actions that were taken, and the outcome if there was one within the limit."""
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains", start_changes={"inventory": inventory})
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    executor.begin(GRAPH[name], count)
    actions = []
    for _ in range(limit):
        decision = executor.act(observation)
        if isinstance(decision, Outcome):
            return actions, decision
        actions.append(decision)
        observation, *_ = env.step(decision)
    return actions, None


def test_a_skill_acts_until_its_judge_says_done(skills):
    actions, outcome = carry_out(skills, "find_log")
    assert len(actions) == 2 + 2  # the gaze is levelled before
    assert outcome == Outcome(True)
    actions, outcome = carry_out(skills, "find_cow")
    assert len(actions) == 20
    assert outcome is None
    assert len({str(action) for action in actions}) > 1


def test_a_search_is_led_along_a_spiral(tmp_path):
    find = {"policy": "chop", "prompt": "find a cow", "see": "cow", "spiral": True}
    actions, _ = carry_out(LearnedSkills(write(tmp_path, {"find_cow": find})), "find_cow", limit=2 + 280)
    turns = [action.keys() == {"camera"} and action["camera"].tolist() == [0.0, 15.0] for action in actions[2:]]
    straight, corner = [False], [True] * 30  # once round and a quarter
    assert turns == straight * 90 + corner + straight * 65 + corner + straight * 65


def test_at_a_glance_it_turns_round_once(tmp_path):
    find = {"policy": "chop", "prompt": "find a cow", "see": "cow", "glance": True}
    actions, outcome = carry_out(LearnedSkills(write(tmp_path, {"find_cow": find})), "find_cow", limit=1000)
    assert [action["camera"].tolist() for action in actions[2:]] == [[0.0, 15.0]] * 24
    assert outcome == Outcome(False, Cause.NOT_FOUND, "it is in view nowhere around")


def test_the_same_seed_acts_the_same_way(skills):
    assert str(carry_out(skills, "find_cow")) == str(carry_out(skills, "find_cow"))


def test_a_tool_is_taken_in_hand_first_or_missed(skills):
    actions, outcome = carry_out(
        skills, "collect_cobblestone", inventory=(StartStack(item="dirt", count=3), StartStack(item="stone_pickaxe"))
    )
    assert actions[0] == {"equip": 2}
    assert "equip" not in actions[1] or not actions[1]["equip"]
    _, outcome = carry_out(skills, "collect_cobblestone")
    assert outcome is not None
    assert outcome.cause is Cause.NO_TOOL
    assert "wooden_pickaxe" in outcome.detail


def test_what_a_skill_likes_to_have_in_hand_is_taken_if_it_is_there(tmp_path):
    sword = CHOP | {"hold": ["iron_sword", "stone_sword"]}
    skills = LearnedSkills(write(tmp_path, {"collect_log": sword}))
    carried = (StartStack(item="dirt", count=3), StartStack(item="stone_sword"))
    actions, _ = carry_out(skills, "collect_log", inventory=carried)
    assert actions[0] == {"equip": 2}
    assert not any(action.get("equip") for action in actions[1:])
    actions, _ = carry_out(skills, "collect_log", inventory=carried[:1])
    assert not any(action.get("equip") for action in actions)


@pytest.mark.parametrize("pitch", [-90.0, 33.0, 90.0])
@pytest.mark.parametrize("gaze", [0.0, 15.0, 90.0])
def test_the_gaze_is_where_it_is_wanted_when_a_policy_begins(tmp_path, pitch, gaze):
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"gaze": gaze}}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    env.reset(seed=0)
    observation, *_ = env.step({"camera": np.array([pitch, 0.0], np.float32)})
    executor = LearnedExecutor(skills, seed=0)
    executor.begin(GRAPH["collect_log"], 1)
    for _ in range(3 if gaze else 2):
        observation, *_ = env.step(executor.act(observation))
    assert observation["location_stats"]["pitch"][0] == gaze


def test_the_way_elsewhere_is_gone_with_a_level_gaze(tmp_path):
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"gaze": 90.0, "patience": 3}}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    for _ in range(2):
        executor.begin(GRAPH["collect_log"], 1)
        pitches = []
        while not isinstance(decision := executor.act(observation), Outcome):
            pitches.append(float(observation["location_stats"]["pitch"][0]))
            observation, *_ = env.step(decision)
    assert pitches[1:3] == [90.0, 0.0] and pitches[-3] == 90.0, "below, level, and below again when the policy begins"
    assert len(pitches) > 100 and max(pitches[2:-3]) == 0.0


def test_it_gives_up_when_nothing_at_all_comes_into_the_inventory(tmp_path):
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"idle": 5, "patience": 20}}))
    executor = LearnedExecutor(skills, seed=0)

    def go(dirt_at):
        env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
        observation, _ = env.reset(seed=0)
        executor.begin(GRAPH["collect_log"], 1)
        for step in range(100):
            slots = inventory([sum(step >= at for at in dirt_at)], "dirt")["inventory"]
            carried = {"inventory": {name: values[0] for name, values in slots.items()}}
            if isinstance(decision := executor.act(observation | carried), Outcome):
                return step, decision.detail
        return None

    assert go([]) == (2 + 6, "nothing within 5 steps"), "two to set the gaze"
    executor = LearnedExecutor(skills, seed=0)
    assert go([5]) == (5 + 6, "nothing within 5 steps")
    executor = LearnedExecutor(skills, seed=0)
    assert go(range(5, 99, 4)) == (2 + 20, "nothing within 20 steps"), "dirt is no log"


def test_policies_drop_nothing_take_nothing_else_in_hand_and_use_nothing_unless_they_are_to(tmp_path):
    keys = {"drop", "inventory", "use", *(f"hotbar.{number}" for number in range(1, 10))}
    for uses in (False, True):
        skills = LearnedSkills(write(tmp_path / str(uses), {"find_cow": CHOP | {"gain": "log", "uses": uses}}))
        actions, _ = carry_out(skills, "find_cow", limit=60)
        pressed = {key for action in actions for key in keys if action.get(key, 0)}
        assert pressed == ({"use"} if uses else set())


def test_a_swimmer_who_sees_bubbles_goes_up(skills):
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    executor.begin(GRAPH["find_cow"], 1)
    jumps = {}
    for oxygen in (300.0, 299.0):
        stats = observation["life_stats"] | {"oxygen": np.array([oxygen], np.float32)}
        jumps[oxygen] = [executor.act(observation | {"life_stats": stats}).get("jump", 0) for _ in range(30)][2:]
    assert not all(jumps[300.0])
    assert all(jumps[299.0][2:])


def test_who_digs_what_is_seen_swims_up_too(tmp_path):
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"dig": "tree"}}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    executor.begin(GRAPH["collect_log"], 1)
    under_water = observation["life_stats"] | {"oxygen": np.array([299.0], np.float32)}
    steps = [executor.act(observation | {"life_stats": under_water}) for _ in range(30)][2:]
    assert all(step["jump"] for step in steps)
    executor.begin(GRAPH["collect_log"], 1)
    assert not any(executor.act(observation).get("jump") for _ in range(30)), "the tree leads, and it digs"


def test_what_comes_after_a_failure_begins_elsewhere(tmp_path):
    find = {"policy": "chop", "prompt": "find a tree", "see": "tree"}
    cow = {"policy": "chop", "prompt": "find a cow", "see": "cow", "patience": 5}
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"patience": 10}, "find_log": find, "find_cow": cow}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)

    def steps(name):
        executor.begin(replace(GRAPH[name], step_limit=10_000), 1)
        for step in range(10_000):
            if isinstance(decision := executor.act(observation), Outcome):
                return step, decision.success
        return None

    assert steps("find_log") == (4, True)  # two levelled the gaze
    assert steps("collect_log") == (12, False)
    assert steps("find_log") == (4, True), "what was lost is looked for here"
    assert steps("collect_log") == (12, False)
    walk = steps("collect_log")[0] - 12
    assert walk > 500, "nothing moves in this picture, so it tries for long to get out"
    assert steps("find_cow") == (7, False)
    assert steps("find_log") == (walk + 4, True)
    assert steps("find_log") == (4, True)


def test_a_glance_is_at_what_is_here_and_leaves_it_as_it_is(tmp_path):
    cow = {"policy": "chop", "prompt": "find a cow", "see": "cow", "glance": True}
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"patience": 10}, "find_cow": cow}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    steps = []
    for name in ("find_cow", "collect_log", "find_cow", "find_cow", "collect_log"):
        executor.begin(replace(GRAPH[name], step_limit=10_000), 1)
        steps.append(next(step for step in range(10_000) if isinstance(executor.act(observation), Outcome)))
    assert steps[:4] == [26, 12, 26, 26]
    assert steps[4] > 500, "the logs here were out of reach before, and still are"


def test_what_is_out_of_reach_is_left(tmp_path):
    find = {"policy": "chop", "prompt": "find a tree", "see": "tree"}
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"patience": 10}, "find_log": find}))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor = LearnedExecutor(skills, seed=0)
    searches = []
    for name in ["find_log", "collect_log"] * 9:
        executor.begin(replace(GRAPH[name], step_limit=10_000), 1)
        steps = next(step for step in range(10_000) if isinstance(executor.act(observation), Outcome))
        searches += [steps] * (name == "find_log")
    assert [steps > 500 for steps in searches] == [False] * 4 + [True] + [False] * 3 + [True]


def test_its_time_runs_out(skills):
    executor = LearnedExecutor(skills)
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    executor.begin(replace(GRAPH["find_cow"], step_limit=2), 1)
    decisions = [executor.act(observation) for _ in range(3)]
    assert decisions[2] == Outcome(False, Cause.TIMEOUT, "its step limit ran out")
    with pytest.raises(RuntimeError, match="no skill"):
        executor.act(observation)


def test_its_patience_ends_a_while_after_the_last_unit(tmp_path):
    executor = LearnedExecutor(LearnedSkills(write(tmp_path, {"collect_log": CHOP | {"patience": 5}})))
    env = OverworldEnv(image_size=(SIZE, SIZE), biome="plains")
    observation, _ = env.reset(seed=0)
    seen = {**observation, **inventory([0])}
    seen["inventory"] = {name: column[0] for name, column in seen["inventory"].items()}
    executor.begin(GRAPH["collect_log"], 3)
    for step in range(9):
        if step == 4:
            seen["inventory"]["quantity"][0] = 1
        assert not isinstance(executor.act(seen), Outcome), step
    assert executor.act(seen) == Outcome(False, Cause.TIMEOUT, "nothing within 5 steps")


def test_worlds_side_by_side_are_judged_one_by_one(skills):
    frames = np.random.default_rng(0).integers(0, 256, (3, SIZE, SIZE, 3), np.uint8)
    begun = {"rgb": frames, **inventory([0, 1, 2])}
    performance = Performance(skills, "collect_log", begun, count=2)
    action, done = performance.act({"rgb": frames, **inventory([2, 2, 4])})
    assert action.buttons.shape == action.camera.shape == (3,)
    assert done.tolist() == [True, False, True]


def test_each_unit_is_begun_with_an_empty_memory(skills, monkeypatch):
    """Where a log was gained, the next frame is to the policy the first of an episode."""
    begun, act = [], VPTPolicy.act

    def watched(self, frames, first, *args, **kwargs):
        begun.append(first.tolist())
        return act(self, frames, first, *args, **kwargs)

    monkeypatch.setattr(VPTPolicy, "act", watched)
    frames = {"rgb": np.zeros((2, SIZE, SIZE, 3), np.uint8)}
    performance = Performance(skills, "collect_log", {**frames, **inventory([0, 5])}, count=3)
    for held in ([0, 5], [1, 5], [1, 5], [1, 6], [3, 4]):
        performance.act({**frames, **inventory(held)})
    assert begun == [[True, True], [True, False], [False, False], [False, True], [True, False]]


def test_a_policy_with_goals_is_told_the_prompt(tmp_path):
    config = PRESETS["small"].model_copy(update={"vocabulary": vocabulary_of(["chop a tree", "find a tree"])})
    MineCLIP(config).save_pretrained(tmp_path / "text")
    skills = LearnedSkills(write(tmp_path, {"collect_log": CHOP}, goal_size=192, text=str(tmp_path / "text")))
    goal = skills.goal("collect_log")
    assert goal.shape == (192,)
    assert not goal.requires_grad
    other = LearnedSkills(write(tmp_path, {"collect_log": CHOP}, goal_size=8, text=str(tmp_path / "text")))
    with pytest.raises(CheckpointError, match=r"goals of 8 numbers.*makes 192"):
        other.goal("collect_log")


@pytest.mark.parametrize(
    ("skills", "message"),
    [
        ({}, "skills: Dictionary should have at least 1 item"),
        ({"a": {"policy": "p", "prompt": "q"}}, r"skills\.a: .*name one of gain, loot, spend and see, not none"),
        ({"a": CHOP | {"see": "tree"}}, "not gain and see"),
        ({"a": CHOP | {"policies": 1}}, "skills.a.policies"),
        ({"a": CHOP | {"spiral": True}}, r"skills\.a: .*a spiral, a glance and a sign are for searches"),
        (
            {"a": {"policy": "p", "prompt": "q", "see": "cow", "spiral": True, "glance": True}},
            "along a spiral or at a glance, not both",
        ),
    ],
)
def test_a_repertoire_that_cannot_be_is_refused(tmp_path, skills, message):
    with pytest.raises(CheckpointError, match=message):
        LearnedSkills(write(tmp_path, skills))


def test_what_is_missing_is_named(tmp_path, skills):
    with pytest.raises(CheckpointError, match=r"repertoire\.yaml cannot be read"):
        LearnedSkills(tmp_path / "nowhere")
    with pytest.raises(KeyError, match="no skill 'hunt_cow'"):
        LearnedExecutor(skills).begin(GRAPH["hunt_cow"], 1)
    strange = write(tmp_path, {"find_pig": {"policy": "chop", "prompt": "find a pig", "see": "pig"}})
    with pytest.raises(CheckpointError, match="does not know 'pig': it knows tree, cow"):
        LearnedSkills(strange).judge("find_pig")
