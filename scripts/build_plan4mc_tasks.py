"""Build `envs/tasks/plan4mc.json`: the Cut-Trees and Mine-Stones tasks of Plan4MC (arXiv 2303.16563, second version).

Usage: python scripts/build_plan4mc_tasks.py SOURCE

SOURCE is a JSON file with the public facts of the benchmark: `paper_v2_40_tasks`, each with `task`, `group`, `biome`,
`target`, `target_quantity`, `initial_inventory` and `max_steps`. From the protocol: a start within 500 blocks of the
spawn, at noon (6000), in clear weather; success when the amount of the target grows, or its station is nearby.
"""

import json
import sys
from pathlib import Path
from typing import Any

GROUPS = ("Cut-Trees", "Mine-Stones")
TARGET = Path(__file__).parents[1] / "envs" / "tasks" / "plan4mc.json"
_NEARBY = "_nearby"


def build(source: dict[str, Any]) -> dict[str, Any]:
    """Return the suite as plain data."""
    tasks = [_task(row) for row in source["paper_v2_40_tasks"] if row["group"] in GROUPS]
    return {
        "suite": "plan4mc",
        "generated_by": "scripts/build_plan4mc_tasks.py",
        "start": {"start_time": 6000, "spawn_radius": 500},
        "tasks": tasks,
    }


def _task(row: dict[str, Any]) -> dict[str, Any]:
    target, count = row["target"], row["target_quantity"]
    if target.endswith(_NEARBY):
        thing = target.removesuffix(_NEARBY)
        success, verb = {"nearby": thing}, "place"
    else:
        thing = target
        success, verb = {"item": thing, "increase": count}, "craft"
    name = thing.replace("_", " ")
    amount = f"{count} " if count > 1 else _article(name)
    return {
        "name": row["task"],
        "group": row["group"],
        "prompt": f"{verb} {amount}{name}",
        "biome": row["biome"],
        "inventory": row["initial_inventory"],
        "success": success,
        "max_steps": row["max_steps"],
    }


def _article(name: str) -> str:
    return "" if name.endswith("s") else "an " if name[0] in "aeiou" else "a "


def main() -> None:
    """Write the suite."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(build(source), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
