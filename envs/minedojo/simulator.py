"""MineDojo's real simulator, in MineDojo's own environment: the worker's script behind `envs/minedojo/env.py`.

Runs on Python 3.9 to 3.11 with MineDojo 0.1 and needs nothing of ours. `begin` starts a mission and `step` takes a raw
action; both put the picture into the shared memory, (H, W, 3) uint8, and answer with what the game tells of the tick.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from minedojo.sim import InventoryItem, MineDojoSim
from minedojo.sim.bridge.mc_instance import InstanceManager

_SLOTS = 41
_PLACE = ("xpos", "ypos", "zpos", "yaw", "pitch")
_PLAIN = (
    "life",
    "armor",
    "food",
    "saturation",
    "xp",
    "air",
    "is_sleeping",
    "light_level",
    "sky_light_level",
    "sea_level",
    "biome_rainfall",
    "biome_temperature",
    "biome_id",
    "is_raining",
    "can_see_sky",
    "nearby_crafting_table",
    "nearby_furnace",
    "current_item_index",
    "world_time",
)
"""What is handed on as it is."""


def make(memory: Any) -> dict[str, Any]:
    """Return the functions of a worker."""
    logging.basicConfig(level=logging.INFO)
    simulator = Simulator(memory)
    return {"begin": simulator.begin, "step": simulator.step}


class Simulator:
    """One game of Minecraft, in which one mission follows the other."""

    def __init__(self, memory: Any) -> None:
        self._memory = np.frombuffer(memory, np.uint8)
        self._sim: Any = None
        self._port: int | None = None

    def begin(self, facts: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin a mission in a new world.

        `settings` are keyword arguments of MineDojoSim, `commands` are sent then, a tick each, and `lag` ticks follow.
        `items` and `mobs` are the names whose numbers are answered with; `port` is that of a running Minecraft.
        """
        settings = facts["settings"]
        inventory = [InventoryItem(*row) for row in settings.pop("initial_inventory")]
        sim = MineDojoSim(initial_inventory=inventory, image_size=tuple(settings.pop("image_size")), **settings)
        if facts["port"] != self._port and self._sim is not None:
            raise ValueError(f"this MineDojo plays at port {self._port}, not {facts['port']}: start another one")
        if self._sim is not None:  # a new mission, but the same Minecraft, whose start takes minutes
            sim._bridge_env = self._sim._bridge_env
        elif facts["port"] is not None:
            InstanceManager.add_existing_instance(facts["port"])
        self._sim, self._port = sim, facts["port"]
        self._idle = sim.action_space.no_op()
        self._items, self._mobs = facts["items"], facts["mobs"]
        self._numbers = {name: number for number, name in enumerate(self._items)}
        self._observation, self._info = sim.reset(), sim.prev_info
        for command in facts["commands"]:
            self._tick({"chat": command})
        return self._rest(facts["lag"])

    def step(self, facts: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take the raw `action`, of which nothing has to be there, then `lag` steps without one."""
        self._tick(facts["action"])
        return self._rest(facts["lag"])

    def _tick(self, action: dict[str, Any]) -> None:
        raw = {**self._idle, **action}
        raw["camera"] = np.array(raw["camera"], np.float64)
        self._observation, _, done, self._info = self._sim.step(raw)
        if done:
            raise ConnectionError("Minecraft has ended the mission, or does not answer any more")

    def _rest(self, lag: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Let time pass, and return what there is to be told."""
        for _ in range(lag):
            self._tick({})
        picture = self._observation["rgb"].transpose(1, 2, 0)
        np.copyto(self._memory[: picture.size].reshape(picture.shape), picture)
        info, stat = self._info, self._info["stat"]
        told = {name: info[name] for name in _PLAIN}
        told["place"] = [info[name] for name in _PLACE]
        told["damage"] = info.get("damage_source", {})
        told["deaths"], told["life_ticks"] = stat["deaths"], stat["time_since_death"]
        used = stat["use_item"]["minecraft"]
        return told, {
            "slots": self._slots(info["inventory"]),
            "kills": np.array([stat["kill_entity"].get(name, 0) for name in self._mobs], np.int32),
            "used": np.array([used.get(name, 0) for name in self._items], np.int32),
        }

    def _slots(self, rows: list[dict[str, Any]]) -> Any:
        """Return item, variant or damage, and count of every slot, (41, 3) int32; what lies in a chest is left out."""
        slots = np.zeros((_SLOTS, 3), np.int32)
        own = [row for row in rows if row["inventory"] == "inventory"]
        for place, row in enumerate(own[:_SLOTS]):
            if row["quantity"]:
                most = row["max_durability"]
                meta = most - row["cur_durability"] if most > 0 else row["variant"]
                slots[place] = self._numbers[row["name"]], meta, row["quantity"]
        return slots
