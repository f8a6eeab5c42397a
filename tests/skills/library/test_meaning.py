"""Texts that mean the same lie near each other, whatever is in them, and skills are found by what people type."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.meaning import FOUND, by_meaning, free_queries, order_queries, ranks
from skills.graph import skill_graph
from skills.library.meaning import LONGEST, WEIGHTS, Meaning, MeaningError, meaning

TEXTS = ["砍树", "get wool without hurting sheep", "Ünïcödé 🐑 naïve", "", "how do I cross a river?"]
PAIRS = [
    ("torch", "火把"),
    ("boat", "船"),
    ("kill a zombie", "打僵尸"),
    ("wool", "羊毛"),
    ("iron pickaxe", "铁镐"),
    ("chop a tree", "砍树"),
    ("house", "房子"),
    ("milk", "牛奶"),
    ("bread", "面包"),
    ("bed", "床"),
    ("bow", "弓"),
    ("diamond", "钻石"),
]
"""The same thing in English and Chinese."""
FLOORS = {"en": 0.68, "zh": 0.77}
"""A bit below the recall that `python -m benchmarks.meaning` shows for the free queries."""


def first_skills(query):
    order = np.argsort(-by_meaning([query], meaning())[0])
    return [list(skill_graph().skills)[place] for place in order[:FOUND]]


def test_another_process_gives_the_same_bytes():
    embedded = f"meaning().embed({TEXTS!r}).tobytes()"
    program = f"import sys; from skills.library.meaning import meaning; sys.stdout.buffer.write({embedded})"
    for hash_seed in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUTF8": "1",
        }
        run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        assert run.stdout == meaning().embed(TEXTS).tobytes()


def test_a_text_does_not_depend_on_the_others():
    together = meaning().embed(TEXTS)
    assert all((meaning().embed([text])[0] == row).all() for text, row in zip(TEXTS, together, strict=True))
    assert together.shape == (len(TEXTS), meaning().width)
    assert together.dtype == np.float32
    assert meaning().embed([]).shape == (0, meaning().width)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=4))
def test_every_text_has_a_vector_of_length_one(texts):
    vectors = meaning().embed(["", *texts])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_of_a_long_text_the_beginning_counts():
    long = "iron pickaxe " * 100_000
    assert (meaning().embed([long]) == meaning().embed([long[:LONGEST]])).all()
    assert meaning().embed([long])[0] @ meaning().embed(["iron pickaxe"])[0] > 0.9


def test_the_middle_of_texts():
    vectors = meaning().embed(["torch", "火把"])
    np.testing.assert_allclose(
        meaning().middle(["torch", "火把"]), sum(vectors) / np.linalg.norm(sum(vectors)), atol=1e-6
    )
    with pytest.raises(ValueError, match="one text at least"):
        meaning().middle([])


def test_traditional_characters_are_simplified_ones():
    assert (meaning().embed(["製作鐵鎬", "羊毛氈"]) == meaning().embed(["制作铁镐", "羊毛毡"])).all()


def test_the_same_thing_in_both_languages_is_nearer_than_another():
    english, chinese = (meaning().embed(texts) for texts in zip(*PAIRS, strict=True))
    likeness = english @ chinese.T
    assert (likeness.argmax(axis=0) == np.arange(len(PAIRS))).all()
    assert (likeness.argmax(axis=1) == np.arange(len(PAIRS))).all()


@pytest.mark.parametrize(
    ("query", "skill"),
    [
        ("irn pickax", "craft_iron_pickaxe"),
        ("a diamnd swrd", "craft_diamond_sword"),
        ("fight skelletons", "hunt_skeleton"),
        ("bookshelfs", "craft_bookshelf"),
        ("crafting tabel", "craft_crafting_table"),
        ("flowerpott", "craft_flower_pot"),
        ("milk a cwo", "milk_cow"),
    ],
)
def test_a_misspelt_word_finds_its_skill(query, skill):
    assert skill in first_skills(query)


def test_a_word_that_nobody_taught_finds_the_text_that_has_it():
    texts = ["open the quxorium", "make a stone pickaxe", "build a blimfrastructure", "收集幽冥草"]
    queries = ["quxorium", "blimfrastructures", "幽冥"]
    likeness = meaning().embed(queries) @ meaning().embed(texts).T
    assert likeness.argmax(axis=1).tolist() == [0, 2, 3]


@pytest.mark.parametrize("language", FLOORS)
def test_free_queries_find_skills(language):
    queries = free_queries(language)
    assert len(queries) >= 30
    assert all(query.skills for query in queries)
    found = ranks(by_meaning([query.text for query in queries], meaning()), queries)
    assert (found <= FOUND).mean() >= FLOORS[language]


@pytest.mark.parametrize("language", FLOORS)
def test_orders_find_skills(language):
    queries = order_queries("development", language)
    found = ranks(by_meaning([query.text for query in queries], meaning()), queries)
    assert (found == 1).mean() >= 0.9
    assert (found <= FOUND).mean() >= 0.97


def test_what_ships_is_small():
    assert WEIGHTS.stat().st_size <= 2_000_000


def halved(path):
    path.write_bytes(WEIGHTS.read_bytes()[: WEIGHTS.stat().st_size // 2])


def one_byte_wrong(path):
    data = bytearray(WEIGHTS.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def other_arrays(path):
    np.savez(path, a=np.zeros(3))


def other_shapes(path):
    np.savez(path, table=np.zeros((4, 2), np.int8), scales=np.zeros(3), weights=np.zeros(6))


def pickled(path):
    np.savez(path, table=np.array([{}], object), scales=np.zeros(1), weights=np.zeros(6))


@pytest.mark.parametrize("spoil", [halved, one_byte_wrong, other_arrays, other_shapes, pickled, lambda path: None])
def test_spoilt_weights_give_one_clear_error(tmp_path, spoil):
    path = tmp_path / "meaning.npz"
    spoil(path)
    with pytest.raises(MeaningError, match=r"^'.*meaning\.npz' holds no embedding of texts, or is damaged; install"):
        Meaning(path)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 200) | st.integers(-500, -1), st.integers(0, 7))
def test_a_wrong_bit_in_the_headers_raises_no_other_error(tmp_path_factory, place, bit):
    data = bytearray(WEIGHTS.read_bytes())
    data[place] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / "meaning.npz"
    path.write_bytes(data)
    try:
        assert Meaning(path).width == meaning().width
    except MeaningError as error:
        assert "damaged" in str(error)
