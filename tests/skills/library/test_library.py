"""Versions of skills: how they come, what lets them serve, and what is known of them."""

import json
import sqlite3
from dataclasses import replace

import pytest
import torch
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import CheckpointError
from agents.vpt.policy import VPTPolicy
from skills.graph import skill_graph
from skills.library.contract import EpisodeOutcome, LibraryError, RunOutcome, SkillTest, State
from skills.library.experience import Remembered, Row
from skills.library.library import Library
from skills.record import Kind
from skills.statistics import Context, Statistics
from tests.skills.learned.repertoires import CHOP, write

VILLAGE = {"policy": "chop", "prompt": "find a village", "see": "tree"}
RECORD = {"kind": "find", "item": "village", "ticks": 900, "descriptions": ["找村庄"]}


@pytest.fixture
def library(tmp_path):
    found = Library(tmp_path / "library", make=True)
    yield found
    found.close()


@pytest.fixture
def repertoire(tmp_path):
    return write(tmp_path / "repertoire", {"collect_log": CHOP})


def changed(folder, seed=1):
    """Other weights in the same repertoire."""
    torch.manual_seed(seed)
    policy = VPTPolicy.from_pretrained(folder / "policies" / "chop")
    VPTPolicy(policy.config).save_pretrained(folder / "policies" / "chop")
    return folder


def played(wins, episodes, seeds="20000..20019", task="skills/chop_log"):
    return SkillTest(task, seeds, 1001, tuple([30] * wins + [0] * (episodes - wins)))


def run(skill="collect_log", success=True, version=0, **where):
    place = {"biome": "forest", "night": False, "tool": None} | where
    return RunOutcome(skill, version, "learned", 1, success, None if success else "timeout", 40, **place)


def episode(number, runs, success=True, goal=None, steps=100, crew="mixed"):
    goal = goal or {"targets": [{"item": "log", "count": 1}], "structures": []}
    return EpisodeOutcome(str(number), "get a log", goal, "1 log", crew, number, success, steps, "2026-01-02", runs)


def test_what_is_added_is_a_candidate_and_changes_nothing(library, repertoire):
    (added,) = library.add(repertoire)
    assert (str(added), added.state) == ("collect_log@1", State.CANDIDATE)
    assert library.serving() == {}
    assert library.graph.skills == skill_graph().skills


def test_the_same_content_stays_one_version_and_other_content_is_another(library, repertoire):
    assert library.add(repertoire) == library.add(repertoire)
    assert [one.version for one in library.add(changed(repertoire))] == [2]
    assert [one.version for one in library.versions("collect_log")] == [1, 2]


def test_what_was_added_does_not_depend_on_its_source(library, repertoire):
    (added,) = library.add(repertoire)
    before = library.executor(added).joinpath("policies/chop/model.safetensors").read_bytes()
    changed(repertoire)
    assert library.executor(added).joinpath("policies/chop/model.safetensors").read_bytes() == before


@pytest.mark.parametrize(("more", "looks"), [({}, False), ({"dig": "tree"}, True)])
def test_a_spotter_is_kept_if_something_is_looked_for(tmp_path, library, more, looks):
    (added,) = library.add(write(tmp_path / "repertoire", {"collect_log": CHOP | more}))
    assert library.executor(added).joinpath("spotter").is_dir() == looks


def test_only_a_test_lets_a_version_serve(library, repertoire):
    (added,) = library.add(repertoire)
    library.note_test(library.version("collect_log@0"), played(4, 20))
    with pytest.raises(LibraryError, match="has not been tested: lodestone skills test collect_log@1"):
        library.promote("collect_log@1")
    library.note_test(added, played(10, 10))
    with pytest.raises(LibraryError, match="10 episodes; at least 20"):
        library.promote("collect_log@1")
    library.note_test(added, played(8, 20))  # Wilson's interval of 8 of 20 begins at 21.9 %
    with pytest.raises(LibraryError, match="at least 25%"):
        library.promote("collect_log@1")
    library.note_test(added, played(9, 20))  # 25.8 %
    assert library.promote("collect_log@1").state is State.SERVING
    assert library.version("collect_log@0").state is State.RETIRED


