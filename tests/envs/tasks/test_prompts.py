"""Prompts: English that a planner reads as the goal they stand for."""

import pytest

from envs.tasks import Quantity, list_tasks
from envs.tasks.prompts import amount, fight_prompt, get_prompt, setting
from planner.language import to_the_letter, understand

HARVESTS = {task.prompt: task for task in list_tasks("harvest")}


@pytest.mark.parametrize(
    ("item", "count", "words"),
    [
        ("log", 1, "a log"), ("log", 8, "8 logs"), ("iron_ore", 1, "an iron ore"), ("wool", 8, "8 wool"),
        ("torch", 8, "8 torches"), ("leaves", 1, "leaves"), ("tripwire_hook", 8, "8 tripwire hooks"),
        ("bookshelf", 8, "8 bookshelves"), ("shears", 1, "shears"),
    ],
)  # fmt: skip
def test_amounts(item, count, words):
    assert amount(item, count) == words


def test_orders():
    assert get_prompt("bucket", 1) == "get a bucket"
    assert fight_prompt("cow") == "hunt a cow"
    assert fight_prompt("enderman") == "kill an enderman"


def test_settings_name_sets_by_their_material():
    suit = [(f"iron_{piece}", 1) for piece in ("boots", "leggings", "chestplate", "helmet")]
    assert setting("forest", True, [("stone_sword", 1), *suit, ("shield", 1)]) == (
        "in a forest at night, with a stone sword, iron armour and a shield"
    )
    assert setting(None, False, suit[:2]) == "with iron boots and iron leggings"
    assert setting("nether", False, []) == "in the Nether"
    assert setting(None, False, [("shears", 1)], ["sheep"]) == "with shears and a sheep nearby"


@pytest.mark.parametrize("prompt", HARVESTS)
def test_a_harvest_prompt_is_read_as_its_goal(prompt):
    (goal,) = HARVESTS[prompt].success.goals
    assert goal.measure.of is Quantity.ITEM
    assert [(target.item, target.count) for target in to_the_letter(understand(prompt)).targets] == [
        (goal.measure.name, goal.count)
    ]


@pytest.mark.parametrize("task", list_tasks("combat")[::9], ids=lambda task: task.id)
def test_a_fight_s_prompt_is_read_as_its_goal(task):
    (goal,) = task.success.goals
    assert [(kill.mob, kill.count) for kill in understand(task.prompt).kills] == [(goal.measure.name, goal.count)]
