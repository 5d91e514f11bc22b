"""Waste that arises while kilns stand: usable only as it arises or can be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cases.calendar import arising_by_day, run_dates
from models.availability import available
from models.calendars import ANY_DAY, kiln_calendars
from models.data import ModelData, cross
from models.registry import Kind, Registry

Days: TypeAlias = npt.NDArray[np.bool_]


def add(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """Write the rows of every source whose store is limited.

    For every set A of takers with one calendar each, D(A) the days on which one of them can use it:
    Σ taken by A ≤ arising on D(A) + min(store, the rest) [kt dry]; only where tighter than what is available.
    In a year of several periods the store is one for all of them and its use a decision (``storage``):
    Σ taken by A ≤ arising on D(A) + drawn from store.
    What lines use inside their stop windows, on bonus days or by swap, comes on top (``stop_waste``).
    """
    limited = data.sources[data.sources["arising"].notna() & data.sources["store"].notna()]
    stored = cross(limited.reset_index(drop=True), data.periods)
    stored["available"] = available(data, stored)
    shared = stored["period"].isin(data.seasons["period"])
    stored["within_period"] = stored["store"].where(~shared, 0.0)
    takers = _takers(data, taken)
    calendars = {
        (label, period): _days(data, label, period)
        for label, period in takers[["calendar", "period"]].drop_duplicates().itertuples(index=False)
    }
    labels = _by_source(takers)
    shares = _Shares(data, calendars)
    rows = [
        (source, "|".join(group), period, upper, group)
        for record, source, period in _records(stored)
        for group, upper in _sets(record, labels.get((source, period), []), shares)
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
    if "v_drawn" in registry.columns:
        drawn = frame.assign(row=numbers).merge(registry.frame("v_drawn"), on=["source_id", "period"])
        registry.add_terms(drawn["row"], drawn["col"], -1.0)


def _records(stored: pd.DataFrame) -> Iterator[tuple[Any, str, str]]:
    for record in stored.itertuples(index=False):
        yield record, str(record.source_id), str(record.period)


def _takers(data: ModelData, taken: pd.DataFrame) -> pd.DataFrame:
    """Hauls with the calendar of their taker: any day in a mill, else that of the kilns at the site."""
    names = kiln_calendars(data)
    calendars = [
        names[site, period] if use == "kiln" else ANY_DAY
        for site, use, period in zip(taken["site"], taken["use"], taken["period"], strict=True)
    ]
    return taken.assign(calendar=calendars)


def _days(data: ModelData, calendar: str, period: str) -> Days:
    mask = np.zeros(365, dtype=bool)
    if calendar == ANY_DAY:
        mask[data.period_dates[period]] = True
        return mask
    for area in calendar.split("+"):
        mask[sorted(run_dates(data.case, area, period))] = True
    return mask


def _by_source(takers: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Calendars of the takers of each (source, period), sorted."""
    keys = ["source_id", "period", "calendar"]
    result: dict[tuple[str, str], list[str]] = {}
    rows = takers[keys].drop_duplicates().sort_values(keys)
    for source, period, label in zip(*(rows[name].tolist() for name in keys), strict=True):
        result.setdefault((source, period), []).append(label)
    return result


class _Shares:
    """Part of what arises in a period that arises on days of some calendars; one for all of a profile."""

    def __init__(self, data: ModelData, calendars: Mapping[tuple[str, str], Days]) -> None:
        self._data, self._calendars = data, calendars
        self._known: dict[tuple[str | None, str, tuple[str, ...]], float] = {}

    def of(self, source: str, period: str, group: tuple[str, ...]) -> float:
        key = (self._data.case.sources[source].profile, period, group)
        if key not in self._known:
            daily = arising_by_day(self._data.case, source)
            total = float(daily[self._data.period_dates[period]].sum())
            if not total:
                return 0.0
            union = np.logical_or.reduce([self._calendars[label, period] for label in group])
            self._known[key] = float(daily[union].sum()) / total
        return self._known[key]


def _sets(record: Any, labels: list[str], shares: _Shares) -> Iterator[tuple[list[str], float]]:
    """Sets of calendars that bind, with the most that they can take [kt dry]."""
    for size in range(1, len(labels) + 1):
        for group in combinations(labels, size):
            within = shares.of(record.source_id, record.period, group) * float(record.available)
            upper = within + min(float(record.within_period), float(record.available) - within)
            if upper < float(record.available) - 1e-9:
                yield list(group), upper
