"""Two processes that train a reward model are one that has both their clips: the same losses and gradients."""

import json

import pytest
import torch
from torch.nn.parallel import DistributedDataParallel

from agents.learning.reward_training import RewardTraining
from agents.learning.run_folder import RunFolder, Team
from tests.agents.learning.clips import settings, write_clips, write_model


def learn(rank, folder, size):
    """Train in one of `size` processes, and keep the gradients of the last step."""
    torch.set_num_threads(1)
    if size > 1:
        meeting = f"file://{folder}/meeting"
        torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=size)
    fields = {"batch_size": 8 // size, "steps": 2, "size_weighting": True}
    config = settings(folder.parent / "start", folder.parent / "clips", validation=[folder.parent / "clips"], **fields)
    wrap = DistributedDataParallel if size > 1 else None
    run = RewardTraining(config, RunFolder(folder), wrap=wrap, team=Team(rank, size))
    run.run()
    torch.save({name: p.grad for name, p in run.network.named_parameters()}, folder / f"gradients-{rank}.pt")
    if size > 1:
        torch.distributed.destroy_process_group()


def metrics(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_two_processes_learn_what_one_with_both_their_clips_learns(tmp_path):
    write_model(tmp_path / "start")
    write_clips(tmp_path / "clips", 16, general=True)
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder in (alone, together):
        folder.mkdir()
    learn(0, alone, 1)
    torch.multiprocessing.spawn(learn, (together, 2), nprocs=2)
    expected = torch.load(alone / "gradients-0.pt")
    for rank in range(2):
        for name, gradient in torch.load(together / f"gradients-{rank}.pt").items():
            assert torch.allclose(gradient, expected[name], atol=1e-4), name
    for mine, theirs in zip(*(metrics(folder) for folder in (together, alone)), strict=True):
        for name in ("train/loss", "train/gradient", "train/video_right"):
            assert mine[name] == pytest.approx(theirs[name], rel=1e-4), name
    assert metrics(together)[-1]["validation/loss"] == pytest.approx(metrics(alone)[-1]["validation/loss"], rel=1e-3)
    assert len(list(RunFolder(together).checkpoints()[-1].glob("process-*.pt"))) == 2
