"""A library that several processes write to, and that some of them do not live to finish."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from skills.library.library import Library
from tests.skills.learned.repertoires import CHOP, write

ROOT = Path(__file__).parents[3]
LEARN = """
import sys
from pathlib import Path
from skills.library.contract import EpisodeOutcome, RunOutcome
from skills.library.library import Library

library, first = Library(Path(sys.argv[1]), make=True), int(sys.argv[2])
runs = [RunOutcome("collect_log", 0, "learned", 1, True, None, 40, "forest", False, None)] * 20
for number in range(first, first + int(sys.argv[3])):
    library.episodes.learn(EpisodeOutcome(str(number), "", {}, "", "mixed", number, True, 1, "2026-01-02", runs))
    print(number, flush=True)
"""
ADD = """
import sys
from pathlib import Path
from skills.library.library import Library

library = Library(Path(sys.argv[1]), make=True)
print("begun", flush=True)
for one in library.add(Path(sys.argv[2])):
    print(one, flush=True)
"""


def start(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def rows(folder, query):
    with sqlite3.connect(folder / "library.sqlite") as connection:
        return connection.execute(query).fetchall()


def test_several_processes_learn_at_once(tmp_path):
    workers = [start(LEARN, tmp_path, 1000 * number, 40) for number in range(3)]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    assert rows(tmp_path, "SELECT COUNT(*) FROM episode") == [(120,)]
    assert rows(tmp_path, "SELECT COUNT(*) FROM run") == [(120 * 20,)]


def test_several_processes_add_the_same_at_once(tmp_path):
    source = write(tmp_path / "repertoire", {"collect_log": CHOP})
    workers = [start(ADD, tmp_path / "library", source) for _ in range(2)]
    said = [worker.communicate(timeout=120)[0].split() for worker in workers]
    assert said == [["begun", "collect_log@1"]] * 2
    library = Library(tmp_path / "library")
    library.executor(*library.versions())
    assert len(list((tmp_path / "library" / "executors").iterdir())) == 1


@pytest.mark.parametrize("after", [1, 30])
def test_a_kill_loses_nothing_that_was_kept(tmp_path, after):
    worker = start(LEARN, tmp_path, 0, 100_000)
    assert worker.stdout is not None
    said = [int(worker.stdout.readline()) for _ in range(after)]
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    worker.stdout.close()
    kept = {int(name) for (name,) in rows(tmp_path, "SELECT id FROM episode")}
    assert kept >= set(said)
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    whole = rows(tmp_path, "SELECT COUNT(*) FROM run GROUP BY episode")
    assert whole == [(20,)] * len(kept)


@pytest.mark.parametrize("delay", [0.1, 0.4])
def test_a_kill_while_adding_leaves_all_or_nothing(tmp_path, delay):
    source = write(tmp_path / "repertoire", {"collect_log": CHOP})
    worker = start(ADD, tmp_path / "library", source)
    assert worker.stdout is not None
    worker.stdout.readline()
    try:
        worker.wait(delay)
    except subprocess.TimeoutExpired:
        worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    worker.stdout.close()
    library = Library(tmp_path / "library")
    for version in library.versions():
        library.executor(version)
    (added,) = library.add(source)
    assert library.executor(added).is_dir()
