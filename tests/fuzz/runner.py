"""Play random episodes and look for what must never happen."""

import numpy as np

from envs.overworld.entities.spawning import SUMMON
from envs.overworld.start import STAY, load_windows, populate_windows
from envs.overworld.state import MASK
from envs.overworld.world import Overworld
from tests.fuzz.actors import Actors, draw
from tests.fuzz.invariants import BrokenError, check_blocks, check_light, check_state, inner_chunks
from tests.fuzz.ledger import Ledger
from tests.fuzz.starts import random_start

JOURNEY = 700
"""Ticks after which the players are carried far away, and after as many more back to what they left behind."""


class FoundError(AssertionError):
    """The fuzz found something.

    Attributes:
        seed: Seed of the episode, which alone leads there again, whatever was played beside it.
        tick: Ticks played when it was noticed.
    """

    def __init__(self, seed, tick, what):
        super().__init__(
            f"{what}\n  seed {seed}, noticed after {tick} ticks; again: "
            f"python -m benchmarks.fuzz --episode {seed} --ticks {tick}"
        )
        self.seed, self.tick = seed, tick


class Fuzz:
    """N worlds for random episodes.

    Args:
        num_worlds: How many are played side by side.
    """

    def __init__(self, num_worlds):
        self.world = Overworld(num_worlds)

    def play(self, seeds, ticks, *, every=100, dear_every=1000, on_tick=None):
        """Play one episode a world.

        Args:
            seeds: One seed a world: of terrain, beginning and deeds.
            ticks: How long.
            every: Ticks between two cheap checks of all worlds.
            dear_every: Ticks between two looks at the blocks of one world and the light of a chunk of every world.
            on_tick: Called after every tick.

        Raises:
            FoundError: An invariant does not hold.
        """
        world, actors, ledger = self.world, Actors(seeds), Ledger()
        world.reset(seeds, [random_start(seed) for seed in seeds])
        for tick in range(1, ticks + 1):
            if tick % JOURNEY == 0:
                self._travel(actors.seeds, tick)
            actions = actors.act(world.state)
            ledger.open(world.state, actions)
            world.step(actions)
            try:
                ledger.close(world.state)
                if tick % every == 0 or tick == ticks:
                    check_state(world.state)
                if tick % dear_every == 0 or tick == ticks:
                    self._look_closely(actors.seeds, tick)
            except BrokenError as error:
                raise FoundError(seeds[error.world], tick, error) from error
            if on_tick is not None:
                on_tick()

    def _travel(self, seeds, tick):
        """Carry every living player away, so that the land around slides out of the window, or home again."""
        s, rules = self.world.state, self.world.rules
        player = s.players[:, 0]
        goes = (player["alive"] != 0) & (player["sleeping"] == 0)
        u = draw(seeds, tick, 2)
        if tick // JOURNEY % 2:
            self._home = player["x"].copy(), player["z"].copy()
            x, z = player["x"] + 600.0 * u[:, 0] - 300.0, player["z"] + 600.0 * u[:, 1] - 300.0
        else:
            x, z = self._home
        player["x"] = np.where(goes, x, player["x"])
        player["z"] = np.where(goes, z, player["z"])
        player["digging"] = 0
        load_windows(s, rules, goes, np.full(len(seeds), STAY, np.int32))
        columns = np.floor([player["x"], player["z"]]).astype(np.int64) & MASK
        player["y"] = np.where(goes, s.top[np.arange(len(seeds)), columns[0], columns[1]], player["y"])
        player["fall_distance"] = np.where(goes, 0.0, player["fall_distance"])
        populate_windows(s, rules, np.zeros((len(seeds), 0), SUMMON), goes)

    def _look_closely(self, seeds, tick):
        """Check the blocks of one world, and the light of one chunk of every world; of one world alone, all of it."""
        s = self.world.state
        worlds = len(seeds)
        if worlds == 1:
            check_blocks(s, 0)
            check_light(s, 0)
            return
        which = draw(seeds, tick, 2)
        check_blocks(s, int(which[0, 0] * worlds))
        for w in range(worlds):
            chunks = inner_chunks(s, w)
            check_light(s, w, chunks[int(which[w, 1] * len(chunks))])


def episode_seeds(seed, episode, worlds):
    """Return the seeds of a round of episodes."""
    return [int(number) for number in np.random.SeedSequence([seed, episode]).generate_state(worlds)]
