r"""What sources can give: the year's amount, the captive part, and day by day what can be used or stored.

Waste arises on some days and is used on others. With takers :math:`t` (sites and the days on which they may
use it) and a store :math:`S`, a use :math:`d_t` is possible if and only if (largest flow, least cut) for
every set A of takers

.. math:: \sum_{t \in A} d_t \le \sum_{days\ of\ A} a + \min(S, \sum_{other\ days} a)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cases.calendar import YEAR, arising_by_day, period_dates, seasons
from cases.shifting import kiln_dates
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.masses import site_use
from models.audit.plan import Plan, once
from models.audit.shifting import inside_windows
from models.audit.tolerance import FLOOR_T, above

ALL_SUBSETS_UP_TO = 12
"""Distinct sets of days beyond which only single sets, pairs and all together are tried."""


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Amounts taken from each source against what arises."""
    frame = taken_by_source(plan).reset_index()
    frame["period"] = _years(plan, frame["period"])
    frame = frame[frame["source_id"].isin(_limited(plan).index)]
    yield from _amounts(plan, frame)
    yield from _days(plan)


@once
def taken_by_source(plan: Plan) -> pd.DataFrame:
    """Dry and wet t taken by period, source and destination site."""
    flows = plan["flows"][plan["flows"]["kind"] == "material"].rename(columns={"origin": "source_id"})
    flows = flows.assign(dry=flows["wet_t"] * (1 - at(plan.grades["moisture"], flows["grade"])))
    return flows.groupby(["period", "source_id", "destination_site"])[["dry", "wet_t"]].sum()


@once
def _limited(plan: Plan) -> pd.DataFrame:
    """Sources with a yearly amount; `available` and `open` to all (not captive) in dry t."""
    sources = plan.sources[plan.sources["arising"].notna()]
    available = (sources["arising"] - sources["used_elsewhere"]) * 1000
    return sources.assign(available=available, open=available - sources["captive"] * 1000)


@once
def period_share(plan: Plan) -> dict[tuple[str, str], float]:
    """Part of a source's stated year that arises in a period, by (period, source): more or less by year."""
    found = {}
    for source in plan.sources.index[plan.sources["arising"].notna()]:
        daily = arising_by_day(plan.case, source)
        for period in plan.case.periods:
            dates = sorted(period_dates(plan.case, period))
            share = daily[dates].sum() / daily.sum() if daily.sum() else len(dates) / YEAR
            found[period, source] = float(share) * _scale(plan, source, plan.case.periods[period].year)
    return found


def _scale(plan: Plan, source: str, year: int) -> float:
    """What arises of a waste in a year over what is stated."""
    waste = plan.case.materials[plan.case.sources[source].material].waste
    stated = [row.waste_arising for row in plan.case.years.values() if row.year == year and waste]
    return stated[0] / 100 if stated else 1.0


@once
def available_by_period(plan: Plan) -> pd.Series:
    """Dry t of every limited source that arise in each period, less what users outside the case take."""
    share = period_share(plan)
    rows = {
        (period, str(source)): row["available"] * share[period, str(source)]
        for source, row in _limited(plan).iterrows()
        for period in plan.case.periods
    }
    index = pd.MultiIndex.from_tuples(list(rows), names=["period", "source_id"]) if rows else None
    return pd.Series(list(rows.values()), index=index, dtype=float)


def _amounts(plan: Plan, frame: pd.DataFrame) -> Iterator[AuditFinding]:
    limited, there = _limited(plan), _available_by_year(plan)
    taken = amounts(frame, ["period", "source_id"], "dry")
    yield from above(Code.SUPPLY_AVAILABLE, taken, there.reindex(taken.index), unit="t")
    elsewhere = frame[at(limited["captive_site"], frame["source_id"]) != frame["destination_site"].to_numpy()]
    outside = amounts(elsewhere, ["period", "source_id"], "dry")
    share = (limited["open"] / limited["available"]).reindex(outside.index.get_level_values("source_id"))
    yield from above(Code.SUPPLY_CAPTIVE, outside, there.reindex(outside.index) * share.to_numpy(), unit="t")


def _years(plan: Plan, periods: pd.Series | pd.Index) -> list[str]:
    return [str(plan.case.periods[p].year) for p in periods]


def _available_by_year(plan: Plan) -> pd.Series:
    """Dry t by year (as level `period`) and source, over its periods, with what the stock falls."""
    each = available_by_period(plan)
    years = pd.Index(_years(plan, each.index.get_level_values("period")), name="period")
    whole = each.groupby([years, each.index.get_level_values("source_id")]).sum()
    return whole + [out_of_stock(plan, str(source), int(year)) for year, source in whole.index]


