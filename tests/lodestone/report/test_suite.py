"""What a report knows of the suites that ship, and how it cuts them."""

from dataclasses import replace
from pathlib import Path

from lodestone.report.subject import Played
from lodestone.report.suite import facts_of
from lodestone.report.write import write_report
from tests.lodestone.report.fake import evaluation, suite
from tests.lodestone.report.reading import read


def test_kinds_say_what_success_is():
    facts = facts_of("orders-en")
    kinds = {entry: kind for kind, entries in facts.by_kind.items() for entry in entries}
    assert kinds["shovel"] == "items"
    assert kinds["hut"] == "a building"
    assert kinds["two_cows"] == "a kill"
    assert kinds["water"] == "a sight"
    assert kinds["a_day"] == "survival"
    assert kinds["pork_for_dinner"] == "items"
    assert sorted(kinds) == sorted(facts.entries)


def test_abilities_are_words():
    assert "plan long" in facts_of("plan4mc-40").by_ability


def test_a_page_is_cut_by_kind_if_there_are_several(tmp_path: Path):
    plain = suite(4)
    kinds = ("items", "items", "a kill", "a sight")
    named = zip(plain.entries.items(), kinds, strict=True)
    several = replace(plain, entries={entry: replace(facts, kind=kind) for (entry, facts), kind in named})
    for facts, is_cut in ((plain, False), (several, True)):
        written = write_report([Played(evaluation(facts, seeds=1), tmp_path)], facts, tmp_path)
        titles = [heading.text for heading in read(written.html.read_text("utf-8")).all("h2")]
        assert ("By kind of task" in titles) is is_cut
