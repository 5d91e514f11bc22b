"""How a study goes: points done of those known so far, rate, time left, the best so far. ASCII only."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Protocol

from optimizer.progress import EVERY, LiveLine, clock
from optimizer.study.points import Point, PointResult, Status

RECENT = 20
"""Results over whose time the rate is taken, so that it follows parts of other weight."""


@dataclass(slots=True)
class Tally:
    """Counts of a study under way; `kept` are points that an earlier command solved."""

    kept: int = 0
    known: int = 0
    """Points asked for so far; a part may ask for more when it has seen results."""
    ended: dict[Status, int] = field(default_factory=dict)
    now: Callable[[], float] = time.monotonic
    _began: float = 0.0
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT + 1))
    _best: dict[str, tuple[float, str]] = field(default_factory=dict)
    _aim: str = ""

    def begin(self, *, kept: int, known: int) -> None:
        """The clock starts."""
        self.kept, self.known, self._began = kept, known, self.now()

    def solving(self) -> None:
        """The workers are there: the rate counts from here."""
        self._times.append(self.now())

    def add(self, point: Point, result: PointResult, *, known: int) -> None:
        """A point ended."""
        self.known = known
        self.ended[result.status] = self.ended.get(result.status, 0) + 1
        self._times.append(self.now())
        if result.has_plan and result.objective is not None:
            self._aim = _aim_of(point)
            best = self._best.get(self._aim)
            if best is None or result.objective < best[0]:
                self._best[self._aim] = (result.objective, f"{point.part}/{point.point}")

    @property
    def done(self) -> int:
        """Points with a result, those of an earlier command among them."""
        return self.kept + sum(self.ended.values())

    @property
    def rate(self) -> float | None:
        """Points a second lately; None before the first."""
        span = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / span if span > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds until the points known so far are solved; None before the first."""
        return (self.known - self.done) / self.rate if self.rate else None

    def line(self) -> str:
        """`study 0:01:10  37 of 120 points  2 infeasible  12.3 a minute  0:06:40 left  best cost ...`."""
        parts = [f"study {clock(self.now() - self._began)}", f"{self.done} of {self.known} points"]
        if self.kept:
            parts.append(f"{self.kept} kept")
        parts += [f"{n} {status.value}" for status, n in self.ended.items() if status is not Status.PLAN]
        if self.rate and self.left is not None:
            parts += [f"{60 * self.rate:.1f} a minute", f"{clock(self.left)} left"]
        if self._aim:
            objective, point = self._best[self._aim]
            parts.append(f"best {self._aim} {objective:,.0f} at {point}")
        return "  ".join(parts).encode("ascii", "replace").decode()


def _aim_of(point: Point) -> str:
    """What figures of the best are compared within."""
    goal = point.options.get("goal")
    return str(goal["gauge"] if goal else point.options.get("aim") or "cost")


class StudyReporter(Protocol):
    """Hears how a study goes."""

    def show(self, tally: Tally) -> None:
        """A look at the counts, several times a minute."""

    def close(self) -> None:
        """The study has ended."""


class Silent:
    """Says nothing; for use as a library."""

    def show(self, tally: Tally) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Plain:
    """A line each ten seconds, for pipes and log files."""

    def __init__(self, stream: IO[str] | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now = stream or sys.stderr, now
        self._next = now() + EVERY

    def show(self, tally: Tally) -> None:
        """Write when ten more seconds have gone by."""
        if self._now() >= self._next:
            self._next = self._now() + EVERY
            self._stream.write(tally.line() + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Nothing is left open."""


class Terminal:
    """A line that is rewritten in place."""

    def __init__(self) -> None:
        self._line = LiveLine()

    def show(self, tally: Tally) -> None:
        """Rewrite the line."""
        self._line.show(tally.line())

    def close(self) -> None:
        """Wipe the line."""
        self._line.close()


def study_reporter() -> StudyReporter:
    """The one that fits where standard error goes."""
    return Terminal() if sys.stderr.isatty() else Plain()
