import pytest
import torch

from agents.vpt.memory import Memory, join, visibility
from tests.agents.vpt.networks import TINY, inverse, tiny
from tests.agents.vpt.recipe import frames

ATOL = 1e-4


def no_first(batch, time):
    return torch.zeros(batch, time, dtype=torch.bool)


def test_reset_within_a_chunk_is_a_run_of_its_own():
    policy, video = tiny(), frames(1, 30, 32, 20)
    first = no_first(1, 30)
    first[0, [5, 22]] = True
    with torch.no_grad():
        before = policy(frames(1, 9, 32, 21), no_first(1, 9), policy.initial_state(1)).state
        whole = policy(video, first, before)
        parts = [(0, 5, before), (5, 22, policy.initial_state(1)), (22, 30, policy.initial_state(1))]
        runs = [policy(video[:, a:b], no_first(1, b - a), state) for a, b, state in parts]
        torch.testing.assert_close(whole.buttons, torch.cat([x.buttons for x in runs], 1), rtol=0, atol=ATOL)
        torch.testing.assert_close(whole.value, torch.cat([x.value for x in runs], 1), rtol=0, atol=ATOL)
        after, alone = (
            policy(video[:, :4], no_first(1, 4), whole.state),
            policy(video[:, :4], no_first(1, 4), runs[-1].state),
        )
    torch.testing.assert_close(after.buttons, alone.buttons, rtol=0, atol=ATOL)
    assert whole.state.mask.tolist() == [[False] * 8 + [True] * 8]


def test_rows_do_not_see_each_other():
    policy, video, first = tiny(), frames(3, 20, 32, 22), no_first(3, 20)
    first[1, 7] = True
    with torch.no_grad():
        together = policy(video, first, policy.initial_state(3))
        for row in range(3):
            alone = policy(video[[row]], first[[row]], policy.initial_state(1))
            torch.testing.assert_close(together.buttons[[row]], alone.buttons, rtol=0, atol=ATOL)


@pytest.mark.parametrize("distance", [15, 16])
def test_frame_sees_sixteen_frames_and_no_more_in_each_block(distance):
    torch.manual_seed(0)
    trunk = tiny().net.recurrent_layer
    block = trunk.blocks[0]
    x = torch.randn(1, 40, 64, requires_grad=True)
    empty = trunk.initial_state(1)
    visible, _ = visibility(empty.mask, no_first(1, 40))
    seen, _, _ = block.remember(x, empty.keys[:, 0], empty.values[:, 0], visible)
    seen[0, 30].sum().backward()
    assert bool(x.grad[0, 30 - distance].any()) == (distance == 15)
    assert not x.grad[0, 31:].any()


def test_gradient_flows_through_a_chunk_and_stops_where_detached():
    policy, video = tiny(), frames(1, 3, 32, 23)
    goal_of = policy.net.img_process.linear.layer.weight
    state = policy(video, no_first(1, 3), policy.initial_state(1)).state
    assert state.keys.requires_grad
    assert not state.detach().keys.requires_grad
    policy(video[:, :1], no_first(1, 1), state).value.sum().backward()
    through = goal_of.grad.clone()
    policy.zero_grad()
    policy(video[:, :1], no_first(1, 1), state.detach()).value.sum().backward()
    assert not torch.equal(through, goal_of.grad)


def test_only_dead_weights_get_no_gradient():
    policy = tiny()
    output = policy(frames(1, 20, 32, 24), no_first(1, 20), policy.initial_state(1))
    (output.value.sum() + output.distribution.entropy().sum()).backward()
    assert [name for name, x in policy.named_parameters() if x.requires_grad and x.grad is None] == []
    model = inverse()
    said = model(frames(1, 6, 32, 25))
    (said.buttons.square().sum() + said.camera.square().sum()).backward()
    dead = {name.split(".")[-2] for name, x in model.named_parameters() if x.grad is None}
    assert dead == {"r_layer", "norm", "layer", "orc_block"}  # of `lastlayer` and of the bias by distance


def test_memory_is_a_batch_of_rows():
    memory = Memory.empty(3, 4, 16, 64)
    assert memory.keys.shape == memory.values.shape == (3, 4, 16, 64)
    assert memory.mask.shape == (3, 16)
    assert not memory.mask.any()
    policy, video = tiny(), frames(2, 6, 32, 26)
    with torch.no_grad():
        state = policy(video, no_first(2, 6), policy.initial_state(2)).state
    second, rest = (Memory(*(x[rows] for x in state)) for rows in ([1], [0]))
    for one, other in zip(join([rest, second]), state, strict=True):
        assert torch.equal(one, other)
    assert state.to("cpu").mask[:, -6:].all()
    assert state.mask.sum() == 12
    assert TINY.memory == state.mask.shape[1]
