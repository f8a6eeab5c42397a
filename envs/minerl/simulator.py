"""MineRL 1.0, in the environment of MineStudio that carries it: the worker's script behind `envs/minerl/env.py`.

Runs on Python 3.10 to 3.12 with MineStudio 1.1.6 and needs nothing of ours but the files beside it. `begin` starts a
mission and `step` takes an action; both put the picture into the shared memory, (H, W, 3) uint8, and answer with what
the game tells of the tick.

MineRL is imported without MineStudio's `simulator/__init__.py`, which would import PyTorch, Gymnasium, PyAV and more
for its own agents: the package is entered by its folder. Its bookkeeping (locks and lists of all simulators on the
machine, which outlive a killed one) is the worker's own and goes with it.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import runpy
import struct
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

import cv2
import numpy as np

_SLOTS, _MAIN = 41, 36
_WORN = {"offhand": 40, "head": 39, "chest": 38, "legs": 37, "feet": 36}
_FULL = 20.0
_NATIVE = (640, 360)  # (width, height) of the pictures that VPT was trained on
_PACKAGE = "minestudio.simulator"


def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """Make the folder that MineStudio works in: with the engine, if there is one, and nothing of anybody else."""
    home = runpy.run_path(str(Path(__file__).with_name("engine.py")))["engine_home"](Path(sys.prefix))
    folder = tempfile.TemporaryDirectory(prefix="minestudio-", ignore_cleanup_errors=True)
    for part in ("engine", "runtime"):
        if (home / part).exists():
            Path(folder.name, part).symlink_to(home / part)
    return folder


def _enter(package: str) -> None:
    """Let the modules of a package be imported without running what the package itself imports."""
    found = importlib.util.find_spec(package)
    module = types.ModuleType(package)
    module.__path__ = list(found.submodule_search_locations)  # type: ignore[union-attr,arg-type]
    sys.modules[package] = module


_FOLDER = _own_folder()
os.environ["MINESTUDIO_DIR"] = _FOLDER.name
_enter(_PACKAGE)
from minestudio.simulator.minerl.env.malmo import InstanceManager, MinecraftInstance  # noqa: E402
from minestudio.simulator.minerl.herobraine.env_specs.human_survival_specs import HumanSurvival  # noqa: E402
from minestudio.simulator.minerl.herobraine.hero import handlers, spaces  # noqa: E402
from minestudio.simulator.minerl.herobraine.hero.handlers.translation import TranslationHandler  # noqa: E402
from minestudio.simulator.minerl.herobraine.hero.mc import INVERSE_KEYMAP  # noqa: E402


class _Everything(TranslationHandler):
    """An observation that is all the game tells, of which MineRL's own leave out the life, the sky and the place."""

    def __init__(self) -> None:
        super().__init__(spaces.Text(shape=()))

    def to_string(self) -> str:
        return "everything"

    def xml_template(self) -> str:
        return ""

    def from_hero(self, told: dict[str, Any]) -> dict[str, Any]:
        return told


class _Survival(HumanSurvival):
    """MineStudio's environment with the key that it leaves out and VPT presses: `drop`."""

    def create_observables(self) -> list[Any]:
        return [*super().create_observables(), _Everything()]

    def create_actionables(self) -> list[Any]:
        return [*super().create_actionables(), handlers.KeybasedCommandAction("drop", INVERSE_KEYMAP["drop"])]


def make(memory: Any) -> dict[str, Any]:
    """Return the functions of a worker."""
    logging.basicConfig(level=logging.INFO)
    simulator = Simulator(memory)
    return {"begin": simulator.begin, "step": simulator.step}


