"""The network of the reader: NumPy's is torch's, what is saved is what is loaded, and it learns."""

import random
from dataclasses import replace

import numpy as np
import pytest

from planner.reader.features import TRAITS, example_of
from planner.reader.network import QUESTIONS, Network
from planner.reader.reading import meaning_of

torch = pytest.importorskip("torch")
training = pytest.importorskip("planner.reader.training")

ORDERS = [
    "get 2 pistons, one sticky, and a stone pickaxe in five minutes",
    "做两把石镐",
    "hello",
    "kill a cow near water",
]
IRON_ARMOUR = {f"iron_{piece}": 1 for piece in training.PIECES}
ROWS = [
    training.Row("bring three torches please", {"items": {"torch": 3}}),
    training.Row("kill two zombies", {"kills": {"zombie": 2}}),
    training.Row("把熔炉摆在水边", {"stations": ["furnace"], "near": "water"}),
    training.Row(
        "an iron set of armour within five minutes",
        {"items": IRON_ARMOUR, "within": 300},
    ),
    training.Row("how are you?", {"refuse": True}),
]


@pytest.fixture(scope="module")
def reader():
    torch.manual_seed(0)
    reader = training.Reader(words=10, dropout=0.5).eval()
    for parameter in reader.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    for parameter in reader.parameters():  # as it is saved, in half precision
        parameter.data = parameter.data.half().float()
    return reader


@pytest.fixture(scope="module")
def network(reader, tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "reader.npz"
    training.save(path, [reader], {word: place for place, word in enumerate(["get", "kill", "，", "the"], start=2)})
    return Network(path)


def test_numpy_and_torch_read_the_same(reader, network):
    examples = [example_of(order, network.vocabulary) for order in ORDERS]
    with torch.no_grad():
        scores = reader(training.collate(examples))
    first = 0
    for row, example in enumerate(examples):
        reading, length = network.read(example), len(example.tokens)
        last = first + len(example.candidates)
        roles, counts = scores.roles[first:last].softmax(-1), scores.counts[first:last].softmax(-1)
        np.testing.assert_allclose(reading.roles, roles, atol=1e-4)
        np.testing.assert_allclose(reading.counts, counts[:, : length + 1], atol=1e-4)
        np.testing.assert_allclose(reading.limits, scores.limits[row, :length].sigmoid(), atol=1e-4)
        for name in QUESTIONS:
            np.testing.assert_allclose(reading.answers[name], scores.answers[name][row].softmax(-1), atol=1e-4)
        first = last


def test_members_are_averaged(reader, network, tmp_path):
    other = training.Reader(words=10, dropout=0.0).eval()
    vocabulary = network.vocabulary
    training.save(tmp_path / "one.npz", [other], vocabulary)
    training.save(tmp_path / "two.npz", [reader, other], vocabulary)
    example = example_of(ORDERS[0], vocabulary)
    one, two = Network(tmp_path / "one.npz").read(example), Network(tmp_path / "two.npz").read(example)
    np.testing.assert_allclose(two.roles, (one.roles + network.read(example).roles) / 2, atol=1e-6)


def test_something_else_is_no_network(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match="no network that reads orders"):
        Network(tmp_path / "other.npz")


def test_a_few_orders_are_learnt(tmp_path):
    settings = training.Settings(
        epochs=60, batch_size=5, dropout=0.0, forget_words=0.0, forget_things=0.0, swap=0.0, join=0.0, least=1
    )
    losses = []
    reader, vocabulary = training.train(ROWS, settings, 0, lambda epoch, loss, *_: losses.append(loss))
    assert losses[-1] < 0.1 < losses[0]
    training.save(tmp_path / "reader.npz", [reader], vocabulary)
    network = Network(tmp_path / "reader.npz")
    for row in ROWS:
        example = example_of(row.order, network.vocabulary)
        meaning = meaning_of(example, network.read(example))
        assert meaning.goal == row.goal
        assert meaning.confidence > 0.7


def test_the_same_seed_learns_the_same():
    settings = training.Settings(epochs=2, batch_size=2, least=1)
    first, second = (training.train(ROWS, settings, 3, lambda *_: None)[0].state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_two_orders_become_one_unless_they_want_the_same():
    rows = [ROWS[0], ROWS[1], replace(ROWS[0], goal={"items": {"torch": 1}})]
    pairs = training.joined(rows, 20.0, random.Random(0))
    assert pairs
    assert all(row.goal.keys() == {"items", "kills"} for row in pairs)
    assert any(row.goal["items"] == {"torch": 3} for row in pairs)


def test_every_token_has_traits():
    example = example_of(ORDERS[0], {})
    assert example.traits.shape == (len(example.tokens), len(TRAITS))
    assert (example.traits.sum(1) >= 1).all()
