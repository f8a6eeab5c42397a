import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import RewardError
from agents.mineclip.negatives import COUNT, NEGATIVES, choose, pool_of, read_negatives
from agents.mineclip.reward import VideoReward
from agents.mineclip.scores import score
from tests.agents.mineclip import tiny_reward
from tests.agents.mineclip.tiny_reward import Obvious, pictures, tiny

GOALS = ["chop a tree", "milk a cow", "swim"]


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def model():
    return tiny()


@settings(max_examples=12, deadline=None)
@given(
    first=st.lists(st.tuples(*[st.booleans()] * 3), min_size=1, max_size=14),
    stride=st.sampled_from([1, 2, 3]),
    kind=st.sampled_from(["direct", "delta"]),
    padding=st.sampled_from(["black", "first"]),
)
def test_as_the_obvious_way(model, first, stride, kind, padding):
    negatives = tiny_reward.NEGATIVES
    reward = VideoReward(model, GOALS, kind=kind, negatives=negatives, stride=stride, padding=padding)
    slow = [Obvious(model, goal, kind, negatives, stride, padding) for goal in GOALS]
    frames = pictures(len(first), 3, seed=len(first))
    for step, flags in enumerate(np.array(first)):
        found = reward.step(frames[step], flags)
        wanted = [world.step(frames[step, row], flags[row] or not step) for row, world in enumerate(slow)]
        assert found.reward.dtype == found.probability.dtype == torch.float32
        np.testing.assert_allclose(found.reward, [pair[0] for pair in wanted], atol=1e-6)
        np.testing.assert_allclose(found.probability, [pair[1] for pair in wanted], atol=1e-6)
        torch.testing.assert_close(found.features, model.encode_frames(torch.from_numpy(frames[step])), rtol=0, atol=0)


def test_both_kinds_and_paddings_differ(model):
    frames = pictures(6, 1)
    first = np.zeros(1, bool)
    found = {
        (kind, padding): [float(reward.step(frame, first).reward) for frame in frames]
        for kind, padding in itertools.product(["direct", "delta"], ["black", "first"])
        for reward in [VideoReward(model, "milk a cow", kind=kind, padding=padding, negatives=["swim"])]
    }
    assert len(set(map(tuple, found.values()))) == 4
    assert min(found["direct", "black"]) >= 0
    assert found["delta", "black"][0] == 0


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("padding", ["black", "first"])
def test_a_whole_video_scores_as_its_steps_do(model, stride, padding):
    frames = pictures(150)
    options = {"stride": stride, "padding": padding}
    scores = score(model, frames, GOALS, ["dig", *GOALS, "jump"], **options)
    assert scores.negative_prompts == ("dig", "jump")
    assert scores.probability.shape == (150, 3)
    np.testing.assert_allclose(scores.probability.sum(1) + scores.negatives.sum(1), 1, atol=1e-6)
    first = np.arange(150) == 0
    for index, goal in enumerate(GOALS):
        others = [other for other in GOALS if other != goal]
        reward = VideoReward(model, goal, negatives=[*others, "dig", "jump"], **options)
        steps = [float(reward.step(frames[t : t + 1], first[t : t + 1]).probability) for t in range(150)]
        np.testing.assert_allclose(scores.probability[:, index], steps, atol=1e-6)


@pytest.mark.parametrize("kind", ["direct", "delta"])
def test_a_restored_reward_goes_on_exactly(model, kind):
    frames = pictures(12, 2)
    flags = np.random.default_rng(1).random((12, 2)) < 0.2
    reward = VideoReward(model, "swim", worlds=2, kind=kind)
    for step in range(5):
        reward.step(frames[step], flags[step])
    reward.set_prompts("dig", [1])
    state = reward.state_dict()
    rest = [reward.step(frames[step], flags[step]) for step in range(5, 12)]
    again = VideoReward(model, "milk a cow", worlds=2, kind=kind)
    again.load_state_dict(state)
    assert again.prompts == ("swim", "dig")
    for step in range(5, 12):
        for one, other in zip(rest[step - 5], again.step(frames[step], flags[step]), strict=True):
            assert torch.equal(one, other)
    with pytest.raises(RewardError, match="same model, worlds and stride"):
        VideoReward(model, "swim").load_state_dict(state)


def test_goals_change_between_episodes(model):
    frames = pictures(8, 3)
    reward = VideoReward(model, GOALS, kind="delta", negatives=["dig"])
    for step in range(4):
        reward.step(frames[step], np.zeros(3, bool))
    reward.set_prompts(["jump", "chop a tree"], [2, 0])
    assert reward.prompts == ("chop a tree", "milk a cow", "jump")
    slow = Obvious(model, "jump", "delta", ["dig"], 2, "black")
    for step in range(4, 8):
        found = reward.step(frames[step], np.array([False, False, step == 4]))
        wanted = slow.step(frames[step, 2], False)
        np.testing.assert_allclose([found.reward[2], found.probability[2]], wanted, atol=1e-6)
        assert step > 4 or ((found.reward[0] == 0) and found.reward[1] != 0)  # another goal amid an episode
    reward.set_prompts("swim")
    assert reward.prompts == ("swim",) * 3


