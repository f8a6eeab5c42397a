"""`lodestone evaluate planner`: one JSON object, one line for each mistake, figures for each part that is asked for."""

import json
import sys
from itertools import product
from pathlib import Path

import pytest

from lodestone import cli
from lodestone.evaluate import planner_figures
from planner.evaluation import understanding
from planner.evaluation.measure import plan4mc_assignments
from planner.evaluation.scripted_server import Reply, ScriptedServer
from tests.planner.evaluation.tiny_plancraft import write_folder, write_wheel


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["lodestone", "evaluate", "planner", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def shown(capsys):
    """Return what was printed, which is one JSON object and nothing else."""
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


@pytest.fixture
def orders(tmp_path, monkeypatch):
    """Put two orders in each language in place of those that there are."""
    for purpose in ("development", "test"):
        for language, order in (("en", "get 3 logs"), ("zh", "砍三根原木")):
            rows = [{"order": order, "goal": {"items": {"log": count}}} for count in (3, 4)]
            text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (tmp_path / f"{purpose}_{language}.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setattr(understanding, "FOLDER", tmp_path)


def test_puzzles_items_and_orders(monkeypatch, capsys, tmp_path, orders):
    pytest.importorskip("openai")
    wheel, out = write_wheel(tmp_path / "plancraft-0.whl"), tmp_path / "new" / "figures.json"
    parts = ["--part", "plancraft", "--part", "items", "--part", "orders"]
    arguments = [*parts, "--plancraft", str(wheel), "--mistakes", "1", "--out", str(out), "--json"]
    assert call(monkeypatch, *arguments) == cli.SUCCEEDED
    found = shown(capsys)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert list(out.parent.iterdir()) == [out]
    assert set(found) == {"seeds", "model", "seconds", "plancraft", "source", "items", "orders"}
    assert found["model"] == "scripted, 100% of its answers spoilt"
    rows = {row["planner"]: row for row in found["plancraft"]}
    for name, rate in product(("search", "LLM verified"), ("reached", "refused")):
        assert (rows[name][rate]["wins"], rows[name][rate]["episodes"]) == (1, 1)
    assert [row["wrong"] for row in found["items"]] == [[]] * 4
    assert [(row["language"], row["understood"]["wins"]) for row in found["orders"]] == [("en", 1), ("zh", 1)]


def test_goals_as_a_table(monkeypatch, capsys):
    pytest.importorskip("openai")
    monkeypatch.setattr(planner_figures, "plan4mc_assignments", lambda: plan4mc_assignments()[::8])
    assert call(monkeypatch, "--part", "goals", "--seeds", "5", "--failures", "0") == cli.SUCCEEDED
    printed = capsys.readouterr().out
    assert "seeds 5; LLM: scripted, 50% of its answers spoilt" in printed
    lines = [line for line in printed.splitlines() if line.startswith("| 0%")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert [row[1] for row in rows] == [
        "depth first",
        "search",
        "search with learnt statistics",
        "LLM alone",
        "LLM verified",
    ]
    assert all(row[2].startswith("5 of 5") for row in rows if row[1] != "LLM alone")


def test_without_plancraft_there_are_puzzles_of_our_own(monkeypatch, capsys):
    pytest.importorskip("openai")
    assert call(monkeypatch, "--part", "plancraft", "--seeds", "3..4", "--mistakes", "1", "--json") == cli.SUCCEEDED
    found = shown(capsys)
    assert "our own recipes" in found["source"]
    rows = {row["planner"]: row for row in found["plancraft"]}
    for name in ("search", "LLM verified"):
        assert rows[name]["reached"]["wins"] == rows[name]["reached"]["episodes"] == 32
        assert rows[name]["refused"]["wins"] == rows[name]["refused"]["episodes"] == 8
    assert rows["LLM alone"]["reached"]["wins"] < 32


def test_orders_that_are_not_understood_are_listed_on_request(monkeypatch, capsys, orders):
    assert call(monkeypatch, "--part", "orders") == cli.SUCCEEDED
    assert "wanted" not in capsys.readouterr().out
    assert call(monkeypatch, "--part", "orders", "--failed-orders") == cli.SUCCEEDED
    printed = capsys.readouterr().out
    assert "get 3 logs" in printed and "wanted {'items': {'log': 4}}" in printed


def test_held_out_orders_are_counted_and_never_listed(monkeypatch, capsys, orders):
    assert call(monkeypatch, "--part", "orders", "--held-out", "--json") == cli.SUCCEEDED
    assert shown(capsys)["orders"][0]["purpose"] == "test"
    assert call(monkeypatch, "--part", "orders", "--held-out", "--failed-orders") == cli.BAD_INPUT
    assert "--held-out" in capsys.readouterr().err


def test_a_real_server_is_asked(monkeypatch, capsys, tmp_path):
    pytest.importorskip("openai")
    source = write_folder(tmp_path)
    with ScriptedServer(lambda _: Reply('{"impossible": "I give up."}')) as server:
        arguments = ["--planner", "llm", "--model", "timid", "--base-url", server.base_url, "--json"]
        assert call(monkeypatch, "--part", "plancraft", "--plancraft", str(source), *arguments) == cli.SUCCEEDED
        assert all(request["model"] == "timid" for request in server.requests)
    found = shown(capsys)
    assert found["model"] == "timid"
    rows = {row["planner"]: row for row in found["plancraft"]}
    assert (rows["LLM alone"]["reached"]["wins"], rows["LLM alone"]["refused"]["wins"]) == (0, 1)
    assert (rows["LLM verified"]["reached"]["wins"], rows["LLM verified"]["refused"]["wins"]) == (1, 1)


def broken(folder: Path) -> str:
    return str(write_folder(folder, torch="{"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--part", "plancraft", "--plancraft", "DIR/nothing.whl"], "does not hold Plancraft's items"),
        (["--part", "plancraft", "--plancraft", "BROKEN"], "is damaged"),
        (["--part", "plans"], "did you mean plancraft"),
        (["--seeds", "4..0"], "seeds are given as A..B"),
        (["--seeds", "some"], "seeds are given as A..B"),
        (["--failures", "1.5"], "--failures"),
        (["--mistakes", "-1"], "--mistakes"),
        (["--planner", "lmm"], "llm"),
        (["--model", "gpt"], "--planner llm"),
        (["--planner", "llm"], "--model"),
        (["--planner", "llm", "--model", "m", "--base-url", "http://127.0.0.1:9/v1"], "cannot be reached"),
        (["--out", "DIR"], "is a folder"),
    ],
)
def test_mistakes_are_one_line(monkeypatch, capsys, tmp_path, arguments, words):
    if any(argument in ("llm", "plancraft") for argument in arguments):
        pytest.importorskip("openai")
    for name in ("LODESTONE_LLM_MODEL", "LODESTONE_LLM_BASE_URL", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    given = [broken(tmp_path) if one == "BROKEN" else one.replace("DIR", str(tmp_path)) for one in arguments]
    assert call(monkeypatch, *given, "--json") == cli.BAD_INPUT
    said = capsys.readouterr()
    assert list(json.loads(said.out)) == ["error"]
    assert len(said.err.splitlines()) == 1
    assert words in said.err
