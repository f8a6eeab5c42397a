"""Where Minecraft is that MineStudio starts: its engine, as it is downloaded."""

import os
from pathlib import Path

ENGINE = Path("engine", "build", "libs", "mcprec-6.13.jar")
"""The built Minecraft, in the folder that MineStudio calls its own."""
_HOME = "MINESTUDIO_DIR"


def engine_home(environment: Path) -> Path:
    """Return the folder that MineStudio calls its own: MINESTUDIO_DIR, or one beside its environment.

    Left to itself it takes one that everybody may write to, below the folder for temporary files.
    """
    return Path(os.environ.get(_HOME) or environment.with_name(f"{environment.name}-engine"))
