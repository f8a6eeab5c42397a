"""Plays many episodes of many behaviours, several at once."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.table import Table

from lodestone.clips.play import Order, play
from lodestone.clips.scenes import SCENES
from lodestone.config import ConfigError
from lodestone.spread import spread


@dataclass(frozen=True)
class Tally:
    """How many clips an episode gave."""

    behaviour: str
    doing: int
    not_doing: int


Listener = Callable[[Tally], None]


def orders(
    behaviours: Sequence[str], seed: int, episodes: int, textures: Sequence[int], biomes: Sequence[str]
) -> list[Order]:
    """Return the episodes to play, behaviours by turns, so that whatever is there already is balanced.

    Raises:
        ConfigError: There is no such behaviour.
    """
    for name in behaviours:
        if name not in SCENES:
            raise ConfigError(f"unknown behaviour '{name}'; known are {', '.join(SCENES)}")
    chosen = list(behaviours) or list(SCENES)
    return [Order(name, seed + number, tuple(textures), tuple(biomes)) for number in range(episodes) for name in chosen]


def produce(wanted: Iterable[Order], folder: Path, workers: int, listener: Listener) -> list[Tally]:
    """Play episodes that are not in the folder yet, and return what all of them gave."""
    return spread(partial(_produce, folder=folder), wanted, workers, listener)


def _produce(order: Order, folder: Path) -> Tally:
    lines = folder / f"{order.name}.jsonl"
    if not lines.exists():
        play(order, folder)
    kinds: Counter[bool] = Counter()
    if lines.exists():
        kinds.update(bool(json.loads(line)["doing"]) for line in lines.read_text(encoding="utf-8").splitlines())
    return Tally(order.behaviour, kinds[True], kinds[False])


def totals(tallies: Iterable[Tally]) -> dict[str, tuple[int, int]]:
    """Return the clips of each behaviour: how many do it, and how many do not."""
    counts: dict[str, tuple[int, int]] = {}
    for tally in tallies:
        doing, not_doing = counts.get(tally.behaviour, (0, 0))
        counts[tally.behaviour] = (doing + tally.doing, not_doing + tally.not_doing)
    return counts


def table(counts: Mapping[str, tuple[int, int]]) -> Table:
    """Return the totals as a table."""
    shown = Table("behaviour", "doing", "not doing")
    for name, (doing, not_doing) in counts.items():
        shown.add_row(name, str(doing), str(not_doing))
    shown.add_section()
    shown.add_row("all", str(sum(a for a, _ in counts.values())), str(sum(b for _, b in counts.values())))
    return shown
