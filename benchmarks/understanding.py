"""How many orders are understood, in English and Chinese, by part of the goal, and what that takes.

    python -m benchmarks.understanding                     # the orders for the test
    python -m benchmarks.understanding --orders development --failures

An order is understood if every part of its goal is: items and amounts, structures, kills, conditions, and that it is
one, or that it is not. Orders that are to be asked back about, or refused, are understood if they are.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import planner.reader
from planner.goal import Goal, GoalError, UnclearOrderError
from planner.language import understand
from planner.materials import STATIONS
from skills.rates import Rate

FOLDER = Path(planner.reader.__file__).with_name("orders")


def main() -> None:
    """Print how many orders of each language are understood."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", choices=("development", "test"), default="test", help="which ones")
    parser.add_argument("--failures", action="store_true", help="print the orders that are not understood")
    args = parser.parse_args()
    understand("make a torch")  # loads the lexicon and the network
    for language in ("en", "zh"):
        lines = (FOLDER / f"{args.orders}_{language}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        begun = time.perf_counter()
        read = [meant(row["order"]) for row in rows]
        each = (time.perf_counter() - begun) / len(rows)
        right, parts, wrong = 0, Counter[str](), Counter[str]()
        for row, goal in zip(rows, read, strict=True):
            wanted = in_order(row["goal"])
            differing = {key for key in wanted.keys() | goal.keys() if wanted.get(key) != goal.get(key)}
            parts.update(wanted.keys())
            wrong.update(differing & wanted.keys())
            right += not differing
            if differing and args.failures:
                print(f"{row['order']}\n    wanted {json.dumps(wanted)}\n    read   {json.dumps(goal)}")
        low, high = Rate(right, len(rows)).interval
        print(f"{language}: {right} of {len(rows)}, {low:.1%} to {high:.1%}; {each * 1e3:.1f} ms an order")
        print("  right of each part: " + ", ".join(f"{part} {n - wrong[part]}/{n}" for part, n in parts.most_common()))


def meant(order: str) -> dict[str, Any]:
    """Return the goal of an order in the form of the brief."""
    try:
        return in_order(brief(understand(order)))
    except UnclearOrderError:
        return {"ask": True}
    except GoalError:
        return {"refuse": True}


def brief(goal: Goal) -> dict[str, Any]:
    """Write a goal in the form of `planner/reader/orders/brief.md`."""
    shelters = {thing.name: thing.material for thing in goal.structures if thing.name not in STATIONS}
    near = next((thing.near for thing in goal.structures if thing.near), None)
    parts = {
        "items": {target.item: target.count for target in goal.targets},
        "structures": shelters,
        "stations": [thing.name for thing in goal.structures if thing.name in STATIONS],
        "kills": {kill.mob: kill.count for kill in goal.kills},
        "uses": [use.item for use in goal.uses],
        "most": list(goal.most),
        "before": goal.before,
        "within": goal.within,
        "without": [f"{ban.deed}:{ban.thing}" for ban in goal.bans],
        "near": near,
    }
    return {key: value for key, value in parts.items() if value}


def in_order(goal: Mapping[str, Any]) -> dict[str, Any]:
    """Return a goal with its lists sorted, so that two can be compared."""
    return {key: sorted(value) if isinstance(value, list) else value for key, value in goal.items()}


if __name__ == "__main__":
    main()
