"""Evaluations that a report takes, and those that it does not."""

from pathlib import Path

import pytest

from lodestone.report.subject import Played, ReportError, subjects
from tests.lodestone.report.fake import evaluation, suite

FACTS = suite(8)
GOOD = evaluation(FACTS, seeds=3)


def taken(*evaluations):
    return subjects([Played(each, Path()) for each in evaluations], FACTS)


def changed(**update):
    return GOOD.model_copy(update=update)


def test_episodes_come_by_task_in_the_order_of_the_suite_and_of_seeds():
    (only,) = taken(changed(episodes=tuple(reversed(GOOD.episodes))))
    assert list(only.episodes) == list(FACTS.entries)
    assert [row.seed for row in only.episodes["suite/task_03"]] == [0, 1, 2]
    assert only.label == "learned, search"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (changed(suite_version=9), "played forty 9, and the suite at hand is forty 2"),
        (changed(episodes=()), "has no episodes"),
        (changed(episodes=(*GOOD.episodes, GOOD.episodes[4])), "has 'suite/task_01' with seed 1 twice"),
        (
            changed(episodes=(GOOD.episodes[0].model_copy(update={"entry": "x"}),)),
            "an episode of 'x', which is not in forty",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(broken, words):
    with pytest.raises(ReportError, match=words) as refused:
        taken(broken)
    assert "\n" not in str(refused.value)


def test_nothing_is_refused():
    with pytest.raises(ReportError, match="no evaluation"):
        taken()


def test_evaluations_of_one_agent_are_told_apart_by_what_differs():
    labels = [each.label for each in taken(GOOD, changed(texture=7), changed(agent="other"))]
    assert labels == ["learned, search (textures 1000)", "learned, search (textures 7)", "other"]
    labels = [each.label for each in taken(GOOD, changed(start_time=18000, texture=7))]
    assert labels[0] == "learned, search (textures 1000, at the tasks' own time)"
    assert labels[1] == "learned, search (textures 7, from time 18000 on)"
    assert taken(GOOD, changed(wording=2))[1].label == "learned, search (wording 2)"
    assert [each.label for each in taken(GOOD, GOOD)] == ["learned, search (no. 1)", "learned, search (no. 2)"]
