"""Suites from files: a user's own, mistakes with file, line and field, and what the world cannot hold."""

from pathlib import Path

import pytest
import yaml

from envs.overworld.gamedata import UnknownNameError
from envs.overworld.world import WorldStart
from envs.suites import Ability, SuiteError, load_suite, suite_names
from envs.suites.contract import Start, SuiteFile
from envs.suites.document import Document
from envs.suites.make import make_suite
from envs.tasks import Goal, Measure, Quantity, Success, get_task

MINE = """\
name: mine
version: 1
about: Three logs in a forest.
tasks:
  - id: logs
    order: get 3 logs
    start: {biome: forest}
    success: {items: {log: 3}}
    limit: 3000
"""


@pytest.fixture
def write(tmp_path):
    """Write a suite and return where."""

    def write_text(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def test_nine_lines_are_a_suite(write):
    suite = load_suite(write(MINE))
    (entry,) = suite.entries
    assert (entry.id, entry.group, entry.task.id) == ("logs", "mine", "mine/logs")
    assert entry.task.prompt == entry.task.text == "get 3 logs"
    assert entry.task.start == WorldStart(biome="forest")
    assert entry.task.success == Success((Goal(Measure(Quantity.ITEM, "log"), 3),))
    assert entry.task.max_steps == 3000
    assert (suite.episodes, suite.protocol.seeds, suite.unavailable) == (30, range(10000, 10030), ())
    assert load_suite(str(write(MINE))) == suite


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ("log: 3", "logg: 3", 8, ["tasks[0].success.items.logg", "did you mean log"]),
        ("log: 3", "air: 3", 8, ["tasks[0].success.items.air", "'air'"]),
        ("log: 3", "log: 0", 8, ["tasks[0].success.items.log", "greater than or equal to 1, not 0"]),
        ("log: 3", "log: many", 8, ["tasks[0].success.items.log", "integer", "'many'"]),
        ("{log: 3}", "{}", 8, ["tasks[0].success", "at least one goal"]),
        ("items: {log: 3}", "kills: {cov: 1}", 8, ["tasks[0].success.kills.cov", "did you mean cow"]),
        ("items: {log: 3}", "nearby: [furnac]", 8, ["tasks[0].success.nearby", "crafting_table or furnace"]),
        ("items: {log: 3}", "view: [wter]", 8, ["tasks[0].success", "wter", "water"]),
        ("items: {log: 3}", "shelter: plank", 8, ["tasks[0].success.shelter", "did you mean planks"]),
        ("{log: 3}", "{log: 3}, never: {kills: [shep]}", 8, ["never.kills[0]", "did you mean sheep"]),
        ("forest}", "forrest}", 7, ["tasks[0].start.biome", "did you mean forest"]),
        ("forest}", "[forest, plain]}", 7, ["tasks[0].start.biome[1]", "did you mean plains"]),
        ("biome: forest", "start_time: 99999", 7, ["tasks[0].start.start_time", "0..23999"]),
        ("biome: forest", "difficulty: hrd", 7, ["tasks[0].start.difficulty", "hard"]),
        ("biome: forest", "inventory: {lug: 1}", 7, ["tasks[0].start.inventory.lug", "did you mean log"]),
        ("biome: forest", "inventory: {log: 5000}", 7, ["tasks[0].start", "no room for 5000 log"]),
        ("biome: forest", "mobs: [{mob: cow, nmber: 2}]", 7, ["tasks[0].start.mobs[0].nmber", "no field 'nmber'"]),
        ("biome: forest", "mobs: [{mob: cov}]", 7, ["tasks[0].start.mobs[0]", "did you mean cow"]),
        ("biome: forest", "site: {place: grund}", 7, ["tasks[0].start.site", "ground"]),
        ("limit: 3000", "limmit: 3000", 9, ["tasks[0].limmit", "did you mean limit"]),
        ("limit: 3000", "limit: -1", 9, ["tasks[0].limit", "-1"]),
        ("limit: 3000", "note: none", 5, ["tasks[0]", "'logs' has no limit"]),
        ("limit: 3000", "limit: 3000\n    abilities: [colect]", 10, ["tasks[0].abilities[0]", "'collect'", "colect"]),
        ("limit: 3000", "limit: 3000\n    pays: {each: 1/0}", 10, ["tasks[0].pays.each", "1/0"]),
        ("order:", "ordr:", 5, ["tasks[0]", "`task: ID`, `suite: NAME` or `order:"]),
        ("id: logs", "id: My logs", 5, ["tasks[0].id", "My logs"]),
        ("- id: logs\n   ", "-", 5, ["tasks[0]", "'id' is missing"]),
        ("version: 1\n", "", 1, ["'version' is missing"]),
        ("version: 1", "version: 0", 2, ["version", "not 0"]),
        ("name: mine", "name: My suite", 1, ["name", "My suite"]),
        ("about: Three", "about: [Three", 4, ["expected ',' or ']'"]),
        ("about: Three", "about: *Three", 3, ["undefined alias"]),
        ("limit: 3000", "limit: 3000\n    limit: 30", 10, ["'limit' stands there twice"]),
        ("version: 1", "version: 1\nprotocol: {episods: 3}", 3, ["protocol.episods", "did you mean episodes"]),
        ("version: 1", "version: 1\ngroups: {wood: {}}", 6, ["tasks[0]", "unknown group 'mine'"]),
        (MINE[MINE.index("tasks") :], "tasks: []", 4, ["tasks", "at least 1"]),
        (MINE, "", 1, ["dictionary"]),
        (MINE, "- a\n- b\n", 1, ["dictionary"]),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_line_and_field(write, right, wrong, line, words):
    assert MINE.count(right) == 1
    path = write(MINE.replace(right, wrong))
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert all(word in message for word in words), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("- task: plan4mc/craft_stik", 10, ["tasks[1].task", "did you mean plan4mc/craft_stick"]),
        ("- {task: plan4mc/craft_stick, order: x}", 10, ["tasks[1].order", "no field 'order'"]),
        ("- {suite: plan4m}", 10, ["tasks[1].suite", "did you mean plan4mc"]),
        ("- {suite: plan4mc, only: Cut-Tree}", 10, ["tasks[1].only", "did you mean Cut-Trees"]),
        ("- {suite: minedojo, only: harvst, limit: 9}", 10, ["tasks[1].only", "did you mean harvest"]),
        ("- {suite: minedojo, only: survival}", 10, ["tasks[1]", "'survival' has no limit"]),
        ("- {task: minedojo/survival}", 10, ["tasks[1]", "'survival' has no limit"]),
        ("- {id: logs, task: plan4mc/craft_stick}", 10, ["tasks[1].id", "two entries 'logs'"]),
        ("- {suite: plan4mc}\n  - {task: plan4mc/craft_bowl}", 11, ["tasks[2]", "two entries 'craft_bowl'"]),
        ("- {id: a, order: b}", 10, ["tasks[1]", "'a' says either what `success` is, or why it is `unavailable`"]),
        ("- task", 10, ["tasks[1]", "`task: ID`"]),
    ],
)
def test_mistakes_of_further_lines_are_found_where_they_stand(write, lines, line, words):
    path = write(f"{MINE}  {lines}\n")
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "{method: A, success: 0.5, source: x, seen: quoted, group: mien}",
            ["published[0].group", "did you mean mine"],
        ),
        ("{method: A, success: 0.5, source: x, seen: quoted, task: log}", ["published[0].task", "did you mean logs"]),
        ("{method: A, success: 50, source: x, seen: quoted}", ["published[0].success", "less than or equal to 1"]),
        ("{method: A, success: 0.5, seen: quoted}", ["published[0]", "'source' is missing"]),
        ("{method: A, success: 0.5, source: x, seen: hearsay}", ["published[0].seen", "'quoted'"]),
        ("{method: A, success: 0.5, source: x, seen: quoted, group: mine, task: logs}", ["not of both"]),
    ],
)
def test_published_rates_are_of_what_there_is(write, row, words):
    path = write(f"{MINE}published:\n  - {row}\n")
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert str(caught.value).startswith(f"{path}:11: ")
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_merged_part_is_found_where_it_stands(write):
    first = MINE.replace("- id: logs", "- &first\n    id: logs")
    path = write(first + "  - {<<: *first, id: more, success: {items: {lok: 1}}}\n")
    with pytest.raises(SuiteError, match=r":11: tasks\[1\]\.success\.items\.lok: .* log"):
        load_suite(path)


