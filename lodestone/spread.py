"""The same job on many things: one after the other here, or several at once in threads and in Ray's processes."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Generic, TypeVar

from lodestone.errors import ConfigError
from lodestone.interrupt import Interrupt

_T = TypeVar("_T")
_R = TypeVar("_R")


def spread(
    job: Callable[[_T], _R], items: Iterable[_T], workers: int, listener: Callable[[_R], None], together: int = 1
) -> list[_R]:
    """Return what the job makes of each thing, in the order of the things.

    Args:
        job: Must be able to travel, as must what it is given and what it returns. Folders that it writes to are those
            of the machine that it runs on: on a cluster, name one that all machines share.
        items: What it is done to.
        workers: Processes, a CPU each, of the Ray that `RAY_ADDRESS` names, or else of one that is started here;
            with 1, this process does it all, without Ray.
        listener: Is told of each result, in the same order.
        together: Jobs that each worker does at the same time, each in a thread. An `Interrupt` within a job hears of
            Ctrl-C, after which no further job is begun.

    Raises:
        ConfigError: Ray is not installed.
        Exception: What the job raises.
    """
    results = []
    with closing(_results(job, items, workers, together)) as found:
        for result in found:
            results.append(result)
            listener(result)
    return results


def _results(job: Callable[[_T], _R], items: Iterable[_T], workers: int, together: int) -> Generator[_R, None, None]:
    if workers > 1:
        yield from _by_ray(job, items, workers, together)
    elif together > 1:
        yield from _by_threads(job, items, together)
    else:
        yield from map(job, items)


def _by_threads(job: Callable[[_T], _R], items: Iterable[_T], together: int) -> Generator[_R, None, None]:
    with Interrupt() as interrupt, ThreadPoolExecutor(together) as pool:

        def do(item: _T) -> _R:
            if interrupt.requested:
                raise KeyboardInterrupt
            return job(item)

        yield from pool.map(do, items)


def _by_ray(job: Callable[[_T], _R], items: Iterable[_T], workers: int, together: int) -> Generator[_R, None, None]:
    try:
        import ray
        from ray.exceptions import RayTaskError
        from ray.util import ActorPool
    except ImportError as error:
        raise ConfigError("several workers need Ray: pip install -e '.[learn]'") from error
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    worker = ray.remote(num_cpus=1, max_concurrency=together)(_Worker)
    pool = ActorPool([worker.remote(job) for _ in range(workers)] * together)  # named so often, given as many at once
    try:
        yield from pool.map(lambda actor, item: actor.do.remote(item), items)
    except RayTaskError as error:
        raise error.cause from None


class _Worker(Generic[_T, _R]):
    def __init__(self, job: Callable[[_T], _R]) -> None:
        self._job = job

    def do(self, item: _T) -> _R:
        return self._job(item)
