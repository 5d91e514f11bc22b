"""How long each stage of a run takes and how much memory the process has had at most."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from optimizer.progress import Reporter

Stage = Literal["read", "network", "build", "handover", "solve", "extract", "audit", "write"]


class Clock:
    """Seconds by stage."""

    def __init__(self, reporter: Reporter) -> None:
        self.seconds: dict[str, float] = {}
        self._reporter = reporter

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Tell and time a stage; entered twice, the times add up."""
        self._reporter.stage(name)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def peak_memory_mib() -> float | None:
    """Most memory this process has held so far, MiB; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
