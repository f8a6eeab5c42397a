"""Generate `envs/overworld/gamedata/table.json`, the one table of Minecraft 1.11.2's rules.

Sources, both MIT-licensed (see `envs/overworld/gamedata/NOTICE`):

* MineDojo's `mc_constants.json` and `mc.py`, from the wheel: `pip download --no-deps minedojo==0.1`
* minecraft-data for 1.11, from npm: `npm pack minecraft-data@3.117.0`

The dump inside MineDojo was written by the running game, so it wins wherever both speak. What neither holds (furnace
fuel, chances of drops, light opacity) stands in `scripts/gamedata_supplement.yaml` with its source, mobs in
`scripts/mobs.yaml`.

    python scripts/build_gamedata.py --minedojo WHEEL --minecraft-data TARBALL
"""

import argparse
import json
import runpy
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "envs/overworld/gamedata/table.json"
SUPPLEMENT = Path(__file__).with_name("gamedata_supplement.yaml")
MOBS = Path(__file__).with_name("mobs.yaml")
META_DIR = "minedojo/sim/mc_meta"
PC_DIR = "package/minecraft-data/data/pc/1.11"
METAS = 16


def read_sources(wheel: Path, tarball: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the game dump, MineDojo's derived lists (`mc.py`), and minecraft-data's files by name."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for name in ("mc.py", "mc_constants.json"):
            archive.extract(f"{META_DIR}/{name}", folder)
        meta = Path(folder, META_DIR)
        dump = json.loads((meta / "mc_constants.json").read_text(encoding="utf-8"))
        lists = runpy.run_path(str(meta / "mc.py"))
    wanted = ("blocks", "items", "recipes", "foods", "biomes", "blockCollisionShapes", "materials")
    with tarfile.open(tarball) as archive:
        files = {name: json.load(archive.extractfile(f"{PC_DIR}/{name}.json")) for name in wanted}  # type: ignore[arg-type]
    return dump, lists, files


class Builder:
    """Joins the sources; every public method makes one section of the table."""

    def __init__(
        self, dump: dict[str, Any], lists: dict[str, Any], files: dict[str, Any], extra: dict[str, Any]
    ) -> None:
        self.dump, self.lists, self.files, self.extra = dump, lists, files, extra
        self.game_items = {item["type"]: item for item in dump["items"]}
        renamed = extra["renamed_items"]
        self.id_to_name = {item["id"]: renamed.get(item["name"], item["name"]) for item in files["items"]}
        self.id_to_name.update({int(key): name for key, name in extra["missing_items"].items()})
        self.name_to_id = {name: key for key, name in self.id_to_name.items()}
        self.block_names = {
            block["id"]: extra["renamed_blocks"].get(block["name"], block["name"]) for block in files["blocks"]
        }

    def items(self) -> list[dict[str, Any]]:
        """Item rows in the order of their numeric ids; row 0 is air."""
        foods = {self._food_name(food["name"]): food for food in self.files["foods"]}
        displayed = {self.id_to_name[item["id"]]: item["displayName"] for item in self.files["items"]}
        burn = self.extra["burn_ticks"]
        rows = []
        for name in sorted(self.game_items, key=lambda name: -1 if name == "air" else self.name_to_id[name]):
            game = self.game_items[name]
            row: dict[str, Any] = {
                "name": name,
                "id": 0 if name == "air" else self.name_to_id[name],
                "display_name": displayed.get(name, name.replace("_", " ").title()),
                "stack_size": game["stackSize"],
                "max_damage": game["maxDamage"] if game["damageable"] else 0,
                "use_ticks": game["maxUseDuration"],
                "slot": game["bestEquipmentSlot"],
                "is_block": game["block"],
                "has_variants": game["hasSubtypes"],
                "burn_ticks": burn.get(name, 300 if game.get("woodenMaterial") else 0),
            }
            if name in foods:
                row["food"] = foods[name]["foodPoints"]
                row["saturation"] = foods[name]["saturation"]
            placed = self.extra["placed_blocks"].get(name, name)
            if placed in self.block_names.values() and name != "air":
                row["places"] = placed
            rows.append(row)
        return rows

    def _food_name(self, name: str) -> str:
        return self.extra["renamed_foods"].get(name, name)

    def blocks(self) -> list[dict[str, Any]]:
        """Block rows in the order of their numeric ids."""
        slipperiness = {block["name"]: block["slipperiness"] for block in self.dump["blocks"]}
        return [self._block(block, slipperiness) for block in sorted(self.files["blocks"], key=lambda b: b["id"])]

    def _block(self, block: dict[str, Any], slipperiness: dict[str, float]) -> dict[str, Any]:
        name = self.block_names[block["id"]]
        game = self.game_items.get(name, {})
        game = game if game.get("block") else self.game_items.get(self.extra["like_item"].get(name, ""), {})
        hardness = game.get("hardness", block["hardness"] if block["hardness"] is not None else -1)
        material = self.extra["materials"].get(name, block.get("material") or "none")
        tools = [self.id_to_name[int(key)] for key in block.get("harvestTools", {})]
        needs_tool = bool(tools) or game.get("needsNoTool") is False
        if needs_tool and not tools:
            material = "rock"
            tools = [self.id_to_name[int(key)] for key in self.files["materials"]["rock"]]
        opaque = bool(game.get("causesSuffocation", block["filterLight"] == 15 and not block["transparent"]))
        opacity = self.extra["opacity"].get(name, 15 if opaque or block["filterLight"] == 15 else 0)
        if material == "none" and opaque and game.get("woodenMaterial"):
            material = "wood"
        return {
            "id": block["id"],
            "name": name,
            "display_name": block["displayName"],
            "hardness": hardness if block["diggable"] or hardness == 0 else -1,
            "material": material,
            "needs_tool": needs_tool,
            "harvest_tools": sorted(tools),
            "emission": self.extra["emission"].get(name, block["emitLight"]),
            "opacity": opacity,
            "opaque_cube": opaque and opacity == 15,
            "blocks_movement": bool(game.get("blocksMovement", block["boundingBox"] == "block")),
            "replaceable": bool(game.get("isReplaceable")) or name in self.extra["replaceable"],
            "burns": bool(game.get("canBurn")),
            "slipperiness": slipperiness.get(name, 0.6),
            "shapes": self._shapes(block["name"]),
            "variant_mask": self._variant_mask(name),
            "item": self._item_of(name),
            "drops": self._drops(name, block),
        }

    def _shapes(self, name: str) -> list[int]:
        shape = self.files["blockCollisionShapes"]["blocks"][name]
        return [shape] * METAS if isinstance(shape, int) else (shape + [shape[-1]] * METAS)[:METAS]

    def _variant_mask(self, name: str) -> int:
        item = self.game_items.get(self._item_of(name) or "", {})
        return self.extra["variant_masks"].get(name, METAS - 1 if item.get("hasSubtypes") else 0)

    def _item_of(self, name: str) -> str | None:
        item = self.extra["like_item"].get(name, name)
        return item if item in self.game_items and item != "air" else None

    def _drops(self, name: str, block: dict[str, Any]) -> list[dict[str, Any]]:
        if name in self.extra["drops"]:
            return list(self.extra["drops"][name])
        rows = []
        for entry in block["drops"]:
            drop = entry["drop"]
            number, meta = (drop["id"], drop["metadata"]) if isinstance(drop, dict) else (drop, None)
            item = self._item_of(name) if number == block["id"] else self.id_to_name[number]
            low = int(entry.get("minCount", 1))
            rows.append({"item": item, "meta": meta, "low": low, "high": int(entry.get("maxCount", max(low, 1)))})
        return [row for row in rows if row["item"]]

    def recipes(self) -> list[dict[str, Any]]:
        """Crafting recipes by product, grouped to ingredients with counts; `null` metadata means any variant."""
        rows = [
            self._recipe(recipe)
            for _, group in sorted(self.files["recipes"].items(), key=lambda entry: int(entry[0]))
            for recipe in group
        ]
        rows += self.extra["missing_recipes"]
        known = {row["item"] for row in rows}
        craftable = {recipe["outputItemName"] for recipe in self.dump["craftingRecipes"]}
        absent = craftable - known - {"air", *self.extra["special_recipes"]}
        if absent:
            raise SystemExit(f"no recipe for {sorted(absent)}, which the game can craft")
        return rows

    def _recipe(self, recipe: dict[str, Any]) -> dict[str, Any]:
        grid = recipe.get("inShape")
        cells = [cell for row in grid for cell in row] if grid else recipe["ingredients"]
        counts: dict[tuple[str, int | None], int] = {}
        for cell in cells:
            number, meta = (cell["id"], cell.get("metadata")) if isinstance(cell, dict) else (cell, None)
            if number is not None and number != -1:
                key = (self.id_to_name[number], meta)
                counts[key] = counts.get(key, 0) + 1
        small = max(len(grid), *(len(row) for row in grid)) <= 2 if grid else len(cells) <= 4
        result = recipe["result"]
        return {
            "item": self.id_to_name[result["id"]],
            "meta": result.get("metadata", 0),
            "count": result["count"],
            "station": "hand" if small else "table",
            "needs": [{"item": item, "meta": meta, "count": count} for (item, meta), count in counts.items()],
        }

    def smelting(self) -> list[dict[str, Any]]:
        """Furnace recipes; the dump has no metadata, so variants come from the supplement."""
        variants = self.extra["smelting_variants"]
        rows = []
        for recipe in self.dump["smeltingRecipes"]:
            ((source, count),) = recipe["ingredients"].items()
            choice = variants.get(source, {})
            rows.append(
                {
                    "item": recipe["outputItemName"],
                    "meta": choice.get("out_meta", 0),
                    "count": recipe["out"],
                    "station": "furnace",
                    "needs": [{"item": source, "meta": choice.get("in_meta"), "count": count}],
                }
            )
        return sorted(rows, key=lambda row: (self.name_to_id[row["item"]], self.name_to_id[row["needs"][0]["item"]]))

    def biomes(self) -> list[dict[str, Any]]:
        """Biomes with MineDojo's names."""
        facts = {biome["id"]: biome for biome in self.files["biomes"]}
        return [
            {"id": key, "name": name, **{k: facts.get(key, facts[key & 127])[k] for k in ("temperature", "rainfall")}}
            for name, key in sorted(self.lists["BIOMES_MAP"].items(), key=lambda entry: entry[1])
        ]

    def dig_speed(self) -> dict[str, dict[str, float]]:
        """Speed of tools by material class."""
        return {
            name: {self.id_to_name[int(tool)]: speed for tool, speed in tools.items()}
            for name, tools in self.files["materials"].items()
        } | self.extra["dig_speed"]

    def minedojo(self) -> dict[str, list[str]]:
        """The item lists behind MineDojo's action space, in its order."""
        return {
            "craft_by_hand": self.lists["ALL_HAND_CRAFT_ITEMS_NN_ACTIONS"],
            "craft_at_table": self.lists["ALL_TABLE_CRAFT_ONLY_ITEMS_NN_ACTIONS"],
            "smelt": self.lists["ALL_SMELT_ITEMS_NN_ACTIONS"],
            "placeable": self.lists["PLACEABLE_ITEM_NAMES"],
        }


def main() -> None:
    """Read the sources, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minedojo", type=Path, required=True, help="the wheel minedojo-0.1")
    parser.add_argument("--minecraft-data", type=Path, required=True, help="the npm tarball minecraft-data 3.117.0")
    args = parser.parse_args()
    extra = yaml.safe_load(SUPPLEMENT.read_text(encoding="utf-8"))
    mobs = yaml.safe_load(MOBS.read_text(encoding="utf-8"))
    builder = Builder(*read_sources(args.minedojo, args.minecraft_data), extra)
    shapes = builder.files["blockCollisionShapes"]["shapes"]
    table = {
        "version": "1.11.2",
        "generated_by": "scripts/build_gamedata.py",
        "items": builder.items(),
        "blocks": builder.blocks(),
        "shapes": [shapes[str(index)] for index in range(len(shapes))],
        "dig_speed": builder.dig_speed(),
        "recipes": builder.recipes(),
        "smelting": builder.smelting(),
        "biomes": builder.biomes(),
        "minedojo": builder.minedojo(),
        "mobs": [{"name": name, **row} for name, row in mobs["mobs"].items()],
        "spawns": mobs["spawns"],
    }
    sections = ",\n".join(_section(key, value) for key, value in table.items())
    TARGET.write_text(f"{{\n{sections}\n}}\n", encoding="utf-8")
    print(f"{TARGET}: " + ", ".join(f"{len(table[k])} {k}" for k in ("items", "blocks", "recipes", "smelting")))


def _section(key: str, value: object) -> str:
    """Return one section of the table as JSON, lists with one row a line so that changes can be read."""
    if isinstance(value, list):
        return f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in value) + "\n]"
    return f'"{key}": {json.dumps(value)}'


if __name__ == "__main__":
    main()
