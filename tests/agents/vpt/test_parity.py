# Outputs of OpenAI's and STEVE-1's code on the weights and frames of `recipe.py`, of their public repositories at
# 095519fb and HEAD, recorded once; of the 8,641 buttons every 135th.
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from agents.vpt.config import PRESETS, InverseConfig, PriorConfig
from agents.vpt.heads import Distribution, ValueHead
from agents.vpt.idm import InverseDynamics
from agents.vpt.policy import VPTPolicy
from agents.vpt.prior import GoalPrior
from tests.agents.vpt.networks import FULL, GOAL, inverse, tiny
from tests.agents.vpt.recipe import fill, frames, goals

DATA = Path(__file__).parents[2] / "parity" / "data"
GOLDEN = np.load(DATA / "vpt_golden.npz")
SAME_SHAPE, OTHER_SHAPE = 2e-5, 1e-4
NONE = (False, False)


def compare(name, buttons, camera, value, atol):
    for key, tensor in {"buttons": buttons[..., ::135], "camera": camera, "value": value}.items():
        np.testing.assert_allclose(tensor.numpy(), GOLDEN[f"{name}_{key}"], rtol=0, atol=atol, err_msg=key)


@torch.no_grad()
def chunked(policy, video, cuts, firsts):
    state, outputs, start = policy.initial_state(len(video)), [], 0
    for length, begins in zip(cuts, firsts, strict=True):
        first = torch.zeros(len(video), length, dtype=torch.bool)
        first[:, 0] = torch.tensor(begins)
        outputs.append(policy(video[:, start : start + length], first, state))
        state, start = outputs[-1].state, start + length
    assert start == video.shape[1]
    return tuple(torch.cat([getattr(output, key) for output in outputs], 1) for key in ("buttons", "camera", "value"))


@pytest.mark.parametrize(
    ("name", "video", "cuts", "firsts"),
    [
        ("steps", (2, 24, 32, 2), [1] * 24, [NONE] * 24),
        ("chunks", (2, 24, 32, 2), [12, 12], [NONE] * 2),
        ("resets", (2, 24, 32, 3), [10, 9, 5], [(True, False), (True, False), (False, True)]),
        ("long", (1, 45, 32, 4), [40, 5], [(False,)] * 2),
    ],
)
def test_policy_is_openais(name, video, cuts, firsts):
    outputs = chunked(tiny(), frames(*video), cuts, firsts)
    compare(name, *outputs, SAME_SHAPE)
    np.testing.assert_array_equal(outputs[0].argmax(-1), GOLDEN[f"{name}_best"])


def test_policy_with_vpts_memory_and_image_size_is_openais():
    outputs = chunked(tiny(5, FULL), frames(1, 143, 128, 6), [140, 1, 2], [(False,)] * 3)
    compare("full", *outputs, SAME_SHAPE)
    np.testing.assert_array_equal(outputs[0].argmax(-1), GOLDEN["full_best"])


@pytest.mark.parametrize("cuts", [[24], [7, 17], [1, 5, 1, 17]])
def test_chunks_of_other_lengths_are_openais_steps(cuts):
    compare("steps", *chunked(tiny(), frames(2, 24, 32, 2), cuts, [NONE] * len(cuts)), OTHER_SHAPE)


def test_resets_within_a_chunk_are_openais_at_its_start():
    video, first = frames(2, 24, 32, 3), torch.zeros(2, 24, dtype=torch.bool)
    first[0, [0, 10]] = first[1, 19] = True
    policy = tiny()
    with torch.no_grad():
        output = policy(video, first, policy.initial_state(2))
    compare("resets", output.buttons, output.camera, output.value, OTHER_SHAPE)


def test_act_is_openais():
    policy = tiny()
    decision = policy.act(frames(1, 1, 32, 7)[:, 0], torch.tensor([False]), policy.initial_state(1), deterministic=True)
    np.testing.assert_allclose(decision.log_prob, GOLDEN["act_log_prob"], atol=SAME_SHAPE)
    np.testing.assert_allclose(decision.value, GOLDEN["act_value"][:, 0], atol=SAME_SHAPE)


def said(seed):
    def head(count):
        values = np.random.default_rng(seed).standard_normal((2, 3, 1, count)).astype(np.float32)
        return (2 * torch.from_numpy(values)).log_softmax(-1)

    return Distribution(head(8641), head(121))


def test_entropy_and_kl_are_openais():
    # The recorded ones still have the axis of one choice a head, and KL one more.
    np.testing.assert_allclose(said(8).entropy()[..., 0], GOLDEN["entropy"], atol=SAME_SHAPE)
    np.testing.assert_allclose(said(8).kl(said(9)), GOLDEN["kl"], atol=SAME_SHAPE)


def test_normalised_targets_are_openais():
    head = tiny().value_head.train()
    targets = torch.from_numpy(np.random.default_rng(10).standard_normal((4, 6, 1)).astype(np.float32) * 3 + 1)
    np.testing.assert_allclose(head.normalise(targets, update=True), GOLDEN["normalised"], atol=1e-6)
    normaliser = head.normalizer
    statistics = [normaliser.running_mean, normaliser.running_mean_sq, normaliser.debiasing_term]
    np.testing.assert_allclose([float(x) for x in statistics], GOLDEN["statistics"], rtol=1e-7)


