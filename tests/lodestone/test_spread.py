"""Work that is spread over processes gives what it gives in one, in the same order, and fails in the same way."""

import os
import signal
import threading
import time

import pytest

from agents.errors import RecordingError
from lodestone.interrupt import Interrupt
from lodestone.spread import spread


def slowest_first(number: int) -> tuple[int, tuple[int, int]]:
    time.sleep(0.05 * (4 - number))
    return number, (os.getpid(), threading.get_ident())


def refuse(number: int) -> int:
    if number == 1:
        raise RecordingError("log.mp4", "is broken")
    return number


@pytest.mark.parametrize("together", [1, 2])
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.examples)])
def test_results_come_in_the_order_of_the_things(workers: int, together: int) -> None:
    heard: list[tuple[int, tuple[int, int]]] = []
    results = spread(slowest_first, range(4), workers, heard.append, together)
    assert [number for number, _ in results] == [0, 1, 2, 3]
    assert heard == results
    threads = {thread for _, thread in results}
    processes = {process for process, _ in threads}
    assert processes == {os.getpid()} if workers == 1 else len(processes) == 2
    assert len(threads) == workers * together


@pytest.mark.parametrize("together", [1, 2])
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.examples)])
def test_a_failure_is_the_one_that_the_job_raised(workers: int, together: int) -> None:
    with pytest.raises(RecordingError, match=r"log\.mp4") as failure:
        spread(refuse, range(3), workers, lambda number: None, together)
    assert type(failure.value) is RecordingError
    assert "Traceback" not in str(failure.value)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_jobs_in_threads_hear_of_an_interrupt_and_no_further_one_is_begun(number: signal.Signals) -> None:
    begun, ended = [], []
    both = threading.Barrier(2)

    def job(item: int) -> None:
        begun.append(item)
        with Interrupt() as interrupt:
            if both.wait(10) == 0:
                time.sleep(0.3)  # the main thread has come to wait for results
                os.kill(os.getpid(), number)
            for _ in range(1000):
                if interrupt.requested:
                    ended.append(item)
                    raise KeyboardInterrupt
                time.sleep(0.01)

    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt):
        spread(job, range(9), 1, lambda result: None, together=2)
    assert sorted(begun) == sorted(ended) == [0, 1]
    assert signal.getsignal(number) is before
    assert not Interrupt().requested
