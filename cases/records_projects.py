"""Typed rows of projects; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Row):
    """Investments and closures to choose from."""

    project: str
    name: str | None
    name_zh: str | None
    kind: Literal[
        "new_line", "closure", "siding", "terminal", "conveyor", "pipeline", "rdf_line", "slag_line",
        "bypass", "waste_heat", "retrofit", "calcined_clay", "capture", "hydrogen", "electric_calciner",
        "green_power", "electric_trucks", "mill", "store", "other",
    ]  # fmt: skip
    company: str | None
    capital_cost: float
    life: float
    fixed_cost: float
    units: int
    earliest: int | None
    required_by: int | None
    group: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRelation(Row):
    """Projects that need or exclude one another."""

    project: str
    other: str
    relation: Literal["needs", "excludes"]
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectEffect(Row):
    """What a project changes."""

    project: str
    effect: str
    target: str
    item: str
    amount: float
