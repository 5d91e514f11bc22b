"""Cement of a year, and the part of it that falls in a period."""

from __future__ import annotations

from cases.calendar import MONTH_DAYS, days_between
from cases.derivation.xinjiang.calendar import month_day
from cases.derivation.xinjiang.files import Row, given, origin
from cases.derivation.xinjiang.share import identified_share

MEASURED_HALF = "2025 H1"
FIRST_HALF = 6  # months


def regional_cement(year: str) -> float:
    """Cement of the region in a year, kt: measured, from the measured first half, or by the path from there."""
    made = {row["year"]: float(row["cement_Mt"]) * 1000 for row in origin("output_stats")}
    if year in made:
        return made[year]
    of_2025 = made[MEASURED_HALF] / sum(_months()[:FIRST_HALF])
    path = {row["year"]: float(row["of_2025"]) / 100 for row in given("cement_path")}
    return of_2025 * path[year]


def case_cement(year: str) -> float:
    """Cement that the case has to deliver in a year, kt."""
    return regional_cement(year) * identified_share()


def season_share(period: Row) -> float:
    """Share of a year's demand that falls in a period; 1 for a whole year."""
    daily = [share / days for share, days in zip(_months(), MONTH_DAYS, strict=True) for _ in range(days)]
    dates = days_between(month_day(period["start"]), month_day(period["end"]))
    if len(dates) == len(daily):
        return 1.0
    return sum(daily[day] for day in sorted(dates))


def _months() -> list[float]:
    return [float(row["share"]) / 100 for row in given("demand_months")]
