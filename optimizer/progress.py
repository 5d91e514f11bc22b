"""Telling how a run goes: a live line on a terminal, a plain line every ten seconds in a pipe. ASCII only."""

from __future__ import annotations

import sys
import time
from typing import IO, Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text

from optimizer.outcome import Progress

EVERY = 10.0
"""Seconds between two plain lines."""


class Reporter(Protocol):
    """Hears what a run does."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def solving(self, progress: Progress) -> None:
        """A look at the running solve."""

    def close(self) -> None:
        """The run has ended."""


class Silent:
    """Says nothing; for use as a library."""

    def stage(self, name: str) -> None:
        """Nothing."""

    def solving(self, progress: Progress) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Plain:
    """One line each ten seconds of solving, for pipes and log files."""

    def __init__(self, stream: IO[str] | None = None, *, gap: float | None = None) -> None:
        self._stream = stream or sys.stderr
        self._target = gap
        self._next = EVERY

    def stage(self, name: str) -> None:  # noqa: ARG002
        """Stages are too short for a line of their own."""
        self._next = EVERY

    def solving(self, progress: Progress) -> None:
        """Write when ten more seconds have gone by."""
        if progress.seconds >= self._next:
            self._next = EVERY * (progress.seconds // EVERY + 1)
            self._stream.write(line(progress, target=self._target) + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Nothing is left open."""


class LiveLine:
    """One line on standard error that is rewritten in place."""

    def __init__(self) -> None:
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
        self._live.start()

    def show(self, text: str) -> None:
        """Put this text in place of the one before."""
        self._live.update(Text(text, no_wrap=True, overflow="crop"), refresh=True)

    def close(self) -> None:
        """Wipe the line."""
        self._live.stop()


class Terminal:
    """How a run goes in one line that is rewritten in place."""

    def __init__(self, *, gap: float | None = None) -> None:
        self._target = gap
        self._line = LiveLine()
        self._next = 0.0

    def stage(self, name: str) -> None:
        """Show what is being done."""
        self._line.show(name)

    def solving(self, progress: Progress) -> None:
        """Rewrite the line, five times a second at most."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + 0.2
            self._line.show(line(progress, target=self._target))

    def close(self) -> None:
        """Wipe the line."""
        self._line.close()


def reporter(*, gap: float | None = None) -> Reporter:
    """The one that fits where standard error goes."""
    return Terminal(gap=gap) if sys.stderr.isatty() else Plain(gap=gap)


def line(progress: Progress, *, target: float | None = None) -> str:
    """`solve 0:01:10  best 123,456,700  bound 123,000,100  gap 0.37 % (stops at 0.50 %)`."""
    parts = [f"solve {clock(progress.seconds)}"]
    parts.append("best " + (f"{progress.best:,.0f}" if progress.best is not None else "none yet"))
    parts.append("bound " + (f"{progress.bound:,.0f}" if progress.bound is not None else "none yet"))
    if progress.gap is not None:
        stops = f" (stops at {target:.2%})" if target is not None else ""
        parts.append(f"gap {progress.gap:.2%}{stops}")
    return "  ".join(parts)


def clock(seconds: float) -> str:
    """`1:01:10`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