def test_a_better_one_takes_the_place_of_what_serves_and_a_worse_one_does_not(library, repertoire):
    (first,) = library.add(repertoire)
    with pytest.raises(LibraryError, match="collect_log@0 serves, and was not tested in the same worlds"):
        library.note_test(first, played(18, 20))
        library.promote("collect_log")
    library.note_test(library.version("collect_log@0"), played(17, 20))
    library.promote("collect_log")
    (second,) = library.add(changed(repertoire))
    library.note_test(second, played(17, 20))
    with pytest.raises(LibraryError, match="collect_log@1, which serves, in 90 %"):
        library.promote("collect_log@2")
    library.note_test(second, played(18, 20, seeds="30000..30019"))
    with pytest.raises(LibraryError, match="was not tested in the same worlds"):
        library.promote("collect_log@2")
    library.note_test(second, played(19, 20))
    library.promote("collect_log@2")
    assert [one.state for one in library.versions("collect_log")] == [State.RETIRED, State.SERVING]


def test_what_is_retired_leaves_its_place_to_what_ships(library, repertoire):
    (added,) = library.add(repertoire)
    for version in (added, library.version("collect_log@0")):
        library.note_test(version, played(20, 20))
    library.promote("collect_log")
    assert library.retire("collect_log").version == 1
    assert library.version("collect_log@0").state is State.SERVING
    assert "collect_log" in Library(library.folder).graph
    assert library.retire("collect_log").version == 0
    assert "collect_log" not in Library(library.folder).graph
    library.promote("collect_log@0")
    assert "collect_log" in Library(library.folder).graph


def test_a_skill_of_ones_own_joins_the_graph_once_it_serves(library, tmp_path):
    source = write(tmp_path / "own", {"find_village": VILLAGE | {"record": RECORD}})
    (added,) = library.add(source)
    assert "find_village" not in Library(library.folder).graph
    library.note_test(added, played(12, 20, task="my/find_village"))
    library.promote("find_village")
    found = Library(library.folder).graph["find_village"]
    assert (found.kind, found.item, found.prompt) == (Kind.FIND, "village", "find a village")
    assert found.cost(1) == 900
    known = library.experience("mixed", library.serving()).statistics(Context())["find_village"]
    assert 0.5 < known.success_rate < 0.7


@pytest.mark.parametrize(
    ("skills", "wrong"),
    [
        ({"find_village": VILLAGE}, "find_village is no skill that ships"),
        ({"collect_log": CHOP | {"record": RECORD}}, "there is a skill collect_log already"),
        ({"get_ore": CHOP | {"record": RECORD | {"kind": "collect", "item": "ironn_ore"}}}, "did you mean iron_ore"),
        ({"get_ore": CHOP | {"record": RECORD | {"kind": "collect", "item": "log", "nearby": ["moon"]}}}, "moon near"),
    ],
)
def test_what_the_game_does_not_have_is_refused(library, tmp_path, skills, wrong):
    with pytest.raises(LibraryError, match=wrong):
        library.add(write(tmp_path / "own", skills))
    assert library.versions() == []


def test_networks_are_looked_at_before_anything_is_kept(library, repertoire):
    weights = repertoire / "policies" / "chop" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(CheckpointError):
        library.add(repertoire)
    with pytest.raises(CheckpointError, match=r"repertoire\.yaml cannot be read"):
        library.add(repertoire / "nothing")
    with pytest.raises(LibraryError, match="has no skill collect_gold"):
        library.add(repertoire, ["collect_gold"])
    assert library.versions() == []


def test_a_damaged_executor_is_not_used(library, repertoire):
    (added,) = library.add(repertoire)
    file = library.executor(added) / "repertoire.yaml"
    file.write_text(yaml.safe_dump({"skills": {"collect_log": CHOP | {"prompt": "dance"}}}))
    with pytest.raises(LibraryError, match="missing or damaged"):
        library.executor(added)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("colect_log", "there is no skill colect_log"),
        ("collect_log@7", "there is collect_log@0"),
        ("collect_log@x", "there is no"),
    ],
)
def test_versions_that_there_are_not(library, text, wrong):
    with pytest.raises(LibraryError, match=wrong):
        library.version(text)


def test_files_that_are_no_library(tmp_path):
    with pytest.raises(LibraryError, match="lodestone skills add makes one"):
        Library(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "library.sqlite").write_bytes(b"this is no database, and long enough to be looked at " * 40)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(tmp_path)
    (tmp_path / "later").mkdir()
    with sqlite3.connect(tmp_path / "later" / "library.sqlite") as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="later version of Lodestone"):
        Library(tmp_path / "later")


