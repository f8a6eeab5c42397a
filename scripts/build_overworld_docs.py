"""Write `docs/overworld.md`: what of Minecraft 1.11.2 the Overworld models, and what that was checked against.

The text stands in `docs/overworld.yaml`, one entry for each rule area. Modules and tests that it names must exist,
every module must belong to an area, and all counts and tables come from the game's tables, so that the page cannot
drift from the code unnoticed.

    python scripts/build_overworld_docs.py           # write the page
    python scripts/build_overworld_docs.py --check   # only tell whether it is up to date
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from envs.overworld.gamedata import TABLE  # noqa: E402
from envs.tasks.coverage import coverage  # noqa: E402

SOURCE = ROOT / "docs/overworld.yaml"
TARGET = ROOT / "docs/overworld.md"
WORLD = ROOT / "envs/overworld"


class PageError(ValueError):
    """The page's source names what is not there, or leaves out what is."""


def build() -> str:
    """Return the page.

    Raises:
        PageError: A module or test does not exist, or a module belongs to no area.
    """
    source = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    areas = source["areas"]
    _check(areas, source["infrastructure"])
    parts = [source["title"], _counts(source["intro"]), "## Rule areas"]
    parts += [_area(area) for area in areas]
    parts += ["## Mobs", _mobs(), source["closing"].strip()]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _check(areas: list[dict[str, Any]], infrastructure: list[str]) -> None:
    """See to it that names lead somewhere and that no module is forgotten."""
    covered: Counter[Path] = Counter()
    for pattern in infrastructure + [module for area in areas for module in area["modules"]]:
        found = [path for path in WORLD.glob(pattern) if path.suffix == ".py"]
        if not found:
            raise PageError(f"{SOURCE.name}: no module is called {pattern}")
        covered.update(found)
    forgotten = sorted(
        str(path.relative_to(WORLD)) for path in WORLD.rglob("*.py") if path.name != "__init__.py" and not covered[path]
    )
    if forgotten:
        raise PageError(f"{SOURCE.name}: these modules belong to no area: {', '.join(forgotten)}")
    for area in areas:
        for check in area["checked"]:
            if check.keys() != {"test", "against"}:
                raise PageError(f"{SOURCE.name}: {area['name']}: a check is a test and what it is against, not {check}")
            if not (ROOT / "tests" / check["test"]).exists():
                raise PageError(f"{SOURCE.name}: {area['name']}: there is no test {check['test']}")


def _counts(text: str) -> str:
    """Fill the numbers into a text."""
    tasks = coverage()
    numbers = {name: len(TABLE[name]) for name in ("items", "blocks", "recipes", "smelting", "mobs", "biomes")}
    numbers["foods"] = sum("food" in item for item in TABLE["items"])
    return text.format(**numbers, tasks=tasks.total, loadable=tasks.loadable)


def _area(area: dict[str, Any]) -> str:
    lines = [f"### {area['name']}", area["modelled"].strip()]
    lines.append("\n".join(f"- checked: {check['against']} (`tests/{check['test']}`)" for check in area["checked"]))
    lines.append(f"Left out: {area['left_out'].strip()}")
    lines.append("Code: " + ", ".join(f"`{module}`" for module in area["modules"]))
    return "\n\n".join(lines)


def _mobs() -> str:
    """Return the table of all mobs, from the table that the kernels read."""
    rows = ["| mob | health | size | speed | damage | drops | behaviour |", "|---|---|---|---|---|---|---|"]
    for mob in TABLE["mobs"]:
        width, height = mob["size"]
        cells = (
            mob["name"].replace("_", " "),
            f"{mob['health']:g}",
            f"{width:g} x {height:g}",
            f"{mob['speed']:g}",
            f"{mob['damage']:g}" if mob.get("damage") else "",
            ", ".join(_drop(pool) for pool in mob.get("loot", ())),
            mob["behaviour"],
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _drop(pool: dict[str, Any]) -> str:
    """Return one pool of a loot table in words."""
    names = " or ".join(choice["item"].replace("_", " ") for choice in pool.get("of", [pool]))
    low, high = pool.get("count", (1, 1))
    amount = "" if (low, high) == (1, 1) else f" {max(low, 0)}-{high}" if low != high else f" {low}"
    chance = f" ({pool['chance']:.1%})" if "chance" in pool else ""
    return names + amount + chance


def main() -> None:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the page is out of date")
    args = parser.parse_args()
    page = build()
    if not args.check:
        TARGET.write_text(page, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != page:
        sys.exit(f"{TARGET.relative_to(ROOT)} is out of date: python scripts/build_overworld_docs.py")


if __name__ == "__main__":
    main()
