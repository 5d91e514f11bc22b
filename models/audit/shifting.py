"""Days inside stop windows: bonus days earned, and swaps that a partner makes up. Line-days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.calendar import period_days, running_days
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.plan import Plan, once
from models.audit.tolerance import above, unequal

FLOOR = 1e-2
"""Line-days that count as none, over the periods of a year."""
AMOUNTS = ["bonus_days", "swapped_days", "line_days", "lines"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All rules of days inside stop windows; `DAYS_MAX` counts them in (`running`)."""
    if "running_days" not in plan.tables:
        return
    days = inside_windows(plan)
    stops = _stop_days(plan).reindex(days.index) * plan.running["lines_running"].reindex(days.index)
    most = stops.clip(upper=plan.running["line_days"].astype(float).reindex(days.index))
    yield from above(Code.SHIFT_STOPS, days.sum(axis=1), most, unit="d", floor=FLOOR)
    yield from _bonus(plan, days["bonus_days"])
    yield from _swaps(plan, days["swapped_days"])


@once
def inside_windows(plan: Plan) -> pd.DataFrame:
    """Bonus and swapped line-days by (period, kiln); zeros where the plan tells none."""
    names = ["bonus_days", "swapped_days"]
    if "running_days" not in plan.tables:
        return pd.DataFrame(0.0, index=plan.running.index, columns=names)
    told = plan["running_days"].astype(dict.fromkeys(names, float))
    return told.groupby(["period", "kiln"])[names].sum().reindex(plan.running.index).fillna(0.0)


@once
def _stop_days(plan: Plan) -> pd.Series:
    """Days of each period on which a line stands by its windows, by (period, kiln)."""
    keys = [(period, kiln) for period in plan.case.periods for kiln in plan.case.kilns]
    days = [period_days(plan.case, p) - running_days(plan.case, k, p) for p, k in keys]
    return pd.Series(days, index=pd.MultiIndex.from_tuples(keys, names=["period", "kiln"]), dtype=float)


def _by_year(plan: Plan, values: pd.Series) -> pd.Series:
    """Sum over the periods of each year, by (period: the year, kiln)."""
    frame = values.rename("value").reset_index()
    frame["period"] = [str(plan.case.periods[p].year) for p in frame["period"]]
    return frame.groupby(["period", "kiln"])["value"].sum()


def _bonus(plan: Plan, used: pd.Series) -> Iterator[AuditFinding]:
    """Bonus days of a year ≤ those earned in the year before; the case may state those of the first year."""
    years = _by_year(plan, used)
    first = str(min(row.year for row in plan.case.periods.values()))
    earned = []
    here = plan.running["lines"].astype(float)
    lines = _by_year(plan, here) / _by_year(plan, here * 0 + 1)
    for year, kiln in years.index:
        stated = plan.case.kilns[kiln].bonus_days if year == first else None
        days = _earned(plan, kiln, year) if stated is None else stated
        earned.append(days * float(lines.get((year, kiln), 0.0)))
    yield from above(
        Code.SHIFT_BONUS, years, pd.Series(earned, index=years.index, dtype=float), unit="d", floor=FLOOR
    )


def _earned(plan: Plan, kiln: str, year: str) -> float:
    """Days a line has by rules of the year before, as the table of rules tells what was earned."""
    told = plan.tables.get("rules")
    if told is None:
        return 0.0
    row = plan.case.kilns[kiln]
    of = {"line": kiln, "company": row.company, "region": "region"}
    of["prefecture"] = plan.case.sites[row.site].prefecture
    best: dict[str, float] = {}
    for entry in told[(told["reward"] == "days") & told["earned"].astype(bool)].itertuples(index=False):
        rule = plan.case.thresholds[str(entry.rule)]
        if of.get(rule.scope) == entry.subject and _used_in(plan, int(str(entry.year))) == int(year):
            group = rule.steps or rule.rule
            best[group] = max(best.get(group, 0.0), rule.amount)
    return sum(best.values())


