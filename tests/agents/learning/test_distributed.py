"""Two processes that learn together are one that learns from both their rows."""

import pytest
import torch

from agents.learning.config import check_config
from agents.learning.imitation import Imitation
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from tests.agents.learning.recordings import write_recordings

pytestmark = pytest.mark.examples


def test_two_workers_learn_what_one_with_both_their_rows_learns(tmp_path):
    from agents.learning.distributed import imitate_together

    folder = write_recordings(tmp_path / "data", 4, 8)

    def settings(rows, **fields):
        data = {"folders": [str(folder)], "sequence_length": 4, "batch_size": rows, "null_actions": "keep"}
        return check_config({"data": data, "steps": 2, "threads": 1, "log_every": 1, "device": "cpu"} | fields)

    alone = RunFolder(tmp_path / "alone")
    alone.begin(settings(4))
    Imitation(settings(4), alone).run()
    together = RunFolder(tmp_path / "together")
    together.begin(settings(2))
    model = imitate_together(settings(2), together, resume=False, workers=2)
    expected = VPTPolicy.from_pretrained(tmp_path / "alone" / "model").state_dict()
    for name, tensor in VPTPolicy.from_pretrained(model).state_dict().items():
        assert torch.allclose(tensor, expected[name], atol=2e-5), name
    imitate_together(check_config(together.saved_config() | {"steps": 3}), together, resume=True, workers=2)
    assert together.checkpoints()[-1].name == "step-00000003"
