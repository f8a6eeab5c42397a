"""Repertoires of untrained networks, small enough to be made in every test."""

import torch
import yaml

from agents.spotter.model import Spotter, SpotterConfig
from agents.vpt.config import PolicyConfig
from agents.vpt.policy import VPTPolicy

SIZE = 32
CHOP = {"policy": "chop", "prompt": "chop a tree", "gain": "log"}


def write(folder, skills, goal_size=None, text="small", size=SIZE):
    """A repertoire of one untrained policy, and a spotter that always sees trees and never cows."""
    torch.manual_seed(0)
    config = PolicyConfig(
        width=32, channels=(4, 4, 4), heads=2, blocks=1, temperature=1.0, image_size=size, memory=4, goal_size=goal_size
    )
    VPTPolicy(config).save_pretrained(folder / "policies" / "chop")
    spotter = Spotter(SpotterConfig(kinds=("tree", "cow"), image_size=(size, size)))
    torch.nn.init.zeros_(spotter.head.weight)
    spotter.head.bias.data = torch.tensor([9.0, 9.0, -9.0, -9.0])  # nearby and far, of each kind
    spotter.save_pretrained(folder / "spotter")
    (folder / "repertoire.yaml").write_text(yaml.safe_dump({"skills": skills, "text": text}))
    return folder