def _used_in(plan: Plan, year: int) -> int | None:
    """Year in which what a modelled year earned is run: itself where it stands for several."""
    years = sorted({row.year for row in plan.case.periods.values()})
    place = years.index(year)
    later, before = years[place + 1 :], years[:place]
    gap = later[0] - year if later else (year - before[-1] if before else 1)
    if gap > 1:
        return year
    return later[0] if later else None


def _swaps(plan: Plan, swapped: pd.Series) -> Iterator[AuditFinding]:
    told = plan["swaps"].astype({"year": str, "line_days": float, "made_up_days": float})
    told = told.rename(columns={"year": "period"}).set_index(["period", "kiln", "partner"])
    each = told["line_days"].groupby(level=["period", "kiln"]).sum()
    yield from unequal(Code.SHIFT_SUM, _by_year(plan, swapped), each, unit="d", floor=FLOOR)
    most = _by_year(plan, _stop_days(plan) * _standing(plan))
    covered = pd.Series([_covered(plan, key, most) for key in told.index], index=told.index, dtype=float)
    yield from above(Code.SHIFT_SWAP, told["line_days"], covered, unit="d", floor=FLOOR)
    idle = pd.Series([_idle(plan, key) for key in told.index], index=told.index, dtype=bool)
    yield from above(Code.SHIFT_IDLE, told["line_days"][idle], 0.0 * covered[idle], unit="d", floor=FLOOR)
    owed = pd.Series(
        [
            _owed(plan, key, float(days), float(whole))
            for key, days, whole in zip(told.index, told["line_days"], covered, strict=True)
        ],
        index=told.index,
        dtype=float,
    )
    yield from unequal(Code.SHIFT_MADE_UP, told["made_up_days"], owed, unit="d", floor=FLOOR)
    yield from _partners(plan, owed)


@once
def _standing(plan: Plan) -> pd.Series:
    """Lines there by (period, kiln), projects counted in; none from the year on by which they close."""
    lines = plan.running["lines"].astype(float)
    closed = [
        (by := plan.case.kilns[kiln].close_by) is not None and plan.case.periods[period].year >= by
        for period, kiln in lines.index
    ]
    return lines if plan.aim.today else lines.mask(np.array(closed, dtype=bool), 0.0)


def _idle(plan: Plan, key: tuple[str, str, str]) -> bool:
    """Whether the partner stands all year, though only one that runs can stop for longer."""
    year, kiln, partner = key
    row = plan.case.swaps.get((kiln, partner))
    runs = _by_year(plan, plan.running["lines_running"].astype(float))
    return row is not None and not row.idle_partner and float(runs.get((year, partner), 0.0)) < FLOOR


def _covered(plan: Plan, key: tuple[str, str, str], stops: pd.Series) -> float:
    """Line-days that an agreement covers in a year; none where there is no agreement in force."""
    year, kiln, partner = key
    row = plan.case.swaps.get((kiln, partner))
    if row is None or not row.active or (row.rule == "choice" and plan.aim.today):
        return 0.0
    whole = float(stops[year, kiln])
    return whole if row.days is None else min(whole, row.days)


def _owed(plan: Plan, key: tuple[str, str, str], days: float, covered: float) -> float:
    """Line-days that the partner stands: for what is run or for all agreed, by t/d if so measured."""
    _, kiln, partner = key
    row, kilns = plan.case.swaps.get((kiln, partner)), plan.case.kilns
    if row is None:
        return 0.0
    rate = kilns[kiln].capacity / kilns[partner].capacity if row.measure == "capacity" else 1.0
    return rate * (covered if row.rule == "agreed" else days)


def _partners(plan: Plan, owed: pd.Series) -> Iterator[AuditFinding]:
    """Line-days of a partner in a year, bonus days apart, and what it makes up ≤ those of its windows."""
    made_up = owed.groupby(level=["period", "partner"]).sum().rename_axis(["period", "kiln"])
    run = plan.running["line_days"] - inside_windows(plan)["bonus_days"]
    lines = plan.running["lines"].astype(float)
    room = _by_year(plan, plan.running["days"] * lines).reindex(made_up.index) - made_up
    years = _by_year(plan, run).reindex(made_up.index)
    yield from above(Code.SHIFT_PARTNER, years, room, unit="d", floor=FLOOR)