def test_names_that_are_no_suites_and_files_that_cannot_be_read(tmp_path):
    with pytest.raises(UnknownNameError, match="unknown suite 'plan4mc-4'; did you mean plan4mc-40"):
        load_suite("plan4mc-4")
    with pytest.raises(SuiteError, match="No such file"):
        load_suite(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(SuiteError, match="cannot be read"):
        load_suite(tmp_path / "folder.yaml")
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SuiteError, match=r"picture\.yaml"):
        load_suite(tmp_path / "picture.yaml")


def test_what_the_world_cannot_hold_is_listed_with_the_reason(write):
    more = """\
  - {id: rod, order: get a blaze rod, success: {items: {blaze_rod: 1}}, limit: 9}
  - {id: given, order: use the rod, start: {inventory: {blaze_rod: 1}}, success: {uses: {blaze_rod: 1}}, limit: 9}
  - {id: either, order: a rod or a log, success: {any: true, items: {blaze_rod: 1, log: 1}}, limit: 9}
  - {id: there, order: go to the Nether, start: {biome: nether}, success: {depth: 1}, limit: 9}
  - {id: fro, order: get a log, start: {biome: [plains, nether]}, success: {items: {log: 1}}, limit: 9}
  - {id: smoker, order: make a smoker, unavailable: there is none}
  - {task: harvest_1_quartz}
  - {id: quartz, task: minedojo/harvest_8_quartz, group: stones, limit: 9}
"""
    suite = load_suite(write(MINE + more))
    assert [entry.id for entry in suite.entries] == ["logs", "given", "either"]
    found = {entry.id: entry for entry in suite.unavailable}
    assert list(found) == ["rod", "there", "fro", "smoker", "harvest_1_quartz", "quartz"]
    assert found["rod"].reason.startswith("blaze_rod is found in the Nether")
    assert "the Nether" in found["there"].reason
    assert "the Nether" in found["fro"].reason
    assert found["smoker"].reason == "there is none"
    assert (found["harvest_1_quartz"].group, found["quartz"].group) == ("harvest", "stones")


