"""What the published wheel of MineDojo 0.1 does with the served Overworld; runs in MineDojo's own environment.

    python wheel_scenarios.py PORT < WHAT TO PLAY

Nothing of MineDojo is changed; the only trace of the Overworld is `add_existing_instance`. Each line that is read is a
list of a scenario and its arguments. What it saw is printed as one JSON object, in a line that begins with "saw ", or
what went wrong in one that begins with "failed ", and `test_wheel.py` says what it should have been. Importing MineDojo
takes longer than most scenarios, so they share a process. Python 3.9 to 3.11.
"""

import json
import sys
import time
import traceback

import minedojo
import numpy as np
from minedojo.sim import InventoryItem
from minedojo.sim.bridge.mc_instance import InstanceManager

SIZE = (48, 64)
PORT = int(sys.argv[1])
MIDDLE = 12  # camera bin that does not turn
USE, DROP, ATTACK, CRAFT, EQUIP, PLACE, DESTROY = range(1, 8)


def connected(make, *args, **kwargs):
    InstanceManager.add_existing_instance(PORT)
    return make(*args, image_size=SIZE, **kwargs)


def flat(tree, prefix=""):
    """Return shapes and kinds of the arrays of an observation, by dotted name."""
    leaves = {}
    for name, value in tree.items():
        path = prefix + name
        leaves.update(flat(value, path + ".") if isinstance(value, dict) else {path: value})
    return leaves


def described(observation):
    return {name: [list(np.shape(value)), np.asarray(value).dtype.kind] for name, value in flat(observation).items()}


def act(env, function=0, slot=0, item=None, **moves):
    """Take one step of the 8-dim action and return its result."""
    from minedojo.sim.mc_meta.mc import ALL_CRAFT_SMELT_ITEMS

    craft = 0 if item is None else ALL_CRAFT_SMELT_ITEMS.index(item)
    names = ("forward", "strafe", "jump", "pitch", "yaw")
    move = [moves.get(name, MIDDLE if name in ("pitch", "yaw") else 0) for name in names]
    return env.step(np.array([*move, function, craft, slot]))


def held(observation):
    names, counts = observation["inventory"]["name"], observation["inventory"]["quantity"]
    totals = {}
    for name, count in zip(names.tolist(), counts.tolist()):  # noqa: B905 - not in Python 3.9
        if name != "air":
            totals[name] = totals.get(name, 0) + count
    return totals


def slot_of(observation, name):
    return observation["inventory"]["name"].tolist().index(name)


def plains(**settings):
    """A world of our own on a plain at noon, without mobs."""
    world = {"generate_world_type": "specified_biome", "specified_biome": "plains", "world_seed": 123, "seed": 0}
    quiet = {"allow_mob_spawn": False, "start_time": 6000, "allow_time_passage": False}
    return {**world, **quiet, **settings}


def stand(env, yaw=0, pitch=0):
    """Put the player onto a stage of stone in the sky."""
    env.unwrapped.teleport_agent(0.5, 120, 0.5, yaw, pitch)


def build_stage(env):
    for x in range(-3, 4):
        for z in range(-3, 4):
            env.unwrapped.execute_cmd(f"/setblock {x} 119 {z} stone")


def observations():
    """Names, shapes and kinds through `make`, and of the bare simulator with voxels and rays of other sizes."""
    task = connected(minedojo.make, "harvest_1_log_plains", seed=0)
    seen = {"task": described(task.reset())}
    task.close()
    bare = connected(
        minedojo.sim.MineDojoSim,
        use_voxel=True,
        voxel_size={"xmin": -2, "xmax": 2, "ymin": -1, "ymax": 3, "zmin": 0, "zmax": 1},
        use_lidar=True,
        lidar_rays=[(-np.pi / 2, 0.0, 9.0), (0.0, 0.5, 10.0)],
        **plains(),
    )
    first = bare.reset()
    after, reward, done, info = bare.step(bare.action_space.no_op())
    seen["bare"] = described(after)
    seen["first"] = described(first)
    voxels, rays, position = after["voxels"], after["rays"], after["location_stats"]["pos"]
    seen["below"] = str(voxels["block_name"][2, 0, 0])
    seen["ray"] = [str(rays["block_name"][0]), float(rays["block_distance"][0]), float(rays["traced_block_y"][0])]
    seen["position"] = [float(value) for value in position]
    seen["end"] = [reward, done]
    seen["info"] = sorted(info)
    seen["statistics"] = [keys for keys in minedojo.sim.mc_meta.mc.ALL_STAT_KEYS if not _is_there(info, keys)]
    bare.close()
    return seen


