"""The command line: exit codes, one JSON object, one line for each mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lodestone import cli
from lodestone.record import ACTIONS_FILE, RECORD_FILE


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lodestone", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_plan_prints_goal_and_plan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "plan", "制作一个石镐", "--json") == cli.SUCCEEDED
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(shown) == ["goal", "plan", "expected"]
    assert shown["goal"] == {"targets": [{"item": "stone_pickaxe", "count": 1}], "structures": []}
    assert shown["plan"][-1] == {"skill": "craft_stone_pickaxe", "count": 1}


@pytest.mark.parametrize(
    "inventory",
    [
        ["--inventory", "log=10", "coal=2"],
        ["--inventory", "log=10", "--inventory", "coal=2"],
        ["--inventory=log=10", "--inventory", "coal=2"],
    ],
)
def test_what_is_there_is_not_planned_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], inventory: list[str]
) -> None:
    assert call(monkeypatch, "plan", "get 8 torches", *inventory, "--json") == cli.SUCCEEDED
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert [step["skill"] for step in plan] == ["craft_planks", "craft_stick", "craft_torch"]


def test_without_json_the_plan_is_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "plan", "craft a furnace") == cli.SUCCEEDED
    assert "collect cobblestone" in capsys.readouterr().out


def damaged(folder: Path) -> str:
    (folder / RECORD_FILE).write_text('{"format": "lodestone-episode-1"')
    (folder / ACTIONS_FILE).write_bytes(b"")
    return str(folder)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "make a stone pickax"], ["pickax", "stone_pickaxe"]),
        (["run", "make a nether star"], ["nether_star", "wither"]),
        (["run", "good morning"], ["good morning", "goal"]),
        (["run"], ["say what to do"]),
        (["run", "get 2 logs", "--task", "plan4mc/craft_bwol"], ["plan4mc/craft_bowl"]),
        (["run", "get 2 logs", "--biome", "forrest"], ["forrest", "forest"]),
        (["run", "get 2 logs", "--skills", "oracel"], ["oracel", "oracle"]),
        (["run", "get 2 logs", "--planner", "serach"], ["serach", "search"]),
        (["run", "get 2 logs", "--image-size", "huge"], ["huge", "160x256"]),
        (["run", "get 2 logs", "--image-size", "0x5"], ["0x5", "160x256"]),
        (["run", "get 2 logs", "--seed", "-4"], ["seed", "0"]),
        (["run", "get 2 logs", "--seed", "four"], ["seed", "integer"]),
        (["run", "get 2 logs", "--sed", "4"], ["--sed", "--seed"]),
        (["run", "get 2 logs", "--max-steps", "0"], ["max-steps", "1"]),
        (["run", "get 2 logs", "--video", "film.avi"], ["film.avi", ".mp4"]),
        (["run", "get 2 logs", "--resource-pack", "no/such/pack.zip"], ["no/such/pack.zip"]),
        (["run", "get 2 logs", "--config", "no/such.yaml"], ["no/such.yaml"]),
        (["plan", "get 8 torches", "--inventory", "lug=3"], ["lug", "log"]),
        (["plan", "get 8 torches", "--inventory", "log"], ["log", "log=10"]),
        (["plan"], ["ORDER"]),
        (["tasks", "show", "plan4mc/craft_stik"], ["plan4mc/craft_stick"]),
        (["tasks", "list", "--group", "Cut"], ["Cut-Trees"]),
        (["tasks", "show", "minedojo/harvest_1_quartz"], ["quartz", "the Nether"]),
        (["tasks", "show", "creative:999999"], ["import-minedojo"]),
        (["tasks", "import-minedojo", "no-such.whl"], ["no-such.whl", "pip download"]),
        (["tasks", "suite", "optimus-76"], ["optimus-76", "optimus-67"]),
        (["tasks", "suite", "mine.yaml"], ["mine.yaml", "cannot be read"]),
        (["skills", "show", "craft_tourch"], ["craft_torch"]),
        (["skills", "list", "--kind", "crafts"], ["craft"]),
        (["replay", "no/such/record"], ["no/such/record"]),
        (["replay", "DAMAGED"], ["damaged"]),
        (["serve", "malmo", "--port", "70000"], ["port", "65535"]),
        (["serve", "malmo", "--host", "256.1.1.1", "--port", "0"], ["cannot listen on 256.1.1.1"]),
        (["backends", "install", "malmo"], ["unknown backend 'malmo'", "minedojo and minerl"]),
        (["backends", "install", "minedojo", "--out", "env", "--python", "no-such"], ["no-such", "3.9 to 3.11"]),
        (["rn"], ["rn", "run"]),
    ],
)
def test_bad_input_is_one_line_that_names_what_is_right(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "DAMAGED").mkdir()
    damaged(tmp_path / "DAMAGED")
    assert call(monkeypatch, *arguments, "--json") == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert len(printed.err.strip().splitlines()) == 1
    assert all(word in printed.err for word in words), printed.err
    assert list(json.loads(printed.out)) == ["error"]
    assert not (tmp_path / "runs").exists()


def test_tasks_and_skills_are_listed_and_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(*arguments: str) -> dict:
        assert call(monkeypatch, *arguments, "--json") == cli.SUCCEEDED
        return json.loads(capsys.readouterr().out)

    tasks = ask("tasks", "list", "--group", "Cut-Trees")["tasks"]
    assert len(tasks) == 10
    bowl = ask("tasks", "show", "plan4mc/craft_bowl")
    assert bowl in tasks
    assert bowl["success"] == [{"of": "item", "name": "bowl", "count": 1}]
    assert len(ask("tasks", "list", "--suite", "plan4mc")["tasks"]) == 40
    covered = ask("tasks", "coverage")
    assert covered["total"] == 1581
    assert covered["loadable"] + sum(covered["refused"].values()) == covered["total"]
    suites = {suite["name"]: suite for suite in ask("tasks", "suites")["suites"]}
    assert suites["plan4mc-40"]["episodes"] == 1200
    shown = ask("tasks", "suite", "optimus-67")
    assert (shown["playable"], shown["not_playable"]) == (len(shown["entries"]), len(shown["unavailable"])) == (62, 5)
    assert shown["entries"][0]["task"]["success"] == [{"of": "item", "name": "wooden_shovel", "count": 1}]
    assert {row["measured_here"] for row in shown["published"]} == {False}
    torch = ask("skills", "show", "craft_torch")
    assert torch in ask("skills", "list", "--kind", "craft")["skills"]
    assert (torch["kind"], torch["executor"]) == ("craft", "scripted")


def test_doctor_finds_this_installation_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = call(monkeypatch, "doctor", "--json")
    shown = json.loads(capsys.readouterr().out)
    names = {finding["name"] for finding in shown["findings"]}
    assert {"python", "packages", "numba", "kernels", "video", "memory", "torch", "ray"} <= names
    assert {"overworld", "minedojo", "minedojo-simulator"} <= names
    assert shown["ok"] == (code == cli.SUCCEEDED) == all(finding["ok"] for finding in shown["findings"])
    assert all(finding["advice"] for finding in shown["findings"] if not finding["ok"])


def test_what_others_have_published_is_never_shown_without_saying_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "tasks", "suite", "optimus-67") == cli.SUCCEEDED
    before, marked, after = capsys.readouterr().out.partition("not measured here")
    assert marked
    assert "98.6" in after
    assert "98.6" not in before
    assert "make a wooden shovel" in before
    assert "it came with 1.14" in before


def test_every_command_has_help_with_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        "run",
        "plan",
        "replay",
        "doctor",
        "tasks list",
        "tasks show",
        "tasks suites",
        "tasks suite",
        "tasks coverage",
        "tasks import-minedojo",
        "serve malmo",
        "backends list",
        "backends install",
        "skills list",
        "skills show",
    ):
        assert call(monkeypatch, *command.split(), "--help") == cli.SUCCEEDED
        assert "--json" in capsys.readouterr().out


def test_help_needs_no_world() -> None:
    code = (
        "import sys; sys.argv = ['lodestone', '--help']\n"
        "from lodestone.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('numba', 'av', 'envs.overworld') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines()[-1] == "[]", ran.stderr
