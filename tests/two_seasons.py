"""A case of one year split into seasons, demand in each, or repeated in several years."""

from __future__ import annotations

from collections.abc import Sequence

from tests.cases_in_code import CaseInCode

RUNNING, WINTER = ("running", "01-01", "10-31"), ("winter", "11-01", "12-31")
DEMAND = ("city_market", "portland")


def in_seasons(
    case: CaseInCode, shares: Sequence[float], *, periods: Sequence[tuple[str, str, str]] = (RUNNING, WINTER)
) -> CaseInCode:
    """The same year in ``periods`` (id, first day, last day), each with its share of the demand."""
    other, year = case.copy(), case.rows("periods")[0]
    asked = case.rows("demand")
    other.replace("periods", [{**year, "period": name, "start": a, "end": b} for name, a, b in periods])
    other.replace(
        "demand",
        [
            {**row, "period": period, "demand": share * float(row["demand"])}
            for row in asked
            for (period, _, _), share in zip(periods, shares, strict=True)
        ],
    )
    return other


def with_store(case: CaseInCode, place: str, goods: str, capacity: float, **more: float) -> CaseInCode:
    """The same case with one more store."""
    other = case.copy()
    other.add("stores", place=place, goods=goods, capacity=capacity, **more)
    return other


def in_years(case: CaseInCode, years: Sequence[int], *, grow: Sequence[float] | None = None) -> CaseInCode:
    """The same periods in each year, named ``<period>_<year>``; demand times ``grow``."""
    other = case.copy()
    factors = grow or [1.0] * len(years)
    periods, asked = case.rows("periods"), case.rows("demand")
    other.replace(
        "periods",
        [{**row, "period": f"{row['period']}_{year}", "year": year} for year in years for row in periods],
    )
    other.replace(
        "demand",
        [
            {**row, "period": f"{row['period']}_{year}", "demand": factor * float(row["demand"])}
            for year, factor in zip(years, factors, strict=True)
            for row in asked
        ],
    )
    return other
