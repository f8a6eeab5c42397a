"""Put a trained network among those that ship: weights in half precision, config, and card with curves, if any.

Absolute paths in the card are cut to their last names.

    python -m scripts.ship_weights runs/reward/model agents/mineclip/shipped/small
    python -m scripts.ship_weights runs/creatures/model skills/learned/shipped/policies/creatures
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from agents.learning.model_card import CARD, CURVES
from agents.learning.run_folder import write_text
from agents.pretrained import CONFIG, WEIGHTS
from scripts.run_records import without_machine_paths


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
    for name in (CONFIG, CURVES):
        if (args.source / name).exists():
            shutil.copy(args.source / name, args.target / name)
    if (card := args.source / CARD).exists():
        write_text(args.target / CARD, without_machine_paths(card.read_text(encoding="utf-8")))
    size = (args.target / WEIGHTS).stat().st_size
    print(f"{args.target}: {len(halves)} tensors, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
