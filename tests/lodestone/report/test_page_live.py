"""The page in a real browser: it says nothing on the console, fetches nothing, fits a phone, sorts, and is accessible.

Opt-in: `make test-live` installs a Chromium, what drives it and axe (accessibility checks) with npm, and runs this.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lodestone.report.subject import Played
from lodestone.report.write import write_report
from tests.lodestone.report.fake import evaluation, filmed, suite

pytestmark = pytest.mark.live

SCRIPT = Path(__file__).parent / "live" / "page.cjs"
MODULES = Path(os.environ.get("LODESTONE_LIVE_MODULES", Path(__file__).parents[3] / ".cache" / "live" / "node_modules"))


@pytest.fixture(scope="module", params=[1, 2])
def seen(request, tmp_path_factory):
    """What the browser saw of a page about one evaluation, and of one about two."""
    node = shutil.which("node")
    if node is None or not (MODULES / "@sparticuz" / "chromium").is_dir():
        pytest.skip(f"needs node and {MODULES}/@sparticuz/chromium: `make test-live` installs it")
    folder, facts = tmp_path_factory.mktemp("page"), suite(12)
    made = [evaluation(facts, seeds=10, seed=each, agent=f"agent {each}") for each in range(request.param)]
    made[0] = filmed(made[0], folder, seeds=2)
    written = write_report([Played(each, folder) for each in made], facts, folder)
    answer = subprocess.run(
        [node, SCRIPT, written.html],
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_it_says_nothing_and_fetches_nothing(seen):
    assert seen["console"] == []
    assert [url for url in seen["requests"] if not url.startswith(("file:", "data:"))] == []
    assert len({url for url in seen["requests"] if url.startswith("file:")}) == 1


def test_it_fits_a_phone_and_a_desk(seen):
    assert seen["overflow"] == {"phone": 0, "desk": 0}


def test_axe_finds_nothing(seen):
    assert set(seen["violations"]) == {"phone, light", "phone, dark", "desk, light", "desk, dark"}
    assert not any(seen["violations"].values()), seen["violations"]


def test_plots_are_drawn_within_their_axes(seen):
    assert len(seen["plots"]) >= 5
    assert all(seen["plots"])
    assert seen["outside"] == 0


def test_tables_are_sorted_by_mouse_and_keyboard(seen):
    before, click, enter, words = (seen["sorted"][each] for each in ("before", "click", "enter", "words"))
    shares = [int(cell.split("\N{NO-BREAK SPACE}")[0]) for cell in before["cells"]]
    assert shares != sorted(shares)
    assert set(before["sorts"]) == {"none"}
    assert [int(cell.split("\N{NO-BREAK SPACE}")[0]) for cell in click["cells"]] == sorted(shares, reverse=True)
    assert (click["sorts"][3], enter["sorts"][3]) == ("descending", "ascending")
    assert [int(cell.split("\N{NO-BREAK SPACE}")[0]) for cell in enter["cells"]] == sorted(shares)
    assert words["cells"] == sorted(words["cells"])
    assert words["sorts"] == ["ascending"] + ["none"] * (len(words["sorts"]) - 1)


def test_without_script_there_are_no_buttons_to_press(seen):
    assert seen["without"]
