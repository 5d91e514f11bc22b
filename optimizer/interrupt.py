"""Ctrl-C: the first asks for the best plan so far, the second ends the program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_stops(stop: threading.Event, tell: Callable[[], None]) -> Iterator[None]:
    """Set `stop` and `tell` on the first interrupt, KeyboardInterrupt on the second; main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell()

    numbers = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(number, hear) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
