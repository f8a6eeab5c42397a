"""Names of tasks: ids and suites, together and each once."""

import pytest

from envs.overworld.gamedata import UnknownNameError
from envs.tasks import list_tasks, tasks_of


def test_a_suite_stands_for_all_its_tasks():
    skills = list_tasks(suite="skills")
    assert tasks_of(["skills"]) == skills
    assert tasks_of(["skills/hunt_cow", "skills"]) == sorted(skills, key=lambda task: task.id != "skills/hunt_cow")


def test_ids_are_found_in_their_order_and_by_minedojos_own():
    names = ["minedojo/harvest_1_log_forest", "skills/hunt_cow", "harvest_1_log_forest"]
    assert [task.id for task in tasks_of(names)] == names[:2]
    assert tasks_of([]) == []


def test_what_is_neither_is_named_with_what_is_near():
    with pytest.raises(UnknownNameError, match=r"skills/hunt_cows.*skills/hunt_cow"):
        tasks_of(["skills", "skills/hunt_cows"])
