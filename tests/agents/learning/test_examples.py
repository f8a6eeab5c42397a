"""The configurations under `examples/` are such that a run can be made with them."""

from pathlib import Path

import pytest
import yaml

from agents.learning.config import (
    ImitationConfig,
    ReinforcementConfig,
    RewardTrainingConfig,
    SpotterTrainingConfig,
    check_config,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
KINDS = {
    "imitate": ImitationConfig,
    "reinforce": ReinforcementConfig,
    "train_reward": RewardTrainingConfig,
    "train_spotter": SpotterTrainingConfig,
}


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_can_be_read(file):
    kind = next(kind for name, kind in KINDS.items() if file.stem.startswith(name))
    assert check_config(kind, yaml.safe_load(file.read_text(encoding="utf-8"))).steps > 0
