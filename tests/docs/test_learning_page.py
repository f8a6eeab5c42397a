"""The page of what was learnt: up to date, made of records alone, and refusing what was not held out."""

import json
import shutil

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agents.learning.run_folder import RunFolder
from benchmarks.results import Cell, Results, Setting, read_cells
from envs.suites import load_suite
from envs.tasks.catalog import list_tasks
from lodestone.evaluate.config import evaluation_config
from lodestone.evaluate.store import Settings, Store
from lodestone.report.contract import EpisodeRow
from scripts import build_learning_docs as page
from scripts.run_records import thinned

CHOP = "skills/chop_log"


@pytest.fixture
def docs(tmp_path):
    """Sources of a page with no runs and no results."""
    source = yaml.safe_load((page.DOCS / "learning.yaml").read_text(encoding="utf-8"))
    (tmp_path / "docs").mkdir()
    write_source(tmp_path / "docs", source | {"runs": []})
    return tmp_path / "docs"


@pytest.fixture
def run(tmp_path):
    """A run with more lines than are kept."""
    folder = tmp_path / "elsewhere" / "chop"
    folder.mkdir(parents=True)
    config = {"steps": 500, "data": {"folders": ["/home/somebody/demos/train"]}, "device": "auto"}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    (folder / "versions.json").write_text('{"torch": "2.0"}')
    for step in range(1, 501):
        validation = {"validation/loss": 2 / 3 + step} if step % 100 == 0 else {}
        RunFolder(folder).log({"step": step, "train/loss": 1 / step, **validation})
    return folder


def write_source(docs, source):
    (docs / "learning.yaml").write_text(yaml.safe_dump(source, sort_keys=False), encoding="utf-8")


def tell_of(docs, *names):
    source = yaml.safe_load((docs / "learning.yaml").read_text())
    told = [{"name": name, "about": f"About {name}.", "time": "an hour", "commands": ["make it"]} for name in names]
    write_source(docs, source | {"runs": told})


def write_results(docs, name, *rates, **setting):
    results = Results(docs / "runs" / name)
    for task, player, wins in rates:
        told = {"sha256": None, "text": None, "seeds": "10000..10099", "texture": 1000, "limit": None} | setting
        steps = tuple([9] * wins + [0] * (100 - wins))
        made = Setting(task=task, player=player, **told)
        results.add(Cell(setting=made, policy=None, steps=steps, seconds=36.0, versions={}))


def test_the_page_of_what_was_learnt_is_up_to_date():
    assert not page.stale(), "python scripts/build_learning_docs.py"


def test_without_runs_and_results_the_page_says_so(docs):
    text = page.build(docs)
    assert text.count("Nothing has been measured yet") == 3


def test_a_run_becomes_a_record_without_the_machine_it_ran_on(docs, run):
    page.main(["--add", f"chop-clone={run}"], docs)
    record = RunFolder(docs / "runs" / "chop-clone")
    assert record.saved_config()["data"]["folders"] == ["demos/train"]
    assert record.saved_config()["device"] == "auto"
    lines = record.history()
    assert len(lines) == 400
    assert [line["step"] for line in lines if "validation/loss" in line] == [100, 200, 300, 400, 500]
    assert record.figures()["validation/loss"] == 500.667
    tell_of(docs, "chop-clone")
    page.main([], docs)
    shutil.rmtree(run)
    page.main(["--check"], docs)
    text = (docs / "learning.md").read_text()
    assert all(words in text for words in ("About chop-clone.", "an hour", "make it", "500 steps", "torch 2.0"))


def test_what_is_out_of_date_is_named(docs, run):
    page.main(["--add", f"chop={run}"], docs)
    tell_of(docs, "chop")
    page.main([], docs)
    RunFolder(run).log({"step": 501, "train/loss": 0.001})
    page.main(["--add", f"chop={run}"], docs)
    with pytest.raises(SystemExit, match=r"runs/chop/curves\.png"):
        page.main(["--check"], docs)
    write_results(docs, "results.json", (CHOP, "random", 3))
    with pytest.raises(SystemExit, match=r"learning\.md"):
        page.main(["--check"], docs)


def test_results_become_columns_in_their_order_and_gains_tell_what_is_shown(docs):
    write_results(docs, "results-policies.json", (CHOP, "reinforced", 80), (CHOP, "imitated", 60))
    write_results(docs, "results-random.json", (CHOP, "random", 0), ("skills/mine_stone", "imitated", 50))
    text = page.build(docs)
    assert "| task | random | imitated | reinforced |" in text
    assert f"| {CHOP} | 0 % [0, 4] | 60 % [50, 69] | 80 % [71, 87] |" in text
    assert "| skills/mine_stone | – | 50 % [40, 60] | – |" in text
    assert f"| {CHOP} | imitated | reinforced | +20 [+7, +32] | better |" in text
    assert text.count("cloned |") == 0


