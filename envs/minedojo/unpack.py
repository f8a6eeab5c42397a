"""Fields of a record as arrays of their own, all fields of a kind copied at once.

Taking one field after the other out of a record costs several times as much.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHOWN_AS = {"f4": np.float32, "i1": np.bool_, "i2": np.int64, "i4": np.int64}
"""What the kinds of the Overworld's senses become: bytes are truth values."""


class Unpack:
    """Copies fields out of records of one type.

    Args:
        dtype: Of the records; its fields are of the kinds f4, i1, i2 and i4.
        fields: The shape to show by field; all fields as they are if not given.
    """

    def __init__(self, dtype: np.dtype[Any], fields: Mapping[str, tuple[int, ...]] | None = None) -> None:
        wanted = fields or {name: dtype[name].shape for name in dtype.names or ()}
        kinds: dict[str, list[str]] = {}
        for name in wanted:
            kinds.setdefault(dtype[name].base.str[1:], []).append(name)
        self._kinds = [
            (np.dtype(kind), _SHOWN_AS[kind], *_places(dtype, names, wanted)) for kind, names in kinds.items()
        ]

    def __call__(self, rows: NDArray[np.void]) -> dict[str, NDArray[Any]]:
        """Return the fields of the first record."""
        raw = rows.view(np.uint8)
        shown: dict[str, NDArray[Any]] = {}
        for kind, target, places, leaves in self._kinds:
            flat = raw.view(kind).take(places)
            flat = flat.view(target) if target is np.bool_ else flat.astype(target, copy=False)
            for name, part, shape in leaves:
                shown[name] = flat[part] if shape is None else flat[part].reshape(shape)
        return shown


def _places(
    dtype: np.dtype[Any], names: list[str], shapes: Mapping[str, tuple[int, ...]]
) -> tuple[NDArray[np.int64], list[tuple[str, Any, tuple[int, ...] | None]]]:
    """Return where the numbers of some fields of a kind stand in a record, and which part is which field's.

    A part is (name, index, shape); without a shape, it is one already.
    """
    places: list[int] = []
    leaves: list[tuple[str, Any, tuple[int, ...] | None]] = []
    for name in names:
        kind, offset = dtype.fields[name][:2]  # type: ignore[index]
        size = kind.base.itemsize
        count = int(np.prod(kind.shape))
        start = len(places)
        places.extend(range(offset // size, offset // size + count))
        shape = shapes[name]
        part: Any = (start, ...) if shape == () else slice(start, start + count)
        leaves.append((name, part, None if len(shape) < 2 else shape))
    return np.array(places), leaves
