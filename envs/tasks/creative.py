"""MineDojo's own texts: prompts of its creative tasks, and guidance, read from a copy that the user has fetched.

None of them is part of this project. `import_texts` keeps them in the user's data folder, where tasks find them.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.world import WorldStart
from envs.tasks.contract import Reward, Task
from envs.tasks.missing import Missing, UnavailableTaskError
from envs.tasks.wheel import CREATIVE, PLAYTHROUGH, PROGRAMMATIC, MineDojoFiles

SUITE = "minedojo"
NOT_IMPORTED = Missing(
    "MineDojo's texts",
    "its prompt is MineDojo's own; fetch minedojo's wheel and run `lodestone tasks import-minedojo WHEEL`",
)
_CREATIVE_ID = re.compile(r"creative:\d+")


def texts_path() -> Path:
    """Return the file of the imported texts."""
    return platformdirs.user_data_path("lodestone") / "minedojo_texts.json"


def import_texts(source: Path) -> dict[str, int]:
    """Read prompts and guidance from MineDojo's wheel or a folder with `minedojo/` in it, and keep them.

    Returns:
        How many ids there are of each kind, and in all.

    Raises:
        WheelError: There is no MineDojo at `source`.
        OSError: The texts cannot be written.
    """
    files = MineDojoFiles(source)
    tables = {name: files.table(name) for name in (PROGRAMMATIC, CREATIVE, PLAYTHROUGH)}
    texts = {
        task_id: {"prompt": row["prompt"], "guidance": row.get("guidance"), "collection": row.get("collection")}
        for table in tables.values()
        for task_id, row in table.items()
    }
    path = texts_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    _read.cache_clear()
    counts = {name.partition("_")[0]: len(table) for name, table in tables.items()}
    return counts | {"all": len(texts)}


def guidance(minedojo_id: str) -> str | None:
    """Return MineDojo's advice for one of its tasks, or None if there is none or it was not imported."""
    text = _texts().get(minedojo_id, {}).get("guidance")
    return text if isinstance(text, str) else None


def collection(minedojo_id: str) -> str | None:
    """Return where MineDojo has a creative task from (`manual`, `youtube` or `gpt3`), or None as for `guidance`."""
    text = _texts().get(minedojo_id, {}).get("collection")
    return text if isinstance(text, str) else None


def creative_tasks() -> dict[str, Task]:
    """Return the imported creative tasks by MineDojo's id; none before `import_texts`."""
    return {task_id: _task(task_id, row["prompt"]) for task_id, row in _texts().items() if is_creative(task_id)}


def is_creative(minedojo_id: str) -> bool:
    """Tell whether an id is that of a creative task."""
    return _CREATIVE_ID.fullmatch(minedojo_id) is not None


def creative_task(minedojo_id: str) -> Task:
    """Return one creative task.

    Raises:
        UnavailableTaskError: Its texts have not been imported, or do not hold it.
    """
    row = _texts().get(minedojo_id)
    if row is None:
        raise UnavailableTaskError(f"{SUITE}/{minedojo_id}", NOT_IMPORTED)
    return _task(minedojo_id, row["prompt"])


def _task(minedojo_id: str, prompt: str) -> Task:
    return Task(
        id=f"{SUITE}/{minedojo_id}",
        group="creative",
        prompt=prompt,
        start=WorldStart(start_time=0),
        success=None,
        max_steps=None,
        reward=Reward(),
        voxels=VoxelBounds(),
    )


def _texts() -> dict[str, dict[str, Any]]:
    path = texts_path()
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@cache
def _read(path: Path, _changed: int) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return texts