def test_an_episode_counts_once(library):
    outcome = episode(1, [run(), run(success=False)])
    assert library.episodes.learn(outcome)
    assert not library.episodes.learn(outcome)
    known = library.experience("mixed", {}).statistics(Context("forest"))["collect_log"]
    assert (known.successes, known.failures, known.ticks) == (1, 1, 80)


def test_each_crew_and_each_version_learns_for_itself(library, repertoire):
    library.episodes.learn(episode(1, [run(success=False)] * 5))
    library.episodes.learn(episode(2, [run()] * 5, crew="learned"))
    (added,) = library.add(repertoire)
    library.episodes.learn(episode(3, [run(version=1)] * 3))

    def rate(crew, serving):
        known = library.experience(crew, serving).statistics(Context("forest"))
        return known["collect_log"].success_rate

    assert rate("mixed", {}) < 0.4
    assert rate("learned", {}) == 1
    assert rate("mixed", {"collect_log": added}) == 1
    assert library.experience("oracle", {}).statistics(Context()) == {}


def test_what_worked_is_found_again_the_quickest_first(library):
    goal = {"targets": [{"item": "stick", "count": 4}], "structures": []}
    slow = [run("find_log"), run("collect_log", success=False), run("find_log"), run("collect_log")]
    library.episodes.learn(episode(1, slow, goal=goal, steps=900))
    library.episodes.learn(episode(2, [run("collect_log"), run("craft_stick")], goal=goal, steps=300))
    library.episodes.learn(episode(3, [run("find_log")], success=False, goal=goal, steps=10))
    library.episodes.learn(episode(4, [run("find_log")], steps=10))
    found = library.episodes.proven(json.loads(json.dumps(goal)), "4 stick", 5)
    assert [plan.ticks for plan in found] == [300, 900]
    assert found[1].steps == (("find_log", 1), ("find_log", 1), ("collect_log", 1))


def test_what_reached_nearly_the_same_is_found_after_that(library):
    def goal(item, count):
        return {"targets": [{"item": item, "count": count}], "structures": []}

    for number, (item, count, words) in enumerate(
        [("stone_pickaxe", 1, "1 stone pickaxe"), ("beef", 3, "3 beef"), ("wooden_pickaxe", 2, "2 wooden pickaxe")]
    ):
        library.episodes.learn(replace(episode(number, [run()], goal=goal(item, count)), meaning=words))
    found = library.episodes.proven(goal("stone_pickaxe", 1), "1 stone pickaxe", 5)
    assert [plan.meaning for plan in found] == ["1 stone pickaxe", "2 wooden pickaxe"]
    assert library.episodes.proven(goal("stone_pickaxe", 1), "1 stone pickaxe", 1) == found[:1]


CONTEXTS = st.tuples(st.sampled_from(["forest", "plains", None]), st.booleans(), st.none())
ROWS = st.lists(st.tuples(CONTEXTS, st.integers(0, 9), st.integers(0, 9)), max_size=6)


@given(ROWS, CONTEXTS)
def test_every_run_counts_exactly_once(rows, here):
    kept = [Row("find_log", *where, wins, losses, wins + losses, 0) for where, wins, losses in rows]
    biome, night, _ = here
    known = Remembered(kept, skill_graph(), {}).statistics(Context(biome, night)).get("find_log")
    wins = losses = 0
    while known is not None:
        wins, losses, known = wins + known.successes, losses + known.failures, known.before
    assert (wins, losses) == (sum(row.successes for row in kept), sum(row.failures for row in kept))


def test_what_happened_here_says_more_than_what_happened_elsewhere():
    rows = [
        Row("find_log", "forest", False, None, 10, 0, 10, 0),
        Row("find_log", "desert", False, None, 0, 10, 10, 0),
    ]
    known = Remembered(rows, skill_graph(), {})
    forest, desert, taiga, night = (
        known.statistics(Context(*where))["find_log"].success_rate
        for where in (("forest", False), ("desert", False), ("taiga", False), ("forest", True))
    )
    assert desert < taiga < forest
    assert desert < 0.4
    assert forest > 0.6
    assert night == pytest.approx(taiga)


def test_a_test_is_what_is_known_before_all_else():
    known = Remembered([], skill_graph(), {"find_log": Statistics(5, 15, 5, 500)}).statistics(Context())
    assert known["find_log"].success_rate < 0.4
