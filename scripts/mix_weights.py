"""Mix two networks of the same shape: what a policy learnt by reinforcement, and what it forgot meanwhile.

Weights on the straight line between a network and what became of it keep much of both (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models").

    python -m scripts.mix_weights runs/blocks-dagger-2/model runs/gather/model runs/mixed/model --share 0.5
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from agents.pretrained import CONFIG, WEIGHTS


def mixed(first: dict[str, Tensor], second: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return (1 - share) of the first weights and `share` of the second; whole numbers are the second's.

    Raises:
        ValueError: They are not of the same network.
    """
    if {name: tensor.shape for name, tensor in first.items()} != {
        name: tensor.shape for name, tensor in second.items()
    }:
        raise ValueError("these are weights of different networks")
    return {
        name: torch.lerp(first[name].float(), tensor.float(), share).to(tensor.dtype)
        if tensor.is_floating_point()
        else tensor
        for name, tensor in second.items()
    }


def main() -> None:
    """Mix what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path, help="folder of a saved network")
    parser.add_argument("second", type=Path, help="folder of another one of the same shape")
    parser.add_argument("target", type=Path, help="folder to write")
    parser.add_argument("--share", type=float, default=0.5, help="of the second, 0 to 1")
    args = parser.parse_args()
    if not 0 <= args.share <= 1:
        parser.error(f"--share must be within 0 and 1, not {args.share}")
    if (args.first / CONFIG).read_text("utf-8") != (args.second / CONFIG).read_text("utf-8"):
        parser.error("the two have different configurations")
    weights = mixed(load_file(args.first / WEIGHTS), load_file(args.second / WEIGHTS), args.share)
    args.target.mkdir(parents=True, exist_ok=True)
    save_file(weights, args.target / WEIGHTS)
    shutil.copy(args.second / CONFIG, args.target / CONFIG)


if __name__ == "__main__":
    main()
