"""What tests of both other simulators share: their environments, and whether these are here."""

import numpy as np
import pytest

from envs.minedojo.env import MineDojoEnv
from envs.minerl.env import MineRLEnv
from envs.overworld.gamedata import ITEM_NAMES
from lodestone.backends.backend import BACKENDS, default_folder, environment_python
from lodestone.backends.environment import is_whole

ENVS = {"minedojo": MineDojoEnv, "minerl": MineRLEnv}
PYTHONS = {name: environment_python(default_folder(backend)) for name, backend in BACKENDS.items()}


def needs(name):
    """Marks of a test that drives a backend."""
    folder = default_folder(BACKENDS[name])
    reason = f"no {name} in {folder}: {BACKENDS[name].command} (its log says why it failed)"
    return pytest.mark.backend, pytest.mark.skipif(not is_whole(folder, BACKENDS[name]), reason=reason)


BOTH = [pytest.param(name, marks=needs(name), id=name) for name in ENVS]


def held(observation):
    """Amounts in the inventory by item name."""
    slots = observation["inventory"]
    names = [ITEM_NAMES[item] for item in slots["name"]]
    return {name: int(slots["quantity"][np.array(names) == name].sum()) for name in set(names) - {"air"}}
