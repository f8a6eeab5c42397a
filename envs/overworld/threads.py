"""How many threads kernels use."""

from collections.abc import Iterator
from contextlib import contextmanager

import numba


@contextmanager
def threads_for(num_worlds: int) -> Iterator[None]:
    """Use no more threads than there are worlds: waking one that has nothing to do takes longer than a tick."""
    threads = numba.get_num_threads()
    if threads <= num_worlds:
        yield
        return
    numba.set_num_threads(num_worlds)
    try:
        yield
    finally:
        numba.set_num_threads(threads)