def _is_there(tree, keys):
    for key in keys:
        if key not in tree:
            return False
        tree = tree[key]
    return isinstance(tree, int)


def actions():
    """Every value of every dimension, but for the items to craft."""
    start = [InventoryItem(0, "diamond_pickaxe"), InventoryItem(3, "log", 2, 5), InventoryItem(9, "dirt", None, 20)]
    env = connected(minedojo.make, "open-ended", initial_inventory=start, **plains())
    seen = {"nvec": env.action_space.nvec.tolist(), "no_op": env.action_space.no_op().tolist()}
    observation = env.reset()
    seen["start"] = held(observation)
    build_stage(env)
    seen["moves"] = {}
    for name, moves in {
        "forward": {"forward": 1}, "back": {"forward": 2}, "left": {"strafe": 1}, "right": {"strafe": 2},
        "jump": {"jump": 1}, "sneak": {"jump": 2, "forward": 1}, "sprint": {"jump": 3, "forward": 1},
    }.items():  # fmt: skip
        stand(env)
        for _ in range(5):
            observation = act(env, **moves)[0]
        moved = observation["location_stats"]["pos"] - np.array([0.5, 120, 0.5])
        seen["moves"][name] = [round(float(value), 3) for value in moved]
    stand(env)
    observation = act(env, pitch=MIDDLE + 4, yaw=MIDDLE - 2)[0]
    seen["turned"] = [float(observation["location_stats"][name][0]) for name in ("pitch", "yaw")]
    observation = act(env, DROP)[0]
    seen["dropped"] = held(observation).get("diamond pickaxe", 0)
    observation = act(env, CRAFT, item="planks")[0]
    seen["crafted"] = held(observation)
    seen["delta"] = [str(observation["delta_inv"][name][0]) for name in ("inc_name_by_craft", "dec_name_by_craft")]
    observation = act(env, EQUIP, slot_of(observation, "dirt"))[0]
    seen["equipped"] = str(observation["equipment"]["name"][0])
    observation = act(env, PLACE, slot_of(observation, "dirt"))[0]
    seen["placed"] = held(observation)["dirt"]
    for _ in range(30):
        act(env, ATTACK)
    for _ in range(10):  # to where it fell
        observation = act(env, forward=1)[0]
    seen["dug"] = held(observation)["dirt"]
    observation = act(env, DESTROY, slot_of(observation, "log"))[0]
    seen["destroyed"] = held(observation)
    try:
        act(env, PLACE, 30)
    except ValueError as error:
        seen["empty_slot"] = str(error).split(",")[0]
    env.close()
    return seen


