"""Episodes that are played together in threads come to what they come to in any other company."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lodestone.config import ConfigError
from lodestone.evaluate import play
from lodestone.evaluate import run as running
from lodestone.evaluate.config import EvaluationConfig, evaluation_config
from lodestone.evaluate.run import read, units
from lodestone.evaluate.store import Store
from lodestone.report.sections.setup import setup
from lodestone.report.subject import Played, subjects
from lodestone.report.suite import facts_of
from skills.learned.executor import LearnedExecutor
from skills.library.library import Library
from tests.lodestone.evaluate.playing import run, table
from tests.skills.learned.repertoires import CHOP, write

ROOT = Path(__file__).parents[3]
SEEDS = "10000..10002"
SUITE = """
name: tiny
version: 1
about: What untrained policies try.
protocol: {episodes: 3, seed: 10000, texture_seed: 1000}
tasks:
  - {id: log, order: get 2 logs, group: dig, limit: 60, start: {biome: forest}, success: {items: {log: 2}}}
  - id: stick
    order: 做两根木棍
    group: make
    limit: 40
    start: {biome: plains, inventory: {log: 1}}
    success: {items: {stick: 2}}
"""
FIND = {"policy": "chop", "prompt": "find a tree", "see": "tree"}


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    file = tmp_path_factory.mktemp("suite") / "tiny.yaml"
    file.write_text(SUITE, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def skills(tmp_path_factory):
    """Policies that never get anything, and scripts that craft."""
    return str(write(tmp_path_factory.mktemp("skills"), {"collect_log": CHOP, "find_log": FIND}, size=128))


@pytest.fixture(scope="module")
def config(suite, skills):
    def make(**options):
        return evaluation_config({"suite": str(suite), "skills": skills, **options}, None, options.pop("seeds", SEEDS))

    return make


@pytest.fixture(scope="module")
def two(config, tmp_path_factory):
    """The folder of an evaluation whose episodes were played two by two."""
    folder = tmp_path_factory.mktemp("two")
    run(config(together=2), folder)
    return folder


def deeds(folder):
    """What was done in each episode, to the tick."""
    files = sorted((folder / "records").rglob("episode.json"))
    told = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return [
        (str(file.relative_to(folder)), one["actions_sha256"], one["digest"])
        for file, one in zip(files, told, strict=True)
    ]


def test_company_and_order_make_no_difference(config, two, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "units", lambda *given: units(*given)[::-1])
    four, _ = run(config(together=4), tmp_path / "four")
    assert table(read(two)) == table(four)
    assert [row.success for row in four.episodes] == [False] * 3 + [True] * 3
    assert deeds(two) == deeds(tmp_path / "four")
    assert len(set(deeds(two))) == 6
    assert (read(two).together, four.together) == (2, 4)


def test_workers_with_threads_come_to_the_same(config, two, tmp_path):
    pytest.importorskip("ray")
    run(config(together=2), tmp_path / "spread", workers=2)
    assert table(read(tmp_path / "spread")) == table(read(two))
    assert deeds(tmp_path / "spread") == deeds(two)


def test_an_error_in_one_episode_is_its_crash_alone(config, tmp_path, monkeypatch):
    act = LearnedExecutor.act

    def breaks(self, observation):
        if self._steps_left == 100 and self._seeds.bit_generator.seed_seq.entropy == 10001:
            raise ZeroDivisionError("in the middle")
        return act(self, observation)

    monkeypatch.setattr(LearnedExecutor, "act", breaks)
    monkeypatch.setattr("skills.record.Skill.limit", lambda self, count: 130)
    found, _ = run(config(together=3), tmp_path / "out")
    crashed = [(row.entry, row.seed) for row in found.episodes if row.crash]
    assert crashed == [("log", 10001)]
    assert all("in the middle" in row.crash for row in found.episodes if row.crash)


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_what_is_interrupted_goes_on_and_comes_to_the_same(config, suite, skills, two, tmp_path, number):
    out = tmp_path / "stopped"
    options = ["--skills", skills, "--seeds", SEEDS, "--together", "2", "--no-films", "--out", str(out)]
    command = [sys.executable, "-m", "lodestone.cli", "evaluate", str(suite), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 240
    while not list(out.glob("episodes/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.send_signal(number)
    said = worker.communicate(timeout=60)[1].decode()
    assert worker.returncode == 128 + signal.SIGINT  # as shells have it, whichever it was
    assert "Traceback" not in said
    assert not list(out.rglob("*.part"))
    again, listener = run(config(together=2), out, resume=True)
    assert 1 <= len(listener.before) < 6
    assert table(again) == table(read(two))
    assert deeds(out) == deeds(two)


def test_those_that_are_played_at_once_are_of_one_entry(config):
    def told(*given):
        return [(unit.entry, unit.seed - 10000) for unit in units(*given)]

    assert told(config()) == [(entry, seed) for seed in range(3) for entry in ("log", "stick")]
    pairs = [("log", 0), ("log", 1), ("stick", 0), ("stick", 1), ("log", 2), ("stick", 2)]
    assert told(config(together=2)) == pairs
    assert told(config(together=2), 2) == [(entry, seed) for entry in ("log", "stick") for seed in range(3)]


def test_it_is_part_of_what_an_evaluation_is_and_one_where_nothing_is_said(config, suite, tmp_path):
    assert config().together == 1
    run(config(seeds="1..1"), tmp_path / "out")
    file = tmp_path / "out" / "evaluation.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    del told["config"]["together"]  # as it was written before there was such a thing
    file.write_text(json.dumps(told), encoding="utf-8")
    assert Store(tmp_path / "out").settings().config.together == read(tmp_path / "out").together == 1
    run(config(seeds="1..1"), tmp_path / "out", resume=True)
    with pytest.raises(ConfigError, match="was begun with another config"):
        run(config(seeds="1..1", together=2), tmp_path / "out", resume=True)
    (subject,) = subjects([Played(read(tmp_path / "out"), tmp_path / "out")], facts_of(str(suite)))
    table = setup(subject).blocks[-1]
    assert ["episodes at once in each worker", "1"] in [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("options", [{"skills": "oracle"}, {"skills": "random"}, {"agent": "random"}])
def test_who_has_nothing_to_read_together_is_refused(suite, options):
    with pytest.raises(ConfigError, match=r"only learnt policies read together, and there are none in "):
        evaluation_config({"suite": str(suite), "together": 2, **options}, None, None)


def test_threads_that_kernels_do_not_stand_are_refused(config, tmp_path, monkeypatch):
    monkeypatch.setattr("numba.threading_layer", lambda: "workqueue")
    with pytest.raises(ConfigError, match="with Numba's 'workqueue' they cannot: install tbb"):
        run(config(together=2), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_networks_are_read_once_and_a_library_is_opened_by_each_thread(config, tmp_path, monkeypatch):
    Library(tmp_path / "library", make=True).close()
    made, make = [], play.executor_maker
    monkeypatch.setattr(play, "executor_maker", lambda *given: (made.append(given), make(*given))[1])
    chosen = EvaluationConfig(
        **config(together=3).model_dump(exclude={"skills", "library"}), skills="learned", library=tmp_path / "library"
    )
    found, _ = run(chosen, tmp_path / "out")
    assert not any(row.crash for row in found.episodes)
    assert [row.success for row in found.episodes if row.entry == "stick"] == [True] * 3
    assert len(made) == 1
