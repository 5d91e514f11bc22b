"""Typed rows of the years of a case; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow(Row):
    """What differs from year to year, and how many years a modelled year stands for."""

    year: int
    represents: float | None
    budget: float | None
    grid_co2: float | None
    electricity_price: float | None
    waste_arising: float
