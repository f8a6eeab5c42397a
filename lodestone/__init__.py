"""Lodestone: embodied agents for Minecraft that follow orders in plain language. This package is the front door.

Lodestone's other packages, `agents`, `planner`, `skills` and `envs`, lie beside this one, and their names are not ours
alone (`agents` is also the import name of openai-agents). So this import checks first that those names lead to our
folders. Then it registers the environments, so that `gymnasium.make("lodestone/Overworld-v0")` works; nothing heavier
than Gymnasium is imported.
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path

__version__ = "0.1.0"

PACKAGES = ("agents", "planner", "skills", "envs")
"""Names of the packages that belong to Lodestone, beside this one."""


def _check_names() -> None:
    """Make sure that the four names lead to our packages.

    Raises:
        ImportError: One of them belongs to somebody else in this environment.
    """
    root = Path(__file__).resolve().parent.parent
    for name in PACKAGES:
        module = sys.modules.get(name)
        spec = module.__spec__ if module is not None else PathFinder.find_spec(name)
        origin = getattr(spec, "origin", None)
        if origin is None or Path(origin).resolve().parent != root / name:
            found = f"leads to {Path(origin).parent}" if origin else "was not found"
            raise ImportError(
                f"the package '{name}' {found}, not to Lodestone's {root / name}: use an environment of Lodestone's "
                "own (`make install`), without packages that claim this name (such as openai-agents)"
            )


_check_names()

import gymnasium  # noqa: E402

import envs  # noqa: E402, F401 - registers the environments, once it is certain that they are ours

gymnasium.register(id="lodestone/MineDojo-v0", entry_point="lodestone.venue:make_minedojo")
gymnasium.register(id="lodestone/MineRL-v0", entry_point="lodestone.venue:make_minerl")
