"""Skills as files: out of one library into another, and files that are not what they should be."""

import json
import zipfile

import pytest

from skills.library.archive import export, import_from
from skills.library.contract import LibraryError, State
from skills.library.library import Library
from tests.skills.learned.repertoires import CHOP, write
from tests.skills.library.test_library import RECORD, VILLAGE, played


@pytest.fixture
def exported(tmp_path):
    """A library, and a file with its two skills of one repertoire."""
    library = Library(tmp_path / "library", make=True)
    library.add(write(tmp_path / "own", {"collect_log": CHOP, "find_village": VILLAGE | {"record": RECORD}}))
    library.note_test(library.version("collect_log@1"), played(18, 20))
    export(library, ["collect_log", "find_village@1"], tmp_path / "skills.zip")
    return library, tmp_path / "skills.zip"


def test_skills_travel_and_have_to_be_tested_anew(exported, tmp_path):
    library, file = exported
    other = Library(tmp_path / "other", make=True)
    added = import_from(file, other)
    assert [str(one) for one in added] == ["collect_log@1", "find_village@1"]
    assert {one.state for one in added} == {State.CANDIDATE}
    assert [one.executor for one in added] == [one.executor for one in library.versions()]
    assert other.tests(added[0]) == []
    assert import_from(file, other) == added


def test_the_file_says_what_is_in_it(exported):
    with zipfile.ZipFile(exported[1]) as archive:
        listed = json.loads(archive.read("skills.json"))
    assert [one["name"] for one in listed["skills"]] == ["collect_log", "find_village"]
    assert listed["skills"][0]["tests"] == ["90 % [70, 97] of skills/chop_log, seeds 20000..20019, texture 1001"]


def test_what_ships_is_not_exported(exported, tmp_path):
    with pytest.raises(LibraryError, match="collect_log@0 ships"):
        export(exported[0], ["collect_log@0"], tmp_path / "more.zip")
    assert not (tmp_path / "more.zip").exists()


@pytest.mark.parametrize(
    "member", ["../evil.py", "/etc/evil", "{executor}/policies/../../x/model.safetensors", "{executor}/run.py"]
)
def test_what_does_not_belong_there_is_refused(exported, tmp_path, member):
    library, file = exported
    executor = library.versions()[0].executor
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member.format(executor=executor), b"import os")
    other = Library(tmp_path / "other", make=True)
    with pytest.raises(LibraryError, match="no part of a skill"):
        import_from(file, other)
    assert other.versions() == []


def test_damaged_files_are_refused(exported, tmp_path):
    other = Library(tmp_path / "other", make=True)
    whole = exported[1].read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"not a zip at all"):
        (tmp_path / "damaged.zip").write_bytes(damaged)
        with pytest.raises(LibraryError, match=r"damaged\.zip"):
            import_from(tmp_path / "damaged.zip", other)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("skills.json", '{"format": "other", "skills": []}')
    with pytest.raises(LibraryError, match="no export of skills"):
        import_from(tmp_path / "empty.zip", other)
    with pytest.raises(LibraryError, match="cannot be read"):
        import_from(tmp_path / "nothing.zip", other)
    assert other.versions() == []
