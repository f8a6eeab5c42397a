"""Two processes that learn together are one that learns from both their rows."""

import pytest
import torch

from agents.learning.config import ImitationConfig, check_config
from agents.learning.imitation import Imitation
from agents.learning.reward_training import RewardTraining
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from tests.agents.learning.clips import settings, write_clips, write_model
from tests.agents.learning.recordings import write_recordings

pytestmark = pytest.mark.examples


def test_two_workers_learn_what_one_with_both_their_rows_learns(tmp_path):
    from agents.learning.distributed import run_together

    folder = write_recordings(tmp_path / "data", 4, 8)

    def of_rows(rows, **fields):
        data = {"folders": [str(folder)], "sequence_length": 4, "batch_size": rows, "null_actions": "keep"}
        return check_config(
            ImitationConfig, {"data": data, "steps": 2, "threads": 1, "log_every": 1, "device": "cpu"} | fields
        )

    alone = RunFolder(tmp_path / "alone")
    alone.begin(of_rows(4))
    Imitation(of_rows(4), alone).run()
    together = RunFolder(tmp_path / "together")
    together.begin(of_rows(2))
    model = run_together(Imitation, of_rows(2), together, resume=False, workers=2)
    expected = VPTPolicy.from_pretrained(tmp_path / "alone" / "model").state_dict()
    for name, tensor in VPTPolicy.from_pretrained(model).state_dict().items():
        assert torch.allclose(tensor, expected[name], atol=2e-5), name
    longer = check_config(ImitationConfig, together.saved_config() | {"steps": 3})
    run_together(Imitation, longer, together, resume=True, workers=2)
    assert together.checkpoints()[-1].name == "step-00000003"


def test_a_reward_model_is_trained_by_two_workers_and_goes_on(tmp_path):
    from agents.learning.distributed import run_together

    clips, start = write_clips(tmp_path / "clips", 16), write_model(tmp_path / "start")
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings(start, clips, steps=2, batch_size=4))
    run_together(RewardTraining, settings(start, clips, steps=2, batch_size=4), folder, resume=False, workers=2)
    longer = settings(start, clips, steps=3, batch_size=4)
    model = run_together(RewardTraining, longer, folder, resume=True, workers=2)
    assert folder.checkpoints()[-1].name == "step-00000003"
    assert "3 batches" in (model / "README.md").read_text()
