"""One tick of movement in random places, against the engine of mineflayer's bots run side by side (npm, MIT).

Opt-in: `make test-live` installs the engine with npm and runs this. Before every tick our player is put into the
engine's state, so that each of some ten thousand ticks is a check of its own and no difference can grow.

Only what the engine models as the game does is compared. There are no liquids and no soul sand, a sprint is straight
ahead (see the README in tests/parity/data/physics_oracle), and `_is_loose` leaves out what the engine simplifies:

- It works out the hitbox anew from the position in every tick, and where that rounds into a wall the wall is passed.
- It looks for room to step up only as far as the way was free below, the game as far as the player wanted to go.
- At a sneaking player's edge every cell with a shape counts as ground, whether the shape is touched or not.
- On slime it turns the speed of a head that hits the ceiling round as well.
- Only iron trapdoors continue a ladder (so none stands on one here).
"""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.player.physics import move_player
from envs.overworld.state import MASK, allocate

pytestmark = pytest.mark.live

VERSION = "1.11.2"
SCRIPT = Path(__file__).parent / "live" / "physics.cjs"
MODULES = Path(os.environ.get("LODESTONE_LIVE_MODULES", Path(__file__).parents[2] / ".cache" / "live" / "node_modules"))
WORLDS = 240
TICKS = 120
TOLERANCE = 1e-4
SIDE = 5
"""Half the width of a world's floor."""
FLOOR = 60

BLOCKS = (
    [("stone", 0)] * 12
    + [("ice", 0), ("packed_ice", 0), ("slime", 0), ("web", 0), ("cactus", 0), ("cake", 0), ("carpet", 3), ("chest", 2)]
    + [("stone_slab", 0), ("stone_slab", 8), ("wooden_slab", 1), ("farmland", 0), ("enchanting_table", 0), ("glass", 0)]
    + [("ladder", meta) for meta in (2, 3, 4, 5)]
    + [("snow_layer", meta) for meta in range(8)]
    + [("trapdoor", meta) for meta in (0, 4, 8)]
)


def scenario(random):
    """A walled floor with a heap of random blocks on it, a start above it, and keys held for random spans."""
    cells = {(x, FLOOR, z): ("stone", 0) for x in range(-SIDE, SIDE + 1) for z in range(-SIDE, SIDE + 1)}
    for x in range(-SIDE, SIDE + 1):
        for z in range(-SIDE, SIDE + 1):
            if max(abs(x), abs(z)) == SIDE:
                cells |= {(x, FLOOR + y, z): ("stone", 0) for y in range(1, 7)}
            elif random.random() < 0.15:
                cells[(x, FLOOR, z)] = BLOCKS[random.integers(12, 15)]
            height = int(random.choice([0, 0, 0, 1, 1, 2, 3]))
            for y in range(1, height + 1):
                block = BLOCKS[random.integers(len(BLOCKS))]
                if block[0] == "trapdoor" and cells[(x, FLOOR + y - 1, z)][0] == "ladder":
                    block = ("stone", 0)
                cells[(x, FLOOR + y, z)] = block
    inputs = []
    keys, yaw, turn, left = [0] * 7, float(random.uniform(-180, 180)), 0.0, 0
    for _ in range(TICKS):
        if left == 0:
            left = int(random.integers(1, 25))
            forward, back, strafe_left, strafe_right, jump = (random.random(5) < [0.8, 0.1, 0.2, 0.2, 0.4]).astype(int)
            sneak = int(random.random() < 0.15)
            sprint = int(forward and not back and not sneak and random.random() < 0.5)
            keys = [int(forward), int(back), int(strafe_left), int(strafe_right), int(jump), sprint, sneak]
            turn = float(random.uniform(-20, 20)) if random.random() < 0.4 else 0.0
        left -= 1
        yaw = (yaw + turn + 180.0) % 360.0 - 180.0
        inputs.append([*keys, yaw])
    blocks = [[x, y, z, name, meta] for (x, y, z), (name, meta) in cells.items()]
    start = [float(random.uniform(-3, 3)), FLOOR + 5.0, float(random.uniform(-3, 3))]
    return {"blocks": blocks, "start": start, "inputs": inputs}


