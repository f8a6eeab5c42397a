"""Parts of the shell that need no cluster: tensors on their way, figures of several workers."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import TrainingError

pytestmark = pytest.mark.examples
DTYPES = (torch.uint8, torch.bool, torch.int64, torch.float32, torch.bfloat16)


@settings(deadline=None)  # the first one imports Ray
@given(dtype=st.sampled_from(DTYPES), shape=st.lists(st.integers(0, 4), max_size=3), turned=st.booleans())
def test_tensors_arrive_as_they_were_sent(dtype, shape, turned):
    from agents.learning.cluster.transport import pack, unpack

    tensor = (torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 9).to(dtype)
    if turned:
        tensor = tensor.permute(tuple(reversed(range(tensor.ndim))))
    arrived = unpack(pack(tensor))
    assert arrived.dtype == dtype
    assert torch.equal(arrived, tensor)


@pytest.mark.parametrize("fields", [{"num_learners": 1}, {"num_env_runners": 0}])
def test_settings_that_the_shell_has_not_are_refused(fields):
    from agents.learning.cluster.algorithm import ShellConfig

    shell = ShellConfig()
    shell.validate()
    vars(shell).update(fields)
    with pytest.raises(TrainingError, match=f"{next(iter(fields))}"):
        shell.validate()


def test_figures_of_workers_are_those_of_all_their_episodes():
    from agents.learning.cluster.learner import together

    one = {"episode/count": 3.0, "episode/success": 1.0, "reward/step": -0.1}
    other = {"episode/count": 1.0, "episode/success": 0.0, "reward/step": -0.3}
    none = {"episode/count": 0.0, "reward/step": -0.2}
    expected = {"episode/count": 4.0, "episode/success": 0.75, "reward/step": -0.2}
    assert together([one, other, none]) == pytest.approx(expected)
    tasks = [
        {"episode/count": 4.0, "episode/count/a": 1.0, "episode/success": 0.25, "episode/success/a": 1.0},
        {"episode/count": 3.0, "episode/count/a": 3.0, "episode/success": 0.0, "episode/success/a": 0.0},
        {"episode/count": 0.0, "episode/count/a": 0.0},
    ]
    expected = {"episode/count": 7.0, "episode/count/a": 4.0, "episode/success": 1 / 7, "episode/success/a": 0.25}
    assert together(tasks) == pytest.approx(expected)
    assert together([one | {"episode/success": 0.1}])["episode/success"] == 0.1  # to the bit
    assert together([none, none]) == pytest.approx({"episode/count": 0.0, "reward/step": -0.2})
