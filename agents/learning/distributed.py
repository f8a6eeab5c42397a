"""Runs in several processes, on one machine or many, through Ray, which is in the extra `learn`.

Either each process learns from a part of every batch (Ray Train): the batch is that of all together, `workers` times
`batch_size`, and gradients are averaged (DistributedDataParallel). Or one process learns, and the others step worlds
for it (RLlib).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from agents.errors import TrainingError
from agents.learning.config import ReinforcementConfig, RunConfig
from agents.learning.run import Run
from agents.learning.run_folder import RunFolder, Team

if TYPE_CHECKING:
    from agents.learning.cluster.shell import Shell

_NEEDED = "several workers need Ray: pip install -e '.[learn]'"


def run_together(kind: type[Run[Any, Any]], config: RunConfig, folder: RunFolder, resume: bool, workers: int) -> Path:
    """Run in `workers` processes, a GPU each where there are any, and return the folder of what was learnt.

    Args:
        kind: What is run.
        config: What it is made with; `device` is Ray's choice.
        folder: Where it is kept; on a cluster, a path that all machines share.
        resume: Go on from the newest checkpoint.
        workers: How many processes.

    Raises:
        TrainingError: Ray is not installed.
    """
    try:
        from ray.train import RunConfig as RayConfig
        from ray.train import ScalingConfig
        from ray.train.torch import TorchTrainer
    except ImportError as error:
        raise TrainingError(_NEEDED) from error
    path = folder.path.resolve()

    def loop() -> None:
        from ray.train import get_context
        from ray.train.torch import get_device, prepare_model

        team = Team(get_context().get_world_rank(), get_context().get_world_size())
        here = config.model_copy(update={"device": str(get_device())})
        kind(here, RunFolder(path), resume, prepare_model, team).run()

    scaling = ScalingConfig(num_workers=workers, use_gpu=torch.cuda.is_available())
    TorchTrainer(loop, scaling_config=scaling, run_config=RayConfig(storage_path=str(path / "ray"))).fit()
    return path / "model"


def sample_together(config: ReinforcementConfig, folder: RunFolder, resume: bool, workers: int) -> "Shell":
    """Return a run of reinforcement for which `workers` processes sample.

    Raises:
        TrainingError: Ray is not installed or too small, or the run cannot be begun or resumed.
    """
    try:
        from agents.learning.cluster.shell import Shell
    except ImportError as error:
        raise TrainingError(_NEEDED) from error
    return Shell(config, folder, resume, workers)
