"""A policy that threads share says of a frame what it says of it alone, to the bit, whatever is read beside it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from agents.vpt import shared
from agents.vpt.actor import PolicyActor
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from agents.vpt.shared import MOST, SharedPolicy
from tests.agents.vpt.networks import GOAL, TINY
from tests.agents.vpt.recipe import fill

STEPS = 6
CONFIGS = {
    "tiny": TINY,
    "goal": GOAL,
    "nano": PRESETS["nano"].model_copy(update={"goal_size": 8}),
    "short": TINY.model_copy(update={"width": 32, "channels": (4, 4, 4), "heads": 2, "blocks": 1, "memory": 4}),
}


def make(config=TINY):
    return fill(SharedPolicy(config), 1).eval()


def episode(policy, number, pauses=0.0):
    """Act for some steps on frames of one's own; return the actions and what is remembered then."""
    torch.set_num_threads(1)
    draws, waits = np.random.default_rng(number), np.random.default_rng()
    size, goal_size = policy.config.image_size, policy.config.goal_size
    goal = None if goal_size is None else torch.full((goal_size,), float(number))
    actor = PolicyActor(policy, 1, torch.Generator().manual_seed(number), goal)
    said = []
    for _ in range(STEPS):
        action = actor.act(draws.integers(0, 256, (1, size, size, 3), np.uint8))
        said.append([part.item() for part in action])
        time.sleep(pauses * waits.random())
    return said, [part.clone() for part in actor._state]


def same(here, there):
    return here[0] == there[0] and all(torch.equal(a, b) for a, b in zip(here[1], there[1], strict=True))


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize(("threads", "pauses"), [(2, 0.0), (5, 0.05), (MOST + 3, 0.0)])
def test_what_is_done_does_not_depend_on_who_else_asks(name, threads, pauses):
    policy = make(CONFIGS[name])
    alone = [episode(policy, number) for number in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        together = list(pool.map(lambda number: episode(policy, number, pauses), range(threads)))
    assert all(map(same, alone, together))


def test_it_says_what_the_policy_says_alone_but_for_rounding():
    policy = make(GOAL)
    frames = torch.randint(256, (1, 1, 32, 32, 3), dtype=torch.uint8)
    given = frames, torch.ones(1, 1, dtype=torch.bool), policy.initial_state(1), torch.ones(1, 16)
    plain = VPTPolicy(GOAL).eval()
    plain.load_state_dict(policy.state_dict())
    with torch.no_grad():
        for ours, theirs in zip(policy(*given)[:3], plain(*given)[:3], strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.fixture
def calls(monkeypatch):
    """How many frames each call was made for."""
    made, read = [], SharedPolicy._read_batch
    monkeypatch.setattr(
        SharedPolicy, "_read_batch", lambda self, shown: (made.append(len(shown)), read(self, shown))[1]
    )
    return made


def test_those_who_ask_at_the_same_time_are_answered_in_one_call(calls, monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE", 1.0)
    policy, ready = make(), threading.Barrier(4)

    def play(number):
        ready.wait()
        return [episode(policy, number) for _ in range(3)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(play, range(4)))
    assert sum(calls) == 4 * 3 * STEPS
    assert calls.count(4) > len(calls) / 2


def test_who_stays_away_is_waited_for_once(calls, monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE", 1.0)
    policy = make()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(episode, policy, 0).result()
    begun = time.monotonic()
    episode(policy, 1)
    assert 1.0 < time.monotonic() - begun < 4.0
    assert set(calls) == {1}


def test_an_error_reaches_all_for_whom_the_call_was_made_and_nobody_else(monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE", 10.0)
    policy, broken, read = make(), [], VPTPolicy._read

    def breaks_once(self, frames, *rest):
        if len(frames) >= 3 and not broken and {10, 20, 30} <= set(frames[:, 0, 0, 0, 0].tolist()):
            broken.append(True)
            raise ZeroDivisionError("in the middle")
        return read(self, frames, *rest)

    monkeypatch.setattr(VPTPolicy, "_read", breaks_once)
    ready = threading.Barrier(3)

    def play(colour):
        actor = PolicyActor(policy, 1, torch.Generator().manual_seed(colour))
        frame = np.full((1, 32, 32, 3), colour, np.uint8)
        ready.wait()
        for _ in range(1000):
            try:
                actor.act(frame)
            except ZeroDivisionError:
                return "raised"
        return "nothing"

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(play, (10, 20, 30))) == ["raised"] * 3
    monkeypatch.setattr(shared, "PATIENCE", 0.05)
    assert len(episode(policy, 1)[0]) == STEPS  # and it goes on working


def test_where_sizes_make_a_difference_there_is_one_size(monkeypatch):
    policy, sizes, read = make(), [], VPTPolicy._read

    def depends_on_size(self, frames, *rest):
        sizes.append(len(frames))
        output = read(self, frames, *rest)
        return output._replace(buttons=output.buttons + 1e-3 * len(frames))

    monkeypatch.setattr(VPTPolicy, "_read", depends_on_size)
    episode(policy, 0)
    assert sizes[-STEPS:] == [MOST] * STEPS


def test_where_places_make_a_difference_it_is_not_done(monkeypatch):
    policy, read = make(), VPTPolicy._read

    def depends_on_place(self, frames, *rest):
        output = read(self, frames, *rest)
        return output._replace(camera=output.camera + torch.arange(len(frames))[:, None, None])

    monkeypatch.setattr(VPTPolicy, "_read", depends_on_place)
    with pytest.raises(RuntimeError, match="depends, on this machine, on its place in a batch: --together 1"):
        episode(policy, 0)


def test_chunks_of_several_rows_are_read_as_by_any_policy(calls):
    policy = make()
    plain = VPTPolicy(TINY).eval()
    plain.load_state_dict(policy.state_dict())
    frames = torch.randint(256, (2, 3, 32, 32, 3), dtype=torch.uint8)
    first = torch.zeros(2, 3, dtype=torch.bool)
    with torch.no_grad():
        ours, theirs = (each(frames, first, each.initial_state(2)) for each in (policy, plain))
    assert torch.equal(ours.buttons, theirs.buttons)
    assert not calls
