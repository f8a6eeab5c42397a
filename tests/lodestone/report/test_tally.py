"""What is counted: by task, group and ability, by skill, by cause."""

import pytest

from lodestone.report.conduct import BETWEEN, CRASHED, NO_SKILL, OTHER, by_kind, by_skill, failures
from lodestone.report.contract import EpisodeRow, RunRow
from lodestone.report.suite import EntryFacts, SuiteFacts
from lodestone.report.tally import tallies, tally, whole

FACTS = SuiteFacts(
    "small",
    1,
    "Three tasks.",
    {
        "a": EntryFacts("wood", ("find", "chop"), "get a log", 100),
        "b": EntryFacts("wood", ("find",), "find a tree", 200),
        "c": EntryFacts("stone", ("mine",), "get a stone", 400),
    },
)
FIND = RunRow(skill="collect_log", executor="learned", success=True, ticks=30)
LOST = RunRow(skill="collect_log", executor="learned", success=False, cause="not_found", ticks=50)
ODD = RunRow(skill="dance", executor="oracle", success=True, ticks=10)


def row(entry, seed, success, steps, runs=(), crash="", progress=0.0):
    return EpisodeRow(
        entry=entry,
        seed=seed,
        success=success,
        steps=steps,
        runs=runs,
        crash=crash,
        reason="so",
        seconds=1,
        progress=progress,
    )


EPISODES = {
    "a": [
        row("a", 0, True, 40, (FIND,), progress=1),
        row("a", 1, False, 100, (FIND, LOST), progress=0.5),
        row("a", 2, True, 60, (FIND, ODD), progress=1),
        row("a", 3, True, 10, (LOST,), crash="boom", progress=0.25),
    ],
    "b": [row("b", 0, False, 5)],
}


def test_tasks_count_the_same_whatever_their_episodes():
    total = whole(EPISODES, FACTS)
    assert (total.tasks, total.of) == (2, 3)
    assert total.rate == (2, 5)
    assert total.success.value == (0.5 + 0) / 2
    assert total.progress.value == ((1 + 0.5 + 1 + 0.25) / 4 + 0) / 2
    assert total.steps == (45, 50, 55)
    assert total.used.value == pytest.approx(0.5)
    assert total.crashes == 1
    assert total.oracle == (1, 6)
    assert total.alone == 1


def test_a_task_counts_for_each_of_its_abilities_and_what_was_not_played_for_none():
    assert [(each.name, each.tasks, each.rate) for each in tallies(FACTS.by_ability, EPISODES, FACTS)] == [
        ("find", 2, (2, 5)),
        ("chop", 1, (2, 4)),
    ]
    assert [each.name for each in tallies(FACTS.by_group, EPISODES, FACTS)] == ["wood"]
    assert tally("c", ["c"], EPISODES, FACTS) is None


def test_a_success_that_crashed_is_a_failure_of_the_crash():
    ends = failures(EPISODES["a"] + EPISODES["b"])
    assert ends == {("not_found", "collect_log"): 1, (CRASHED, "collect_log"): 1, (NO_SKILL, ""): 1}


def test_skills_are_counted_with_who_acted_and_what_failed():
    log, odd = by_skill(EPISODES["a"])
    assert (log.skill, log.kind, log.rate, log.ticks, log.mean_ticks) == ("collect_log", "collect", (3, 5), 190, 38)
    assert (log.executors, log.causes) == ({"learned": 5}, {"not_found": 2})
    assert (odd.skill, odd.kind, odd.executors) == ("dance", OTHER, {"oracle": 1})


def test_time_goes_to_kinds_of_skills_and_between_them():
    assert [(each.name, each.ticks, each.oracle) for each in by_kind(EPISODES["a"])] == [
        ("collect", 190, 0),
        (OTHER, 10, 10),
        (BETWEEN, 10, 0),
    ]
