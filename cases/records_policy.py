"""Typed rows of rules and targets; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTermRow(Row):
    """Further linear forms over activities, for thresholds beside the built-in ones."""

    form: str
    activity: str
    item: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Row):
    """Rules by which a share that reaches a threshold earns something, by choice or by itself."""

    rule: str
    name: str | None
    name_zh: str | None
    scope: Literal["line", "plant", "company", "prefecture", "region"]
    only: str | None
    numerator: str
    denominator: str
    item: str | None
    threshold: float
    automatic: bool
    reward: Literal["none", "days", "refund", "carve_out", "permission"]
    amount: float
    project: str | None
    steps: str | None
    from_year: int | None
    to_year: int | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Row):
    """Floors and ceilings on indicators of the region, a prefecture, a company or a line."""

    target: str
    name: str | None
    name_zh: str | None
    year: int | None
    scope: Literal["region", "prefecture", "company", "line"]
    only: str | None
    indicator: str
    item: str | None
    norm: float | None
    sense: Literal["at_least", "at_most"]
    value: float
    base_value: float | None
    price: float | None
    active: bool
