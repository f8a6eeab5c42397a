"""Work that is spread over processes gives what it gives in one, in the same order, and fails in the same way."""

import os
import time

import pytest

from agents.errors import RecordingError
from lodestone.spread import spread


def slowest_first(number: int) -> tuple[int, int]:
    time.sleep(0.05 * (4 - number))
    return number, os.getpid()


def refuse(number: int) -> int:
    if number == 1:
        raise RecordingError("log.mp4", "is broken")
    return number


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.examples)])
def test_results_come_in_the_order_of_the_things(workers: int) -> None:
    heard: list[tuple[int, int]] = []
    results = spread(slowest_first, range(4), workers, heard.append)
    assert [number for number, _ in results] == [0, 1, 2, 3]
    assert heard == results
    processes = {process for _, process in results}
    assert processes == {os.getpid()} if workers == 1 else len(processes) == 2


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.examples)])
def test_a_failure_is_the_one_that_the_job_raised(workers: int) -> None:
    with pytest.raises(RecordingError, match=r"log\.mp4") as failure:
        spread(refuse, range(3), workers, lambda number: None)
    assert type(failure.value) is RecordingError
    assert "Traceback" not in str(failure.value)
