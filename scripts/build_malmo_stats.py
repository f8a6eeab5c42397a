"""Writes `envs/malmo/stats.json`: names of the statistics and achievements that MineDojo's simulator reports.

    pip download --no-deps minedojo==0.1
    python scripts/build_malmo_stats.py minedojo-0.1-py3-none-any.whl

The source is MineDojo's `mc_constants.json` (MIT, see `envs/overworld/gamedata/NOTICE`). Lists that hold exactly the
game's items, or those that wear out, are left out: `envs/malmo/stats.py` takes them from the game's tables.
"""

import argparse
import json
import zipfile
from pathlib import Path

_CONSTANTS = "minedojo/sim/mc_meta/mc_constants.json"
_TARGET = Path(__file__).resolve().parents[1] / "envs" / "malmo" / "stats.json"
_KEPT = {
    "achievement": ("achievement",),
    "general": ("stat",),
    "entities": ("stat", "kill_entity"),
    "mine_block": ("stat", "mine_block", "minecraft"),
    "craft_item": ("stat", "craft_item", "minecraft"),
}


def main() -> None:
    """Read the wheel, write the names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="minedojo-0.1-py3-none-any.whl")
    rows = json.loads(zipfile.Path(parser.parse_args().wheel, _CONSTANTS).read_text(encoding="utf-8"))["stats"]
    paths = [tuple(row["minerl_keys"]) for row in rows]
    names = {name: sorted(path[-1] for path in paths if path[:-1] == group) for name, group in _KEPT.items()}
    _TARGET.write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(map(len, names.values()))} names in {_TARGET}")


if __name__ == "__main__":
    main()
