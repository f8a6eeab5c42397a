"""How well skills are found: which ones count, and how they are ranked."""

import numpy as np

from benchmarks.meaning import Query, by_tokens, makers, measured, order_queries, ranks
from planner.language import goal_of
from skills.graph import skill_graph


def test_orders_ask_for_skills_that_their_conditions_allow():
    assert makers(goal_of({"items": {"wool": 2}})) == [{"shear_sheep", "fight_sheep_for_wool", "craft_wool"}]
    assert makers(goal_of({"items": {"wool": 2}, "without": ["kill:animal"]})) == [{"shear_sheep", "craft_wool"}]
    assert makers(goal_of({"stations": ["furnace"], "structures": {"shelter": "dirt"}})) == [
        {"build_shelter"},
        {"place_furnace"},
    ]
    assert makers(goal_of({"kills": {"cow": 1}, "uses": ["bow"]})) == [{"hunt_cow"}, {"use_bow"}]


def test_orders_for_several_things_or_for_none_that_can_be_made_are_left_out():
    queries = order_queries("development", "en")
    assert 150 < len(queries) < 298
    assert all(query.skills for query in queries)


def test_ranks():
    names = list(skill_graph().skills)
    scores = np.zeros((3, len(names)), np.float32)
    scores[0, 7], scores[1, [3, 4]], scores[2, [3, 4, 5]] = 1, (2, 1), (3, 2, 1)
    queries = [
        Query("", frozenset({names[7]})),
        Query("", frozenset({names[4]})),
        Query("", frozenset({names[5], names[4]})),
    ]
    assert ranks(scores, queries).tolist() == [1, 2, 2]
    assert measured(np.array([1, 2, 6, 1])) == "recall@1 0.500  recall@5 0.750  MRR 0.667"


def test_tokens_of_both_languages_are_compared():
    names = list(skill_graph().skills)
    scores = by_tokens(["craft a bookshelf", "使用书架"])
    assert names[scores[0].argmax()] == "craft_bookshelf"
    assert names[scores[1].argmax()] == "use_bookshelf"