@cache
def played():
    """Random scenarios and what the engine makes of them."""
    node = shutil.which("node")
    if node is None or not (MODULES / "prismarine-physics").is_dir():
        pytest.skip(f"needs node and {MODULES}/prismarine-physics: `make test-live` installs it")
    random = np.random.default_rng(int(os.environ.get("LODESTONE_LIVE_SEED", "0")))
    worlds = [scenario(random) for _ in range(WORLDS)]
    answer = subprocess.run(
        [node, SCRIPT],
        input=json.dumps({"version": VERSION, "worlds": worlds}),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        env=os.environ | {"NODE_PATH": str(MODULES)},
    )
    return worlds, json.loads(answer.stdout)


def _is_loose(s, before, after, sneak):
    """Whether the engine and the game part in a tick; see the top of this file."""
    x, y, z = before[:3]
    faces = 16 * np.array([x - 0.3, x + 0.3, z - 0.3, z + 0.3])
    if ((faces != np.round(faces)) & (abs(faces - np.round(faces)) < 1e-9)).any():
        return True
    xs, zs = (np.arange(int(np.floor(at)) - 1, int(np.floor(at)) + 2) & MASK for at in (x, z))
    around = s.blocks[0][np.ix_(xs, zs)]
    shaped = RULES.box_counts[RULES.blocks["shape"][around]] > 0
    floor = int(np.floor(y))
    if after[7] and shaped[:, :, int(y + 1.8) : int(y + 2.4) + 1].any():
        return True
    below = around[1, 1, int(np.floor(y - 0.2))] >> 4
    if below == block_id("slime") and 0 < before[4] > after[1] - y + 1e-9:
        return True
    partial = shaped & ~np.isin(
        around >> 4, [block_id(name) for name in ("stone", "ice", "packed_ice", "slime", "glass")]
    )
    return bool(sneak and (partial[:, :, floor - 1].any() or shaped[:, :, floor : floor + 2].any() or y != floor))


def test_shapes_of_the_blocks_are_ours():
    for name, boxes in played()[1]["shapes"].items():
        block, meta = name.split(":")
        shape = RULES.blocks[block_state(block, int(meta))]["shape"]
        assert RULES.boxes[shape, : RULES.box_counts[shape]].tolist() == boxes, name


def test_every_tick_moves_as_the_engine_moves():
    worlds, answer = played()
    checked = np.zeros(4, np.int64)
    wrong = []
    for number, (world, trace) in enumerate(zip(worlds, answer["traces"], strict=True)):
        s = allocate(1)
        for x, y, z, name, meta in world["blocks"]:
            s.blocks[0, x & MASK, z & MASK, y] = block_state(name, meta)
        for tick, (before, after, keys) in enumerate(zip(trace, trace[1:], world["inputs"], strict=False)):
            if _is_loose(s, before, after, keys[6]):
                continue
            forward, back, left, right, jump, sprint, sneak, yaw = keys
            player = s.players[0, 0]
            player["x"], player["y"], player["z"], player["vx"], player["vy"], player["vz"] = before[:6]
            player["on_ground"], player["collided"], player["jump_cooldown"] = before[6:]
            player["yaw"] = yaw
            move_player(s, RULES, 0, 0, forward - back, left - right, bool(jump), bool(sneak), bool(sprint))
            ours = [float(player[field]) for field in ("x", "y", "z", "vx", "vy", "vz")]
            off = np.abs(np.subtract(ours, after[:6])).max()
            checked += [1, bool(jump), bool(after[7]), bool(sneak)]
            if off > TOLERANCE or int(player["on_ground"]) != after[6]:
                wrong.append((number, tick, keys, before, after, ours))
    assert (checked > [10000, 4000, 800, 50]).all(), checked
    assert not wrong, f"{len(wrong)} of {checked[0]} ticks differ, the first: {wrong[0]}"
