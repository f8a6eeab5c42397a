"""Random play in random worlds, a little of it; `make fuzz` plays on."""

import numpy as np
import pytest

from envs.overworld.action import ACTION
from envs.overworld.gamedata import item_index
from tests.envs.overworld.scenes import flat_world
from tests.fuzz.actors import Actors
from tests.fuzz.invariants import BrokenError
from tests.fuzz.ledger import Ledger
from tests.fuzz.runner import FoundError, Fuzz, episode_seeds
from tests.fuzz.starts import random_start

WORLDS = 8
TICKS = 600


def test_random_play_breaks_nothing():
    Fuzz(WORLDS).play(episode_seeds(2, 0, WORLDS), TICKS, every=20, dear_every=200)


def test_a_world_plays_the_same_alone_and_among_others():
    """What a report of the fuzz says to do leads there again."""
    seeds = episode_seeds(5, 1, 3)
    together, alone = Fuzz(3), Fuzz(1)
    together.play(seeds, 60)
    alone.play(seeds[1:2], 60)
    assert together.world.snapshot(1) == alone.world.snapshot(0)


def test_a_failure_says_how_to_get_there_again():
    fuzz = Fuzz(2)

    def damage():
        fuzz.world.state.slots[1, 0, 4] = (item_index("stone"), 0, 65)

    with pytest.raises(FoundError, match=r"(?s)65 x stone.*--episode 77 --ticks 5") as caught:
        fuzz.play([66, 77], 30, every=5, on_tick=damage)
    assert (caught.value.seed, caught.value.tick) == (77, 5)


def test_actors_press_every_key_and_use_every_function():
    s = flat_world(16)
    s.slots["item"][:, :, :9] = item_index("log")
    s.slots["count"][:, :, :9] = 1
    actors = Actors(range(16))
    rows = np.concatenate([actors.act(s) for _ in range(1500)])
    for name in ACTION.names:
        assert (rows[name] != 0).mean() > 2e-4, name
    assert np.abs(rows["pitch"]).max() <= 90
    assert np.abs(rows["yaw"]).max() <= 180


def test_starts_are_legal_and_differ():
    starts = [random_start(seed) for seed in range(40)]
    assert len({start.biome for start in starts}) > 15
    assert {start.difficulty for start in starts} == {"peaceful", "easy", "normal", "hard"}
    assert all(start.stacks()["count"].sum() > 0 for start in starts)


class TestLedger:
    def watch(self, change, deed=None):
        s = flat_world(2)
        s.slots[1, 0, 0] = (item_index("stone"), 0, 5)
        actions = np.zeros(2, ACTION)
        if deed is not None:
            actions[deed][1] = 1
        ledger = Ledger()
        ledger.open(s, actions)
        change(s)
        ledger.close(s)

    def test_gains_need_a_source(self):
        def gain(s):
            s.slots[1, 0, 0]["count"] = 6

        with pytest.raises(BrokenError, match=r"world 1 .*1 stone came from nowhere"):
            self.watch(gain)

    def test_losses_need_a_cause(self):
        def lose(s):
            s.slots[1, 0, 0]["count"] = 4

        with pytest.raises(BrokenError, match="1 stone went"):
            self.watch(lose)
        self.watch(lose, deed="drop")

    def test_a_move_within_the_inventory_is_neither(self):
        def move(s):
            s.slots[1, 0, 9] = s.slots[1, 0, 0]
            s.slots[1, 0, 0] = (0, 0, 0)

        self.watch(move)