def workshop():
    """A table and a furnace: placed, near, crafted at, smelted in; and what the masks say."""
    start = [
        InventoryItem(0, "crafting_table"), InventoryItem(1, "furnace"), InventoryItem(2, "planks", None, 20),
        InventoryItem(3, "stick", None, 10), InventoryItem(4, "iron_ore", None, 2), InventoryItem(5, "coal", None, 2),
        InventoryItem(6, "iron_helmet"),
    ]  # fmt: skip
    env = connected(minedojo.make, "open-ended", initial_inventory=start, **plains())
    observation = env.reset()
    build_stage(env)
    stand(env, pitch=60)
    observation = act(env)[0]
    from minedojo.sim.mc_meta.mc import ALL_CRAFT_SMELT_ITEMS

    def masked():
        masks = observation["masks"]
        return {
            "types": masks["action_type"].tolist(),
            "craft": [ALL_CRAFT_SMELT_ITEMS[number] for number in np.flatnonzero(masks["craft_smelt"])],
            "equip": np.flatnonzero(masks["equip"]).tolist(),
            "place": np.flatnonzero(masks["place"]).tolist(),
            "destroy": np.flatnonzero(masks["destroy"]).tolist(),
        }

    seen = {"before": masked()}
    observation = act(env, CRAFT, item="wooden_pickaxe")[0]
    seen["too_early"] = held(observation).get("wooden pickaxe", 0)
    observation = act(env, PLACE, 0)[0]
    seen["table"] = bool(observation["nearby_tools"]["table"])
    seen["with_table"] = masked()
    observation = act(env, CRAFT, item="wooden_pickaxe")[0]
    seen["pickaxe"] = held(observation).get("wooden pickaxe", 0)
    stand(env, yaw=180, pitch=60)
    observation = act(env)[0]
    seen["away"] = bool(observation["nearby_tools"]["table"])
    observation = act(env, PLACE, 1)[0]
    seen["furnace"] = bool(observation["nearby_tools"]["furnace"])
    observation = act(env, CRAFT, item="iron_ingot")[0]
    seen["smelted"] = held(observation)
    observation = act(env, EQUIP, 6)[0]
    seen["worn"] = observation["equipment"]["name"].tolist()
    seen["armor"] = float(observation["life_stats"]["armor"][0])
    env.close()
    return seen


def chat():
    """All helpers that send slash commands."""
    env = connected(minedojo.sim.MineDojoSim, use_lidar=True, **plains())
    env.reset()
    seen = {}
    env.teleport_agent(0.5, 120, 0.5, 0, 0)
    env.set_block("glass", [0, -1, 0])
    env.set_inventory([InventoryItem("mainhand", "diamond_sword"), InventoryItem("feet", "iron_boots")])
    observation = env.spawn_mobs("zombie_pigman", [0, 0, 3])[0]
    seen["names"] = [str(observation["inventory"]["name"][0]), str(observation["equipment"]["name"][1])]
    seen["ray"] = [str(observation["rays"]["entity_name"][0]), float(observation["rays"]["entity_distance"][0])]
    seen["stands"] = round(float(observation["location_stats"]["pos"][1]), 3)
    env.execute_cmd("/kill @e[type=zombie_pigman]")
    for _ in range(25):
        observation, _, _, info = env.step(env.action_space.no_op())
    seen["gone"] = str(observation["rays"]["entity_name"][0])
    seen["kills"] = info["stat"]["mob_kills"]
    seen["cleared"] = held(env.clear_inventory()[0])
    seen["time"] = env.set_time(18000)[3]["world_time"]
    seen["rain"] = env.set_weather("rain")[3]["is_raining"]
    for _ in range(40):
        info = env.step(env.action_space.no_op())[3]
    seen["rains"] = info["is_raining"]
    before = np.array([info["xpos"], info["zpos"]])
    info = env.random_teleport(50)[3]
    seen["away"] = float(np.abs(np.array([info["xpos"], info["zpos"]]) - before).max())
    info = env.kill_agent()[3]
    seen["died"] = [info["stat"]["deaths"], bool(info["living_death_event_fired"])]
    seen["unknown"] = bool(env.execute_cmd("/frobnicate")[2])
    env.close()
    return seen


def slots():
    """Control by keys and slots: exchanges of stacks, and the hotbar."""
    start = [InventoryItem(0, "stone"), InventoryItem(12, "log", None, 5)]
    env = connected(minedojo.sim.MineDojoSim, event_level_control=False, initial_inventory=start, **plains())
    env.reset()
    action = env.action_space.no_op()
    action["swap_slot"] = {"source_slot": 12, "target_slot": 2}
    observation, _, _, info = env.step(action)
    seen = {"hotbar": observation["inventory"]["name"][:3].tolist(), "selected": [info["current_item_index"]]}
    action = env.action_space.no_op()
    action["hotbar.3"] = 1
    info = env.step(action)[3]
    seen["selected"].append(info["current_item_index"])
    action = env.action_space.no_op()
    action["drop"] = action["pickItem"] = 1
    seen["dropped"] = held(env.step(action)[0])
    env.close()
    return seen


