"""Leads every part of a study through its batches: what to solve next, and each result to all that asked.

A point whose key is known is never given out; points of several parts with one key are solved once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimizer.study.points import Batches, Part, Point, PointResult


@dataclass(frozen=True, slots=True)
class Asked:
    """A point of a part and the key of its result."""

    point: Point
    key: str


@dataclass(slots=True)
class _Course:
    """A part under way: its generator and the batch whose results it waits for."""

    batches: Batches
    batch: list[Asked] = field(default_factory=list)
    begun: bool = False


class Walk:
    """All parts side by side; `asked` are the points so far in the order the parts asked for them."""

    def __init__(
        self, parts: Sequence[Part], fingerprint: str, known: Mapping[str, PointResult] | None = None
    ) -> None:
        self.asked: list[Asked] = []
        self.results: dict[str, PointResult] = dict(known or {})
        """By key; those of an earlier command are there from the start."""
        self._fingerprint = fingerprint
        self._todo: deque[Asked] = deque()
        self._given: set[str] = set()
        self._courses = [_Course(part.batches()) for part in parts]
        self._advance()

    @property
    def waits(self) -> bool:
        """Whether a part still waits for a result."""
        return bool(self._courses)

    @property
    def keys(self) -> set[str]:
        """Of all points asked for so far."""
        return {asked.key for asked in self.asked}

    def next(self) -> Asked | None:
        """A point to solve, or None while every point asked for is solved or given out."""
        return self._todo.popleft() if self._todo else None

    def land(self, key: str, result: PointResult) -> None:
        """Take a result; parts whose batch it completes ask for their next."""
        self.results[key] = result
        self._advance()

    def _advance(self) -> None:
        self._courses = [course for course in self._courses if self._goes_on(course)]

    def _goes_on(self, course: _Course) -> bool:
        """Move a part on as far as results are there; False at its end."""
        while not course.begun or all(asked.key in self.results for asked in course.batch):
            sent = {asked.point.point: self.results[asked.key] for asked in course.batch}
            try:
                batch = course.batches.send(sent) if course.begun else next(course.batches)
            except StopIteration:
                return False
            course.begun = True
            course.batch = [self._ask(point) for point in batch]
        return True

    def _ask(self, point: Point) -> Asked:
        asked = Asked(point, point.key(self._fingerprint))
        self.asked.append(asked)
        if asked.key not in self.results and asked.key not in self._given:
            self._given.add(asked.key)
            self._todo.append(asked)
        return asked
