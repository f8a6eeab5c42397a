"""Speed of the reward's network: frames scored a second, small and full, with each frame's features kept or not.

    python -m benchmarks.mineclip [--models attn small] [--batch 16] [--threads 2] [--learn] [--json]

A step takes a new frame of each world, and scores the last 16 frames of each against 32 sentences, whose features are
kept. With the cache it encodes the new frames only; without it, all 16 of each world again, in a sixteenth of as many
worlds, so that as many frames are encoded at once. Every line is a rate and its ratio to the first line, measured in
the same process. `--learn` adds forward and backward through 16 clips, frames a second. Weights are random; `small`
knows a hundred words. `bfloat16` is autocast: weights stay float32.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.nn import functional

from agents.mineclip.config import END, PRESETS, START, MineCLIPConfig
from agents.mineclip.model import MineCLIP

REPEATS = 3
PROMPTS = 32
WORDS = 100


def seconds(run: Callable[[], Any], device: torch.device) -> float:
    """Return the time of a call, the best of several after one that does not count."""
    best = float("inf")
    for repeat in range(REPEATS + 1):
        start = time.perf_counter()
        run()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        if repeat:
            best = min(best, time.perf_counter() - start)
    return best


def config_of(name: str) -> MineCLIPConfig:
    """Return the sizes of a preset, the small one with as many words as it may be taught."""
    config = PRESETS[name]
    return config.model_copy(update={"vocabulary": (*range(WORDS), START, END)}) if name == "small" else config


def clips(config: MineCLIPConfig, worlds: int, device: torch.device) -> torch.Tensor:
    """Return random frames (worlds, window, height, width, 3)."""
    shape = (worlds, config.window, *config.image_size, 3)
    return torch.randint(256, shape, dtype=torch.uint8, device=device)


@torch.no_grad()
def scoring_rates(model: MineCLIP, batch: int, device: torch.device) -> Iterator[tuple[str, float]]:
    """Yield frames scored a second without and with the cache."""
    config = model.config
    prompts = functional.normalize(torch.randn(PROMPTS, config.width, device=device), dim=1)

    def score(features: torch.Tensor) -> torch.Tensor:
        return (model.scale() * model.encode_video(features).float() @ prompts.T).softmax(1)

    worlds = max(1, batch // config.window)
    frames = clips(config, worlds, device)
    yield "no cache", worlds / seconds(lambda: score(model.encode_frames(frames)), device)
    kept = torch.randn(batch, config.window - 1, config.width, device=device)
    newest = clips(config, batch, device)[:, 0]

    def step() -> torch.Tensor:
        features = model.encode_frames(newest)[:, None]
        return score(torch.cat([kept.to(features.dtype), features], 1))

    yield "cache", batch / seconds(step, device)


def learning_rate(model: MineCLIP, device: torch.device) -> float:
    """Return frames a second of forward and backward through 16 clips with a sentence each."""
    frames = clips(model.config, 16, device)
    tokens = torch.tensor([[START, *range(1, 11), END, *[0] * 65]] * len(frames), device=device)
    target = torch.arange(len(frames), device=device)

    def learn() -> None:
        functional.cross_entropy(model(frames, tokens).per_video.float(), target).backward()
        model.zero_grad(set_to_none=True)

    return frames.shape[0] * frames.shape[1] / seconds(learn, device)


def measure(name: str, args: argparse.Namespace, device: torch.device) -> Iterator[dict[str, Any]]:
    """Yield a row for each way of running a network."""
    torch.manual_seed(0)
    model = MineCLIP(config_of(name)).to(device).eval()
    for precision in ("float32", "bfloat16"):
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            for way, rate in scoring_rates(model, args.batch, device):
                yield {"model": name, "precision": precision, "way": way, "frames_per_second": rate}
            if args.learn and name == "small":
                rate = learning_rate(model, device)
                yield {"model": name, "precision": precision, "way": "learn", "frames_per_second": rate}


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", choices=list(PRESETS), default=["attn", "small"])
    parser.add_argument("--batch", type=int, default=16, help="worlds that step together")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2, help="of torch, on the CPU")
    parser.add_argument("--learn", action="store_true", help="measure learning of the small network as well")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    rows: list[dict[str, Any]] = []
    for name in args.models:
        for row in measure(name, args, device):
            row["ratio"] = row["frames_per_second"] / (rows or [row])[0]["frames_per_second"]
            rows.append(row)
            print(
                f"{name:>6} {row['precision']:<9} {row['way']:<9} {row['frames_per_second']:9.2f} frames/s   "
                f"{row['ratio']:9.1f} x",
                flush=True,
            )
    if args.json:
        print(json.dumps({"device": str(device), "threads": args.threads, "batch": args.batch, "rows": rows}))


if __name__ == "__main__":
    main()
