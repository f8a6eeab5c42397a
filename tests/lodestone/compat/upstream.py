"""Facts measured on MineDojo's wheel 0.1 behind a canned game: layouts, spaces, actions, masks, rewards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from envs.overworld.gamedata import item_index

FACTS = json.loads(Path(__file__).with_name("data").joinpath("minedojo.json").read_text(encoding="utf-8"))


def leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of nested dicts with their paths."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{name}/")
        else:
            yield path + name, value


def give(env, stacks: dict[str, list]) -> None:
    """Put stacks (name, count) into slots of the inventory, and empty the others."""
    slots = env.unwrapped.world.state.slots[0, 0]
    slots[:] = np.zeros((), slots.dtype)
    for slot, (name, count) in stacks.items():
        slots[int(slot)] = (item_index(name), 0, count)
