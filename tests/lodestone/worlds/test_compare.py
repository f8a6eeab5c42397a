"""Worlds held against each other: one is like itself, another is told apart, and MineDojo's is like the Overworld."""

import json
import math

import gymnasium
import pytest

from envs.overworld.env import OverworldEnv
from lodestone.config import ConfigError
from lodestone.worlds.behaviours import BEHAVIOURS
from lodestone.worlds.compare import Difference, World, compare, find_world, shared_behaviours
from tests.envs.foreign.environments import BOTH
from tests.envs.malmo.serving import serving
from tests.lodestone.test_cli import call

OURS = find_world("overworld", None)


class Odd(gymnasium.ActionWrapper):
    """A world in which one walks slowly, cannot jump, and turns too far."""

    def action(self, action):
        self.steps = getattr(self, "steps", 0) + 1
        changed = {**action, "jump": 0}
        if self.steps % 2:
            changed.pop("forward", None)
        if "camera" in changed:
            pitch, yaw = changed["camera"]
            changed["camera"] = (pitch, 1.25 * yaw)
        return changed


@pytest.fixture(scope="module")
def odd():
    other = World("odd", OURS.actions, lambda task: Odd(OverworldEnv(task=task, image_size=None)))
    return compare(OURS, other, [0])


def test_every_number_of_a_world_can_be_read_and_makes_sense(odd):
    numbers = {(found.behaviour, found.number): found.first for found in odd}
    assert len(numbers) == len(odd) == sum(len(behaviour.numbers) for behaviour in BEHAVIOURS)
    assert all(map(math.isfinite, numbers.values()))
    assert numbers["walk", "ahead"] == pytest.approx(4.317, rel=0.15), "blocks a second, as in the game"
    assert numbers["sneak", "ahead"] < 0.5 * numbers["walk", "ahead"] < numbers["sprint", "ahead"]
    assert numbers["jump", "height"] == pytest.approx(1.2522, abs=0.01)
    turns = [numbers["turn", "yaw"], numbers["turn", "pitch"], numbers["look down", "pitch"]]
    assert turns == pytest.approx([140, 15, 90], abs=1e-3)
    made = [numbers["craft", item] for item in ("log", "planks", "stick", "crafting_table", "wooden_pickaxe")]
    assert made == [1, 2, 4, 1, 0]
    assert (numbers["place", "table nearby"], numbers["place", "left"]) == (1, 0) and numbers["mine", "dirt"] >= 1
    assert numbers["place what is in hand", "left"] == 0


def test_another_world_is_told_apart(odd):
    other = {found.behaviour for found in odd if not found.is_small}
    assert {"walk", "sprint", "jump", "turn"} <= other
    assert not {"walk aside", "walk back", "look down", "mine", "craft", "place", "place what is in hand"} & other


def test_what_never_happens():
    never = Difference("fight", "steps to the kill", math.inf, math.inf, 40)
    assert never.is_small and json.loads(json.dumps(never.to_json()))["values"] == [None, None]
    assert not Difference("fight", "steps to the kill", 100, math.inf, 40).is_small


def test_what_one_of_them_cannot_do_is_left_out():
    keys = World("keys", OURS.actions - {"craft", "place"}, OURS.make)
    for pair in ((OURS, keys), (keys, OURS)):
        names = {behaviour.name for behaviour in shared_behaviours(*pair)}
        assert {behaviour.name for behaviour in BEHAVIOURS} - names == {"craft", "place"}
    assert shared_behaviours(OURS, OURS) == list(BEHAVIOURS)


def test_there_is_no_such_world():
    with pytest.raises(ConfigError, match="unknown world 'mindojo'; did you mean minedojo"):
        find_world("mindojo", None)


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.slow
def test_the_overworld_through_another_simulator_is_the_overworld(name, monkeypatch, capsys):
    with serving() as served:
        port = str(served.address[1])
        code = call(monkeypatch, "worlds", "compare", "overworld", name, "--world-port", port, "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert code == 0 and told["same"] and told["worlds"] == ["overworld", name]
    assert told["left_out"] == {"minedojo": [], "minerl": ["craft", "place"]}[name]
    sure = [row for row in told["numbers"] if row["behaviour"] not in ("fight", "mine")]  # of which chance is no part
    assert all(row["values"][0] == pytest.approx(row["values"][1], abs=1e-4) for row in sure)
