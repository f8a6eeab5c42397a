"""Build `envs/tasks/plan4mc.json`: the 40 tasks of Plan4MC (arXiv 2303.16563, second version) and their variants.

Usage: python scripts/build_plan4mc_tasks.py SOURCE

SOURCE is a JSON file with the public facts of the benchmark: `paper_v2_40_tasks` and `repo_head_iron_variant`, each row
with `task`, `group`, `biome`, `target`, `target_quantity`, `initial_inventory`, `initial_mobs`, `mob_spawn_box_blocks`,
`max_steps` and perhaps `break_speed_multiplier`. From the protocol: a start within 500 blocks of the spawn, at noon
(6000), in clear weather; success when the amount of the target grows, or its station is nearby.

Mine-Ores exists twice: the paper's second version has five stone pickaxes, a stack of dirt and mining ten times as
fast; the repository's newest state has one stone pickaxe, other items, shorter limits and the game's own speed. Both
are built at both speeds. `plan4mc` is the paper's suite; the other three have ten tasks each.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "envs" / "tasks" / "plan4mc.json"
FAST = 10
"""Factor on the speed of mining in the paper's Mine-Ores tasks."""
_NEARBY = "_nearby"
_ORES = "Mine-Ores"
_UNCOUNTABLE = ("milk", "beef", "mutton", "wool")


def build(source: dict[str, Any]) -> dict[str, Any]:
    """Return the suite as plain data."""
    paper = [_task(row, "plan4mc") for row in source["paper_v2_40_tasks"]]
    ores = [task for task in paper if task["group"] == _ORES]
    repository = [_task(row, "plan4mc_repository") for row in source["repo_head_iron_variant"]]
    return {
        "generated_by": "scripts/build_plan4mc_tasks.py",
        "start": {"start_time": 6000, "spawn_radius": 500},
        "tasks": [
            *paper,
            *(_variant(task, "plan4mc_normal_speed", 1) for task in ores),
            *(_variant(task, "plan4mc_repository", 1) for task in repository),
            *(_variant(task, "plan4mc_repository_fast", FAST) for task in repository),
        ],
    }


def _task(row: dict[str, Any], suite: str) -> dict[str, Any]:
    target, count = row["target"], row["target_quantity"]
    verb = "craft" if row["task"].startswith("craft") else "get"
    thing = target.removesuffix(_NEARBY)
    success = {"item": thing, "increase": count}
    if target.endswith(_NEARBY):
        success, verb = {"nearby": thing}, "place"
    name = thing.replace("_", " ")
    amount = f"{count} " if count > 1 else _article(name)
    task = {
        "id": f"{suite}/{row['task']}",
        "group": row["group"],
        "prompt": f"{verb} {amount}{name}",
        "biome": row["biome"],
        "inventory": row["initial_inventory"],
        "success": success,
        "max_steps": row["max_steps"],
    }
    if row.get("initial_mobs"):
        low, high = row["mob_spawn_box_blocks"]
        task["mobs"] = [{"mob": mob, "count": n, "low": low, "high": high} for mob, n in row["initial_mobs"].items()]
    if row.get("break_speed_multiplier", 1) != 1:
        task["break_speed"] = row["break_speed_multiplier"]
    return task


def _variant(task: dict[str, Any], suite: str, speed: int) -> dict[str, Any]:
    """Return the same task in another suite, which is its own group, with another speed of mining."""
    group = f"{_ORES}{suite.removeprefix('plan4mc').replace('_', '-')}"
    variant = task | {"id": f"{suite}/{task['id'].partition('/')[2]}", "group": group}
    variant.pop("break_speed", None)
    return variant | ({"break_speed": speed} if speed != 1 else {})


def _article(name: str) -> str:
    bare = name.endswith("s") or name.rpartition(" ")[2] in _UNCOUNTABLE
    return "" if bare else "an " if name[0] in "aeiou" else "a "


def main() -> None:
    """Write the suite."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(build(source), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
