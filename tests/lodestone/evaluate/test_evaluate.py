"""Agents on suites: what is played is kept as it comes, goes on after a kill, and is the same however it is played."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from envs.suites import load_suite
from lodestone import cli
from lodestone.config import ConfigError
from lodestone.evaluate.agents import Agent, agent_class
from lodestone.evaluate.config import evaluation_config
from lodestone.evaluate.run import film, read, units
from lodestone.evaluate.store import Settings, Store
from lodestone.record import load
from lodestone.replay import replay
from tests.lodestone.evaluate.playing import run, table

ROOT = Path(__file__).parents[3]
SUITE = """
name: tiny
version: 1
about: Two small things.
protocol: {episodes: 2, seed: 10000, texture_seed: 1000}
tasks:
  - id: dirt
    order: get 2 dirt
    wordings: [two blocks of dirt]
    group: dig
    limit: 400
    start: {biome: plains}
    success: {items: {dirt: 2}}
  - id: stick
    order: 做两根木棍
    wordings: [make two sticks, two sticks]
    group: make
    limit: 900
    start: {biome: plains, inventory: {log: 1}}
    success: {items: {stick: 2}}
"""


class Idle(Agent):
    """Does nothing, ten times."""

    def begin(self, order, task, seed):
        self.left = 10

    def act(self, observation):
        self.left -= 1
        return {} if self.left >= 0 else None


class Broken(Idle):
    """Fails in the middle of an episode."""

    def act(self, observation):
        raise ZeroDivisionError("in the middle")


@pytest.fixture
def suite(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(SUITE, encoding="utf-8")
    return file


def config(suite, **options):
    return evaluation_config({"suite": str(suite), "skills": "oracle", **options}, None, None)


def test_every_entry_is_played_with_every_seed(suite, tmp_path):
    found, listener = run(config(suite), tmp_path / "out")
    assert [(row.entry, row.seed) for row in listener.heard] == [
        ("dirt", 10000), ("stick", 10000), ("dirt", 10001), ("stick", 10001),
    ]  # fmt: skip
    assert all(row.success and row.progress == 1 and not row.crash for row in found.episodes)
    assert found.episodes == tuple(sorted(listener.heard, key=lambda row: (row.entry, row.seed)))
    assert (found.suite, found.suite_version, found.agent, found.seeds) == ("tiny", 1, "oracle, search", "10000..10001")
    assert {run.executor for row in found.episodes for run in row.runs} == {"oracle"}


def test_other_words_and_another_time_of_day(suite, tmp_path):
    chosen = config(suite, wording=1, start_time=18000)
    found, _ = run(chosen, tmp_path / "out")
    assert (found.wording, found.start_time) == (1, 18000)
    records = [load(tmp_path / "out" / row.record)[0] for row in found.episodes]
    assert {record.order for record in records} == {"two blocks of dirt", "make two sticks"}
    assert all(row.success and replay(tmp_path / "out" / row.record).same for row in found.episodes)
    assert all(run.night for record in records for run in record.skills)
    with pytest.raises(ConfigError, match="wording must be 0 to 1"):
        config(suite, wording=2)
    with pytest.raises(ConfigError, match=r"start-time: .*less than 24000"):
        config(suite, start_time=24000)


def test_it_goes_on_with_what_is_not_there_and_comes_to_the_same(suite, tmp_path):
    whole, _ = run(config(suite), tmp_path / "whole")
    run(config(suite), tmp_path / "parts")
    files = sorted((tmp_path / "parts" / "episodes").iterdir())
    assert len(files) == 4
    files[1].unlink()
    again, listener = run(config(suite), tmp_path / "parts", resume=True)
    assert (len(listener.before), len(listener.heard)) == (3, 1)
    assert table(again) == table(whole) == table(read(tmp_path / "parts"))


def test_a_kill_in_the_middle_leaves_an_evaluation_that_goes_on(suite, tmp_path):
    arguments = ["evaluate", str(suite), "--skills", "oracle", "--seeds", "10000..10005", "--no-films"]
    command = [sys.executable, "-m", "lodestone.cli", *arguments, "--out", str(tmp_path / "killed")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while len(list((tmp_path / "killed").glob("episodes/*.parquet"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    chosen = evaluation_config({"suite": str(suite), "skills": "oracle"}, None, "10000..10005")
    again, listener = run(chosen, tmp_path / "killed", resume=True)
    assert 3 <= len(listener.before) < 12
    whole, _ = run(chosen, tmp_path / "whole")
    assert table(again) == table(whole)


def test_another_evaluation_is_not_gone_on_with(suite, tmp_path):
    run(config(suite), tmp_path / "out")
    with pytest.raises(ConfigError, match="--resume goes on with it"):
        run(config(suite), tmp_path / "out")
    with pytest.raises(ConfigError, match="was begun with another config"):
        run(config(suite, texture=7), tmp_path / "out", resume=True)
    suite.write_text(SUITE.replace("dirt: 2", "dirt: 3"), encoding="utf-8")
    with pytest.raises(ConfigError, match="was begun with another suite"):
        run(config(suite), tmp_path / "out", resume=True)


def test_a_crash_is_kept_as_one_and_the_others_are_played(suite, tmp_path, monkeypatch):
    monkeypatch.setattr("lodestone.evaluate.play.agent_class", {"broken": Broken}.get)
    monkeypatch.setattr("lodestone.evaluate.run.agent_class", {"broken": Broken}.get)
    found, _ = run(config(suite, agent="broken"), tmp_path / "out")
    assert len(found.episodes) == 4
    for row in found.episodes:
        assert not row.success
        assert "ZeroDivisionError: in the middle" in row.crash
        assert 'raise ZeroDivisionError("in the middle")' in row.crash


def test_what_the_planner_does_not_know_is_a_failure_and_no_crash(suite, tmp_path):
    suite.write_text(SUITE.replace("get 2 dirt", "tell me a joke"), encoding="utf-8")
    found, _ = run(config(suite), tmp_path / "out")
    jokes = [row for row in found.episodes if row.entry == "dirt"]
    assert all(row.reason.startswith("refused: ") and not row.crash and not row.success for row in jokes)


def test_agents_of_ones_own_take_part(suite, tmp_path):
    found, _ = run(config(suite, agent=f"{__name__}:Idle" if "." in __name__ else "random"), tmp_path / "out")
    assert not any(row.success for row in found.episodes)
    random, _ = run(config(suite, agent="random"), tmp_path / "random")
    assert {row.steps for row in random.episodes if row.entry == "dirt"} == {400}
    with pytest.raises(ConfigError, match="known: planner, random"):
        agent_class("nobody")
    with pytest.raises(ConfigError, match="cannot be imported"):
        agent_class("no.such.module:Agent")
    with pytest.raises(ConfigError, match="no class of"):
        agent_class("json:JSONDecoder")


def test_workers_come_to_the_same(suite, tmp_path):
    pytest.importorskip("ray")
    alone, _ = run(config(suite), tmp_path / "alone")
    together, _ = run(config(suite), tmp_path / "together", workers=2)
    assert table(alone) == table(together)


def test_a_success_and_a_failure_of_every_entry_are_filmed(suite, tmp_path):
    suite.write_text(SUITE.replace("limit: 400", "limit: 5"), encoding="utf-8")
    found, _ = run(config(suite), tmp_path / "out")
    filmed = film(found, tmp_path / "out", lambda _: None)
    assert read(tmp_path / "out").episodes == filmed.episodes  # a report that is written again has them, too
    films = [(row.entry, row.success, row.film) for row in filmed.episodes if row.film]
    assert [(entry, success) for entry, success, _ in films] == [("dirt", False), ("stick", True)]
    assert all((tmp_path / "out" / path).stat().st_size > 1000 for _, _, path in films)


def test_the_protocol_says_what_is_not_given(suite):
    assert (config(suite).seeds, config(suite).texture) == ((10000, 10001), 1000)
    assert evaluation_config({"suite": str(suite)}, 3, None).seeds == (10000, 10001, 10002)
    assert len(units(evaluation_config({"suite": "plan4mc-24"}, 2, None))) == 2 * len(load_suite("plan4mc-24").entries)
    with pytest.raises(ConfigError, match="not both"):
        evaluation_config({"suite": str(suite)}, 3, "1..2")


def test_a_damaged_file_is_named(suite, tmp_path):
    run(config(suite), tmp_path / "out")
    file = next((tmp_path / "out" / "episodes").iterdir())
    file.write_bytes(file.read_bytes()[:50])
    with pytest.raises(ConfigError, match=f"{file.name} is damaged; remove it"):
        Store(tmp_path / "out").rows()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["plan4mc-23"], "plan4mc-24"),
        (["plan4mc-24", "--skills", "nowhere"], "unknown skills"),
        (["plan4mc-24", "--agent", "nobody"], "unknown agent"),
        (["plan4mc-24", "--planner", "serch"], "did you mean search"),
    ],
)
def test_mistakes_are_told_before_anybody_plays(arguments, wrong, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lodestone", "evaluate", *arguments, "--out", str(tmp_path / "out"), "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.BAD_INPUT
    assert wrong in json.loads(capsys.readouterr().out.splitlines()[-1])["error"]


def test_on_the_command_line(suite, tmp_path, monkeypatch, capsys):
    arguments = ["evaluate", str(suite), "--skills", "oracle", "--out", str(tmp_path / "out"), "--json"]
    monkeypatch.setattr(sys, "argv", ["lodestone", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.SUCCEEDED
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["wins"], said["episodes"], said["crashes"]) == (4, 4, 0)
    page = Path(said["report"]).read_text(encoding="utf-8")
    assert "做两根木棍" in page
    monkeypatch.setattr(sys, "argv", ["lodestone", "evaluate", "report", str(tmp_path / "out"), "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.SUCCEEDED


def test_a_model_may_come_from_the_environment_and_its_key_is_no_part_of_an_evaluation(suite, tmp_path, monkeypatch):
    monkeypatch.setenv("LODESTONE_LLM_MODEL", "qwen2.5:7b")
    monkeypatch.setenv("LODESTONE_LLM_API_KEY", "very secret")
    chosen = config(suite, planner="llm")
    assert chosen.llm is not None
    assert chosen.llm.model == "qwen2.5:7b"
    assert chosen.episode(load_suite(chosen.suite).entry("dirt"), 1).llm == chosen.llm
    settings = Settings(config=chosen, suite_sha256="0", versions={}, begun="", command="")
    Store(tmp_path / "out").begin(settings, resume=False)
    assert "very secret" not in (tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8")
    assert Store(tmp_path / "out").begin(settings, resume=True).config.llm.model == "qwen2.5:7b"
