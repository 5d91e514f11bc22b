"""How long each stage of a run takes and how much memory the process has had at most."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from optimizer.outcome import Progress, relative_gap
from optimizer.progress import Reporter

Stage = Literal[
    "read", "network", "build", "handover", "solve", "extract", "audit", "current", "worth", "write"
]


class Clock:
    """Seconds by stage."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._done: dict[str, float] = {}
        self._open: tuple[Stage, float] | None = None

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Tell and time a stage."""
        self._reporter.stage(name)
        self._open = (name, time.perf_counter())
        try:
            yield
        finally:
            self._done = self.seconds
            self._open = None

    def bounded(self, bound: float, best: float | None = None) -> None:
        """Tell how far a proof has come: the bound so far and the best plan, in whole units."""
        gap = None if best is None else relative_gap(best, bound)
        seconds = self.seconds.get("solve", 0.0)
        self._reporter.solving(Progress(seconds=seconds, best=best, bound=bound, gap=gap))

    @property
    def seconds(self) -> dict[str, float]:
        """Of every stage so far, the running one included."""
        if self._open is None:
            return dict(self._done)
        name, began = self._open
        return {**self._done, name: round(self._done.get(name, 0.0) + time.perf_counter() - began, 3)}


def peak_memory_mib() -> float | None:
    """Most memory this process has held so far, MiB; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
