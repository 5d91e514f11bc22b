"""Calendars of the takers of waste: the days on which those at a site may use what they take."""

from __future__ import annotations

import pandas as pd

from cases.calendar import run_dates
from cases.shifting import kiln_dates
from models.data import ModelData

ANY_DAY = "any day"
"""Calendar of mills, and of kilns with more days of their own than their area has."""


def kiln_calendars(data: ModelData) -> dict[tuple[str, str], str]:
    """Calendar of the kilns at each site and period."""
    return {
        (str(site), str(period)): _calendar(data, kilns, str(period))
        for site, kilns in data.kilns.groupby("site")[["kiln", "area"]]
        for period in data.periods["period"]
    }


def _calendar(data: ModelData, kilns: pd.DataFrame, period: str) -> str:
    """Areas of the kilns at a site; a kiln with more days of its own than its area may run on any."""
    areas: set[str] = set()
    for kiln, area in zip(kilns["kiln"], kilns["area"], strict=True):
        if kiln_dates(data.case, kiln, period) != run_dates(data.case, area, period):
            return ANY_DAY
        areas.add(area)
    return "+".join(sorted(areas))
