"""Who is wary stays out of lava that it sees, and takes nothing else for lava."""

from functools import cache

import pytest

from envs.overworld.action import encode
from envs.overworld.gamedata import block_state
from envs.overworld.render import Renderer
from skills.executor import Executor
from skills.graph import skill_graph
from skills.wary import Wary
from tests.skills.oracle.hand_made import GROUND, flat_world

TEXTURES = (0, 1, 2, 9, 1000, 1001)
POOL = (-8, GROUND - 1, 8, 8, GROUND - 1, 14)


class Runner(Executor):
    """Runs and jumps straight on, whatever is there."""

    label = "scripted"

    def begin(self, skill, count):
        self.begun = skill.name, count

    def act(self, observation):
        return {"forward": 1, "jump": 1, "sprint": 1}


@cache
def renderer(texture):
    return Renderer(128, texture_seed=texture)


def run(executor, ground, texture, steps=60, pools=(POOL,)):
    """Have an executor act in front of pools of some block; return the actions and the life that is left."""
    world = flat_world([(*pool, block_state(*ground)) for pool in pools])
    actions = []
    for _ in range(steps):
        actions.append(executor.act({"rgb": renderer(texture).render(world.state, world.rules)[0]}))
        world.step(encode(actions[-1], 1))
    return actions, world.state.players[0, 0]["health"]


@pytest.mark.parametrize("texture", TEXTURES)
def test_it_does_not_run_into_lava(texture):
    assert run(Runner(), ("lava",), texture)[1] < 20
    assert run(Wary(Runner()), ("lava",), texture)[1] == 20


@pytest.mark.parametrize("texture", TEXTURES)
def test_with_lava_all_around_it_takes_the_way_out(texture):
    around = [(-9, GROUND, -9, 9, GROUND, -3), (-9, GROUND, 3, 9, GROUND, 9), (3, GROUND, -9, 9, GROUND, 9)]
    actions, life = run(Wary(Runner()), ("lava",), texture, 45, around)
    assert life == 20
    turns = [abs(action["camera"][1]) for action in actions if "camera" in action]
    assert len(turns) <= 12
    assert max(turns) <= 180, "no action turns farther"


@pytest.mark.parametrize(
    "ground", [("sand", 1), ("red_sandstone",), ("stained_hardened_clay", 1), ("pumpkin",), ("water",)]
)
@pytest.mark.parametrize("texture", TEXTURES)
def test_it_minds_nothing_else(ground, texture):
    actions, _ = run(Wary(Runner()), ground, texture)
    assert all(action == Runner().act({}) for action in actions)


def test_without_pictures_it_leaves_everything_to_the_executor():
    wary = Wary(Runner())
    assert wary.label == "scripted"
    assert wary.act({}) == Runner().act({})
    wary.begin(skill_graph()["collect_log"], 3)
    assert wary._executor.begun == ("collect_log", 3)
