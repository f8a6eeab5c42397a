"""`lodestone skills`, and episodes that use a library and are learnt from."""

import json
import sys

import pytest

from lodestone import cli
from skills.library.library import Library
from tests.skills.learned.repertoires import CHOP, write
from tests.skills.library.test_library import played


@pytest.fixture
def call(monkeypatch, capsys):
    """Run a command with `--json`; return its exit code and what it printed."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["lodestone", *map(str, arguments), "--json"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


@pytest.fixture
def added(call, tmp_path):
    """A library with one candidate."""
    source = write(tmp_path / "own", {"collect_log": CHOP | {"patience": 20}}, size=128)
    code, said = call("skills", "add", source, "--library", tmp_path / "library")
    assert code == cli.SUCCEEDED
    assert [one["version"] for one in said["versions"]] == ["collect_log@1"]
    return tmp_path / "library"


def test_a_candidate_becomes_what_serves_only_by_its_test(call, added):
    code, said = call("skills", "promote", "collect_log", "--library", added)
    assert code == cli.BAD_INPUT
    assert "has not been tested" in said["error"]
    library = Library(added)
    for version in ("collect_log@0", "collect_log@1"):
        library.note_test(library.version(version), played(19, 20))
    code, said = call("skills", "promote", "collect_log", "--library", added)
    assert (code, said["state"]) == (cli.SUCCEEDED, "serving")
    code, said = call("skills", "retire", "collect_log", "--library", added)
    assert (said["version"], said["state"]) == ("collect_log@1", "retired")


def test_a_test_is_played_and_kept(call, added):
    """An untrained policy that gives up soon chops nothing."""
    code, said = call("skills", "test", "collect_log", "--seeds", "20000..20001", "--library", added)
    assert code == cli.SUCCEEDED
    assert (said["version"], said["task"], said["episodes"]) == ("collect_log@1", "skills/chop_log", 2)
    assert said["wins"] == sum(map(bool, said["steps"]))
    (test,) = Library(added).tests(Library(added).version("collect_log@1"))
    assert list(test.steps) == said["steps"]
    assert test.seeds == "20000..20001"


def test_what_is_in_it_is_shown(call, added):
    _, said = call("skills", "list", "--kind", "collect", "--library", added)
    assert [one["version"] for one in said["versions"]] == ["collect_log@1"]
    assert {one["kind"] for one in said["skills"]} == {"collect"}
    _, said = call("skills", "show", "collect_log", "--library", added)
    assert said["versions"][0]["state"] == "candidate"


def test_without_a_library_what_ships_is_shown(call, tmp_path):
    code, said = call("skills", "show", "collect_log", "--library", tmp_path / "none")
    assert (code, said["name"], said["executor"]) == (cli.SUCCEEDED, "collect_log", "learned")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("text", "skill"),
    [("chop down trees", "collect_log"), ("剪羊毛", "shear_sheep"), ("something to light a cave", "torch")],
)
def test_skills_are_found_by_what_they_do(call, tmp_path, text, skill):
    code, said = call("skills", "search", text, "--library", tmp_path / "none")
    assert code == cli.SUCCEEDED
    assert len(said["skills"]) == 5
    assert any(skill in one["skill"] for one in said["skills"])


def test_skills_travel_as_a_file(call, added, tmp_path):
    file = tmp_path / "chop.zip"
    assert call("skills", "export", "collect_log", "--out", file, "--library", added)[0] == cli.SUCCEEDED
    code, said = call("skills", "import", file, "--library", tmp_path / "other")
    assert (code, said["versions"][0]["version"]) == (cli.SUCCEEDED, "collect_log@1")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["test", "collect_log@5"], "there is no collect_log@5"),
        (["test", "collect_log", "--seeds", "9..1"], "seeds are given as A..B"),
        (["test", "collect_log@0", "--task", "skills/chop_lo"], "skills/chop_log"),
        (["test", "craft_stick@0"], "is not learnt"),
        (["test", "fight_cow_for_leather@0"], "name one with --task"),
        (["show", "colect_log"], "collect_log"),
        (["import", "nothing.zip"], "cannot be read"),
        (["learn", "nothing"], "nothing"),
    ],
)
def test_mistakes_are_told_in_one_line(call, added, arguments, wrong):
    code, said = call("skills", *arguments, "--library", added)
    assert code == cli.BAD_INPUT
    assert wrong in said["error"]


def test_an_episode_is_learnt_from_and_what_was_learnt_is_used(call, added, tmp_path):
    order = ["run", "get 2 logs", "--biome", "forest", "--skills", "oracle"]
    code, said = call(*order, "--seed", 1, "--library", added, "--out", tmp_path / "first")
    assert code == cli.SUCCEEDED
    _, shown = call("skills", "show", "collect_log", "--library", added)
    assert [(one["crew"], one["wins"], one["episodes"]) for one in shown["done"]] == [("oracle", 1, 1)]
    _, said = call("skills", "learn", tmp_path / "first", "--library", added)
    assert said == {"episodes": 1, "new": 0}
    call(*order, "--seed", 2, "--library", added, "--out", tmp_path / "second")
    first, second = (json.loads((tmp_path / name / "episode.json").read_text()) for name in ("first", "second"))
    assert first["skills"][1] | {"biome": "forest", "night": False, "version": 0} == first["skills"][1]
    assert second["revisions"][0]["ticks"] != first["revisions"][0]["ticks"]


def test_an_episode_in_a_library_that_there_is_not(call, tmp_path):
    code, said = call("run", "get 2 logs", "--library", tmp_path / "none")
    assert code == cli.BAD_INPUT
    assert "there is no skill library" in said["error"]
