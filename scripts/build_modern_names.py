"""Writes `envs/malmo/modern.json`: what Minecraft 1.16.5, which MineRL 1.0 runs, calls the items and biomes of 1.11.2.

    npm pack minecraft-data@3.117.0
    pip download --no-deps minestudio==1.1.6
    python scripts/build_modern_names.py --minecraft-data TARBALL --minestudio WHEEL

Sources, both MIT-licensed (see `envs/overworld/gamedata/NOTICE`): minecraft-data's `pc/common/legacy.json`, which
names every item and variant of the versions before 1.13, and the biomes of 1.16.2; MineStudio's list of the items of
1.16.5, which shows what has been renamed since.
"""

import argparse
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from envs.overworld.gamedata import BIOME_NAMES, TABLE

_TARGET = Path(__file__).resolve().parents[1] / "envs" / "malmo" / "modern.json"
_DATA = "package/minecraft-data/data/pc"
_ITEMS = "minestudio/simulator/minerl/herobraine/hero/mc_constants.1.16.json"
_PREFIX = "minecraft:"
_METAS = 16
_RENAMED = {"sign": "oak_sign", "rose_red": "red_dye", "cactus_green": "green_dye", "dandelion_yellow": "yellow_dye"}
"""Items that got another name between 1.13 and 1.16."""
_WITHOUT_COLOURS = ("bed",)
"""Items of 1.11.2 without the variants that 1.12 gave them."""
_SPLIT = {"pumpkin": ["pumpkin"], "stone_slab": ["smooth_stone_slab"]}
"""Items that became two with 1.13 or 1.14: the one that has the old name's place in the world."""


def items(legacy: dict[str, str], known: set[str]) -> dict[str, list[str | None]]:
    """Return the names of each item's variants, None where there is no such variant; trailing ones are left out."""
    named = {}
    for row in TABLE["items"]:
        found = [legacy.get(f"{row['id']}:{meta}", "").removeprefix(_PREFIX) for meta in range(_METAS)]
        names = [_RENAMED.get(name, name) or None for name in found]
        while names and names[-1] is None:
            names.pop()
        strange = [name for name in names if name is not None and name not in known]
        if strange:
            raise ValueError(f"{row['name']}: MineStudio knows no {', '.join(strange)}")
        named[row["name"]] = names
    return named


def main() -> None:
    """Read the sources, write the names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minecraft-data", type=Path, required=True, help="minecraft-data-3.117.0.tgz")
    parser.add_argument("--minestudio", type=Path, required=True, help="minestudio-1.1.6-py3-none-any.whl")
    arguments = parser.parse_args()
    with tarfile.open(arguments.minecraft_data) as archive:
        files: list[Any] = [
            json.load(archive.extractfile(f"{_DATA}/{name}.json"))  # type: ignore[arg-type]
            for name in ("common/legacy", "1.16.2/biomes")
        ]
    known = {row["type"] for row in json.loads(zipfile.Path(arguments.minestudio, _ITEMS).read_text("utf-8"))["items"]}
    named = items(files[0]["items"], known)
    others = {name: names[1:] for name, names in named.items() if name in _WITHOUT_COLOURS}
    named |= {name: named[name][:1] for name in others}
    others |= _SPLIT
    category = {row["id"]: row["category"] for row in files[1]}
    biomes = {name: category[key] for key, name in BIOME_NAMES.items() if key in category}
    told = {"items": named, "others": others, "biomes": biomes}
    _TARGET.write_text(json.dumps(told) + "\n", encoding="utf-8")
    print(f"{len(named)} items and {len(biomes)} biomes in {_TARGET}")


if __name__ == "__main__":
    main()
