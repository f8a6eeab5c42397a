"""Reads MineDojo's task files out of what a user has fetched: its wheel, an installed copy, or a checkout.

Nothing of MineDojo is imported or run. Needs PyYAML.
"""

import ast
import zipfile
from pathlib import Path
from typing import Any

SPECS = "tasks_specs.yaml"
PROGRAMMATIC = "programmatic_tasks.yaml"
CREATIVE = "creative_tasks.yaml"
PLAYTHROUGH = "playthrough_task.yaml"
_FILES = "minedojo/tasks/description_files"
_CODE = "minedojo/tasks/__init__.py"


class WheelError(ValueError):
    """A file or folder that does not hold MineDojo's tasks."""


class MineDojoFiles:
    """MineDojo's task descriptions in a wheel (a zip file), or in a folder that has `minedojo/` in it.

    Raises:
        WheelError: There is no such file, or no MineDojo in it.
    """

    def __init__(self, source: Path) -> None:
        self._source = source
        self._root: zipfile.Path | Path
        try:
            self._root = zipfile.Path(source) if source.is_file() else source
        except zipfile.BadZipFile as error:
            raise WheelError(f"'{source}' is no wheel: {error}") from error
        if not self._root.joinpath(_FILES, CREATIVE).is_file():
            raise WheelError(
                f"'{source}' does not hold MineDojo's tasks; give its wheel (pip download --no-deps minedojo==0.1), "
                f"or a folder with {_FILES} in it"
            )

    def table(self, name: str) -> dict[str, dict[str, Any]]:
        """Return one of the YAML files as plain data."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            data = yaml.load(self._root.joinpath(_FILES, name).read_text(encoding="utf-8"), loader)
        except (OSError, KeyError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise WheelError(f"'{name}' cannot be read from '{self._source}': {error}") from error
        if not isinstance(data, dict):
            raise WheelError(f"'{name}' in '{self._source}' does not hold tasks by id")
        return data

    def variables(self) -> dict[str, list[Any]]:
        """Return what the placeholders of the templates stand for: the one table that is in MineDojo's code."""
        tree = ast.parse(self._root.joinpath(_CODE).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "_ALL_VARS" for t in node.targets):
                table: dict[str, list[Any]] = ast.literal_eval(node.value)
                return table
        raise WheelError(f"'{self._source}' has no table of variables in {_CODE}")
