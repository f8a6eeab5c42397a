"""Environments of other simulators: whole or not there, and clear about what is missing. Nothing is downloaded."""

import json
import os
import shutil
import sys

import pytest

from lodestone.backends import environment
from lodestone.backends.backend import BACKENDS, MINEDOJO, MINERL, BackendError, default_folder
from lodestone.backends.catalog import backends
from lodestone.backends.environment import install, is_whole
from lodestone.backends.needs import simulator_needs
from lodestone.backends.pythons import find_python, python_version


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    """No registry, and a folder of our own for backends."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("LODESTONE_BACKENDS", str(tmp_path / "backends"))


def fake(path, text):
    """An executable that does what a shell script says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def fake_environment(folder, pins=None, backend=MINEDOJO):
    """What a whole environment looks like from outside."""
    fake(folder / "bin" / "python", "true")
    (folder / "pyvenv.cfg").write_text("home = nowhere\n")
    mark = environment._mark(backend) | ({"pins": pins} if pins else {})
    (folder / "lodestone.json").write_text(json.dumps(mark))
    return folder


def test_the_set_that_is_known_to_work():
    pins = MINEDOJO.pinned()
    assert (pins["gym"], pins["minedojo"], pins["setuptools"], pins["omegaconf"]) == (
        "0.21.0",
        "0.1",
        "65.5.0",
        "2.3.0",
    )
    assert pins["numpy"].startswith("1.23.") and int(pins["pip"].split(".")[0]) <= 24
    pins = MINERL.pinned()
    assert (pins["gym"], pins["minestudio"]) == ("0.26.2", "1.1.6") and pins["numpy"].startswith("1.26.")
    for backend in BACKENDS.values():
        lines = [line for line in backend.pins.read_text().splitlines() if not line.startswith("#")]
        assert all(line.count("==") == 1 for line in lines), "exact versions, nothing to resolve"


def test_the_python_that_runs_this_is_taken_if_it_is_fit(tmp_path):
    found = find_python()
    assert (3, 9) <= python_version(str(found)) <= (3, 11)
    if sys.version_info[:2] <= (3, 11):
        assert str(found) == sys.executable
    assert python_version(str(tmp_path / "nothing")) is None


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 3 12", "is Python 3.12; MineDojo 0.1 runs on Python 3.9 to 3.11 only"),
        ("echo 3 8", "is Python 3.8"),
        ("echo hello", "is no Python"),
        ("exit 1", "is no Python"),
    ],
)
def test_other_pythons_are_refused(tmp_path, script, words):
    with pytest.raises(BackendError, match=words):
        find_python(str(fake(tmp_path / "python", script)))


def test_minerl_runs_on_newer_ones(tmp_path):
    newer = fake(tmp_path / "python", "echo 3 12")
    assert find_python(str(newer), MINERL) == newer
    with pytest.raises(BackendError, match=r"is Python 3.9; MineStudio 1.1.6 .* runs on Python 3.10 to 3.12 only"):
        find_python(str(fake(tmp_path / "python", "echo 3 9")), MINERL)


def test_no_python_at_all_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackendError, match=r"no Python 3.9 to 3.11 was found; .*--python PATH"):
        find_python()


def test_an_environment_without_its_mark_is_not_whole(tmp_path):
    folder = fake_environment(tmp_path / "env")
    assert is_whole(folder)
    (folder / "lodestone.json").write_text("{")
    assert not is_whole(folder)
    assert not is_whole(fake_environment(tmp_path / "older", pins="of another version"))
    assert not is_whole(tmp_path / "nothing")


def test_what_is_there_is_left_alone(tmp_path):
    folder = fake_environment(tmp_path / "env")
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    assert not install(folder, python="/nowhere/python")
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


def test_an_installation_that_fails_leaves_no_environment_behind():
    told = []
    folder = default_folder()
    with pytest.raises(BackendError, match=r"found for pip==24\.0 \(all of it is in .*install\.log\)"):
        install(folder, tell=told.append)
    assert told[0].startswith("making a virtual environment") and not any("MineDojo" in line for line in told)
    assert not is_whole(folder) and "setuptools==65.5.0" in (folder / "install.log").read_text()
    assert not backends()[1].ok


def test_folders_with_something_else_in_them_are_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("friend")
    for folder in (tmp_path / "letters", tmp_path / "letters" / "dear.txt"):
        with pytest.raises(BackendError, match="no virtual environment; give another with --out DIR"):
            install(folder)
    assert (tmp_path / "letters" / "dear.txt").read_text() == "friend"


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=list(BACKENDS))
def test_the_list_tells_what_is_there_and_what_to_type(backend):
    found = {row.name: row for row in backends()}
    assert list(found) == ["overworld", "minedojo", "minedojo-simulator", "minerl", "minerl-simulator"]
    assert found["overworld"].ok
    python, simulator = found[backend.name], found[f"{backend.name}-simulator"]
    assert not python.ok and python.advice == f"lodestone backends install {backend.name}"
    assert not simulator.ok
    fake_environment(default_folder(backend), backend=backend)
    assert [row.name for row in backends() if row.ok] == ["overworld", backend.name]


@pytest.mark.parametrize(
    ("version", "good"), [('openjdk version "1.8.0_402"', True), ('openjdk version "17.0.1" 2021', False), ("?", False)]
)
def test_java(tmp_path, monkeypatch, version, good):
    fake(tmp_path / "bin" / "java", f"echo '{version}' >&2")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    java = simulator_needs(tmp_path)[0]
    assert java.ok is good and bool(java.advice) is not good


def test_a_display_and_a_built_mod(tmp_path, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    folder = fake_environment(tmp_path / "env")
    _, display, mod = simulator_needs(folder)
    assert display.ok and not mod.ok and "not built" in mod.detail
    jar = folder / "lib/python3.10/site-packages/minedojo/sim/Malmo/Minecraft/build/libs/MalmoMod-0.37.0-fat.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    assert simulator_needs(folder)[2].ok


def test_the_engine_of_minerl(tmp_path, monkeypatch):
    monkeypatch.delenv("MINESTUDIO_DIR", raising=False)
    fake(tmp_path / "bin" / "xvfb-run", "true")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(sys, "platform", "linux")
    folder = default_folder(MINERL)
    home = folder.with_name("minerl-engine")
    _, display, engine = simulator_needs(folder, MINERL)
    assert display.ok and not engine.ok and "458 MB" in engine.detail
    assert engine.advice.startswith(f"mkdir -p {home} && curl -L -o {home}/engine.zip https://")
    jar = home / "engine/build/libs/mcprec-6.13.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    assert simulator_needs(folder, MINERL)[2].ok
    monkeypatch.setenv("MINESTUDIO_DIR", str(tmp_path / "elsewhere"))
    assert not simulator_needs(folder, MINERL)[2].ok


def test_without_java(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    java, display, _ = simulator_needs(tmp_path)
    assert not java.ok and "JDK 8" in java.advice
    assert not display.ok and "xvfb" in display.advice
    assert [need.ok for need in simulator_needs(tmp_path, MINERL)] == [False] * 3
