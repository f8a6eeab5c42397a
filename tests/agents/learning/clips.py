"""Clips made on the spot, in which a coloured square moves one way or the other, and the model that is to tell."""

import numpy as np
import torch

from agents.data.clips import Caption, Clip, ClipFormat, ClipWriter
from agents.learning.config import RewardTrainingConfig, check_config
from agents.mineclip.config import ConvolutionVisionConfig, MineCLIPConfig, TemporalConfig, TransformerConfig
from agents.mineclip.model import MineCLIP
from agents.mineclip.tokenizer import vocabulary_of

COLOURS = {
    "red": (220, 40, 40),
    "green": (40, 200, 40),
    "blue": (40, 60, 230),
    "yellow": (230, 220, 40),
    "white": (240, 240, 240),
    "purple": (160, 40, 200),
    "orange": (250, 140, 20),
    "grey": (120, 120, 120),
}
WAYS = ("left", "right")
LAYOUT = ClipFormat(frames=4, stride=2, image_size=(32, 32))


def texts():
    """Return all captions that are ever written."""
    return [f"a {colour} square goes {way}" for colour in COLOURS for way in WAYS] + ["a square moves"]


def write_clips(folder, count, seed=0, layout=LAYOUT, general=False):
    """Write clips of all colours and both ways in turn, and return their folder."""
    random = np.random.default_rng(seed)
    with ClipWriter(folder, f"squares-{seed}", layout) as writer:
        for number in range(count):
            colour, way = list(COLOURS)[number // 2 % len(COLOURS)], WAYS[number % 2]
            frames = np.full((layout.frames, *layout.image_size, 3), random.integers(0, 60), np.uint8)
            for index in range(layout.frames):
                place = 4 * (index if way == "right" else layout.frames - 1 - index)
                frames[index, 8:24, place : place + 16] = COLOURS[colour]
            facts = {"square", colour, way}
            captions = [Caption(text=f"a {colour} square goes {way}", claims=frozenset(facts))]
            if general:
                captions.append(Caption(text="a square moves", claims=frozenset({"square"})))
            clip = Clip(
                behaviour=colour,
                doing=way == "left",
                facts=frozenset(facts),
                captions=tuple(captions),
                size=0.01 if number % 3 else None,
                seed=seed,
                biome="plains",
                textures=0,
                time=0,
                tick=0,
            )
            writer.append(frames, clip)
    return folder


def write_model(folder, **changes):
    """Write an untrained model that fits the clips, and return its folder."""
    torch.manual_seed(0)
    fields = {
        "image_size": LAYOUT.image_size,
        "window": LAYOUT.frames,
        "width": 32,
        "vision": ConvolutionVisionConfig(channels=(16, 16), blocks=(1, 1)),
        "text": TransformerConfig(width=32, layers=2, heads=2),
        "temporal": TemporalConfig(layers=1, heads=2, head_size=16, hidden=32),
        "vocabulary": vocabulary_of(texts()),
    }
    MineCLIP(MineCLIPConfig(**(fields | changes))).save_pretrained(folder)
    return folder


def settings(model, /, *folders, **fields):
    """Return a configuration of training that is quick."""
    defaults = {
        "model": str(model),
        "clips": [str(folder) for folder in folders],
        "batch_size": 8,
        "threads": 1,
        "warmup_steps": 2,
        "log_every": 1,
        "checkpoint_every": 100,
        "device": "cpu",
    }
    return check_config(RewardTrainingConfig, defaults | fields)
