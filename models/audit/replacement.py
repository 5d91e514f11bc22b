"""Capacity replacement: enough eligible retired capacity behind each new line, none of it used twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.forms import by_subject
from models.audit.paths import Routes
from models.audit.plan import Plan, once
from models.audit.tolerance import RATIO, above, below, unequal

LINE_FLOOR = 1e-3


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """All rules of replacement, where the case has a rule set in force and the plan is not today."""
    name = plan.case.info.replacement_set
    if name is None or plan.aim.today or "replacement" not in plan.tables:
        return
    told = plan["replacement"].astype({"year": str, "lines": float}).rename(columns={"year": "period"})
    told = told.set_index(["period", "project", "kiln"])
    own = pd.Series([_ratio(plan, p, k) for _, p, k in told.index], index=told.index, dtype=float)
    barred = told["lines"][own.isna()]
    yield from above(Code.REPLACEMENT_BARRED, barred, barred * 0, unit="lines", floor=LINE_FLOOR)
    if "ratio" in told:
        ratios = told["ratio"].astype(float)[own.notna()]
        yield from unequal(
            Code.REPLACEMENT_RATIO, ratios, own[own.notna()], unit="-", relative=RATIO, floor=RATIO
        )
    yield from _covered(plan, told["lines"], own)
    yield from _once(plan, told["lines"])
    yield from _lasting(plan, told["lines"])
    yield from _norm(plan, routes)


def _norm(plan: Plan, routes: Routes) -> list[AuditFinding]:
    """Clinker of lines built where none stood takes no more energy than the rules allow, kgce/t by year."""
    most = plan.case.replacement_sets[plan.case.info.replacement_set or ""].energy_new
    fresh = {kiln for _, kiln, lines in _lines_effects(plan) if lines > 0 and not plan.case.kilns[kiln].lines}
    if most is None:
        return []
    energy, clinker = (
        by_subject(plan, routes, form, scope="line", item=None) for form in ("energy", "clinker")
    )
    made = clinker[clinker.index.get_level_values("subject").isin(fresh) & clinker.gt(0.0).to_numpy()]
    found = (energy.reindex(made.index) / made).rename_axis(["kiln", "period"])
    return above(Code.REPLACEMENT_ENERGY, found, found * 0 + most, unit="kgce/t")


@once
def _units(plan: Plan) -> dict[tuple[str, str], float]:
    """Units of each project that are there, by (year, project)."""
    if "projects" not in plan.tables:
        return {}
    frame = plan["projects"]
    keys = zip(frame["year"].astype(str), frame["project"].astype(str), strict=True)
    return dict(zip(keys, frame["units"].astype(float), strict=True))


def _lines_effects(plan: Plan) -> list[tuple[str, str, float]]:
    """Project, kiln and lines a unit builds (below zero: closes)."""
    rows = plan.case.project_effects.values()
    return [(row.project, row.target, row.amount) for row in rows if row.effect == "lines"]


def _ratio(plan: Plan, project: str, kiln: str) -> float:
    """Retired over new capacity by the first row that fits; NaN where the line may not be used."""
    case = plan.case
    rules, line = case.replacement_sets[case.info.replacement_set or ""], case.kilns[kiln]
    if line.close_by is not None and not rules.listed_allowed:
        return float("nan")
    if line.energy is not None and line.energy > (rules.energy_max or float("inf")):
        return float("nan")
    if line.utilisation is not None and line.utilisation < (rules.utilisation_min or 0.0):
        return float("nan")
    found = []
    for name, target, lines in _lines_effects(plan):
        if name == project and lines > 0:
            found.append(_first_row(plan, target, kiln))
    return max(found) if found and not any(pd.isna(found)) else float("nan")


def _first_row(plan: Plan, target: str, kiln: str) -> float:
    case = plan.case
    new, old = case.kilns[target], case.kilns[kiln]
    rules = case.replacement_sets[case.info.replacement_set or ""]
    small = rules.restricted_below is not None and old.capacity < rules.restricted_below
    ends = {case.sites[new.site].province, case.sites[old.site].province}
    facts = (
        case.areas[new.area].region_class or "other",
        "restricted" if small else "normal",
        "cross" if None not in ends and len(ends) == 2 else "same",
    )
    rows = [row for (of, _), row in case.replacement_ratios.items() if of == rules.set and row.active]
    for row in sorted(rows, key=lambda one: one.rank):
        stated = (row.region_class, row.retired, row.border)
        if any(want not in ("any", fact) for want, fact in zip(stated, facts, strict=True)):
            continue
        if row.same_site and new.site != old.site:
            continue
        if (new.limestone_replaced or 0.0) < row.limestone_replaced:
            continue
        return row.ratio if row.allowed else float("nan")
    return float("nan")


def _covered(plan: Plan, lines: pd.Series, ratios: pd.Series) -> Iterator[AuditFinding]:
    """Retired capacity over its ratio ≥ capacity that each project has built, t/d."""
    retired = [plan.case.kilns[kiln].capacity for _, _, kiln in lines.index]
    covers = (lines * retired / ratios).fillna(0.0).groupby(level=["period", "project"]).sum()
    asked: dict[tuple[str, str], float] = {}
    for (year, name), units in _units(plan).items():
        for project, kiln, amount in _lines_effects(plan):
            if project == name and amount > 0 and units > 0:
                more = plan.case.kilns[kiln].capacity * amount * units
                asked[year, name] = asked.get((year, name), 0.0) + more
    index = pd.MultiIndex.from_tuples(list(asked), names=["period", "project"]) if asked else covers.index[:0]
    need = pd.Series(list(asked.values()), index=index, dtype=float)
    yield from below(Code.REPLACEMENT_COVER, covers.reindex(index).fillna(0.0), need, unit="t/d")


def _once(plan: Plan, lines: pd.Series) -> Iterator[AuditFinding]:
    """Lines used of a kiln ≤ lines it has closed; each split among no more projects than allowed."""
    used = lines.groupby(level=["period", "kiln"]).sum()
    closed = pd.Series([_closed(plan, *key) for key in used.index], index=used.index, dtype=float)
    yield from above(Code.REPLACEMENT_ONCE, used, closed, unit="lines", floor=LINE_FLOOR)
    splits = plan.case.replacement_sets[plan.case.info.replacement_set or ""].splits
    part = lines[lines > LINE_FLOOR]
    count = part.groupby(level=["period", "kiln"]).count().astype(float)
    yield from above(
        Code.REPLACEMENT_SPLIT, count, splits * closed.reindex(count.index), unit="projects", floor=LINE_FLOOR
    )


def _closed(plan: Plan, year: str, kiln: str) -> float:
    """Lines of a kiln that have closed by a year, by projects or by the elimination list."""
    row = plan.case.kilns[kiln]
    if row.close_by is not None and int(year) >= row.close_by:
        return float(row.lines)
    units = _units(plan)
    return sum(
        -amount * units.get((year, project), 0.0)
        for project, target, amount in _lines_effects(plan)
        if target == kiln and amount < 0
    )


def _lasting(plan: Plan, lines: pd.Series) -> Iterator[AuditFinding]:
    """What stands behind a project one year stands behind it the next."""
    years = sorted({str(row.year) for row in plan.case.periods.values()})
    later = dict(pairwise(years))
    kept = lines[[year in later for year, _, _ in lines.index]]
    index = [(later[year], project, kiln) for year, project, kiln in kept.index]
    keys = pd.MultiIndex.from_tuples(index, names=lines.index.names) if index else kept.index
    then = lines.reindex(keys).fillna(0.0)
    yield from below(
        Code.REPLACEMENT_LASTING, then, pd.Series(kept.to_numpy(), index=keys), unit="lines", floor=LINE_FLOOR
    )
