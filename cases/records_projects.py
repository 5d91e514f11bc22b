"""Stand-in (helper B)."""

from __future__ import annotations

from dataclasses import dataclass

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Row):
    project: str
    kind: str | None
    units: int
    required_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectEffect(Row):
    project: str
    effect: str
    target: str
    item: str
    amount: float
