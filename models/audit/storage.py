"""Stocks between the periods of a year: what is carried over, room, loss, the year's end as its start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.calendar import seasons
from models.audit.changes import changes
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.plan import Plan, once
from models.audit.supply import available_by_period, taken_by_source
from models.audit.tolerance import above, unequal

KEYS = ["period", "place", "goods"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All rules of stocks; what goes in and out of a kiln or plant is checked with its masses."""
    stocks = plan["stocks"].set_index(KEYS)
    stores = _stores(plan).reindex([key[1:] for key in stocks.index]).set_axis(stocks.index)
    yield from _rooms(plan, stocks["stock_t"], stores)
    start = _carried_in(plan, stocks["stock_t"], stores)
    yield from unequal(Code.STOCK_START, stocks["start_t"], start, unit="t")
    share = plan.year_share.reindex(stocks.index.get_level_values("period")).to_numpy()
    lost = start * stores["loss"].fillna(0.0) / 100 * share
    yield from unequal(Code.STOCK_LOSS, stocks["lost_t"], lost, unit="t")
    end = start - lost + stocks["put_t"] - stocks["drawn_t"]
    yield from unequal(Code.STOCK_BALANCE, stocks["stock_t"], end, unit="t")
    yield from _year_end(plan, stocks["stock_t"])
    yield from _waste(plan, stocks)


@once
def _stores(plan: Plan) -> pd.DataFrame:
    """Capacity, stated stock at start and end of a year in t, loss in % a year; NaN is unlimited or free."""
    rows: list[tuple[str, str, float | None, float, float | None, float | None, bool]] = [
        (*key, row.capacity, row.loss, row.start, row.end, row.end is not None)
        for key, row in plan.case.stores.items()
    ]
    rows += [
        (row.source_id, row.material, row.store, 0.0, row.store_start, row.store_end,
         row.store_start is not None)
        for row in plan.case.sources.values()
    ]  # fmt: skip
    columns = ["place", "goods", "capacity", "loss", "start", "end", "opens"]
    frame = pd.DataFrame(rows, columns=columns).set_index(["place", "goods"]).astype(float)
    frame[["capacity", "start", "end"]] *= 1000
    return frame.assign(end=frame["end"].fillna(frame["start"]))


def _rooms(plan: Plan, stock: pd.Series, stores: pd.DataFrame) -> Iterator[AuditFinding]:
    """Nothing is kept where the case has no store, nor in a year of one period; elsewhere up to its room."""
    several = {name for names in seasons(plan.case).values() for name in names}
    has = [key[1:] in _stores(plan).index and key[0] in several for key in stock.index]
    more = changes(plan.case, plan.tables, "store_capacity")
    added = [more.get((period, place, goods), 0.0) * 1000 for period, place, goods in stock.index]
    room = (stores["capacity"] + added).where(np.array(has, dtype=bool), 0.0)
    yield from above(Code.STOCK_ROOM, stock, room, unit="t")


def _carried_in(plan: Plan, stock: pd.Series, stores: pd.DataFrame) -> pd.Series:
    """Stock at the end of the period before; before the first what is stated, else the last of the year."""
    years = seasons(plan.case).values()
    before = {name: names[i - 1] for names in years for i, name in enumerate(names)}
    keys = [(before.get(period, period), *rest) for period, *rest in stock.index]
    carried = pd.Series(stock.reindex(keys).fillna(0.0).to_numpy(), index=stock.index)
    first = stock.index.get_level_values("period").isin([names[0] for names in years])
    return carried.mask(first & stores["opens"].eq(1.0), stores["start"])


def _year_end(plan: Plan, stock: pd.Series) -> list[AuditFinding]:
    """Each year ends with the stock that is stated, of its end or else of its start."""
    ends = _stores(plan)["end"].dropna()
    wanted = {
        (names[-1], place, goods): end
        for names in seasons(plan.case).values()
        for (place, goods), end in zip(ends.index, ends, strict=True)
    }
    index = pd.MultiIndex.from_tuples(list(wanted), names=KEYS) if wanted else stock.index[:0]
    want = pd.Series(list(wanted.values()), index=index, dtype=float)
    return unequal(Code.STOCK_YEAR_END, stock.reindex(index).fillna(0.0), want, unit="t")


def _waste(plan: Plan, stocks: pd.DataFrame) -> list[AuditFinding]:
    """Waste taken in a period and put by for others has arisen in it or was drawn from store."""
    keys = ["period", "source_id"]
    taken = taken_by_source(plan)["dry"].groupby(level=keys).sum()
    moved = (stocks["put_t"] - stocks["drawn_t"]).reset_index(name="t").rename(columns={"place": "source_id"})
    moved = moved[moved["source_id"].isin(plan.sources.index)]
    both = pd.concat([taken.reset_index(name="t"), moved[[*keys, "t"]]])
    asked = amounts(both, keys, "t")
    return above(Code.SUPPLY_PERIOD, asked, available_by_period(plan).reindex(asked.index), unit="t")
