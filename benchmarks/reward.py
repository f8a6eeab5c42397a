"""How good a reward model is on clips that it has not seen, and beside it models that should not be good.

    python -m benchmarks.reward --clips DIR [--model small] [--control NAME=DIR ...] [--json] [--markdown]

Two measures, each with a 95 % interval by bootstrap over episodes (clips of one episode are alike, so that they count
together) and with what chance would give:

- *recall*: how often the right caption is the likeliest, or among the five likeliest, of 32 captions: one of the clip
  and 31 of other clips that are not true of it.
- *AUC* of the Direct reward, for each behaviour: how often a clip of someone who does it gets more than a clip of
  someone who nearly does it. The goal is the behaviour's prompt, the negatives are those that ship.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch import Tensor

from agents.data.clips import ClipFolder
from agents.errors import RewardError
from agents.mineclip.model import MineCLIP, load
from agents.mineclip.negatives import choose, pool_of

GOALS: dict[str, str] = {
    "approach_tree": "approach a tree",
    "chop": "chop a tree",
    "mine_stone": "mine stone",
    "mine_down": "mine down",
    "approach_cow": "approach a cow",
    "hit_cow": "hit a cow",
    "shear_sheep": "shear a sheep",
    "fight_zombie": "fight a zombie",
    "swim": "swim",
    "build": "place blocks",
    "approach_animal": "approach an animal",
    "hit_animal": "hit an animal",
    "fight_monster": "fight a monster",
    "dig": "dig the ground",
    "gather": "break a plant",
    "milk_cow": "milk a cow",
    "place_torch": "place a torch",
    "eat": "eat food",
}
"""What an agent would be asked for, by behaviour. The first ten are those that a model is judged by."""
JUDGED = tuple(GOALS)[:10]
CAPTIONS = 32
RECALLS = (1, 5)
DRAWS = 2000
"""Of the bootstrap."""
_AT_ONCE = 16
"""Clips."""
_INTERVAL = (2.5, 97.5)

Numbers = NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


class Behaviour(NamedTuple):
    """Clips of a behaviour."""

    name: str
    goal: str
    doing: NDArray[np.int64]
    """Numbers of the clips in which it is done."""
    nearly: NDArray[np.int64]
    """Of those in which it is nearly done."""


class Report(NamedTuple):
    """What was measured of one model."""

    recall: dict[int, Estimate]
    auc: dict[str, Estimate]
    mean_auc: Estimate
    """Over the behaviours that a model is judged by."""


def auc(doing: Numbers, nearly: Numbers, weights: tuple[Numbers, Numbers] | None = None) -> Any:
    """Return the share of pairs in which a clip of `doing` has more than one of `nearly`; equal ones count half.

    Args:
        doing: (D,) rewards.
        nearly: (N,) rewards.
        weights: How often each counts, (draws, D) and (draws, N); once each if None.

    Returns:
        A number, or (draws,) of them with weights; NaN where one side counts nothing.
    """
    more = (doing[:, None] > nearly) + 0.5 * (doing[:, None] == nearly)
    if weights is None:
        return float(more.mean())
    left, right = weights
    with np.errstate(invalid="ignore"):
        return ((left @ more) * right).sum(1) / (left.sum(1) * right.sum(1))


def episodes(folder: ClipFolder) -> NDArray[np.int64]:
    """Return the number of the episode that each clip is from."""
    names = [f"{clip.behaviour} {clip.seed}" for clip in folder.clips]
    return np.unique(names, return_inverse=True)[1]


def resample(groups: NDArray[np.int64], random: np.random.Generator) -> Numbers:
    """Return how often each clip counts when whole groups are drawn with replacement, (DRAWS, clips)."""
    _, places = np.unique(groups, return_inverse=True)
    count = int(places.max()) + 1
    return random.multinomial(count, np.full(count, 1.0 / count), DRAWS)[:, places].astype(np.float64)


def behaviours(folder: ClipFolder) -> list[Behaviour]:
    """Return the behaviours that there are goals for and clips of both kinds."""
    name = np.array([clip.behaviour for clip in folder.clips])
    doing = np.array([clip.doing for clip in folder.clips])
    found = [
        Behaviour(key, goal, np.flatnonzero((name == key) & doing), np.flatnonzero((name == key) & ~doing))
        for key, goal in GOALS.items()
    ]
    return [behaviour for behaviour in found if len(behaviour.doing) and len(behaviour.nearly)]


def questions(folder: ClipFolder, random: np.random.Generator) -> list[list[str]]:
    """Return for each clip one of its captions, and then those of other clips that are not true of it."""
    asked = []
    for index, clip in enumerate(folder.clips):
        texts = {clip.captions[int(random.integers(len(clip.captions)))].text: None}
        for other in random.permutation(len(folder)):
            captions = folder.clips[other].captions
            caption = captions[int(random.integers(len(captions)))]
            if other != index and not clip.is_true(caption):
                texts.setdefault(caption.text, None)
            if len(texts) == CAPTIONS:
                break
        else:
            raise RewardError(f"{folder.folder} has too few captions: clip {index} finds {len(texts)} of {CAPTIONS}")
        asked.append(list(texts))
    return asked


@torch.no_grad()
def encode_clips(models: dict[str, MineCLIP], folder: ClipFolder, console: Console) -> dict[str, Tensor]:
    """Return features of all clips by every model, (clips, width): of as many last frames as it looks at."""
    found: dict[str, list[Tensor]] = {name: [] for name in models}
    for name, model in models.items():
        if model.config.window > folder.layout.frames:
            raise RewardError(f"{name} looks at {model.config.window} frames, and clips have {folder.layout.frames}")
    for batch in track(list(_batches(folder)), "looking at clips", console=console, transient=True):
        frames = torch.from_numpy(np.stack([folder.frames(index) for index in batch]))
        for name, model in models.items():
            seen = frames[:, -model.config.window :].to(model.scale().device)
            found[name].append(model.encode_video(model.encode_frames(seen)).float())
    return {name: torch.cat(parts) for name, parts in found.items()}


def _batches(folder: ClipFolder) -> Iterator[range]:
    for start in range(0, len(folder), _AT_ONCE):
        yield range(start, min(start + _AT_ONCE, len(folder)))


@torch.no_grad()
def hits(model: MineCLIP, videos: Tensor, asked: list[list[str]]) -> dict[int, Numbers]:
    """Return for each clip whether its caption is among the likeliest few; of equal ones it counts as the last."""
    texts = list(dict.fromkeys(text for captions in asked for text in captions))
    place = {text: index for index, text in enumerate(texts)}
    encoded = torch.cat([model.encode_prompts(texts[start : start + 256]) for start in range(0, len(texts), 256)])
    choices = torch.tensor([[place[text] for text in captions] for captions in asked], device=videos.device)
    fits = (videos @ encoded.float().T).gather(1, choices)
    above = (fits[:, 1:] >= fits[:, :1]).sum(1).cpu().numpy()
    return {few: (above < few).astype(np.float64) for few in RECALLS}


@torch.no_grad()
def direct_reward(model: MineCLIP, videos: Tensor, goal: str) -> Numbers:
    """Return the Direct reward of each clip, (clips,)."""
    pool = pool_of(None)
    prompts = [goal, *(prompt for prompt, taken in zip(pool, choose(pool, [goal]), strict=True) if taken)]
    logits = model.scale() * videos @ model.encode_prompts(prompts).float().T
    return np.asarray((logits.softmax(1)[:, 0] - 1.0 / len(prompts)).clamp(min=0.0).cpu().numpy(), np.float64)


def measure(model: MineCLIP, videos: Tensor, folder: ClipFolder, asked: list[list[str]], seed: int) -> Report:
    """Return what a model is worth, with the same draws for every model."""
    random = np.random.default_rng(seed)
    groups = episodes(folder)
    weights = resample(groups, random)
    recall = {}
    for few, hit in hits(model, videos, asked).items():
        recall[few] = _estimate(float(hit.mean()), weights @ hit / weights.sum(1))
    found, draws = {}, {}
    for behaviour in behaviours(folder):
        reward = direct_reward(model, videos, behaviour.goal)
        both = np.concatenate([behaviour.doing, behaviour.nearly])
        own = resample(groups[both], random)
        split = len(behaviour.doing)
        sides = reward[behaviour.doing], reward[behaviour.nearly]
        draws[behaviour.name] = auc(*sides, (own[:, :split], own[:, split:]))
        found[behaviour.name] = _estimate(auc(*sides), draws[behaviour.name])
    judged = [name for name in JUDGED if name in found]
    if not judged:
        raise RewardError(f"{folder.folder} has clips of doing and of nearly doing for none of {', '.join(JUDGED)}")
    mean = float(np.mean([found[name].value for name in judged]))
    return Report(recall, found, _estimate(mean, np.mean([draws[name] for name in judged], 0)))


def _estimate(value: float, draws: Numbers) -> Estimate:
    low, high = np.nanpercentile(draws, _INTERVAL)
    return Estimate(value, float(low), float(high))


def lines(folder: ClipFolder, reports: dict[str, Report]) -> list[list[str]]:
    """Return the table: a heading, then a line a figure."""
    rows = [["behaviour", "goal", "doing", "nearly", "chance", *reports]]
    for item in behaviours(folder):
        counts = [str(len(item.doing)), str(len(item.nearly)), "0.500"]
        rows.append([item.name, item.goal, *counts, *(str(report.auc[item.name]) for report in reports.values())])
    judged = sum(item.name in JUDGED for item in behaviours(folder))
    mean = f"mean of the first {judged}"
    rows.insert(judged + 1, [mean, "", "", "", "0.500", *(str(report.mean_auc) for report in reports.values())])
    for few in RECALLS:
        chance = f"{few / CAPTIONS:.3f}"
        name, count = f"recall@{few} of {CAPTIONS}", str(len(folder))
        rows.append([name, "", count, "", chance, *(str(report.recall[few]) for report in reports.values())])
    return rows


def show(rows: list[list[str]], markdown: bool) -> None:
    """Print a table."""
    if markdown:
        for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]]:
            print(f"| {' | '.join(row)} |")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for index, heading in enumerate(rows[0]):
        table.add_column(heading, justify="left" if index < 2 else "right", no_wrap=True)
    for row in rows[1:]:
        table.add_row(*row, style="" if row[1] else "bold")
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True, help="folder of clips that the models have not seen")
    parser.add_argument("--model", default="small", help="shipped name, folder or hub id")
    parser.add_argument("--control", action="append", default=[], metavar="NAME=MODEL", help="another column")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of captions and of the bootstrap")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    args = parser.parse_args()
    columns = {Path(args.model).name: args.model}
    for control in args.control:
        name, equals, source = control.partition("=")
        if not equals or name in columns:
            parser.error(f"--control takes NAME=MODEL with a name of its own, not '{control}'")
        columns[name] = source
    device = "cuda" if torch.cuda.is_available() else "cpu"
    folder = ClipFolder(args.clips)
    models = {name: load(source).to(device) for name, source in columns.items()}
    videos = encode_clips(models, folder, Console(stderr=True))
    asked = questions(folder, np.random.default_rng(args.seed))
    reports = {name: measure(model, videos[name], folder, asked, args.seed) for name, model in models.items()}
    show(lines(folder, reports), args.markdown)
    if args.json:
        figures = {
            name: {
                "mean_auc": report.mean_auc._asdict(),
                "auc": {key: value._asdict() for key, value in report.auc.items()},
                "recall": {few: value._asdict() for few, value in report.recall.items()},
            }
            for name, report in reports.items()
        }
        counts = {b.name: {"goal": b.goal, "doing": len(b.doing), "nearly": len(b.nearly)} for b in behaviours(folder)}
        print(json.dumps({"clips": len(folder), "behaviours": counts, "models": figures}))


if __name__ == "__main__":
    main()
