"""The four package names must be ours; anything else is an ImportError that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import lodestone

ROOT = Path(lodestone.__file__).resolve().parent.parent


def import_lodestone(first_on_path: Path, code: str = "import lodestone") -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(first_on_path), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        cwd=first_on_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_foreign_package_of_the_same_name_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "__init__.py").write_text("")
    ran = import_lodestone(tmp_path)
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: the package 'agents' leads to")
    assert "make install" in last


def test_a_foreign_package_that_is_already_imported_is_refused(tmp_path: Path) -> None:
    (tmp_path / "skills").mkdir()
    (tmp_path / "skills" / "__init__.py").write_text("")
    assert "'skills' leads to" in import_lodestone(tmp_path, "import skills, lodestone").stderr


def test_the_import_is_cheap_and_pulls_in_nothing_heavy(tmp_path: Path) -> None:
    code = "import lodestone, sys; print([m for m in ('numba', 'av', 'envs.overworld', 'torch') if m in sys.modules])"
    ran = import_lodestone(tmp_path, code)
    assert ran.stdout.strip() == "[]", ran.stderr


def test_the_import_registers_the_environments(tmp_path: Path) -> None:
    code = "import lodestone, gymnasium; print(gymnasium.spec('lodestone/Overworld-v0').entry_point)"
    ran = import_lodestone(tmp_path, code)
    assert ran.stdout.strip() == "envs.overworld.env:OverworldEnv", ran.stderr
