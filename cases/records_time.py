"""Typed rows of what differs from year to year; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(Row):
    """A year of a case of several years."""

    year: int
    represents: float | None
    budget: float | None
    grid_co2: float | None
    electricity_price: float | None
    waste_arising: float
