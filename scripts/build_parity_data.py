"""Write what tests compare our table with.

That is the game's own dump where the table is made from minecraft-data, and minecraft-data where it is made from the
dump. Mobs are compared with sizes of minecraft-data and with the loot tables of 1.16.5 without conditions, which a JSON
file holds: {"mobs": {name: {"width", "height", "width_1_11", "height_1_11", "drops": [[item, chance, low, high]]}}}.

    python scripts/build_parity_data.py --minedojo WHEEL --minecraft-data TARBALL
    python scripts/build_parity_data.py --mobs FILE
"""

import argparse
import json
from pathlib import Path
from typing import Any

from build_gamedata import ROOT, read_sources

TARGET = ROOT / "tests/parity/data/game_tables.json"
MOB_TARGET = ROOT / "tests/parity/data/mobs_1_16_5.json"


def crafting(dump: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dump's crafting recipes: product, amount, ingredients by item (it has no metadata)."""
    rows = [
        {"item": r["outputItemName"], "count": r["outputCount"], "needs": r["ingredients"], "size": r["recipeSize"]}
        for r in dump["craftingRecipes"]
        if r.get("ingredients") and r["outputItemName"] != "air"
    ]
    unique = {json.dumps(row, sort_keys=True): row for row in rows}
    return [unique[key] for key in sorted(unique)]


def mobs(facts: dict[str, Any]) -> dict[str, Any]:
    """Return size (1.11's where it differs) and drops [item, chance, low, high] of each mob."""
    return {
        name: {
            "size": [mob.get(f"{key}_1_11", mob[key]) for key in ("width", "height")],
            "drops": [drop[:4] for drop in mob["drops"]],
        }
        for name, mob in sorted(facts["mobs"].items())
    }


def main() -> None:
    """Read the sources that are given, write their files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minedojo", type=Path)
    parser.add_argument("--minecraft-data", type=Path)
    parser.add_argument("--mobs", type=Path)
    args = parser.parse_args()
    if args.mobs:
        rows = mobs(json.loads(args.mobs.read_text(encoding="utf-8")))
        body = ",\n".join(f'"{name}": {json.dumps(row)}' for name, row in rows.items())
        MOB_TARGET.write_text(f"{{\n{body}\n}}\n", encoding="utf-8")
        print(MOB_TARGET, len(rows))
    if args.minedojo and args.minecraft_data:
        write_game_tables(args.minedojo, args.minecraft_data)


def write_game_tables(wheel: Path, tarball: Path) -> None:
    """Write what blocks, items and recipes are compared with."""
    dump, _, files = read_sources(wheel, tarball)
    data = {
        "crafting": crafting(dump),
        "smelting": [{"item": r["outputItemName"], "needs": r["ingredients"]} for r in dump["smeltingRecipes"]],
        "stack_size": {item["name"]: item["stackSize"] for item in files["items"]},
        "max_damage": {item["name"]: item["maxDurability"] for item in files["items"] if "maxDurability" in item},
        "hardness": {block["name"]: block["hardness"] for block in files["blocks"]},
        "slipperiness": {block["name"]: block["slipperiness"] for block in dump["blocks"]},
        "quantity_dropped": {b["name"]: b["quantityDropped"] for b in dump["blocks"] if "quantityDropped" in b},
    }
    sections = ",\n".join(f'"{key}": {json.dumps(value)}' for key, value in data.items())
    TARGET.write_text(f"{{\n{sections}\n}}\n", encoding="utf-8")
    print(TARGET, {key: len(value) for key, value in data.items()})


if __name__ == "__main__":
    main()
