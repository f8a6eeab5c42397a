"""Ctrl-C (or a polite kill) as a flag that is looked at between two steps, so that what is kept is whole."""

import signal
import threading
from types import FrameType
from typing import Any, ClassVar


class Interrupt:
    """A context manager: within it, the first SIGINT or SIGTERM sets `requested`, the second interrupts at once.

    Other threads, where Python allows no handlers, hear of what the main thread hears within one of its own.
    """

    _of_main: ClassVar["Interrupt | None"] = None

    def __init__(self) -> None:
        self._heard = False
        self._before: dict[signal.Signals, Any] = {}

    @property
    def requested(self) -> bool:
        """Whether what goes on is to end."""
        main = Interrupt._of_main
        return self._heard or (main is not None and main._heard)

    def __enter__(self) -> "Interrupt":
        if threading.current_thread() is threading.main_thread():
            self._outer, Interrupt._of_main = Interrupt._of_main, self
            self._before = {number: signal.signal(number, self._request) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._before:
            Interrupt._of_main = self._outer

    def _request(self, number: int, frame: FrameType | None) -> None:
        if self._heard:
            raise KeyboardInterrupt
        self._heard = True
