"""MineRL 1.0 as MineStudio publishes it, by itself: runs in its environment, prints what it saw as one JSON line."""

import json
import runpy
import sys
from pathlib import Path

import numpy as np

ENTERED = runpy.run_path(str(Path(__file__).parents[3] / "envs" / "minerl" / "simulator.py"))
HumanSurvival, MinecraftInstance = ENTERED["HumanSurvival"], ENTERED["MinecraftInstance"]
STATISTICS = ("custom", "use_item", "kill_entity", "mine_block", "craft_item", "pickup", "break_item", "damage_dealt")


def described(observation):
    kept = {name: len(observation[name]) for name in ("inventory", "equipped_items", "player_pos")}
    kept["pov"] = [list(observation["pov"].shape), str(observation["pov"].dtype)]
    kept["is_gui_open"] = observation["is_gui_open"]
    return kept | {"statistics": sorted(set(observation) & set(STATISTICS))}


def plain(tree):
    return {name: value.item() if isinstance(value, np.ndarray) else str(value) for name, value in tree.items()}


def main():
    instance = MinecraftInstance(working_dir=".", port=int(sys.argv[1]), existing=True)
    spec = HumanSurvival(inventory={0: {"type": "birch_log", "quantity": 5}}, preferred_spawn_biome="plains")
    env = spec.make(instances=[instance])
    env.seed(5)
    observation = env.reset()
    seen = {"observation": described(observation), "hand": plain(observation["equipped_items"]["mainhand"])}
    seen["slots"] = [[observation["inventory"][slot][name] for name in ("type", "quantity")] for slot in (0, 1)]
    begun = dict(observation["player_pos"])
    for steps in range(60):
        action = env.action_space.no_op()
        for key in ("forward", "jump", "attack", "sprint", "inventory", "pickItem", "hotbar.3"):
            action[key] = int(env.action_space[key].sample())
        action["camera"] = np.random.default_rng(steps).uniform(-10, 10, 2)
        action["voxels"], action["mobs"] = [-2, 2, -2, 2, -2, 2], [-8, 8, -8, 8, -8, 8]
        observation, _, done, info = env.step(action)
    seen |= {"steps": steps + 1, "done": bool(done), "info": sorted(info)}
    seen["moved"] = max(abs(observation["player_pos"][axis] - begun[axis]) for axis in "xz")
    observation, _, _, _ = env.execute_cmd("/replaceitem entity @p hotbar.1 minecraft:charcoal 2")
    seen["given"] = observation["inventory"][1]["type"]
    observation = env.reset()
    seen["again"] = [abs(observation["player_pos"][axis]) for axis in "xz"]
    env.close()
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
