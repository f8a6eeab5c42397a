"""Put a trained network among those that ship: weights in half precision, config, and card with curves, if any.

python scripts/ship_weights.py runs/reward/model agents/mineclip/shipped/small
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from agents.learning.model_card import CARD, CURVES
from agents.pretrained import CONFIG, WEIGHTS


def main() -> None:
    """Copy the network named on the command line; tensors of floating point become float16, the others stay."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder of a saved network")
    parser.add_argument("target", type=Path, help="folder to write, inside a package")
    args = parser.parse_args()
    args.target.mkdir(parents=True, exist_ok=True)
    tensors = load_file(args.source / WEIGHTS)
    halves = {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    if lost := [name for name, tensor in halves.items() if not torch.isfinite(tensor).all()]:
        raise SystemExit(f"{lost[0]} does not fit into half precision")
    save_file(halves, args.target / WEIGHTS)
    for name in (CONFIG, CARD, CURVES):
        if (args.source / name).exists():
            shutil.copy(args.source / name, args.target / name)
    size = (args.target / WEIGHTS).stat().st_size
    print(f"{args.target}: {len(halves)} tensors, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
