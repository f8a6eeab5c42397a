"""Build `envs/tasks/minedojo.json`: the facts of MineDojo's 1,581 programmatic tasks, as templates and variables.

    python scripts/build_minedojo_tasks.py WHEEL

WHEEL is the published wheel of minedojo 0.1, or a folder with `minedojo/` in it. Facts only: targets, amounts, start;
prompts are our own (`envs/tasks/prompts.py`). The wheel has 1,572 of the tasks; MineDojo's repository has added nine
since, the enderman in the End. Beside it, `tests/parity/data/minedojo_tasks.json` is written from MineDojo's own way of
filling its templates: counts, a hash over all tasks, and some tasks whole.
"""

import hashlib
import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from envs.tasks.wheel import SPECS, MineDojoFiles  # noqa: E402

TARGET = ROOT / "envs/tasks/minedojo.json"
PARITY = ROOT / "tests/parity/data/minedojo_tasks.json"
ADDED = {"end_mob": "enderman"}
"""What MineDojo's repository has, and the wheel has not."""
SLOTS = {"mainhand": 0, "feet": 36, "legs": 37, "chest": 38, "head": 39, "offhand": 40}
"""MineDojo's names of slots."""
NIGHTFALL, MIDNIGHT = 13000, 18000
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SAMPLE = 30


def template(task_id: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return one of MineDojo's templates in our form; what is left out is at its default."""
    group = spec["__cls__"]
    row: dict[str, Any] = {"id": task_id, "group": group, **_target(spec)}
    if "initial_inventory" in spec:
        row["inventory"] = {
            str(SLOTS.get(slot, slot)): [stack["name"], stack.get("quantity", 1)]
            for slot, stack in spec["initial_inventory"].items()
        }
    if "specified_biome" in spec:
        row["biome"] = spec["specified_biome"]
    if "initial_mobs" in spec:
        row["mob"] = spec["initial_mobs"]
        row["box"] = [spec["initial_mob_spawn_range_low"], spec["initial_mob_spawn_range_high"]]
    row |= _time(group, spec)
    if not spec.get("allow_mob_spawn", True):
        row["mob_spawning"] = False
    return row


def _target(spec: dict[str, Any]) -> dict[str, Any]:
    if spec["__cls__"] == "techtree":
        return {"target": spec["tech_item"], "count": 1}
    if spec["__cls__"] == "survival":
        return {"count": spec["target_days"]}
    if spec["reward_weights"] != 1:
        raise ValueError(f"a weight other than 1: {spec}")
    return {"target": spec["target_names"], "count": spec["target_quantities"]}


def _time(group: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return the time of day as MineDojo's classes set it: fighting begins at nightfall if nothing else is said."""
    if spec.get("always_night"):
        return {"start_time": MIDNIGHT, "daylight_cycle": False}
    if spec.get("start_at_night", group == "combat"):
        return {"start_time": NIGHTFALL if group == "combat" else MIDNIGHT}
    return {}


def filled(specs: dict[str, dict[str, Any]], variables: dict[str, list[Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield MineDojo's tasks as it fills its templates: each placeholder in id or facts takes each of its values."""
    for task_id, spec in specs.items():
        facts = {key: value for key, value in spec.items() if key != "prompt"}
        names = sorted(set(_PLACEHOLDER.findall(task_id + json.dumps(facts))))
        for values in itertools.product(*(variables[name] for name in names)):
            chosen = dict(zip(names, values, strict=True))
            yield task_id.format(**chosen), _replaced(facts, chosen)


def _replaced(value: Any, chosen: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(part, chosen) for key, part in value.items()}
    return value.format(**chosen) if isinstance(value, str) else value


def parity(tasks: dict[str, dict[str, Any]], voxel_bounds: set[str]) -> dict[str, Any]:
    """Return what a test compares our tasks with."""
    facts = {task_id: canonical(spec) for task_id, spec in tasks.items()}
    ordered = sorted(facts)
    return {
        "generated_by": "scripts/build_minedojo_tasks.py",
        "source": "minedojo 0.1 (wheel), MIT licence, Copyright (c) 2022 MineDojo Team",
        "counts": Counter(spec["__cls__"] for spec in tasks.values()),
        "voxels": sorted(voxel_bounds),
        "sha256": digest(facts),
        "sample": {task_id: facts[task_id] for task_id in ordered[:: len(ordered) // _SAMPLE]},
    }


def canonical(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of one filled task in a form that does not depend on how a file writes them."""
    row = template("", spec)
    return {
        "group": row["group"],
        "target": row.get("target", ""),
        "count": int(row["count"]),
        "biome": row.get("biome", ""),
        "mob": row.get("mob", ""),
        "box": row.get("box", []),
        "start_time": row.get("start_time", 0),
        "daylight_cycle": row.get("daylight_cycle", True),
        "mob_spawning": row.get("mob_spawning", True),
        "inventory": sorted([int(slot), name, count] for slot, (name, count) in row.get("inventory", {}).items()),
    }


def digest(facts: dict[str, dict[str, Any]]) -> str:
    """Return a hash over the canonical facts of all tasks."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def write(path: Path, data: dict[str, Any]) -> None:
    """Write JSON with one line for each template and variable."""
    text = json.dumps(data, indent=1)
    compact = re.sub(r"\n {3,}", " ", text).replace("\n  }", " }").replace("\n  ]", " ]")
    path.write_text(compact + "\n", encoding="utf-8")


def main() -> None:
    """Write both files."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    files = MineDojoFiles(Path(sys.argv[1]))
    specs = {task_id: spec for task_id, spec in files.table(SPECS).items() if spec["__cls__"] != "playthrough"}
    variables = files.variables()
    published = dict(filled(specs, variables))
    for name, value in ADDED.items():
        variables[name] = [*variables[name], *([] if value in variables[name] else [value])]
    rows = [template(task_id, spec) for task_id, spec in specs.items()]
    used = set(_PLACEHOLDER.findall(json.dumps(rows)))
    write(
        TARGET,
        {
            "generated_by": "scripts/build_minedojo_tasks.py",
            "source": "minedojo 0.1, MIT licence, Copyright (c) 2022 MineDojo Team",
            "variables": {name: values for name, values in variables.items() if name in used},
            "templates": rows,
        },
    )
    bounds = {json.dumps(spec["voxel_size"], sort_keys=True) for spec in specs.values() if spec["use_voxel"]}
    PARITY.write_text(json.dumps(parity(published, bounds), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
