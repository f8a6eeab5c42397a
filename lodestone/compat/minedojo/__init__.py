"""MineDojo's interface, in this process, on the Overworld: no Java, no server, one changed import.

    import lodestone.compat.minedojo as minedojo

    env = minedojo.make("harvest_milk", image_size=(160, 256))
    obs = env.reset()
    obs, reward, done, info = env.step(env.action_space.no_op())

`docs/minedojo.md` has a table of what is as in MineDojo and what is not.
"""

import importlib
import pkgutil
import sys

import lodestone  # noqa: F401 - makes sure that `envs` is ours
from lodestone.compat.minedojo import sim, tasks
from lodestone.compat.minedojo.tasks import make

__version__ = "0.1"
"""The version of MineDojo whose interface this is."""
__all__ = ["install", "make", "sim", "tasks"]

_NAME = "minedojo"


def install() -> None:
    """Let `import minedojo`, and imports of its modules, lead here for the rest of this process.

    For code that imports MineDojo somewhere inside. Call it before that code is imported.

    Raises:
        ImportError: Another `minedojo` was imported already.
    """
    here = sys.modules[__name__]
    other = sys.modules.get(_NAME)
    if other not in (None, here):
        raise ImportError(f"another minedojo was imported already, from {other.__file__}: call install() before that")
    sys.modules[_NAME] = here
    for module in pkgutil.walk_packages(here.__path__, f"{__name__}."):
        sys.modules[_NAME + module.name.removeprefix(__name__)] = importlib.import_module(module.name)
