"""Records: what is loaded is what was saved, and damage is named in one line."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from envs.overworld.action import encode
from lodestone.config import EpisodeConfig
from lodestone.record import (
    ACTIONS_FILE,
    RECORD_FILE,
    EpisodeRecord,
    PlanStep,
    RecordError,
    Revision,
    SkillRun,
    digest,
    load,
    pack_actions,
    save,
    unpack_actions,
    versions,
)

ROWS = [
    encode({"forward": 1, "camera": np.array([0.1, -7.25])}, 1),
    encode({"hotbar.3": 1}, 1),
    encode({"craft": 17}, 1),
]


def record(actions: bytes, steps: int = len(ROWS)) -> EpisodeRecord:
    return EpisodeRecord(
        order="制作一个石镐",
        goal={"targets": [{"item": "stone_pickaxe", "count": 1}], "structures": []},
        config=EpisodeConfig(order="制作一个石镐"),
        seed=3,
        biome=None,
        versions=versions(),
        begun=datetime(2026, 1, 2, tzinfo=UTC),
        seconds=1.5,
        revisions=[Revision(step=0, reason="order", plan=[PlanStep(skill="find_log", count=1)])],
        skills=[SkillRun(skill="find_log", count=1, executor="oracle", begin=0, steps=3, success=True)],
        success=True,
        reason="done",
        steps=steps,
        inventory={"stone_pickaxe": 1},
        digest=digest({"a": np.arange(3)}),
        actions_sha256=hashlib.sha256(actions).hexdigest(),
    )


def test_actions_survive_exactly() -> None:
    table = unpack_actions(pack_actions(ROWS))
    assert (table == np.concatenate(ROWS)).all()
    assert table["yaw"][0] == -7.25
    assert len(unpack_actions(pack_actions([]))) == 0


@pytest.mark.parametrize("name", [".", RECORD_FILE])
def test_a_record_survives(tmp_path: Path, name: str) -> None:
    actions = pack_actions(ROWS)
    save(tmp_path, record(actions), actions)
    loaded, table = load(tmp_path / name)
    assert loaded == record(actions)
    assert (table == np.concatenate(ROWS)).all()
    assert sorted(path.name for path in tmp_path.iterdir()) == [ACTIONS_FILE, RECORD_FILE]


def damage(folder: Path, how: str) -> None:
    if how == "no json":
        (folder / RECORD_FILE).unlink()
    elif how == "no actions":
        (folder / ACTIONS_FILE).unlink()
    elif how == "json cut short":
        text = (folder / RECORD_FILE).read_bytes()
        (folder / RECORD_FILE).write_bytes(text[: len(text) // 2])
    elif how == "a field is missing":
        text = (folder / RECORD_FILE).read_text(encoding="utf-8")
        (folder / RECORD_FILE).write_text(text.replace('"digest"', '"digets"'), encoding="utf-8")
    elif how == "binary":
        (folder / RECORD_FILE).write_bytes(b"\x00\xff\x80")
    elif how == "actions flipped":
        data = bytearray((folder / ACTIONS_FILE).read_bytes())
        data[len(data) // 2] ^= 255
        (folder / ACTIONS_FILE).write_bytes(bytes(data))
    elif how == "another length":
        actions = pack_actions(ROWS)
        save(folder, record(actions, steps=9), actions)
    elif how == "no npz":
        save(folder, record(b"no npz"), b"no npz")


@pytest.mark.parametrize(
    "how",
    [
        "no json",
        "no actions",
        "json cut short",
        "a field is missing",
        "binary",
        "actions flipped",
        "another length",
        "no npz",
    ],
)
def test_damage_is_named_in_one_line(tmp_path: Path, how: str) -> None:
    actions = pack_actions(ROWS)
    save(tmp_path, record(actions), actions)
    damage(tmp_path, how)
    with pytest.raises(RecordError) as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_digest_sees_bytes_names_and_layouts() -> None:
    array = np.arange(6, dtype=np.int32)
    others = [{"b": array}, {"a": array.astype(np.uint32)}, {"a": array.reshape(2, 3)}, {"a": array[::-1]}]
    assert len({digest(arrays) for arrays in [{"a": array}, *others]}) == 5
    assert digest({"a": array, "b": array[:2]}) == digest({"b": array[:2], "a": array})
