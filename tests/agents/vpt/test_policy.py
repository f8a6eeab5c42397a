import pytest
import torch

from agents.vpt.actions import JointAction
from agents.vpt.config import PRESETS
from agents.vpt.heads import Distribution, TensorAction
from agents.vpt.memory import Memory
from agents.vpt.policy import VPTPolicy
from tests.agents.vpt.networks import GOAL, tiny
from tests.agents.vpt.recipe import frames, goals


def run(policy, video, goal, guided, guidance):
    state, decisions = policy.initial_state(len(video), guided=guided), []
    for step in range(video.shape[1]):
        first = torch.zeros(len(video), dtype=torch.bool)
        first[0] = step == 3
        decision = policy.act(video[:, step], first, state, goal, deterministic=True, guidance=guidance)
        state = decision.state
        decisions.append(decision)
    return decisions


def test_guidance_of_a_batch_is_that_of_its_rows():
    policy, video, goal = tiny(13, GOAL), frames(3, 6, 32, 30), goals(3, 16, 31)
    together = run(policy, video, goal, True, 4.0)
    for row in (0, 2):
        state = policy.initial_state(1, guided=True)
        for step, decision in enumerate(together):
            first = torch.tensor([row == 0 and step == 3])
            alone = policy.act(video[[row], step], first, state, goal[[row]], deterministic=True, guidance=4.0)
            state = alone.state
            assert alone.action.buttons[0] == decision.action.buttons[row]
            assert alone.action.camera[0] == decision.action.camera[row]
            torch.testing.assert_close(alone.log_prob[0], decision.log_prob[row], rtol=0, atol=1e-4)
            torch.testing.assert_close(alone.value[0], decision.value[row], rtol=0, atol=1e-4)


def test_guidance_of_zero_is_the_goal_alone():
    policy, video, goal = tiny(13, GOAL), frames(2, 5, 32, 32), goals(2, 16, 33)
    for guided, plain in zip(run(policy, video, goal, True, 0.0), run(policy, video, goal, False, 0.0), strict=True):
        assert torch.equal(guided.action.buttons, plain.action.buttons)
        torch.testing.assert_close(guided.log_prob, plain.log_prob, rtol=0, atol=1e-4)
        torch.testing.assert_close(guided.value, plain.value, rtol=0, atol=1e-4)


def test_no_goal_is_a_goal_of_zeros_and_a_goal_may_change_within_a_chunk():
    policy, video, first = tiny(13, GOAL), frames(2, 6, 32, 34), torch.zeros(2, 6, dtype=torch.bool)
    one, other, state = goals(2, 16, 35), goals(2, 16, 36), policy.initial_state(2)
    with torch.no_grad():
        assert torch.equal(policy(video, first, state).buttons, policy(video, first, state, 0 * one).buttons)
        every = torch.stack([one, one, one, other, other, other], 1)
        changed, same = policy(video, first, state, every), policy(video, first, state, one)
    torch.testing.assert_close(changed.buttons[:, :3], same.buttons[:, :3], rtol=0, atol=1e-5)
    assert (changed.buttons[:, 3:] - same.buttons[:, 3:]).abs().max() > 0.1


def test_act_draws_from_its_generator_alone():
    policy, video = tiny(), frames(4, 1, 32, 37)[:, 0]
    first, state = torch.zeros(4, dtype=torch.bool), policy.initial_state(4)

    def draw(seed):
        return policy.act(video, first, state, generator=torch.Generator().manual_seed(seed))

    once, again, other = draw(1), draw(1), draw(2)
    assert torch.equal(once.action.buttons, again.action.buttons)
    assert torch.equal(once.action.camera, again.action.camera)
    assert not torch.equal(once.action.buttons, other.action.buttons)
    with torch.no_grad():
        said = policy(video[:, None], first[:, None], state).distribution
    expected = said.log_prob(TensorAction(once.action.buttons[:, None], once.action.camera[:, None]))
    torch.testing.assert_close(once.log_prob, expected[:, 0])
    arrays = once.action.numpy()
    assert isinstance(arrays, JointAction)
    assert arrays.buttons.dtype == arrays.camera.dtype == "int64"


def test_samples_come_as_often_as_they_are_likely():
    likely = torch.tensor([0.5, 0.3, 0.2])
    said = Distribution(likely.log().expand(20_000, 3), likely.flip(0).log().expand(20_000, 3))
    action = said.sample(torch.Generator().manual_seed(0))
    for drawn, expected in ((action.buttons, likely), (action.camera, likely.flip(0))):
        torch.testing.assert_close(drawn.bincount(minlength=3) / 20_000, expected, rtol=0, atol=0.015)
    assert said.mode().buttons.eq(0).all()
    assert said.mode().camera.eq(2).all()


