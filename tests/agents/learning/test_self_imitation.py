"""Self-imitation: what is kept of a fragment, the loss beside its formulas, and that it is an option."""

import numpy as np
import pytest
import torch

from agents.learning.advantages import estimate
from agents.learning.config import SelfImitationConfig
from agents.learning.ppo import read
from agents.learning.reinforcement import Reinforcement
from agents.learning.run_folder import RunFolder
from agents.learning.self_imitation import SelfImitation, led_to_success, self_imitation_loss
from tests.agents.learning.test_fragments import fragment
from tests.agents.learning.test_reinforcement import config, lines
from tests.agents.learning.test_rollout import Quiz, narrow_policy, rollout


class WonRun(Reinforcement):
    """Learns in a quiz that three hits win."""

    def make_env(self):
        return Quiz(self.config.worlds, length=8, wins=3)


@pytest.fixture
def start(tmp_path):
    narrow_policy().save_pretrained(tmp_path / "start")
    return str(tmp_path / "start")


def flags(*rows):
    """(T, N) bool, of a string for each world."""
    return torch.tensor([[mark == "x" for mark in row] for row in rows]).T


def buffer(**fields):
    return SelfImitation(SelfImitationConfig(**({"weight": 2.0} | fields)), 0.9, np.random.default_rng(0))


def test_steps_count_up_to_the_success_that_they_led_to():
    piece = fragment(
        steps=6,
        worlds=4,
        first=flags(".......", "...x...", "x...x..", "......."),
        success=flags(".x..x.", ".x....", "..x...", "......"),
        terminated=flags(".x..x.", ".x....", "..x...", "...x.."),
        truncated=flags("......", ".....x", "......", "......"),
    )
    expected = flags("xxxxx.", "xx....", "xxx...", "......")
    assert torch.equal(led_to_success(piece), expected)


def test_a_deadline_before_a_success_is_none_of_its_steps():
    piece = fragment(
        steps=5,
        worlds=1,
        first=flags("...x.."),
        success=flags("....x"),
        terminated=flags("....x"),
        truncated=flags(".x..."),
    )
    assert torch.equal(led_to_success(piece), flags("...xx"))


def test_the_newest_successes_are_kept_with_their_memory():
    kept = buffer(capacity=3)
    assert kept.draw(5) is None
    pieces = []
    for seed in range(3):
        success = torch.zeros(3, 4, dtype=torch.bool)
        success[1, [seed, 3]] = True
        pieces.append(fragment(seed=seed, success=success))
        kept.keep(pieces[-1])
    kept.keep(fragment(success=torch.zeros(3, 4, dtype=torch.bool)))
    drawn = kept.draw(5)
    assert drawn.worlds == 3
    assert drawn.teacher_state is None
    expected = [pieces[1].of(torch.tensor([3])), pieces[2].of(torch.tensor([2])), pieces[2].of(torch.tensor([3]))]
    found = sorted(drawn.state.keys.sum((1, 2, 3)).tolist())
    assert found == pytest.approx(sorted(float(piece.state.keys.sum()) for piece in expected))
    assert kept.draw(2).worlds == 2


def test_the_loss_is_that_of_the_formulas():
    torch.manual_seed(0)
    policy, source = narrow_policy(), rollout(Quiz(worlds=4, length=9, wins=2), weights={"success": 1.0, "step": -0.1})
    piece = source.collect(12, 0)
    gamma, policy_rows, value_rows = 0.9, [], []
    with torch.no_grad():
        reading = read(policy, piece, piece.state)
    for w in range(4):
        for t in range(12):
            after = piece.success[t:, w].nonzero().flatten()
            over = (~piece.live | piece.terminated | piece.truncated)[t:, w].nonzero().flatten()
            if not len(after) or after[0] > over[0]:
                continue
            end = t + int(after[0])
            returns = sum(gamma ** (k - t) * float(piece.reward[k, w]) for k in range(t, end + 1))
            gain = max(returns - float(reading.value[t, w]), 0.0)
            policy_rows.append(-float(reading.said.log_prob(piece.action)[t, w]) * gain)
            value_rows.append(0.5 * gain**2)
    assert 5 < len(policy_rows) < 48
    loss = self_imitation_loss(reading, piece, estimate(piece, gamma, 1.0).returns)
    assert float(loss.policy) == pytest.approx(np.mean(policy_rows), rel=1e-4)
    assert float(loss.value) == pytest.approx(np.mean(value_rows), rel=1e-4)


def test_what_turned_out_worse_than_expected_is_left_alone():
    policy, piece = narrow_policy(), rollout(Quiz(worlds=4, length=9, wins=2)).collect(12, 0)
    loss = self_imitation_loss(read(policy, piece, piece.state), piece, torch.full((12, 4), -9.0))
    assert led_to_success(piece).any()
    assert loss.policy == loss.value == 0


@pytest.mark.parametrize("value_weight", [0.0, 0.5])
def test_values_rise_by_the_values_part_alone(value_weight):
    policy, again = narrow_policy(), buffer(value_weight=value_weight)
    again.keep(rollout(Quiz(worlds=4, length=9, wins=2), weights={"success": 1.0}).collect(12, 0))
    loss, figures = again.loss(policy, policy.value_head, 4)
    loss.backward()
    parts = figures["success_policy"] + value_weight * figures["success_value"]
    assert float(loss) == pytest.approx(2.0 * float(parts))
    assert policy.pi_head["buttons"].linear_layer.bias.grad.any()
    assert bool(policy.value_head.linear.bias.grad < 0) == (value_weight > 0)


def test_past_successes_become_likelier(tmp_path, start):
    fields = {"rewards": {"success": 1.0}, "teacher_weight": 0.0, "gamma": 0.9}
    run = WonRun(config(start, **fields, self_imitation={"weight": 1.0}), RunFolder(tmp_path / "run"))
    run.prepare(run.source.collect(0))
    past = run.self_imitation.draw(8)
    led = led_to_success(past)

    def likely():
        with torch.no_grad():
            return float(read(run.network, past, past.state).said.log_prob(past.action)[led].mean())

    before = likely()
    for _ in range(5):
        run.optimiser.zero_grad()
        run.self_imitation.loss(run.network, run.network.value_head, 8)[0].backward()
        run.optimiser.step()
    assert likely() > before


def test_without_it_nothing_changes(tmp_path, start):
    settings = config(start, steps=3, rewards={"success": 1.0})
    WonRun(settings, RunFolder(tmp_path / "plain")).run()
    light = settings.model_copy(update={"self_imitation": SelfImitationConfig(weight=1e-30)})
    WonRun(light, RunFolder(tmp_path / "light")).run()
    speed = "train/frames_per_second"
    for plain, other in zip(lines(tmp_path / "plain"), lines(tmp_path / "light"), strict=True):
        assert other.keys() - plain.keys() == {"train/success_policy", "train/success_value"}
        assert {name: other[name] for name in plain if name != speed} == {n: plain[n] for n in plain if n != speed}
