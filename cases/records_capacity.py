"""Typed rows of capacity policy: swaps of stop time, capacity replacement, early warning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap(Row):
    """Agreements by which a line runs through its stop windows while another makes up the stop time."""

    kiln: str
    partner: str
    measure: Literal["days", "capacity"]
    rule: Literal["choice", "agreed"]
    days: float | None
    idle_partner: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementSet(Row):
    """Editions of the capacity replacement rules: which retired capacity may be used."""

    set: str
    name: str | None
    name_zh: str | None
    energy_max: float | None
    energy_new: float | None
    utilisation_min: float | None
    listed_allowed: bool
    restricted_below: float | None
    splits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementRatio(Row):
    """Retired capacity asked for each tonne of new capacity."""

    set: str
    rule: str
    name: str | None
    name_zh: str | None
    rank: int
    region_class: Literal["any", "key", "other"]
    retired: Literal["any", "restricted", "normal"]
    border: Literal["any", "same", "cross"]
    same_site: bool
    limestone_replaced: float
    ratio: float
    allowed: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityWarning(Row):
    """Use of capacity below or above which a prefecture, a company or the region is told."""

    warning: str
    name: str | None
    name_zh: str | None
    scope: Literal["prefecture", "company", "region"]
    low: float | None
    high: float | None
    days: float
    active: bool
