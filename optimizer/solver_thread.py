"""One run of HiGHS in a thread of its own, which can be watched and stopped."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Any

import highspy
from highspy import cb

from optimizer.outcome import Progress, SolverError, relative_gap

Kind = cb.HighsCallbackType
ProgressCallback = Callable[[Progress], None]

_WAIT = 0.05
"""Seconds between two looks at a running solve."""
_INTERRUPTS = (Kind.kCallbackSimplexInterrupt, Kind.kCallbackIpmInterrupt, Kind.kCallbackMipInterrupt)
_LISTENED = (*_INTERRUPTS, Kind.kCallbackMipLogging)


class SolverRun:
    """One run of HiGHS in its own thread.

    The wait is on an event and not on the thread: Ctrl-C inside `Thread.join` marks a running thread as dead.
    """

    def __init__(self, highs: Any) -> None:
        self._highs = highs
        self._done = threading.Event()
        self._interrupt = threading.Event()
        self._error: BaseException | None = None
        self._latest = Progress(seconds=0.0)
        self.bound = -math.inf
        """Best bound heard of; HiGHS forgets its own when it is interrupted at certain moments."""

    def until_done(self, progress: ProgressCallback | None, stop: threading.Event | None) -> None:
        """Run, telling `progress` now and then, until the end or until `stop` is set."""
        check_status(self._highs.setCallback(self._hear, None), "setCallback")
        for kind in _LISTENED:
            check_status(self._highs.startCallback(kind), "startCallback")
        began = time.perf_counter()
        threading.Thread(target=self._work, name="solver", daemon=True).start()
        try:
            while not self._done.wait(_WAIT):
                if stop is not None and stop.is_set():
                    self._interrupt.set()
                if progress is not None:
                    progress(_at(self._latest, time.perf_counter() - began))
        except BaseException:
            self._interrupt.set()
            self._done.wait(2.0)
            raise
        check_status(self._highs.setCallback(None, None), "setCallback")
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            check_status(self._highs.run(), "run", allow_warning=True)
        except BaseException as error:  # told to the waiting thread
            self._error = error
        finally:
            self._done.set()

    def _hear(self, kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:  # noqa: ARG002
        if kind in _INTERRUPTS and self._interrupt.is_set():
            answer.user_interrupt = True
        if kind == Kind.kCallbackMipLogging:
            best, bound = _known(out.mip_primal_bound), _known(out.mip_dual_bound)
            gap = relative_gap(best, bound) if best is not None and bound is not None else None
            self.bound = max(self.bound, -math.inf if bound is None else bound)
            self._latest = Progress(
                seconds=0.0, best=best, bound=bound, gap=gap, nodes=int(out.mip_node_count)
            )


def _at(progress: Progress, seconds: float) -> Progress:
    return Progress(
        seconds=seconds, best=progress.best, bound=progress.bound, gap=progress.gap, nodes=progress.nodes
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) and abs(value) < 1e30 else None


def check_status(status: highspy.HighsStatus, call: str, *, allow_warning: bool = False) -> None:
    """Every status HiGHS returns is looked at: a refused call leaves a wrong model behind without a word."""
    fine = status == highspy.HighsStatus.kOk or (allow_warning and status == highspy.HighsStatus.kWarning)
    if not fine:
        raise SolverError(f"HiGHS answered {status.name} to {call}")
