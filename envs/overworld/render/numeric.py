"""Casts to machine numbers, for kernels. Their types are told as Python's, so that arithmetic on them type-checks."""

from collections.abc import Callable
from typing import Any

import numpy as np

_numpy: Any = np

single: Callable[[Any], float] = _numpy.float32
"""The renderer computes in single precision: half the memory, and what graphics hardware is fastest at."""
integer: Callable[[Any], int] = _numpy.int64
"""Signed 64 bits; Numba turns mixtures with unsigned 64 bits into floats."""
unsigned: Callable[[Any], int] = _numpy.uint64
byte: Callable[[Any], int] = _numpy.uint8
