"""Days: of periods, of stop windows, and of what arises; a year has 365 days, counted from 0 on 1 January."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cases.case import Case
    from cases.row import MonthDay

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = 365


def day_of_year(date: MonthDay) -> int:
    """Ordinal day 0..364."""
    return sum(MONTH_DAYS[: date.month - 1]) + date.day - 1


def days_between(start: MonthDay, end: MonthDay) -> frozenset[int]:
    """Ordinal days from start to end, both included; over New Year where the end comes first."""
    first, last = day_of_year(start), day_of_year(end)
    if first <= last:
        return frozenset(range(first, last + 1))
    return frozenset(range(first, YEAR)) | frozenset(range(last + 1))


def period_dates(case: Case, period: str) -> frozenset[int]:
    """Ordinal days of a period."""
    row = case.periods[period]
    return days_between(row.start, row.end)


def period_days(case: Case, period: str) -> int:
    """Days of a period."""
    return len(period_dates(case, period))


def seasons(case: Case) -> dict[int, tuple[str, ...]]:
    """Periods of each year that has several, in the order of their first days."""
    by_year: dict[int, list[str]] = {}
    for name, row in case.periods.items():
        by_year.setdefault(row.year, []).append(name)
    return {
        year: tuple(sorted(names, key=lambda name: day_of_year(case.periods[name].start)))
        for year, names in by_year.items()
        if len(names) > 1
    }


def run_dates(case: Case, area: str, period: str) -> frozenset[int]:
    """Ordinal days of a period on which the kilns of an area may run."""
    stops = [days_between(w.start, w.end) for w in case.stop_windows.values() if w.area == area]
    return period_dates(case, period).difference(*stops)


def running_days(case: Case, kiln: str, period: str) -> float:
    """Most days a line may run in a period: the kiln's own figure, else what the stop windows leave.

    The own figure is of a year; one beyond what the windows leave in all periods of the year lifts them.
    """
    own, area = case.kilns[kiln].days_max, case.kilns[kiln].area
    within = float(len(run_dates(case, area, period)))
    if own is None:
        return within
    year = periods_of_year(case, case.periods[period].year)
    lifted = len(year) == 1 or own > sum(len(run_dates(case, area, name)) for name in year)
    return min(own, float(period_days(case, period)) if lifted else within)


def running_days_of_year(case: Case, kiln: str, year: int) -> float:
    """Most days a line may run in a year, over all its periods."""
    own = case.kilns[kiln].days_max
    most = sum(running_days(case, kiln, period) for period in periods_of_year(case, year))
    return most if own is None else min(own, most)


def periods_of_year(case: Case, year: int) -> tuple[str, ...]:
    """Periods of a year, as the case lists them."""
    return tuple(name for name, row in case.periods.items() if row.year == year)


def arising_by_day(case: Case, source_id: str) -> npt.NDArray[np.float64]:
    """What arises on each of the 365 days, dry kt per day; infinite where the source is unlimited."""
    source = case.sources[source_id]
    if source.arising is None:
        return np.full(YEAR, np.inf)
    if source.profile is None:
        return np.full(YEAR, source.arising / YEAR)
    profile = case.profiles[source.profile]
    shares = [getattr(profile, f"m{month:02d}") / 100 for month in range(1, 13)]
    daily = [source.arising * share / days for share, days in zip(shares, MONTH_DAYS, strict=True)]
    return np.repeat(np.array(daily), MONTH_DAYS)