def test_a_suite_of_which_nothing_can_be_played_is_a_mistake(write):
    path = write(MINE.replace("log: 3", "blaze_rod: 3"))
    with pytest.raises(
        SuiteError, match=":4: tasks: nothing of it can be played here: blaze_rod is found in the Nether"
    ):
        load_suite(path)


def test_a_task_of_the_catalog_keeps_all_but_its_limit(write):
    suite = load_suite(write(f"{MINE}  - {{task: plan4mc/craft_stick, limit: 7, abilities: [craft]}}\n"))
    entry = suite.entries[1]
    stick = get_task("plan4mc/craft_stick")
    assert (entry.id, entry.group, entry.abilities) == ("craft_stick", "Cut-Trees", (Ability.CRAFT,))
    assert (entry.task.id, entry.task.start, entry.task.success) == (stick.id, stick.start, stick.success)
    assert (entry.task.max_steps, stick.max_steps) == (7, 3000)


def test_groups_say_what_their_entries_do_not(write):
    text = """\
name: mine
version: 2
about: Two groups.
groups:
  wood: {abilities: [collect], limit: 100, start: {biome: forest, start_time: 0, inventory: {stick: 1}}}
  stone: {limit: 50}
tasks:
  - {group: wood, id: a, order: get a log, success: {items: {log: 1}}}
  - {group: wood, id: b, order: get a log, success: {items: {log: 1}}, limit: 7, abilities: [find],
     start: {start_time: 6000, inventory: {dirt: 2}}}
  - {group: stone, id: c, order: dig, success: {depth: 1}}
  - {group: wood, task: plan4mc/craft_stick}
"""
    a, b, c, stick = load_suite(write(text)).entries
    assert (a.abilities, a.task.max_steps) == ((Ability.COLLECT,), 100)
    assert (a.task.start.biome, a.task.start.start_time) == ("forest", 0)
    assert (b.abilities, b.task.max_steps) == ((Ability.FIND,), 7)
    assert (b.task.start.biome, b.task.start.start_time) == ("forest", 6000)
    assert [stack.item for stack in b.task.start.inventory] == ["dirt"]
    assert (c.abilities, c.task.max_steps, c.task.start) == ((), 50, WorldStart())
    assert (stick.group, stick.task.start, stick.task.max_steps) == ("wood", get_task("plan4mc/craft_stick").start, 100)


def test_a_start_has_every_field_of_a_world_and_its_usual_values():
    assert list(Start.model_fields) == list(WorldStart.__dataclass_fields__)
    assert Start().world() == WorldStart()


@pytest.mark.parametrize("name", suite_names())
def test_written_down_again_a_suite_is_the_same(name):
    import envs.suites

    text = (Path(envs.suites.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    said = SuiteFile.model_validate(Document(text).data)
    again = yaml.safe_dump(said.model_dump(mode="json", exclude_unset=True), sort_keys=False)
    assert SuiteFile.model_validate(Document(again).data) == said
    assert make_suite(SuiteFile.model_validate(Document(again).data)) == load_suite(name)
