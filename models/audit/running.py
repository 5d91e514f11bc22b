"""Lines, days, loads, feeders, permits and dosing of kilns, and the clinker they make."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from cases.calendar import seasons
from models.audit.changes import changes
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.plan import Plan
from models.audit.shifting import inside_windows
from models.audit.tolerance import FLOOR_T, RATIO, above, below, tell, unequal

DAY_FLOOR = 1e-3
"""Days and lines that count as zero."""


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All rules of running kilns."""
    yield from unequal(Code.CLINKER_BALANCE, clinker_from_feed(plan), plan.running["clinker_t"], unit="t")
    inside = inside_windows(plan).sum(axis=1)
    yield from _lines(plan, inside)
    yield from _days_of_year(plan, inside)
    yield from _loads(plan.running)
    yield from _permits(plan)
    yield from _feeders(plan)
    yield from _dosing(plan)


def clinker_from_feed(plan: Plan) -> pd.Series:
    """Ignited raw feed less dust, and the ash that stays, t by period and kiln."""
    raw, burnt = plan.raw, plan.burnt
    ignited = raw.assign(t=raw["dry"] * (1 - raw["loi"]) * (1 - at(plan.kilns["dust_loss"], raw["kiln"])))
    ash = burnt.assign(t=burnt["wet_t"] * burnt["ash"] * at(plan.kilns["ash_retained"], burnt["kiln"]))
    keys = ["period", "kiln", "t"]
    return amounts(pd.concat([ignited[keys], ash[keys]]), ["period", "kiln"], "t")


def _lines(plan: Plan, inside: pd.Series) -> Iterator[AuditFinding]:
    """Whole lines, no more than stand there; days within the calendar and, in a year of one period, enough.

    ``inside``: line-days inside the stop windows by bonus and swap, judged by `shifting`.
    """
    run = plan.running
    lines, days = run["lines_running"].astype(float), run["line_days"]
    yield from above(Code.LINES_MAX, lines, run["lines"], unit="lines", floor=DAY_FLOOR)
    whole = lines.round()
    broken = (lines - whole).abs() > DAY_FLOOR
    yield from tell(Code.LINES_INTEGER, lines[broken], whole[broken], unit="lines")
    yield from above(Code.DAYS_MAX, days, run["days"] * whole + inside, unit="d", floor=DAY_FLOOR)
    least = run[["days_min", "days"]].min(axis=1)
    several = [name for names in seasons(plan.case).values() for name in names]
    alone = ~run.index.get_level_values("period").isin(several)
    yield from below(Code.DAYS_MIN, days[alone], (least * whole)[alone], unit="d", floor=DAY_FLOOR)


def _days_of_year(plan: Plan, inside: pd.Series) -> Iterator[AuditFinding]:
    """Over a year of several periods: the least days of its lines, and the most a kiln has of its own."""
    for year, names in seasons(plan.case).items():
        run = plan.running[plan.running.index.get_level_values("period").isin(names)]
        years = run.assign(extra=inside.reindex(run.index)).groupby(level="kiln").agg(
            {"line_days": "sum", "days": "sum", "lines_running": "max", "lines": "max", "extra": "sum",
             "days_min": "first", "days_max": "first"}
        )  # fmt: skip
        years.index = pd.MultiIndex.from_product([[str(year)], years.index], names=["period", "kiln"])
        own = years["days_max"].astype(float)
        least = pd.concat([years["days_min"], years["days"], own], axis=1).min(axis=1)
        least = least * years["lines_running"].astype(float).round()
        yield from below(Code.DAYS_MIN, years["line_days"], least, unit="d", floor=DAY_FLOOR)
        most = own * years["lines"] + years["extra"]
        yield from above(Code.DAYS_MAX, years["line_days"], most, unit="d", floor=DAY_FLOOR)