def test_what_is_handed_out_is_not_changed_later(model):
    reward = VideoReward(model, "swim", negatives=["dig"])
    frames = torch.from_numpy(pictures(3, 1))
    found = [reward.step(frame, torch.tensor([False])) for frame in frames]
    copies = [[tensor.clone() for tensor in rewards] for rewards in found]
    found[0].probability.zero_()
    reward.step(frames[0], torch.tensor([True]))
    assert torch.equal(found[1].probability, copies[1][1])
    assert not found[1].features.requires_grad


def test_half_precision_is_near(model):
    frames = pictures(4, 2)
    full, half = (VideoReward(model, "swim", worlds=2, half=flag) for flag in (False, True))
    for frame in frames:
        one, other = (reward.step(frame, np.zeros(2, bool)).probability for reward in (full, half))
        assert other.dtype == torch.float32
        np.testing.assert_allclose(one, other, atol=0.02)


def test_as_many_negatives_as_published(model):
    frame = pictures(1)
    lines = read_negatives(NEGATIVES)
    assert len(pool_of(lines)) == len(lines) > COUNT
    for goal in ("milk a cow now", lines[0], lines[-1]):
        others = [line for line in lines if line != goal][:COUNT]
        shipped, given = VideoReward(model, goal), VideoReward(model, goal, negatives=others)
        found = [reward.step(frame, np.ones(1, bool)).probability for reward in (shipped, given)]
        torch.testing.assert_close(*found, rtol=0, atol=1e-6)


def test_negatives_are_chosen_in_order():
    pool = pool_of(["dig", "Swim", "swim ", "hit  a cow", "jump"])
    assert pool == ["dig", "Swim", "hit  a cow", "jump"]
    assert choose(pool, ["swim"], 2).tolist() == [True, False, True, False]
    assert choose(pool, ["Hit a cow", "dig"]).tolist() == [False, True, False, True]
    with pytest.raises(RewardError, match="no negative other than 'dig'"):
        choose(["dig"], ["dig"])
    with pytest.raises(RewardError, match="at least one negative"):
        choose(pool, ["dig"], 0)


def test_a_file_of_negatives(tmp_path):
    path = tmp_path / "negatives.txt"
    path.write_text("# ours\n\n  swim \ndig  # deep\n")
    assert read_negatives(path) == ["swim", "dig  # deep"]
    path.write_text("# none\n\n")
    with pytest.raises(RewardError, match="hold no prompt"):
        read_negatives(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(RewardError, match="no text"):
        read_negatives(path)
    with pytest.raises(RewardError, match="No such file"):
        read_negatives(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "sparse"}, "direct, delta"),
        ({"padding": "last"}, "black, first"),
        ({"stride": 0}, "at least one tick"),
        ({"worlds": 0}, "at least one world"),
        ({"worlds": 3, "prompts": ["swim", "dig"]}, "3 worlds, not 2"),
        ({"prompts": ""}, "empty"),
        ({"prompts": []}, "at least one world"),
        ({"negatives": []}, "at least one prompt"),
        ({"negatives": "negatives.txt"}, "see read_negatives"),
        ({"negatives": ["SWIM"]}, "no negative"),
        ({"count": 0}, "at least one negative"),
    ],
)
def test_settings_that_are_refused(model, change, words):
    with pytest.raises(RewardError, match=words):
        VideoReward(model, **({"prompts": "swim"} | change))


@pytest.mark.parametrize(
    ("frames", "first", "words"),
    [
        (pictures(2).transpose(0, 3, 1, 2), [False] * 2, "channels first"),
        (pictures(2).transpose(0, 2, 1, 3), [False] * 2, "exchanged"),
        (pictures(2) / 255, [False] * 2, "float64"),
        (pictures(2).astype(np.int16), [False] * 2, "int16"),
        (pictures(3), [False] * 2, "2 worlds"),
        (pictures(2, 1), [False] * 2, "2 worlds"),
        (pictures(2), [False] * 3, "bool of shape"),
        (pictures(2), [0, 1], "int64"),
    ],
)
def test_steps_that_are_refused(model, frames, first, words):
    reward = VideoReward(model, "swim", worlds=2)
    with pytest.raises(RewardError, match=words):
        reward.step(frames, np.array(first))


def test_worlds_that_are_none(model):
    reward = VideoReward(model, "swim", worlds=2)
    with pytest.raises(RewardError, match="0 to 1, and 2 is none"):
        reward.set_prompts("dig", [2])
    with pytest.raises(RewardError, match="one for each of 2 worlds, not 1"):
        reward.set_prompts(["dig"])


@pytest.mark.parametrize(
    ("frames", "prompts", "words"),
    [
        (pictures(2), [], "at least one prompt"),
        (pictures(2), ["dig", "Dig"], "twice"),
        (pictures(0), ["dig"], "no frames"),
        (pictures(2)[..., :1], ["dig"], "channels"),
    ],
)
def test_videos_that_are_refused(model, frames, prompts, words):
    with pytest.raises(RewardError, match=words):
        score(model, frames, prompts)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_on_a_gpu(model):
    frames = pictures(6, 2)
    there = tiny().cuda()
    here = VideoReward(model, "swim", worlds=2)
    reward = VideoReward(there, "swim", worlds=2)
    for step, frame in enumerate(frames):
        first = np.array([step == 3, False])
        found = reward.step(torch.from_numpy(frame).cuda(), torch.from_numpy(first).cuda())
        np.testing.assert_allclose(found.probability.cpu(), here.step(frame, first).probability, atol=1e-4)
