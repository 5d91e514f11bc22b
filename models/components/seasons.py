"""Waste that arises while kilns stand: usable only as it arises or can be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cases.calendar import arising_by_day
from models.availability import available
from models.calendars import ANY_DAY, Days, beyond_windows, calendar_days, kiln_calendars
from models.data import ModelData, cross
from models.registry import Kind, Registry


def add(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """Write the rows of every source whose store is limited.

    For every union D of days on which some takers can use it, A(D) all takers with no day beside them:
    Σ taken by A ≤ arising on D + min(store, the rest) [kt dry]; only where tighter than what is available.
    In a year of several periods the store is one for all of them and its use a decision (``storage``):
    Σ taken by A ≤ arising on D + drawn from store.
    What lines use inside their stop windows, on bonus days or by swap, does not count (``stop_waste``).
    """
    limited = data.sources[data.sources["arising"].notna() & data.sources["store"].notna()]
    stored = cross(limited.reset_index(drop=True), data.periods)
    stored["available"] = available(data, stored)
    shared = stored["period"].isin(data.seasons["period"])
    stored["within_period"] = stored["store"].where(~shared, 0.0)
    names, days = kiln_calendars(data), calendar_days(data)
    takers = _takers(names, taken)
    labels = _by_source(takers)
    shares = _Shares(data)
    rows = [
        (source, "|".join(group), period, upper, group)
        for record, source, period in _records(stored)
        for group, upper in _sets(record, _of_period(days, period), labels.get((source, period), []), shares)
    ]
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["source_id", "takers", "period", "upper", "group"])
    numbers = registry.add_rows(
        "c_season", frame[["source_id", "takers", "period"]], unit="kt dry", kind=Kind.LAW,
        upper=frame["upper"].to_numpy(), behind=[("sources", s, "store") for s in frame["source_id"]],
    )  # fmt: skip
    members = frame.assign(row=numbers)[["source_id", "period", "group", "row"]].explode("group")
    members = members.rename(columns={"group": "calendar"})
    placed = takers.merge(members, on=["source_id", "period", "calendar"])
    registry.add_terms(placed["row"], placed["col"], placed["coef"])
    _in_stops(registry, data, takers, members)
    if "v_drawn" in registry.columns:
        drawn = frame.assign(row=numbers).merge(registry.frame("v_drawn"), on=["source_id", "period"])
        registry.add_terms(drawn["row"], drawn["col"], -1.0)


def _in_stops(registry: Registry, data: ModelData, takers: pd.DataFrame, members: pd.DataFrame) -> None:
    """Used inside the stop windows ≤ taken by the site [kt dry]; it leaves the rows of the site's days."""
    keys = ["source_id", "site", "period"]
    inside = takers.merge(beyond_windows(data), on=["site", "period"])
    inside = inside[inside["use"] == "kiln"].merge(
        members[["source_id", "period", "calendar"]].drop_duplicates(), on=["source_id", "period", "calendar"]
    )
    if inside.empty:
        return
    index = inside[[*keys, "calendar"]].drop_duplicates().reset_index(drop=True)
    index["in_stops"] = registry.add_columns("v_in_stops", index[keys], unit="kt dry")["col"].to_numpy()
    rows = registry.add_rows("c_in_stops", index[keys], unit="kt dry", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, index["in_stops"], 1.0)
    placed = inside.merge(index.assign(row=rows)[[*keys, "row"]], on=keys)
    registry.add_terms(placed["row"], placed["col"], -placed["coef"])
    left = index.merge(members, on=["source_id", "period", "calendar"])
    registry.add_terms(left["row"], left["in_stops"], -1.0)


def _records(stored: pd.DataFrame) -> Iterator[tuple[Any, str, str]]:
    for record in stored.itertuples(index=False):
        yield record, str(record.source_id), str(record.period)


def _takers(names: Mapping[tuple[str, str], str], taken: pd.DataFrame) -> pd.DataFrame:
    """Hauls with the calendar of their taker: any day in a mill, else that of the kilns at the site."""
    calendars = [
        names[site, period] if use == "kiln" else ANY_DAY
        for site, use, period in zip(taken["site"], taken["use"], taken["period"], strict=True)
    ]
    return taken.assign(calendar=calendars)


def _of_period(days: Mapping[tuple[str, str], Days], period: str) -> dict[str, Days]:
    return {label: mask for (label, when), mask in days.items() if when == period}


def _by_source(takers: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Calendars of the takers of each (source, period), sorted."""
    keys = ["source_id", "period", "calendar"]
    result: dict[tuple[str, str], list[str]] = {}
    rows = takers[keys].drop_duplicates().sort_values(keys)
    for source, period, label in zip(*(rows[name].tolist() for name in keys), strict=True):
        result.setdefault((source, period), []).append(label)
    return result


class _Shares:
    """Part of what arises in a period that arises on some of its days; one for all of a profile."""

    def __init__(self, data: ModelData) -> None:
        self._data = data
        self._known: dict[tuple[str | None, str, bytes], float] = {}

    def of(self, source: str, period: str, days: Days) -> float:
        key = (self._data.case.sources[source].profile, period, days.tobytes())
        if key not in self._known:
            daily = arising_by_day(self._data.case, source)
            total = float(daily[self._data.period_dates[period]].sum())
            if not total:
                return 0.0
            self._known[key] = float(daily[days].sum()) / total
        return self._known[key]


def _sets(
    record: Any, days: Mapping[str, Days], labels: list[str], shares: _Shares
) -> Iterator[tuple[list[str], float]]:
    """Calendars within each union of days that binds, with the most that they can take [kt dry]."""
    limited = [label for label in labels if label != ANY_DAY]
    seen: set[bytes] = set()
    for size in range(1, len(limited) + 1):
        for group in combinations(limited, size):
            union = np.logical_or.reduce([days[label] for label in group])
            if union.tobytes() in seen:
                continue
            seen.add(union.tobytes())
            within = shares.of(record.source_id, record.period, union) * float(record.available)
            upper = within + min(float(record.within_period), float(record.available) - within)
            if upper < float(record.available) - 1e-9:
                yield sorted(label for label, mask in days.items() if not np.any(mask & ~union)), upper
