"""Worlds of simulators side by side: what they show, and what happens when a simulator, or we, are lost."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

from envs.overworld.action import KEYS
from envs.worker.link import WorkerError
from envs.worker.worlds import SimulatorVectorEnv
from tests.envs.worker.standins import CRASHES, NOBODY, STAND_IN, STUMBLES
from tests.envs.worker.test_link import gone, is_running

ROOT = Path(__file__).parents[3]


def settings(*ports, max_steps=5):
    fields = {"task": "t", "biome": None, "image_size": (8, 8), "max_steps": max_steps}
    return [{"port": port, **fields} for port in ports]


def press(*attacks):
    keys = {name: np.zeros(len(attacks), np.int64) for name in KEYS}
    return keys | {"attack": np.array(attacks), "camera": np.zeros((len(attacks), 2), np.float32)}


def test_an_episode_whose_simulator_is_lost_is_cut_off_and_another_begins():
    env = SimulatorVectorEnv(STAND_IN, settings(None, CRASHES, STUMBLES))
    try:
        assert env.metadata["autoreset_mode"] == AutoresetMode.NEXT_STEP
        assert list(env.single_observation_space) == ["rgb"]
        observation, info = env.reset(seed=[4, 5, 6])
        assert info["seed"].tolist() == [4, 5, 6] and info["lost"].tolist() == [False, False, True]
        seen, rows = [observation["rgb"][:, 0, 0, 0].tolist()], []
        for _ in range(6):
            observation, reward, terminated, truncated, info = env.step(press(1, 1, 0))
            assert not terminated.any() and not info["success"].any()
            seen.append(observation["rgb"][:, 0, 0, 0].tolist())
            rows.append((reward.tolist(), truncated.tolist(), info["lost"].tolist()))
    finally:
        env.close()
    assert seen == [[0, 0, 0], [1, 1, 1], [2, 2, 2], [3, 2, 3], [4, 0, 4], [5, 1, 5], [0, 2, 0]]
    assert [row[0] for row in rows] == [[1, 1, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]
    assert [row[1] for row in rows] == [[False] * 3] * 2 + [
        [False, True, False],
        [False] * 3,
        [True, False, True],
        [False] * 3,
    ]
    assert [row[2] for row in rows] == [[False] * 3] * 2 + [[False, True, False]] + [[False] * 3] * 2 + [
        [False, False, True]
    ]
    assert not any(process.is_alive() for process in env.processes)


def test_what_never_begins_is_one_error(recwarn):
    env = SimulatorVectorEnv(STAND_IN, settings(NOBODY, None))
    with pytest.raises(WorkerError, match=r"^nobody listens$"):
        env.reset(seed=[0, 1])
    env.close()
    assert not any(process.is_alive() for process in env.processes)
    assert not [warning for warning in recwarn if "Worker-" in str(warning.message)]


def test_a_process_that_ends_is_one_error():
    env = SimulatorVectorEnv(STAND_IN, settings(None, None))
    env.reset(seed=[0, 1])
    env.processes[1].kill()
    with pytest.raises(WorkerError, match="the process of a world has ended"):
        for _ in range(2):  # what it had been told may still be in the pipe
            env.step(press(0, 0))
    env.close()
    assert not any(process.is_alive() for process in env.processes)


PARENT = """
import signal
import time
from envs.worker.worlds import SimulatorVectorEnv
from tests.envs.worker.test_worlds import STAND_IN, settings

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to it
    env = SimulatorVectorEnv(STAND_IN, settings(None))
    env.reset(seed=[0])
    print(*[process.pid for process in env.processes], flush=True)
    time.sleep(1000)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_its_parent(tmp_path, end):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    command = [sys.executable, str(script)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        children = parent.stdout.readline().split()
        assert children and all(is_running(int(child)) for child in children)
        parent.send_signal(end)
    assert gone(*children)