def fast_reset():
    """A task that is reset by commands, and its counts."""
    settings = {
        "initial_mobs": "cow",
        "initial_mob_spawn_range_low": (0, 1, 2),
        "initial_mob_spawn_range_high": (0, 1, 2),
    }
    env = connected(
        minedojo.make,
        "combat",
        target_names="cow",
        target_quantities=1,
        initial_inventory=[InventoryItem(0, "diamond_sword")],
        specified_biome="plains",
        world_seed=123,
        seed=0,
        allow_mob_spawn=False,
        **settings,
    )
    seen = {"places": [], "inventory": [], "rewards": [], "done": [], "deaths": []}
    for _ in range(3):
        observation = env.reset()
        seen["places"].append([float(value) for value in observation["location_stats"]["pos"]])
        seen["inventory"].append(held(observation))
        total, done, steps = 0.0, False, 0
        env.unwrapped.execute_cmd("/kill @e[type=cow]")
        while not done and steps < 300:
            if steps % 40 == 0:  # a cow ahead
                position = env.unwrapped.prev_info
                env.unwrapped.teleport_agent(position["xpos"], position["ypos"], position["zpos"], 0, 10)
                env.unwrapped.spawn_mobs("cow", [0, 0, 2])
            observation, reward, done, info = act(env, ATTACK if steps % 14 == 0 else 0)
            total += reward
            steps += 1
        seen["rewards"].append(total)
        seen["done"].append(bool(done))
        seen["deaths"].append(info["stat"]["deaths"])
    env.close()
    return seen


def tasks(count, seed):
    """Sampled tasks of all categories: made, reset, stepped, reset again."""
    from minedojo.tasks import ALL_TASK_IDS

    groups = {}
    for name in ALL_TASK_IDS:
        groups.setdefault(name.replace(":", "_").split("_")[0].lower(), []).append(name)
    rng = np.random.default_rng(seed)
    chosen = []
    while len(chosen) < count:
        for kind in sorted(groups):
            left = [name for name in groups[kind] if name not in chosen]
            if left and len(chosen) < count:
                chosen.append(left[int(rng.integers(len(left)))])
    failed = {}
    for name in chosen:
        try:
            env = connected(minedojo.make, name, seed=0)
            for _ in range(2):
                env.reset()
                for _ in range(3):
                    env.step(env.action_space.no_op())
            env.close()
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    return {"tried": len(chosen), "groups": {kind: len(names) for kind, names in groups.items()}, "failed": failed}


def soak(steps, seed):
    """Random actions that the masks allow, with a fast reset now and then."""
    env = connected(minedojo.make, "survival", seed=seed)
    rng = np.random.default_rng(seed)
    observation = env.reset()
    began, resets, worst = time.perf_counter(), 0, 0.0
    for number in range(steps):
        function = int(rng.choice(np.flatnonzero(observation["masks"]["action_type"])))
        name = {CRAFT: "craft_smelt", EQUIP: "equip", PLACE: "place", DESTROY: "destroy"}.get(function)
        argument = int(rng.choice(np.flatnonzero(observation["masks"][name]))) if name else 0
        action = [
            rng.integers(3),
            rng.integers(3),
            rng.integers(4),
            rng.integers(10, 15),
            rng.integers(8, 17),
            function,
            0,
            0,
        ]
        action[6 if function == CRAFT else 7] = argument
        once = time.perf_counter()
        observation, _, done, info = env.step(np.array(action))
        worst = max(worst, time.perf_counter() - once)
        if number % 1000 == 999:
            env.reset()
            resets += 1
        assert observation["rgb"].shape == (3, *SIZE) and np.isfinite(observation["location_stats"]["pos"]).all()
    seconds = time.perf_counter() - began
    env.close()
    return {
        "steps": steps,
        "resets": resets,
        "done": bool(done),
        "seconds": seconds,
        "worst": worst,
        "deaths": info["stat"]["deaths"],
    }


if __name__ == "__main__":
    SCENARIOS = (observations, actions, workshop, chat, slots, fast_reset, tasks, soak)
    by_name = {function.__name__: function for function in SCENARIOS}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            print("\nsaw", json.dumps(by_name[name](*arguments)), flush=True)
        except Exception:
            print("\nfailed", json.dumps(traceback.format_exc()), flush=True)
