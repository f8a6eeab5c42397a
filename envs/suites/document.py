"""A YAML text whose parts know their lines."""

from collections.abc import Iterable
from typing import Any

import yaml


class Document:
    """What a YAML text says, and where it says it.

    Raises:
        yaml.YAMLError: It is no YAML, or has a field twice.
    """

    def __init__(self, text: str) -> None:
        loader = _Loader(text)
        try:
            self._root = loader.get_single_node()
            self.data: Any = None if self._root is None else loader.construct_document(self._root)
            """As plain data; None for an empty text."""
        finally:
            loader.dispose()

    def locate(self, path: Iterable[str | int], word: str = "") -> tuple[int, str]:
        """Return the line, from 1 on, where a part stands, and its name, such as `tasks[0].limit`.

        Args:
            path: Fields and numbers that lead there. What the text does not have is passed over.
            word: Perhaps a field of that part, which then is meant.
        """
        node, line, name = self._root, 1, ""
        for key in (*path, word):
            inner = _inner(node, key)
            if inner is not None:
                line, node = inner
                name += f"[{key}]" if isinstance(key, int) else f".{key}" if name else key
        return line, name


class _Loader(yaml.SafeLoader):
    """Finds fields that stand there twice, of which YAML would take the last."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        names: set[str] = set()
        for name in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if name.value in names:
                raise yaml.MarkedYAMLError(None, None, f"the field '{name.value}' stands there twice", name.start_mark)
            names.add(name.value)
        return node


def _inner(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line and the node of a part of a node, if it has one."""
    if isinstance(node, yaml.MappingNode):
        found = [(name.start_mark.line + 1, value) for name, value in node.value if name.value == key]
        return found[-1] if found else None
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None
