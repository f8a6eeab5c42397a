"""Rollouts: what a fragment says of what was done, of episodes that begin in it, and of what they paid."""

import numpy as np
import pytest
import torch
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv

from agents.errors import TrainingError
from agents.learning.ppo import read
from agents.learning.rollout import Rollout
from agents.mineclip.reward import VideoReward
from agents.mineclip.terms import RewardTerms
from agents.vpt.actions import NULL_CAMERA, JointAction, from_canonical, to_canonical, to_joint
from agents.vpt.config import PolicyConfig
from agents.vpt.policy import VPTPolicy
from envs.overworld.action import ACTION_SPACE, KEYS
from envs.overworld.vector import OverworldVectorEnv
from envs.worker.worlds import SimulatorVectorEnv
from tests.agents.mineclip.tiny_reward import NEGATIVES, tiny
from tests.envs.worker.standins import CRASHES, STAND_IN

SIZE = 16
TINY = PolicyConfig(width=16, channels=(4, 8, 8), heads=2, blocks=2, temperature=1.0, image_size=SIZE, memory=5)
CHOICES = ((), ("attack",), ("forward",), ("jump",))
"""Keys that a policy of `narrow_policy` presses."""


class Starts:
    """Notes where episodes are to begin."""

    def __init__(self):
        self.told = []

    def change_start(self, changes):
        self.told.append(changes["site"]["high"])


