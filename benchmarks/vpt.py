"""Speed of VPT's policy: a step of one world, steps of eight, and learning on chunks, against the plain float32 path.

    python -m benchmarks.vpt [--presets nano small 1x] [--device cpu] [--threads 1] [--chunk 128] [--compile] [--json]

Each line is one way of running one preset and its ratio to plain eager float32, measured just before in the same
process. Frames are 128x128. `bfloat16` is autocast: weights stay float32. `learn` is
forward and backward through a chunk of the given length, one row.
"""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import nn

from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy

REPEATS = 3
BATCH = 8


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


def rates(policy: VPTPolicy, model: nn.Module, chunk: int, half: bool, device: torch.device) -> dict[str, float]:
    """Return milliseconds of a step of one world, frames a second of eight worlds, and of learning."""

    def precision() -> AbstractContextManager[Any]:
        return torch.autocast(device.type, torch.bfloat16) if half else nullcontext()

    def frames(batch: int, length: int) -> tuple[torch.Tensor, torch.Tensor, Any]:
        pictures = torch.randint(256, (batch, length, 128, 128, 3), dtype=torch.uint8, device=device)
        return pictures, torch.zeros(batch, length, dtype=torch.bool, device=device), policy.initial_state(batch)

    def step(batch: int) -> float:
        pictures, first, state = frames(batch, 1)
        with precision():
            return seconds(lambda: policy.act(pictures[:, 0], first[:, 0], state), device)

    pictures, first, state = frames(1, chunk)

    def learn() -> None:
        with precision():
            output = model(pictures, first, state)
        (output.buttons.mean() + output.camera.mean()).backward()
        policy.zero_grad(set_to_none=True)

    return {
        "step_ms": 1000.0 * step(1),
        "batch_frames_per_second": BATCH / step(BATCH),
        "learn_frames_per_second": chunk / seconds(learn, device),
    }


def measure(preset: str, chunk: int, device: torch.device, compiled: bool) -> list[dict[str, Any]]:
    """Return a row for each way of running a preset, the plain one first."""
    torch.manual_seed(0)
    policy = VPTPolicy(PRESETS[preset]).to(device)
    ways = [("float32", False, False), ("bfloat16", True, False)]
    ways += [("bfloat16, compiled", True, True)] if compiled else []
    rows: list[dict[str, Any]] = []
    for name, half, with_compiler in ways:
        model: Any = torch.compile(policy) if with_compiler else policy
        found = rates(policy, model, chunk, half, device)
        plain = rows[0] if rows else found
        ratios = {
            "step_ratio": plain["step_ms"] / found["step_ms"],
            "batch_ratio": found["batch_frames_per_second"] / plain["batch_frames_per_second"],
            "learn_ratio": found["learn_frames_per_second"] / plain["learn_frames_per_second"],
        }
        rows.append({"preset": preset, "way": name, **found, **ratios})
        print(
            f"{preset:>6} {name:<19} step {found['step_ms']:7.1f} ms ({ratios['step_ratio']:.2f} x)   "
            f"batch of {BATCH} {found['batch_frames_per_second']:7.1f} frames/s ({ratios['batch_ratio']:.2f} x)   "
            f"learn {found['learn_frames_per_second']:7.1f} frames/s ({ratios['learn_ratio']:.2f} x)",
            flush=True,
        )
    return rows


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", nargs="+", choices=list(PRESETS), default=["nano", "small", "1x"])
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1, help="of torch, on the CPU")
    parser.add_argument("--chunk", type=int, default=128, help="frames that are learnt from at once")
    parser.add_argument("--compile", action="store_true", help="try torch.compile as well (minutes)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    rows = [row for preset in args.presets for row in measure(preset, args.chunk, device, args.compile)]
    if args.json:
        print(json.dumps({"device": str(device), "threads": args.threads, "chunk": args.chunk, "rows": rows}))


if __name__ == "__main__":
    main()
