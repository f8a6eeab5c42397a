"""The client's side of `benchmarks/adapters.py`: MineStudio's MineRL, unchanged, in its own environment.

    python benchmarks/minerl_client.py PORT SECONDS

Prints, of a player that walks and looks around, without resets: milliseconds of a quick step (nine of ten take longer),
CPU milliseconds of a step, and steps per second.
"""

import runpy
import sys
import time
from pathlib import Path

_ENTERED = runpy.run_path(str(Path(__file__).parents[1] / "envs" / "minerl" / "simulator.py"))
_WARM_UP = 20
_TURNS = 40  # steps from one turn of the head to the next


def main() -> None:
    """Step for a while and print the rate."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    instance = _ENTERED["MinecraftInstance"](working_dir=".", port=port, existing=True)
    env = _ENTERED["HumanSurvival"]().make(instances=[instance])
    env.reset()
    keys = {name: 0 for name in env.action_space.spaces if name not in ("camera", "chat", "voxels", "mobs")}
    steps, began, computed, taken = -_WARM_UP, 0.0, 0.0, []
    while steps <= 0 or time.perf_counter() - began < seconds:
        if steps == 0:
            began, computed = time.perf_counter(), time.process_time()
        once = time.perf_counter()
        env.step({**keys, "forward": 1, "camera": [0.0, 90.0 if steps % _TURNS == 0 else 0.0]})
        taken.append(time.perf_counter() - once)
        steps += 1
    print(1e3 * sorted(taken)[len(taken) // 10])
    print(1e3 * (time.process_time() - computed) / steps)
    print(steps / (time.perf_counter() - began))
    env.close()


if __name__ == "__main__":
    main()
