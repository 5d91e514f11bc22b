"""Calendars of the takers of waste: the days on which those at a site may use what they take."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.shifting import kiln_dates, most_bonus
from models.data import ModelData

Days: TypeAlias = npt.NDArray[np.bool_]
DAYS_OF_A_YEAR = 365
ANY_DAY = "any day"
"""Calendar of mills, and of kilns that may run on every day of a period."""


def kiln_calendars(data: ModelData) -> dict[tuple[str, str], str]:
    """Calendar of the kilns at each site and period; sites with the same days in a period share one."""
    known: dict[tuple[str, bytes], str] = {}
    for period in data.periods["period"].astype(str):
        known[period, _whole(data, period).tobytes()] = ANY_DAY
    return {
        key: known.setdefault((key[1], days.tobytes()), _areas(data, key[0]))
        for key, days in sorted(_site_days(data).items())
    }


def calendar_days(data: ModelData) -> dict[tuple[str, str], Days]:
    """Days of every calendar and period."""
    names, days = kiln_calendars(data), _site_days(data)
    found = {(name, key[1]): days[key] for key, name in names.items()}
    periods = data.periods["period"].astype(str)
    return found | {(ANY_DAY, period): _whole(data, period) for period in periods}


def beyond_windows(data: ModelData) -> pd.DataFrame:
    """Sites and periods where a line may run inside the stop windows, on bonus days or by swap."""
    swapping = {row.kiln for row in data.case.swaps.values() if row.active}
    rows = [
        (str(site), str(period))
        for kiln, site in zip(data.kilns["kiln"], data.kilns["site"], strict=True)
        for period, year in zip(data.periods["period"], data.periods["year"], strict=True)
        if kiln in swapping or most_bonus(data.case, kiln, int(year)) > 0
    ]
    return pd.DataFrame(sorted(set(rows)), columns=["site", "period"])


def _site_days(data: ModelData) -> dict[tuple[str, str], Days]:
    found: dict[tuple[str, str], Days] = {}
    for kiln, site in zip(data.kilns["kiln"], data.kilns["site"].astype(str), strict=True):
        for period in data.periods["period"].astype(str):
            days = found.setdefault((site, period), np.zeros(DAYS_OF_A_YEAR, dtype=bool))
            days[sorted(kiln_dates(data.case, kiln, period))] = True
    return found


def _whole(data: ModelData, period: str) -> Days:
    days = np.zeros(DAYS_OF_A_YEAR, dtype=bool)
    days[data.period_dates[period]] = True
    return days


def _areas(data: ModelData, site: str) -> str:
    return "+".join(sorted(set(data.kilns.loc[data.kilns["site"] == site, "area"])))
