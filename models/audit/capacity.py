"""Capacity policy of single lines: elimination, registered output, limestone replaced; early warning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.chemistry import split_lime
from cases.grades import grades
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.plan import Plan
from models.audit.tolerance import RATIO, above, unequal

LIME_FLOOR_T = 1.0
"""t CaO that count as none."""


def check(plan: Plan) -> Iterator[AuditFinding]:
    """All rules of capacity but swaps and replacement."""
    if not plan.aim.today:
        yield from _eliminated(plan)
        yield from _limestone(plan)
    yield from _registered(plan)
    yield from _warnings(plan)


def _years(plan: Plan, values: pd.Series) -> pd.Series:
    """Sum over the periods of each year, by (period: the year, kiln)."""
    year = [str(plan.case.periods[p].year) for p in values.index.get_level_values("period")]
    return values.groupby(
        [pd.Index(year, name="period"), pd.Index(values.index.get_level_values("kiln"), name="kiln")]
    ).sum()


def _standing(plan: Plan) -> pd.Series:
    """Lines there, projects counted in, by (period: the year, kiln)."""
    lines = plan.running["lines"].astype(float)
    year = [str(plan.case.periods[p].year) for p in lines.index.get_level_values("period")]
    keys = [pd.Index(year, name="period"), pd.Index(lines.index.get_level_values("kiln"), name="kiln")]
    return lines.groupby(keys).max()


def _eliminated(plan: Plan) -> Iterator[AuditFinding]:
    """No line of a kiln on the elimination list runs from its year on."""
    lines = plan.running["lines_running"].astype(float)
    closed = np.array(
        [
            (by := plan.case.kilns[kiln].close_by) is not None and plan.case.periods[period].year >= by
            for period, kiln in lines.index
        ],
        dtype=bool,
    )
    yield from above(Code.ELIMINATED, lines[closed], 0.0 * lines[closed], unit="lines", floor=1e-3)


def _registered(plan: Plan) -> Iterator[AuditFinding]:
    """Clinker of a year against registered capacity over the days it is counted over, where stated."""
    days = plan.case.info.registered_days
    if days is None:
        return
    made = _years(plan, plan.running["clinker_t"].astype(float))
    lines = _standing(plan).reindex(made.index)
    most = lines * [plan.case.kilns[kiln].capacity * days for _, kiln in made.index]
    yield from above(Code.REGISTERED, made, most, unit="t")


def _limestone(plan: Plan) -> Iterator[AuditFinding]:
    """Carbonate lime of virgin rock fed in a year against what the commitment leaves of the reference mix."""
    committed = {
        k: v.limestone_replaced for k, v in plan.case.kilns.items() if v.limestone_replaced is not None
    }
    if not committed:
        return
    virgin = {
        name: split_lime(grade.analysis).carbonate_cao
        for name, grade in grades(plan.case).items()
        if grade.analysis is not None and not plan.case.materials[grade.material].waste
    }
    raw = plan.raw[plan.raw["kiln"].isin(list(committed))]
    raw = raw.assign(lime=raw["grade"].map(virgin).fillna(0.0) * raw["dry"])
    keys = ["period", "kiln"]
    lime, feed = (_years(plan, amounts(raw, keys, name)) for name in ("lime", "dry"))
    share = [(1 - committed[k] / 100) * _of_mix(plan, k) for _, k in lime.index]
    most = feed * np.array(share, dtype=float)
    yield from above(Code.LIMESTONE, lime, most, unit="t", floor=LIME_FLOOR_T)


def _of_mix(plan: Plan, kiln: str) -> float:
    """T carbonate CaO of virgin rock in a tonne of the kiln's reference mix."""
    case = plan.case
    mix = case.kiln_classes[case.kilns[kiln].kiln_class].reference_mix
    rows = [row for row in case.reference_mixes.values() if row.mix == mix]
    lime = 0.0
    for row in rows:
        material = case.materials[row.material]
        if not material.waste and material.analysis is not None:
            lime += row.share * split_lime(case.analyses[material.analysis]).carbonate_cao
    return lime / sum(row.share for row in rows)


def _warnings(plan: Plan) -> Iterator[AuditFinding]:
    """Use of capacity as the ledger tells it, where there is one."""
    if "early_warning" not in plan.tables:
        return
    told = plan["early_warning"].astype({"year": str, "utilisation_pct": float})
    told = told.rename(columns={"year": "period"}).set_index(["period", "warning", "subject"])
    own = pd.Series([_use(plan, *key) for key in told.index], index=told.index, dtype=float)
    yield from unequal(Code.WARNING, told["utilisation_pct"], own, unit="%", relative=RATIO, floor=1e-3)


def _use(plan: Plan, year: str, warning: str, subject: str) -> float:
    """Clinker over capacity of the lines of a subject, %."""
    row = plan.case.warnings[warning]
    made = _years(plan, plan.running["clinker_t"].astype(float))
    clinker = capacity = 0.0
    standing = _standing(plan)
    for name, kiln in plan.case.kilns.items():
        of = {"prefecture": plan.case.sites[kiln.site].prefecture, "company": kiln.company}
        done = float(made.get((year, name), 0.0))
        gone = kiln.close_by is not None and int(year) >= kiln.close_by and done <= 0
        if of.get(row.scope, subject) == subject and not gone:
            clinker += done
            capacity += kiln.capacity * float(standing.get((year, name), 0.0)) * row.days
    return 100 * clinker / capacity if capacity else 0.0