def test_a_group_of_plan4mc_counts_when_it_was_played_whole(docs):
    trees = [task.id for task in list_tasks(suite="plan4mc") if task.group == "Cut-Trees"]
    stones = [task.id for task in list_tasks(suite="plan4mc") if task.group == "Mine-Stones"]
    rates = [(task, "cloned", 40 + place) for place, task in enumerate(trees)]
    write_results(docs, "results.json", *rates, *((task, "cloned", 50) for task in stones[1:]))
    text = page.build(docs)
    assert "| Cut-Trees | cloned | 0.445 [0.414, 0.476] | 0.417 |" in text
    assert "| Mine-Stones |" not in text


@pytest.mark.parametrize(
    ("setting", "player", "words"),
    [
        ({"seeds": "9999..10098"}, "cloned", "9999"),
        ({"seeds": "19999..20098"}, "cloned", "19999"),
        ({"texture": 3}, "cloned", "textures 3"),
        ({}, "genius", "genius"),
    ],
)
def test_what_was_not_held_out_or_is_not_told_of_is_refused(docs, setting, player, words):
    write_results(docs, "results.json", (CHOP, player, 50), **setting)
    with pytest.raises(page.PageError, match=words):
        page.build(docs)


def test_records_and_text_must_go_together(docs, run):
    tell_of(docs, "chop")
    with pytest.raises(page.PageError, match="'chop': there is no record"):
        page.build(docs)
    page.main(["--add", f"chop={run}", "--add", f"other={run}"], docs)
    with pytest.raises(page.PageError, match=r"'other': learning\.yaml says nothing"):
        page.build(docs)


def test_the_same_cell_in_two_files_is_refused(docs):
    write_results(docs, "results-1.json", (CHOP, "cloned", 50))
    write_results(docs, "results-2.json", (CHOP, "cloned", 60))
    with pytest.raises(SystemExit, match=r"results-2\.json: 'cloned' has played skills/chop_log in another"):
        page.main([], docs)


def test_only_results_are_taken_as_results(docs, tmp_path):
    (tmp_path / "plain.json").write_text(json.dumps([1, 2]))
    with pytest.raises(SystemExit, match="holds no results"):
        page.main(["--add-results", str(tmp_path / "plain.json")], docs)
    write_results(docs, "results.json", (CHOP, "cloned", 50))
    (docs / "runs" / "results.json").rename(tmp_path / "measured.json")
    page.main(["--add-results", str(tmp_path / "measured.json")], docs)
    assert "50 % [40, 60]" in page.build(docs)


def write_evaluation(folder, skills, suite="plan4mc-24"):
    config = evaluation_config({"suite": suite, "skills": skills}, None, "10000..10009")
    store = Store(folder)
    store.begin(Settings(config=config, suite_sha256="0", versions={"torch": "2.0"}, begun="", command=""), False)
    for entry in load_suite(suite).entries:
        for seed, success in ((10000, True), (10001, entry.group == "Cut-Trees"), (10002, True)):
            if seed == 10002 and entry.group != "Cut-Trees":
                continue  # it was stopped
            row = {"entry": entry.id, "seed": seed, "success": success, "seconds": 1.0, "steps": 70, "progress": 1.0}
            store.keep(EpisodeRow.model_validate({"reason": "", **row}))


def test_an_evaluation_of_what_ships_is_a_result(docs, tmp_path):
    write_evaluation(tmp_path / "evaluation", "learned")
    page.main(["--add-evaluation", str(tmp_path / "evaluation")], docs)
    cells = read_cells(docs / "runs" / "results-plan4mc-24-learned.json")
    assert {cell.setting.task for cell in cells} == {entry.task.id for entry in load_suite("plan4mc-24").entries}
    assert {cell.steps for cell in cells} == {(70, 70), (70, 0)} and cells[0].setting.seeds == "10000..10001"
    assert "| plan4mc/craft_stick | 100 % [34, 100] |" in page.build(docs)
    write_evaluation(tmp_path / "oracle", "oracle")
    for folder, words in (("oracle", "played by oracle"), ("nothing", "is no evaluation")):
        with pytest.raises(SystemExit, match=words):
            page.main(["--add-evaluation", str(tmp_path / folder)], docs)


def test_an_order_is_a_row_of_its_own_with_its_limit(docs, tmp_path):
    write_evaluation(tmp_path / "evaluation", "learned", str(page.ROOT / "benchmarks/suites/held-out-orders.yaml"))
    page.main(["--add-evaluation", str(tmp_path / "evaluation")], docs)
    (cell,) = read_cells(docs / "runs" / "results-held-out-orders-learned.json")
    assert (cell.setting.task, cell.setting.limit) == ("make a stone pickaxe", 10_000)


@given(count=st.integers(0, 60), every=st.integers(1, 9), most=st.integers(1, 30))
def test_thinning_keeps_validations_the_last_line_and_the_order(count, every, most):
    lines = [{"step": step} | ({"validation/loss": 1.0} if step % every == 0 else {}) for step in range(1, count + 1)]
    kept = thinned(lines, most)
    needed = [line for line in lines if "validation/loss" in line or line is lines[-1]]
    assert all(line in kept for line in needed)
    assert len(kept) == max(min(most, count), len(needed))
    assert kept == [line for line in lines if line in kept]
