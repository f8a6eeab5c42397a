"""Write what tests compare our table with.

That is the game's own dump where the table is made from minecraft-data, and minecraft-data where it is made from the
dump.

    python scripts/build_parity_data.py --minedojo WHEEL --minecraft-data TARBALL
"""

import argparse
import json
from pathlib import Path
from typing import Any

from build_gamedata import ROOT, read_sources

TARGET = ROOT / "tests/parity/data/game_tables.json"


def crafting(dump: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dump's crafting recipes: product, amount, ingredients by item (it has no metadata)."""
    rows = [
        {"item": r["outputItemName"], "count": r["outputCount"], "needs": r["ingredients"], "size": r["recipeSize"]}
        for r in dump["craftingRecipes"]
        if r.get("ingredients") and r["outputItemName"] != "air"
    ]
    unique = {json.dumps(row, sort_keys=True): row for row in rows}
    return [unique[key] for key in sorted(unique)]


def main() -> None:
    """Read the sources, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minedojo", type=Path, required=True)
    parser.add_argument("--minecraft-data", type=Path, required=True)
    args = parser.parse_args()
    dump, _, files = read_sources(args.minedojo, args.minecraft_data)
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