class Quiz(VectorEnv):
    """The picture says which of four keys pays 1; episodes last `length` steps, or end in success after some hits.

    Tasks differ in nothing but their number; where starts of one move is noted in its part.
    """

    def __init__(self, worlds=4, length=5, wins=10**9, mode=AutoresetMode.NEXT_STEP, tasks=1):
        self.num_envs, self.length, self.wins = worlds, length, wins
        self.parts = [Starts() for _ in range(tasks)]
        self.metadata = {"autoreset_mode": mode}
        self.single_observation_space = spaces.Dict({"rgb": spaces.Box(0, 255, (SIZE, SIZE, 3), np.uint8)})
        self.single_action_space = ACTION_SPACE
        self.answers = [from_keys(names) for names in CHOICES]

    def reset(self, *, seed=None, options=None):
        self.random = [np.random.default_rng(number) for number in seed]
        self.age = np.arange(self.num_envs) % self.length
        self.hits = np.zeros(self.num_envs, int)
        self.over = np.zeros(self.num_envs, bool)
        self.ask()
        return {"rgb": self.pictures()}, {}

    def ask(self):
        self.right = np.array([random.integers(len(CHOICES)) for random in self.random])

    def pictures(self):
        pictures = np.full((self.num_envs, SIZE, SIZE, 3), 30, np.uint8)
        for picture, right in zip(pictures, self.right, strict=True):
            picture[8 * (right // 2) :, 8 * (right % 2) :][:8, :8] = 250
        return pictures

    def step(self, actions):
        buttons = from_canonical(actions).buttons
        live = ~self.over
        reward = live * (buttons == np.array(self.answers)[self.right])
        self.age, self.hits = np.where(live, self.age + 1, 0), np.where(live, self.hits + reward, 0)
        won = live & (self.hits >= self.wins)
        late = live & ~won & (self.age >= self.length)
        self.over = won | late
        self.ask()
        return {"rgb": self.pictures()}, reward.astype(float), won, late, {"success": won}


def from_keys(names):
    keys = np.array([name in names for name in KEYS], np.int64)
    return int(to_joint(keys, np.array([5, 5])).buttons)


def narrow_policy(seed=0, **changes):
    """A policy that presses one of four keys, as one that was imitated does."""
    torch.manual_seed(seed)
    policy = VPTPolicy(TINY.model_copy(update=changes))
    with torch.no_grad():
        for head, likely in (("buttons", [from_keys(names) for names in CHOICES]), ("camera", [NULL_CAMERA])):
            layer = policy.pi_head[head].linear_layer
            layer.weight.mul_(0.1)
            layer.bias.fill_(-20.0)
            layer.bias[likely] = 0.0
    return policy


def rollout(env=None, policy=None, weights=None, seed=0, **kwargs):
    env = env or Quiz()
    terms = RewardTerms(weights or {"task": 1.0, "step": -0.1})
    random = torch.Generator().manual_seed(seed)
    return Rollout(env, policy or narrow_policy(), terms, list(range(env.num_envs)), random, **kwargs)


@pytest.mark.parametrize("goal_size", [None, 6])
def test_one_forward_says_what_was_said_frame_by_frame(goal_size):
    policy = VPTPolicy(TINY.model_copy(update={"goal_size": goal_size}))
    policy.value_head.normalise(torch.randn(9) + 3, update=True)
    goal = None if goal_size is None else torch.randn(4, goal_size)
    source = rollout(policy=policy, goal=goal)
    for number in range(3):
        piece = source.collect(11, number)
        assert piece.first[1:-1].any() and piece.version == number
        reading = read(policy, piece, piece.state)
        assert torch.allclose(reading.said.log_prob(piece.action), piece.log_prob, atol=1e-4)
        assert torch.allclose(policy.value_head.denormalise(reading.value), piece.value[:-1], atol=1e-4)
        assert bool(piece.state.mask.any()) == (number > 0)


def test_the_value_of_the_last_frame_is_that_of_the_next_fragments_first():
    source = rollout()
    before, after = source.collect(4, 0), source.collect(4, 0)
    assert torch.equal(before.frames[-1], after.frames[0])
    assert torch.equal(before.first[-1], after.first[0])
    assert torch.allclose(before.value[-1], after.value[0], atol=1e-6)


def test_actions_are_those_that_were_carried_out_and_ends_are_where_they_were():
    env = Quiz(worlds=2, length=4)
    piece = rollout(env).collect(10, 0)
    assert piece.truncated[:, 0].nonzero().flatten().tolist() == [3, 8]
    assert piece.first[:, 0].nonzero().flatten().tolist() == [0, 5, 10]
    assert piece.live[:, 0].logical_not().nonzero().flatten().tolist() == [4, 9]
    assert not piece.terminated.any()
    asked = np.array([[picture[::8, ::8, 0].argmax() for picture in row] for row in piece.frames[:-1].numpy()])
    right = np.array(env.answers)[asked] == piece.action.buttons.numpy()
    np.testing.assert_array_equal(piece.terms["task"].numpy(), right & piece.live.numpy())
    np.testing.assert_allclose(piece.terms["step"].numpy(), -0.1 * piece.live.numpy(), rtol=1e-6)


def test_episodes_are_summed_up_across_fragments():
    source = rollout(Quiz(worlds=2, length=7, wins=2), weights={"success": 5.0, "task": 1.0})
    pieces = [source.collect(5, 0) for _ in range(8)]
    figures = source.figures()
    ends = sum(int((piece.terminated | piece.truncated).sum()) for piece in pieces)
    won = sum(int(piece.terminated.sum()) for piece in pieces)
    assert figures["episode/count"] == ends > won > 0
    assert figures["episode/success"] == pytest.approx(won / ends)
    assert figures["episode/return/success"] == pytest.approx(5 * won / ends)
    assert figures["reward/success"] == pytest.approx(5 * won / 80)
    assert 0 < figures["episode/length"] <= 7
    assert source.figures() == {"episode/count": 0}


def test_tasks_are_told_apart():
    source = rollout(Quiz(worlds=3, length=4, wins=2), tasks=["a", "b", "a"])
    source.collect(23, 0)
    episodes = {task: [one.success for one in source.episodes if one.task == task] for task in "ab"}
    figures = source.figures()
    assert figures["episode/count"] == sum(map(len, episodes.values()))
    for task, successes in episodes.items():
        assert figures[f"episode/count/{task}"] == len(successes) > 0
        assert figures[f"episode/success/{task}"] == pytest.approx(np.mean(successes))
    assert source.figures() == {"episode/count": 0, "episode/count/a": 0, "episode/count/b": 0}


def test_the_same_seeds_give_the_same_fragment():
    first, again, other = rollout().collect(6, 0), rollout().collect(6, 0), rollout(seed=1).collect(6, 0)
    assert torch.equal(first.action.buttons, again.action.buttons)
    assert torch.equal(first.frames, again.frames)
    assert not torch.equal(first.action.buttons, other.action.buttons)


def test_the_screen_pays_what_a_video_reward_says_but_not_for_resets():
    def reward():
        return VideoReward(tiny(image_size=(SIZE, SIZE)), "chop a tree", 4, "direct", NEGATIVES)

    piece = rollout(weights={"mineclip": 2.0}, video=reward()).collect(9, 0)
    video = reward()
    said = torch.stack(
        [video.step(frame, first).reward for frame, first in zip(piece.frames, piece.first, strict=True)]
    )
    assert (said > 0).any()
    assert torch.allclose(piece.terms["mineclip"], 2 * said[1:] * piece.live, atol=1e-6)


def test_the_overworld_is_stepped_and_its_frames_are_seen():
    def worlds():
        fields = {"image_size": SIZE, "max_steps": 4, "voxels": False}
        return OverworldVectorEnv(2, task="minedojo/harvest_1_log_forest", **fields)

    piece = rollout(worlds(), weights={"success": 1.0, "death": -1.0, "step": -0.1}).collect(7, 0)
    env = worlds()
    observation, _ = env.reset(seed=[0, 1])
    assert piece.first[:, 0].tolist() == [True, False, False, False, False, True, False, False]
    for step in range(7):
        np.testing.assert_array_equal(piece.frames[step].numpy(), observation["rgb"])
        action = JointAction(piece.action.buttons[step].numpy(), piece.action.camera[step].numpy())
        observation, _, terminated, truncated, _ = env.step(to_canonical(action))
        np.testing.assert_array_equal(piece.terminated[step].numpy(), terminated)
        np.testing.assert_array_equal(piece.truncated[step].numpy(), truncated)


def test_what_does_not_go_together_is_named():
    with pytest.raises(TrainingError, match="NEXT_STEP"):
        rollout(Quiz(mode=AutoresetMode.SAME_STEP))
    with pytest.raises(TrainingError, match="no reward term 'gold'"):
        rollout(weights={"gold": 1.0})
    with pytest.raises(TrainingError, match="mineclip"):
        rollout(weights={"mineclip": 1.0})


def test_an_episode_that_is_lost_with_its_world_is_cut_off_and_none_of_those_that_ended():
    settings = {"task": None, "biome": None, "image_size": (SIZE, SIZE), "max_steps": 4}
    env = SimulatorVectorEnv(STAND_IN, [{"port": port, **settings} for port in (None, CRASHES)])
    try:
        source = rollout(env)
        fragment = source.collect(9, 0)
    finally:
        env.close()
    ends = [[3, 8], [2, 6]]  # after the step there is none for the reset: 0 1 2 3 - 0 1 2 3, and 0 1 2 - 0 1 2 -
    assert [fragment.truncated[:, world].nonzero().flatten().tolist() for world in range(2)] == ends
    assert not fragment.terminated.any()
    assert [(~fragment.live[:, world]).nonzero().flatten().tolist() for world in range(2)] == [[4], [3, 7]]
    assert torch.equal(fragment.frames[3, 1], fragment.frames[2, 1]), "the last picture stands for what is not seen"
    figures = source.figures()
    assert (figures["worlds/lost"], figures["episode/count"], figures["episode/length"]) == (2, 2, 4)
    assert source.figures()["worlds/lost"] == 0
    assert "worlds/lost" not in rollout().figures()
