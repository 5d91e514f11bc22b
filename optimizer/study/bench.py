"""A case on a worker. Tasks name the standard library only, so that a scheduler needs nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cases import RawCase
from optimizer.plan import versions
from optimizer.startup import DISTRIBUTION
from optimizer.study.points import Point, PointResult
from optimizer.study.shelf import Shelf
from optimizer.study.solving import recorded

SAME = (DISTRIBUTION, "highspy", "pyomo")
"""What must have one version everywhere for one plan everywhere."""


class OtherVersionsError(Exception):
    """A worker whose versions differ; the text says which."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The sheets of a case where points of it are solved, and the versions it is to be solved with."""

    case: RawCase
    wanted: Mapping[str, str]
    shelf: Shelf = field(default_factory=Shelf, compare=False, repr=False)

    def __reduce__(self) -> tuple[type[Bench], tuple[RawCase, Mapping[str, str]]]:
        """Sent to another process without what is on the shelf: a solver cannot travel."""
        return Bench, (self.case, self.wanted)

    @classmethod
    def of(cls, case: RawCase) -> Bench:
        """For workers of this side's versions."""
        return cls(case, own_versions())

    def solve(self, point: Mapping[str, Any]) -> PointResult:
        """The task: one point, as JSON has it."""
        own = own_versions()
        other = [f"{name} {own[name]} ({want})" for name, want in self.wanted.items() if own[name] != want]
        if other:
            raise OtherVersionsError(", ".join(other))
        return recorded(self.case, Point.from_json(point), self.shelf)


@cache
def own_versions() -> dict[str, str]:
    """Of this process."""
    known = versions()
    return {name: known[name] for name in SAME}
