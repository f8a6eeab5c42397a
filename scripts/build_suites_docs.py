"""Write the table of suites into `docs/suites.md`, from the suites themselves.

Usage: python scripts/build_suites_docs.py [--check]
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from envs.suites import Suite, load_suite, suite_names  # noqa: E402

PAGE = ROOT / "docs/suites.md"
BEGIN, END = "<!-- suites: python scripts/build_suites_docs.py -->\n", "<!-- end of suites -->"


def build(page: str) -> str:
    """Return the page with the table as it should be."""
    rows = ["| suite | version | entries | episodes | what it is |", "|---|---|---|---|---|"]
    rows += [_row(load_suite(name)) for name in suite_names()]
    table = BEGIN + "".join(f"{row}\n" for row in rows) + END
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: table, page, flags=re.DOTALL)


def _row(suite: Suite) -> str:
    missing = f", and {len(suite.unavailable)} that cannot be played" if suite.unavailable else ""
    groups = ", ".join(f"{name} {count}" for name, count in suite.groups.items()) if len(suite.groups) > 1 else ""
    entries = f"{len(suite.entries)}{missing}" + (f": {groups}" if groups else "")
    count = f"{suite.protocol.episodes} each, {suite.episodes:,}"
    return f"| `{suite.name}` | {suite.version} | {entries} | {count} | {suite.about} Source: {suite.source}. |"


def main() -> None:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the page is out of date")
    args = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    if not args.check:
        PAGE.write_text(build(page), encoding="utf-8")
    elif build(page) != page:
        sys.exit(f"{PAGE.relative_to(ROOT)} is out of date: python scripts/build_suites_docs.py")


if __name__ == "__main__":
    main()
