import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.examples
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("example", "arguments", "word"),
    [
        ("cleanrl_chop_log", ["--steps", "256", "--envs", "4", "--rollout", "32", "--out", "{out}/run"], "saved"),
        ("sb3_chop_log", ["--steps", "256", "--envs", "2", "--rollout", "128", "--out", "{out}/policy.zip"], "saved"),
        ("rllib_chop_log", ["--steps", "256", "--envs", "2", "--batch", "256", "--runners", "0"], "mean return"),
    ],
)
def test_an_example_trains_for_some_steps(example, arguments, word, tmp_path):
    command = [sys.executable, "-m", f"examples.{example}", *(a.format(out=tmp_path) for a in arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert word in done.stdout
