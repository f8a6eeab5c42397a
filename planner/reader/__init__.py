"""The reader: a small network, learnt from orders with their goals, that understands what the grammar does not.

An order becomes `tokens`, the names among them `candidates` for what it could ask for, both become numbers
(`features`), the `network` says what is wanted with each, and `reading` puts that together. `training` learnt it.
"""

from functools import lru_cache
from pathlib import Path

from planner.reader.features import example_of
from planner.reader.network import Network
from planner.reader.reading import Meaning, meaning_of

WEIGHTS = Path(__file__).with_name("reader.npz")

__all__ = ["WEIGHTS", "Meaning", "read"]


def read(order: str) -> Meaning:
    """Return what an order in English or Chinese most likely means."""
    example = example_of(order, _network().vocabulary)
    return meaning_of(example, _network().read(example))


@lru_cache(maxsize=1)
def _network() -> Network:
    return Network(WEIGHTS)