def starts(plan: Plan) -> pd.Series:
    """Lines that start, by period and kiln: all of a year's first period, later those that stood before."""
    lines = plan.running["lines_running"].astype(float).unstack("period").fillna(0.0)
    found = lines.copy()
    for names in seasons(plan.case).values():
        for before, period in pairwise(n for n in names if n in lines):
            found[period] = (lines[period] - lines[before]).clip(lower=0.0)
    values = [float(found.loc[kiln, period]) for period, kiln in plan.running.index]
    return pd.Series(values, index=plan.running.index)


def _loads(run: pd.DataFrame) -> Iterator[AuditFinding]:
    rated = run["capacity"] * run["line_days"]
    yield from above(Code.CAPACITY, run["clinker_t"], rated, unit="t")
    yield from below(Code.MIN_LOAD, run["clinker_t"], rated * run["min_load"], unit="t")


def _permits(plan: Plan) -> list[AuditFinding]:
    feed = plan["kiln_feed"]
    needs = at(plan.grades["permit"], feed["grade"]).astype(bool)
    holds = at(plan.kilns["coprocessing"], feed["kiln"]).astype(bool)
    rows = feed[needs & ~holds & (feed["wet_t"] > FLOOR_T).to_numpy()]
    used = rows.set_index(["period", "kiln", "material"])["wet_t"]
    return tell(Code.PERMIT, used, used * 0, unit="t")


def _feeders(plan: Plan) -> Iterator[AuditFinding]:
    """Materials in use against feeders and least use; dry t for raw materials, t as received for fuels."""
    feed = plan["kiln_feed"].assign(
        t=np.where(plan["kiln_feed"]["use"] == "raw", plan["kiln_feed"]["dry_t"], plan["kiln_feed"]["wet_t"])
    )
    use = amounts(feed, ["period", "kiln", "use", "material"], "t")
    use = use[use > FLOOR_T]
    count = use.groupby(level=["period", "kiln", "use"]).count().astype(float)
    is_raw = count.index.get_level_values("use") == "raw"
    figures = plan.running.reindex(pd.MultiIndex.from_frame(count.index.to_frame()[["period", "kiln"]]))
    limit = np.where(is_raw, figures["raw_feeders"], figures["fuel_feeders"])
    yield from above(
        Code.FEEDERS, count, pd.Series(limit, index=count.index), unit="feeders", floor=DAY_FLOOR
    )
    share = plan.year_share.reindex(use.index.get_level_values("period")).to_numpy()
    least = plan.kilns["feeder_minimum"].reindex(use.index.get_level_values("kiln")).to_numpy() * 1000 * share
    yield from below(Code.FEEDER_MINIMUM, use, pd.Series(least, index=use.index), unit="t")
    switched = plan["kiln_feeders"].assign(on=plan["kiln_feeders"]["used"])
    flags = amounts(switched, ["period", "kiln", "use", "material"], "on")
    on = flags.reindex(use.index).fillna(0.0)
    yield from tell(Code.FEEDER_FLAG, use[on < 0.5], on[on < 0.5], unit="t")


def _dosing(plan: Plan) -> list[AuditFinding]:
    """Share of a material in the dry raw feed against its ceiling for the kiln class, else its own."""
    keys = ["period", "kiln", "material"]
    use = amounts(plan.raw, keys, "dry")
    whole = use.groupby(level=["period", "kiln"]).transform("sum")
    classes = at(plan.kilns["kiln_class"], pd.Series(use.index.get_level_values("kiln")))
    rows, materials = plan.case.dosing, plan.case.materials
    ceilings = [
        rows[c, m].max_share if (c, m) in rows else materials[m].max_raw_share
        for c, m in zip(classes, use.index.get_level_values("material"), strict=True)
    ]
    more = changes(plan.case, plan.tables, "max_raw_share")
    raised = [more.get(key, 0.0) for key in use.index]
    limit = pd.Series([np.nan if c is None else c for c in ceilings], index=use.index, dtype=float) + raised
    share = (use / whole * 100)[whole > FLOOR_T]
    return above(Code.DOSING, share, limit, unit="%", relative=RATIO, floor=1e-6)
