"""The client's side of `benchmarks/malmo.py`: MineDojo 0.1, unchanged, in its own environment (Python 3.9 to 3.11).

    python benchmarks/malmo_client.py PORT bare|make SECONDS

Prints, of a player that walks and looks around, without resets: milliseconds of a quick step (nine of ten take longer),
CPU milliseconds of a step, and steps per second.
"""

import sys
import time

import minedojo
from minedojo.sim.bridge.mc_instance import InstanceManager

_SIZE = (160, 256)
_WARM_UP = 20
_TURNS = 40  # steps from one turn of the head to the next


def main() -> None:
    """Step for a while and print the rate."""
    port, kind, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    InstanceManager.add_existing_instance(port)
    if kind == "make":
        env = minedojo.make("harvest_1_log_plains", image_size=_SIZE, world_seed=1, seed=0)
    else:
        env = minedojo.sim.MineDojoSim(image_size=_SIZE, world_seed=1, seed=0)
    env.reset()
    for steps in range(_WARM_UP):
        env.step(_action(env, kind, steps))
    steps, began, computed, taken = 0, time.perf_counter(), time.process_time(), []
    while time.perf_counter() - began < seconds:
        once = time.perf_counter()
        env.step(_action(env, kind, steps))
        taken.append(time.perf_counter() - once)
        steps += 1
    print(1e3 * sorted(taken)[len(taken) // 10])
    print(1e3 * (time.process_time() - computed) / steps)
    print(steps / (time.perf_counter() - began))
    env.close()


def _action(env, kind, steps):  # noqa: ANN001, ANN202 - without types of gym
    """Walk, and turn now and then."""
    action = env.action_space.no_op()
    turns = steps % _TURNS == 0
    if kind == "make":
        action[0], action[4] = 1, 18 if turns else 12
    else:
        action["forward"], action["camera"][1] = 1, 90.0 if turns else 0.0
    return action


if __name__ == "__main__":
    main()