def test_value_statistics_move_only_in_training_and_when_asked():
    head = tiny().value_head
    before = [x.clone() for x in head.normalizer.parameters()]

    def moved():
        return not all(torch.equal(x, y) for x, y in zip(before, head.normalizer.parameters(), strict=True))

    targets = torch.full((2, 3), 5.0)
    head.eval().normalise(targets, update=True)
    head.train().normalise(targets)
    assert not moved()
    head.normalise(targets, update=True)
    assert moved()
    torch.testing.assert_close(head.denormalise(head.normalise(targets)), targets)


def test_bfloat16_is_close():
    policy, video, first = tiny(), frames(2, 20, 32, 38), torch.zeros(2, 20, dtype=torch.bool)
    exact = policy(video, first, policy.initial_state(2))
    with torch.autocast("cpu", torch.bfloat16):
        half = policy(video, first, policy.initial_state(2))
        half = policy(video, first, half.state)
        (half.value.mean() + half.distribution.entropy().mean()).backward()
    assert {x.dtype for x in (half.buttons, half.camera, half.value, half.state.keys)} == {torch.float32}
    assert exact.distribution.kl(policy(video, first, policy.initial_state(2)).distribution).abs().max() < 1e-4
    with torch.autocast("cpu", torch.bfloat16), torch.no_grad():
        half = policy(video, first, policy.initial_state(2))
    assert exact.distribution.kl(half.distribution).mean() < 0.05


def test_forward_compiles_in_one_piece():
    policy, video, first = tiny(), frames(1, 4, 32, 39), torch.zeros(1, 4, dtype=torch.bool)
    compiled = torch.compile(policy, backend="eager", fullgraph=True)
    with torch.no_grad():
        found, expected = (f(video, first, policy.initial_state(1)).buttons for f in (compiled, policy))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", ["nano", "small"])
def test_small_presets_learn_on_a_cpu(name):
    torch.manual_seed(0)
    policy, video, first = VPTPolicy(PRESETS[name]), frames(2, 4, 128, 40), torch.zeros(2, 4, dtype=torch.bool)
    chosen = TensorAction(torch.arange(8).view(2, 4) * 1000, torch.arange(8).view(2, 4) * 10)
    optimiser = torch.optim.Adam(policy.parameters(), 2e-3)
    losses = []
    for _ in range(12):
        output = policy(video, first, policy.initial_state(2))
        loss = -output.distribution.log_prob(chosen).mean()
        losses.append(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert losses[0] > 12
    assert losses[-1] < 7


VIDEO = frames(2, 3, 32, 41)


@pytest.mark.parametrize(
    ("video", "message"),
    [
        (VIDEO.float(), "torch.float32: give values 0 to 255"),
        (VIDEO.permute(0, 1, 4, 2, 3), "channels first: use frames.permute"),
        (VIDEO[:, 0], "batch or time is missing"),
        (VIDEO[0, 0], "these have shape"),
        (VIDEO[:, :, :16], "resize them"),
        (VIDEO[..., :1], "resize them"),
        (VIDEO[:, :0], "none of them 0"),
    ],
)
def test_wrong_frames_are_told(video, message):
    policy = tiny()
    with pytest.raises(ValueError, match=message) as told:
        policy(video, torch.zeros(2, 3, dtype=torch.bool), policy.initial_state(2))
    assert "(batch, time, 32, 32, 3)" in str(told.value)


def test_what_does_not_belong_together_is_told():
    policy, guided = tiny(), tiny(13, GOAL)
    first, goal = torch.zeros(2, 3, dtype=torch.bool), goals(2, 16, 42)
    with pytest.raises(ValueError, match=r"first must be bool of shape \(batch, time\) = \(2, 3\)"):
        policy(VIDEO, first[:, :1], policy.initial_state(2))
    with pytest.raises(ValueError, match="first must be bool"):
        policy(VIDEO, first.float(), policy.initial_state(2))
    with pytest.raises(ValueError, match=r"it has 3: use initial_state\(2\)"):
        policy(VIDEO, first, policy.initial_state(3))
    with pytest.raises(ValueError, match="takes no goal"):
        policy(VIDEO, first, policy.initial_state(2), goal)
    with pytest.raises(ValueError, match=r"\(batch, 16\) or \(batch, time, 16\) with batch 2 and time 3"):
        guided(VIDEO, first, guided.initial_state(2), goal[:, :8])
    with pytest.raises(ValueError, match="guided=True"):
        guided.act(VIDEO[:, 0], first[:, 0], guided.initial_state(2), goal, guidance=1.0)
    with pytest.raises(ValueError, match="guidance needs a goal"):
        guided.act(VIDEO[:, 0], first[:, 0], guided.initial_state(2, guided=True))
    other = Memory.empty(2, 4, 8, 64)
    with pytest.raises(ValueError, match="memory must be of 4 blocks, 16 frames and 64 features"):
        policy(VIDEO, first, other)
