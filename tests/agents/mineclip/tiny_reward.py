"""A network that is small, and rewards computed the slow, obvious way."""

import numpy as np
import torch

from agents.mineclip.config import ConvolutionVisionConfig, MineCLIPConfig, TemporalConfig, TransformerConfig
from agents.mineclip.model import MineCLIP

TINY = MineCLIPConfig(
    image_size=(8, 16),
    window=4,
    stride=2,
    width=16,
    vision=ConvolutionVisionConfig(channels=(16, 16), blocks=(1, 0)),
    text=TransformerConfig(width=16, layers=1, heads=2),
    temporal=TemporalConfig(layers=1, heads=2, head_size=8, hidden=16, positions=8),
    scale=4.0,
)
NEGATIVES = ["swim", "hit a cow", "chop a tree", "look at the sky"]


def tiny(seed=0, **changes):
    torch.manual_seed(seed)
    return MineCLIP(TINY.model_copy(update=changes)).eval()


def pictures(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (*shape, *TINY.image_size, 3), np.uint8)


class Obvious:
    """One world's reward: keeps every frame of the episode, and computes everything anew at each step."""

    def __init__(self, model, prompt, kind, negatives, stride, padding):
        self.model, self.kind, self.stride, self.padding = model, kind, stride, padding
        self.prompts = [prompt, *(negative for negative in negatives if negative != prompt)]
        self.frames = []
        self.before = None

    def step(self, frame, first):
        if first:
            self.frames, self.before = [], None
        self.frames.append(frame)
        window = []
        for back in reversed(range(self.model.config.window)):
            at = len(self.frames) - 1 - back * self.stride
            black = np.zeros_like(frame)
            window.append(self.frames[at] if at >= 0 else {"black": black, "first": self.frames[0]}[self.padding])
        with torch.no_grad():
            logits = self.model(torch.from_numpy(np.stack(window))[None], self.model.tokenize(self.prompts)).per_video[
                0
            ]
        probability = float(torch.exp(logits[0]) / torch.exp(logits).sum())
        if self.kind == "direct":
            reward = max(probability - 1 / len(self.prompts), 0.0)
        else:
            reward = 0.0 if self.before is None else probability - self.before
        self.before = probability
        return reward, probability
