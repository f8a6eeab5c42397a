"""Player movement against trajectories of an engine that we did not write (tests/parity/data/physics_oracle/README.md).

`LODESTONE_PHYSICS_ORACLE` names another folder of scenario files of the same kind.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, block_state
from envs.overworld.player.physics import move_player
from envs.overworld.state import MASK, allocate

FOLDER = Path(os.environ.get("LODESTONE_PHYSICS_ORACLE") or Path(__file__).parent / "data" / "physics_oracle")
SCENARIOS = sorted(path for path in FOLDER.glob("*.json") if "traces" in json.loads(path.read_text()))
VERSION = "1.11.2"
LOOSE = {"water_pool", "water_flow", "soul_sand"}
"""Tier B: the reference engines disagree with each other here."""
TOLERANCE = 1e-3
COLUMNS = ("x", "y", "z", "vx", "vy", "vz", "on_ground", "in_water", "collided")
"""Fields of PLAYER in the order of the scenarios' `state_columns`."""

BLOCKS = {
    "stone": block_state("stone"),
    "ice": block_state("ice"),
    "soul_sand": block_state("soul_sand"),
    "slime": block_state("slime"),
    "web": block_state("web"),
    "slab": block_state("stone_slab"),
    "water": block_state("water"),
    "stairs:east": block_state("stone_stairs", 0),
    "stairs:west": block_state("stone_stairs", 1),
    "stairs:south": block_state("stone_stairs", 2),
    "stairs:north": block_state("stone_stairs", 3),
    "ladder:north": block_state("ladder", 2),
    "ladder:south": block_state("ladder", 3),
    "ladder:west": block_state("ladder", 4),
    "ladder:east": block_state("ladder", 5),
}
BLOCKS |= {f"water:{level}": block_state("water", level) for level in range(8)}
BLOCKS |= {f"snow:{layers}": block_state("snow_layer", layers - 1) for layers in range(1, 9)}


def simulate(scenario):
    """Apply the scenario's inputs to player 0 of an empty world; return the state after each tick, (ticks, 9)."""
    s = allocate(1)
    for x0, y0, z0, x1, y1, z1, kind in scenario["fills"]:
        xs = np.arange(x0, x1 + 1) & MASK
        zs = np.arange(z0, z1 + 1) & MASK
        s.blocks[0, xs[:, None], zs[None, :], y0 : y1 + 1] = BLOCKS[kind]
    player = s.players[0, 0]
    start = scenario["start"]
    player["x"], player["y"], player["z"] = start["pos"]
    player["vx"], player["vy"], player["vz"] = start["vel"]
    player["on_ground"] = start["on_ground"]
    trace = []
    for tick, (forward, back, left, right, jump, sprint, sneak, yaw) in enumerate(scenario["inputs"]):
        if str(tick) in scenario["teleport_at"]:
            player["x"], player["y"], player["z"] = scenario["teleport_at"][str(tick)]
            player["vx"] = player["vy"] = player["vz"] = 0.0
            player["on_ground"] = 0
        player["yaw"] = yaw
        ahead, aside = float(forward - back), float(left - right)
        move_player(s, RULES, 0, 0, ahead, aside, bool(jump), bool(sneak), bool(sprint))
        trace.append([player[column] for column in COLUMNS])
    return np.array(trace, np.float64)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_boxes_of_the_scenario_are_ours(path):
    for kind, known in json.loads(path.read_text())["boxes"][VERSION].items():
        shape = RULES.blocks[BLOCKS[kind]]["shape"]
        assert RULES.boxes[shape, : RULES.box_counts[shape]].tolist() == known["boxes"], kind


@pytest.mark.parametrize("path", [path for path in SCENARIOS if path.stem not in LOOSE], ids=lambda path: path.stem)
def test_follows_the_trajectory(path):
    scenario = json.loads(path.read_text())
    error = np.abs(simulate(scenario) - np.array(scenario["traces"][VERSION], np.float64))
    worst = error[:, :3].max(axis=1)
    assert worst.max() <= TOLERANCE, f"{path.stem}: off by {worst.max():.2g} block at tick {worst.argmax()}"
    assert error[:, 3:6].max() <= TOLERANCE
    assert (error[:, 6:].mean(axis=0) <= 0.02).all(), "on_ground, in_water, collided"


@pytest.mark.parametrize("path", [path for path in SCENARIOS if path.stem in LOOSE], ids=lambda path: path.stem)
def test_follows_the_trajectory_loosely(path):
    """Ends in the same place, and sinks, floats up and drifts in water as fast, within 15 %."""
    scenario = json.loads(path.read_text())
    expected = np.array(scenario["traces"][VERSION], np.float64)
    trace = simulate(scenario)
    assert np.abs(trace[-1, :3] - expected[-1, :3]).max() < 1.0
    jumping = np.array(scenario["inputs"])[:, 4] != 0
    in_both = (trace[:, 7] != 0) & (expected[:, 7] != 0)
    for ticks in (in_both & jumping, in_both & ~jumping):
        if ticks.any():
            speed, known = trace[ticks, 3:6].mean(axis=0), expected[ticks, 3:6].mean(axis=0)
            assert speed == pytest.approx(known, rel=0.15, abs=0.005)
