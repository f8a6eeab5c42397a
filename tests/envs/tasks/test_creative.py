"""MineDojo's own texts come from the user's copy, and from nowhere else."""

import zipfile

import platformdirs
import pytest
import yaml

from envs.tasks import UnavailableTaskError, get_task, list_tasks
from envs.tasks.creative import guidance, import_texts, texts_path
from envs.tasks.wheel import CREATIVE, PLAYTHROUGH, PROGRAMMATIC, WheelError

FOLDER = "minedojo/tasks/description_files"
TABLES = {
    CREATIVE: {
        "creative:0": {"prompt": "Dance in the rain.", "guidance": "1. Wait.", "collection": "manual", "source": None},
        "creative:1": {"prompt": "Whistle – loudly.", "guidance": None, "collection": "manual", "source": None},
    },
    PROGRAMMATIC: {"harvest_1_log": {"category": "harvest", "prompt": "obtain log", "guidance": "Punch a tree."}},
    PLAYTHROUGH: {"playthrough": {"category": "playthrough", "prompt": "Win.", "guidance": "Go."}},
}


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_: tmp_path / "home")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "source"
    (path / FOLDER).mkdir(parents=True)
    for name, table in TABLES.items():
        (path / FOLDER / name).write_text(yaml.safe_dump(table), encoding="utf-8")
    return path


@pytest.fixture
def wheel(folder, tmp_path):
    path = tmp_path / "minedojo-0.1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in TABLES:
            archive.write(folder / FOLDER / name, f"{FOLDER}/{name}")
    return path


def test_without_an_import_there_are_no_creative_tasks():
    with pytest.raises(UnavailableTaskError, match="import-minedojo"):
        get_task("creative:0")
    assert guidance("harvest_1_log") is None
    assert not [task for task in list_tasks(suite="minedojo") if task.group == "creative"]


@pytest.mark.parametrize("form", ["folder", "wheel"])
def test_import_brings_prompts_and_guidance(form, request):
    counts = import_texts(request.getfixturevalue(form))
    assert counts == {"programmatic": 1, "creative": 2, "playthrough": 1, "all": 4}
    assert texts_path().is_file()
    task = get_task("minedojo/creative:0")
    assert (task.prompt, task.success, task.max_steps, task.group) == ("Dance in the rain.", None, None, "creative")
    assert get_task("creative:1").id == "minedojo/creative:1"
    assert guidance("creative:0") == "1. Wait."
    assert guidance("harvest_1_log") == "Punch a tree."
    assert [task.id for task in list_tasks("creative")] == ["minedojo/creative:0", "minedojo/creative:1"]
    with pytest.raises(UnavailableTaskError):
        get_task("creative:2")


def test_programmatic_prompts_stay_our_own(folder):
    import_texts(folder)
    assert get_task("harvest_1_log").prompt == "get a log"


def test_something_else_is_refused(tmp_path):
    (tmp_path / "text.whl").write_text("no zip")
    for path in (tmp_path / "text.whl", tmp_path, tmp_path / "missing.whl"):
        with pytest.raises(WheelError, match=r"wheel|tasks"):
            import_texts(path)
    assert not texts_path().exists()
