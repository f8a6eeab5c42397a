"""Learning what texts mean: what is saved is what was learnt, and it learns."""

import random

import numpy as np
import pytest

from skills.library.meaning import Meaning
from skills.text import split_units

torch = pytest.importorskip("torch")
train_meaning = pytest.importorskip("scripts.train_meaning")

TEXTS = ["bring three torches please", "砍十根木头", "", "don't kill the sheep"]
SETTINGS = train_meaning.Settings(width=16, rows=1000)


def order(text, skill, goal):
    units = split_units(text)
    return train_meaning.Order(units, train_meaning.names_in(units), goal, np.eye(3, dtype=np.float32)[skill])


def test_numpy_and_torch_embed_the_same(tmp_path):
    torch.manual_seed(0)
    embedding = train_meaning.Embedding(SETTINGS)
    train_meaning.save(tmp_path / "meaning.npz", embedding)
    loaded = Meaning(tmp_path / "meaning.npz")
    assert loaded.width == SETTINGS.width
    vectors = embedding([split_units(text) for text in TEXTS]).detach().numpy()
    np.testing.assert_allclose(loaded.embed(TEXTS), vectors, atol=0.02)  # 8 bits
    assert not list(tmp_path.glob("*.part*"))


def test_a_few_orders_are_learnt():
    torch.manual_seed(0)
    chance = random.Random(0)
    orders = [
        order("it is dark in here, torches!", 0, 0),
        order("给我火把", 0, 0),
        order("I am hungry, bread please", 1, 1),
    ]
    skills = [[split_units(text)] for text in ("craft a torch", "craft bread", "craft a boat")]
    embedding = train_meaning.Embedding(SETTINGS)
    optimizer = torch.optim.Adam(embedding.parameters(), lr=0.01)
    losses = []
    for _ in range(60):
        loss = train_meaning.loss_of(embedding, orders, skills, SETTINGS, chance)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert np.mean(losses[-10:]) < 0.5 * losses[0]
    with torch.no_grad():
        likeness = embedding([split_units("dark")]) @ embedding([texts[0] for texts in skills]).T
    assert likeness.argmax().item() == 0


def test_names_are_marked_and_forgotten():
    units = split_units("an iron pickaxe for my brother")
    assert train_meaning.names_in(units) == [False, True, True, False, False, False]
    forgets = train_meaning.Settings(forget=0.0, forget_names=1.0)
    left = train_meaning.forgetful(order("an iron pickaxe for my brother", 0, 0), forgets, random.Random(0))
    assert left == ["an", "", "", "for", "my", "brother"]
