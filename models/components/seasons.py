"""Waste that arises while kilns stand: usable only as it arises or can be stored."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.calendar import arising_by_day, kiln_dates, run_dates
from models.availability import available
from models.data import ModelData, cross
from models.registry import Kind, Registry

Days: TypeAlias = npt.NDArray[np.bool_]
MILLS = "mills"
"""Calendar of mills: any day."""
OWN = "kiln "
"""Mark of a kiln with days of its own in the name of a calendar."""


def add(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """Write the rows of every source whose store is limited.

    For every set A of takers with one calendar each, D(A) the days on which one of them can use it:
    Σ taken by A ≤ arising on D(A) + min(store, the rest) [kt dry]; only where tighter than what is available.
    """
    limited = data.sources[data.sources["arising"].notna() & data.sources["store"].notna()]
    stored = cross(limited.reset_index(drop=True), data.periods)
    stored["available"] = available(data, stored)
    takers = _takers(data, taken)
    calendars = {
        (label, period): _days(data, label, period)
        for label, period in takers[["calendar", "period"]].drop_duplicates().itertuples(index=False)
    }
    by_source = takers.groupby(["source_id", "period"])["calendar"].agg(lambda c: sorted(set(c)))
    rows = [
        (record.source_id, "|".join(group), record.period, upper, group)
        for record in stored.itertuples(index=False)
        for group, upper in _sets(
            data, record, by_source.get((record.source_id, record.period), []), calendars
        )
    ]
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["source_id", "takers", "period", "upper", "group"])
    numbers = registry.add_rows(
        "c_season", frame[["source_id", "takers", "period"]], unit="kt dry", kind=Kind.LAW,
        upper=frame["upper"].to_numpy(), behind=[("sources", s, "store") for s in frame["source_id"]],
    )  # fmt: skip
    members = frame.assign(row=numbers)[["source_id", "period", "group", "row"]].explode("group")
    placed = takers.merge(
        members.rename(columns={"group": "calendar"}), on=["source_id", "period", "calendar"]
    )
    registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _takers(data: ModelData, taken: pd.DataFrame) -> pd.DataFrame:
    """Hauls with the calendar of their taker: mills, or that of the kilns at the site."""
    names = {site: _calendar(here) for site, here in data.kilns.groupby("site")[["kiln", "area", "days_max"]]}
    kilns = taken["site"].map(names)
    return taken.assign(calendar=kilns.where(taken["use"] == "kiln", MILLS))


def _calendar(kilns: pd.DataFrame) -> str:
    """Kilns of one area share a calendar unless the case states days of their own."""
    rows = zip(kilns["kiln"], kilns["area"], kilns["days_max"].notna(), strict=True)
    return "+".join(sorted({OWN + kiln if own else area for kiln, area, own in rows}))


def _days(data: ModelData, calendar: str, period: str) -> Days:
    mask = np.zeros(365, dtype=bool)
    if calendar == MILLS:
        mask[data.period_dates[period]] = True
        return mask
    for part in calendar.split("+"):
        own = part.startswith(OWN)
        dates = kiln_dates(data.case, part[len(OWN) :], period) if own else run_dates(data.case, part, period)
        mask[sorted(dates)] = True
    return mask


def _sets(
    data: ModelData, record: Any, labels: list[str], calendars: dict[tuple[str, str], Days]
) -> Iterator[tuple[list[str], float]]:
    """Sets of calendars that bind, with the most that they can take [kt dry]."""
    daily = arising_by_day(data.case, record.source_id)
    total = float(daily[data.period_dates[record.period]].sum())
    scale = float(record.available) / total if total else 0.0
    for size in range(1, len(labels) + 1):
        for group in combinations(labels, size):
            union = np.logical_or.reduce([calendars[label, record.period] for label in group])
            within = float(daily[union].sum()) * scale
            upper = within + min(float(record.store), float(record.available) - within)
            if upper < float(record.available) - 1e-9:
                yield list(group), upper