class Simulator:
    """One game of Minecraft, in which one mission follows the other."""

    def __init__(self, memory: Any) -> None:
        self._memory = np.frombuffer(memory, np.uint8)
        self._env: Any = None
        self._port: int | None = None

    def begin(self, facts: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin a mission in a new world.

        `seed`, `biome` and `inventory` are what MineRL begins with, `commands` are sent then, a tick each, and `lag`
        ticks follow. `size` is (height, width) of the picture, `items` and `mobs` are the names whose numbers are
        answered with, `stacks` gives item and variant by the game's name, and `port` is that of a running Minecraft.
        """
        if facts["port"] != self._port and self._env is not None:
            raise ValueError(f"this MineRL plays at port {self._port}, not {facts['port']}: start another one")
        self._port = facts["port"]
        self._size, self._stacks, self._mobs = tuple(facts["size"]), facts["stacks"], facts["mobs"]
        self._item_count = len(facts["items"])
        inventory = {int(slot): stack for slot, stack in facts["inventory"].items()}
        spec = _Survival(resolution=_NATIVE, inventory=inventory, preferred_spawn_biome=facts["biome"])
        self._env = spec.make(instances=self._instances())
        self._env.seed(facts["seed"])
        self._selected, self._dead = 0, False
        try:
            self._observation = self._env.reset()
        except (TypeError, AttributeError, ValueError, OSError, struct.error) as error:
            if self._port is None:
                raise
            raise ConnectionError(f"what listens at port {self._port} is no Minecraft of MineRL's ({error})") from error
        for command in facts["commands"]:
            self._tick({"chat": command})
        for _ in range(facts["lag"]):
            self._tick({})
        return self._told()

    def step(self, facts: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take `action`: the keys that are pressed, and the camera."""
        self._tick(facts["action"])
        return self._told()

    def _instances(self) -> list[Any]:
        """Return the Minecraft to play in, if there is one already: its start takes minutes."""
        if self._env is not None:
            return self._env.instances
        if self._port is None:
            return []
        if not InstanceManager._is_port_taken(self._port):
            raise ConnectionError(f"nothing listens at port {self._port}")
        return [MinecraftInstance(working_dir=tempfile.gettempdir(), port=self._port, existing=True)]

    def _tick(self, action: dict[str, Any]) -> None:
        if self._dead:
            raise RuntimeError("the player has died, and with that the mission has ended")
        keys = {name: 0 for name in self._env.action_space.spaces if name not in ("camera", "chat", "voxels", "mobs")}
        camera = np.array(action.get("camera", (0.0, 0.0)), np.float64)
        self._observation, _, self._dead, info = self._env.step({**keys, **action, "camera": camera})
        if "error" in info:
            raise ConnectionError(f"Minecraft does not answer any more: {info['error']}")
        hotbar = [number for number in range(1, 10) if action.get(f"hotbar.{number}")]
        if hotbar and not self._observation["is_gui_open"]:
            self._selected = hotbar[-1] - 1

    def _told(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what there is to be told, and show the picture."""
        self._show(self._observation["pov"])
        game, custom = self._observation["everything"], self._observation["custom"]
        life, deaths = game.get("life_stats", {}), int(custom["deaths"])
        told = {
            "life": life.get("life", game.get("health", _FULL)),
            "food": life.get("food", game.get("food_level", _FULL)),
            "saturation": life.get("saturation", 0.0),
            "xp": life.get("xp", 0),
            "air": life.get("air", 300),
            "place": [game[name] for name in ("xpos", "ypos", "zpos", "yaw", "pitch")],
            "biome_temperature": game.get("biome_temperature", 0.0),
            "biome_rainfall": game.get("biome_downfall", 0.0),
            "sea_level": game.get("sea_level", 0),
            "light_level": game.get("light_level", 0),
            "is_raining": bool(game.get("is_raining", False)),
            "can_see_sky": bool(game.get("can_see_sky", False)),
            "current_item_index": self._selected,
            "is_gui_open": bool(game["isGuiOpen"]),
            "dead": bool(self._dead),
            "deaths": deaths,
            "life_ticks": int(custom["time_since_death"]),
        }
        kills = self._observation["kill_entity"]
        arrays = {
            "slots": self._slots(),
            "kills": np.array([int(kills.get(name, 0)) for name in self._mobs], np.int32),
            "used": self._used(),
        }
        return told, arrays

    def _show(self, picture: Any) -> None:
        """Put the picture into the shared memory; another size than the game's is made as VPT's agent makes it."""
        height, width = self._size
        shown = self._memory[: height * width * 3].reshape(height, width, 3)
        if (width, height) == _NATIVE:
            np.copyto(shown, picture)
        else:
            cv2.resize(np.ascontiguousarray(picture), (width, height), dst=shown, interpolation=cv2.INTER_LINEAR)

    def _slots(self) -> Any:
        """Return item, variant or damage, and count of every slot, (41, 3) int32; unknown items are left out.

        How worn a tool is, is only told of what is worn or in the hand.
        """
        slots = np.zeros((_SLOTS, 3), np.int32)
        for number, stack in self._observation["inventory"].items():
            item, meta = self._stacks.get(stack["type"], (0, 0))
            if item and stack["quantity"] and number < _MAIN:
                slots[number] = item, meta, stack["quantity"]
        for place, text in self._observation["everything"].get("equipped_items", {}).items():
            worn = json.loads(text)
            item, meta = self._stacks.get(worn["type"], (0, 0))
            if not item:
                continue
            if place != "mainhand":
                slots[_WORN[place]] = item, worn["damage"] or meta, 1
            elif worn["maxDamage"] and slots[self._selected, 0] == item:
                slots[self._selected, 1] = worn["damage"]
        return slots

    def _used(self) -> Any:
        """Return how often each item was used, whatever its variant."""
        used = np.zeros(self._item_count, np.int32)
        for name, count in self._observation["use_item"].items():
            item = self._stacks.get(name, (0, 0))[0]
            if item:
                used[item] += int(count)
        return used