def out_of_stock(plan: Plan, source: str, year: int) -> float:
    """Dry t by which the stated stock of a source falls in a year of several periods."""
    row = plan.case.sources[source]
    if year not in seasons(plan.case) or row.store_start is None or row.store_end is None:
        return 0.0
    return (row.store_start - row.store_end) * 1000


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The distinct sets of days on which takers may use what they take, of one year."""

    members: np.ndarray[Any, Any]
    """subset x set: which sets each subset A holds."""
    days: np.ndarray[Any, Any]
    """subset x day: the days of its sets."""


def _days(plan: Plan) -> Iterator[AuditFinding]:
    """Each year apart: use on its days against what arises on them and what the store brings over."""
    days = _days_of_use(plan)
    flows = plan["flows"][plan["flows"]["kind"] == "material"]
    flows = flows[flows["origin"].isin(_limited(plan).dropna(subset=["store"]).index)]
    keys = list(zip(flows["period"], flows["destination_site"], flows["grade"], strict=True))
    used = np.array([key in days for key in keys], dtype=bool)
    sets = sorted({days[key] for key in keys if key in days}, key=sorted)
    place = {dates: i for i, dates in enumerate(sets)}
    flows = flows[used].assign(
        column=[place[days[key]] for key in keys if key in days],
        dry=flows["wet_t"] * (1 - at(plan.grades["moisture"], flows["grade"])),
        year=[plan.case.periods[p].year for p in flows["period"][used]],
    )
    for year, rows in flows.groupby("year"):
        yield from _year(plan, str(year), rows, sets)


def _days_of_use(plan: Plan) -> dict[tuple[str, str, str], frozenset[int]]:
    """Days on which a grade may be used at a site in a period: those of its users there."""
    use = site_use(plan)
    use = use[use["dry"] > FLOOR_T]
    stops = inside_windows(plan).sum(axis=1)
    inside = set(stops.index[stops > 0])
    found: dict[tuple[str, str, str], frozenset[int]] = {}
    for period, site, grade, user, plant in zip(*(use[c] for c in _USE), strict=True):
        any_day = plant or (period, user) in inside
        dates = period_dates(plan.case, period) if any_day else kiln_dates(plan.case, user, period)
        found[period, site, grade] = found.get((period, site, grade), frozenset()) | dates
    return found


_USE = ("period", "site", "grade", "user", "plant")


def _year(plan: Plan, year: str, flows: pd.DataFrame, sets: list[frozenset[int]]) -> list[AuditFinding]:
    present = sorted(set(flows["column"]))
    calendar = _calendar([sets[i] for i in present])
    taken = flows.pivot_table(index="origin", columns="column", values="dry", aggfunc="sum", fill_value=0.0)
    taken = taken.reindex(columns=present)
    limited = _limited(plan).reindex(taken.index)
    share = (limited["available"] / (limited["arising"] * 1000)).fillna(0.0).to_numpy()
    arising = np.vstack([arising_by_day(plan.case, s) for s in taken.index]) * 1000 * share[:, None]
    arising *= _counted_days(plan, year)
    arising *= np.array([[_scale(plan, str(s), int(year))] for s in taken.index])
    on_days = arising @ calendar.days.T
    fallen = np.array([out_of_stock(plan, str(s), int(year)) for s in taken.index])
    others = (arising.sum(axis=1) + fallen)[:, None] - on_days
    kept = np.minimum(limited["store"].to_numpy()[:, None] * 1000, others)
    asked = taken.to_numpy() @ calendar.members.T
    worst = np.argmax(asked - on_days - kept, axis=1)
    rows = np.arange(len(taken))
    index = pd.MultiIndex.from_product([[year], taken.index], names=["period", "source_id"])
    got = pd.Series(asked[rows, worst], index=index)
    return above(Code.SUPPLY_DAYS, got, pd.Series((on_days + kept)[rows, worst], index=index), unit="t")


def _counted_days(plan: Plan, year: str) -> np.ndarray[Any, Any]:
    """1 on the days of the year that belong to a period of the case, else 0."""
    days = np.zeros(YEAR)
    for period, row in plan.case.periods.items():
        if str(row.year) == year:
            days[sorted(period_dates(plan.case, period))] = 1.0
    return days


def _calendar(sets: list[frozenset[int]]) -> _Calendar:
    count = len(sets)
    sizes = range(1, count + 1) if count <= ALL_SUBSETS_UP_TO else (1, 2, count)
    chosen = [subset for size in sizes for subset in combinations(range(count), size)]
    members = np.zeros((len(chosen), count))
    for row, subset in enumerate(chosen):
        members[row, list(subset)] = 1.0
    runs = np.zeros((count, YEAR))
    for row, dates in enumerate(sets):
        runs[row, sorted(dates)] = 1.0
    return _Calendar(members=members, days=np.minimum(members @ runs, 1.0))