def test_value_head_that_never_saw_a_target_shrinks():
    assert float(ValueHead(4).denormalise(torch.ones(1))) == pytest.approx(0.1)


def test_inverse_dynamics_is_openais():
    with torch.no_grad():
        output = inverse()(frames(2, 20, 32, 12))
    np.testing.assert_allclose(output.buttons, GOLDEN["idm_buttons"], rtol=0, atol=SAME_SHAPE)
    np.testing.assert_allclose(output.camera, GOLDEN["idm_camera"], rtol=0, atol=SAME_SHAPE)


@pytest.mark.parametrize(("name", "guidance"), [("goal", None), ("guided", 3.0)])
def test_goals_and_guidance_are_steve1s(name, guidance):
    policy, video, goal = tiny(13, GOAL), frames(1, 20, 32, 14), goals(1, 16, 15)
    state = policy.initial_state(1, guided=guidance is not None)
    first = torch.tensor([False])
    for step in range(20):
        decision = policy.act(video[:, step], first, state, goal, deterministic=True, guidance=guidance or 0.0)
        state = decision.state
        # Of the likeliest action alone; all probabilities are compared elsewhere.
        expected = sum(GOLDEN[f"{name}_{head}"][step].max() for head in ("best_buttons", "camera"))
        np.testing.assert_allclose(decision.log_prob, [expected], atol=SAME_SHAPE)
        np.testing.assert_allclose(decision.value, GOLDEN[f"{name}_value"][[step]], atol=SAME_SHAPE)


def test_goal_of_a_chunk_is_steve1s():
    policy = tiny(13, GOAL)
    with torch.no_grad():
        first = torch.zeros(1, 20, dtype=torch.bool)
        output = policy(frames(1, 20, 32, 14), first, policy.initial_state(1), goals(1, 16, 15))
    np.testing.assert_allclose(output.buttons[0, :, ::135], GOLDEN["goal_buttons"], rtol=0, atol=OTHER_SHAPE)
    np.testing.assert_allclose(output.camera[0], GOLDEN["goal_camera"], rtol=0, atol=OTHER_SHAPE)


def test_prior_is_steve1s():
    prior = fill(GoalPrior(PriorConfig(embedding=16, hidden=12, latent=10)), 16)
    visual, text = goals(3, 16, 17), goals(3, 16, 18)
    with torch.no_grad():
        np.testing.assert_allclose(torch.cat(prior.encode(visual, text), 1), GOLDEN["prior_encoded"], atol=SAME_SHAPE)
        np.testing.assert_allclose(prior(text, deterministic=True), GOLDEN["prior_goal"], atol=SAME_SHAPE)


@pytest.mark.parametrize(("name", "kind", "config"), [("1x", VPTPolicy, PRESETS["1x"]), ("idm", InverseDynamics, None)])
def test_names_shapes_and_what_learns_are_openais(name, kind, config):
    with torch.device("meta"):
        network = kind(config or InverseConfig())
    learns = {key: value.requires_grad for key, value in network.named_parameters()}
    found = [[key, list(value.shape), learns[key]] for key, value in network.state_dict().items()]
    assert found == json.loads((DATA / "vpt_golden_names.json").read_text())[name]


def test_numbers_of_parameters_are_the_papers():
    with torch.device("meta"):
        policies = {name: VPTPolicy(config) for name, config in PRESETS.items()}
        networks = [policies["1x"], policies["2x"], policies["3x"], InverseDynamics(InverseConfig())]
    counts = [sum(x.numel() for x in network.parameters()) for network in networks]
    assert counts == [71_326_654, 248_495_294, 531_520_958, 482_330_046]
    goal = sum(x.numel() for x in policies["steve1"].parameters())
    assert goal == 248_495_294 + (512 + 1) * 2048
    assert sum(x.numel() for x in policies["nano"].parameters()) < 2e6
    assert sum(x.numel() for x in policies["small"].parameters()) < 4e6


def test_weights_start_with_openais_norms():
    network = VPTPolicy(PRESETS["1x"].model_copy(update={"width": 64, "channels": (8, 16, 16), "image_size": 32}))
    block, stack = network.net.recurrent_layer.blocks[1], network.net.img_process.cnn.stacks[1]
    attention = block.r["orc_block"]
    norms = {
        stack.firstconv.layer: 1.0,
        stack.blocks[0].conv1.layer: 1.1067,
        network.net.img_process.cnn.dense.layer: 1.4,
        network.net.img_process.linear.layer: 1.0,
        attention.q_layer: 0.1,
        attention.k_layer: 0.2,
        attention.v_layer: 0.5946,
        attention.proj_layer: 0.5946,
        attention.r_layer: 0.1,
        block.mlp0.layer: 1.0,
        block.mlp1.layer: 0.3536,
        network.net.lastlayer.layer: 1.0,
    }
    for layer, norm in norms.items():
        np.testing.assert_allclose(layer.weight.detach().flatten(1).norm(dim=1), norm, rtol=2e-4)
        assert layer.bias is None or not layer.bias.any()
