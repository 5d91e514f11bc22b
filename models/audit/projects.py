"""Projects: what is there in a year, whether it may be, and what it changes for the other checks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.changes import by_target, units_of, years
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.paths import Routes
from models.audit.plan import Plan, once
from models.audit.tolerance import FLOOR_T, above, below, tell

UNIT_FLOOR = 1e-3
"""Units that count as none."""
WAYS = {"link": "link", "transfer": "transfer", "connection": "connection"}


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Units, order of years, relations, budgets, and ways and sources used before they are there."""
    if plan.case.projects:
        yield from _units(plan)
        yield from _lasting(plan)
        yield from _relations(plan)
        yield from _budgets(plan)
        yield from _ways(plan, routes)
        yield from _sources(plan)


def investment(plan: Plan) -> dict[str, float]:
    """CNY over the years of the case: annuities and fixed cost of projects, fixed cost of standing lines."""
    case, there = plan.case, units_of(plan.case, plan.tables)
    rate, annuity, fixed = case.info.discount_rate / 100, 0.0, 0.0
    for name, project in case.projects.items():
        n = project.life
        growth = (1 + rate) ** n
        part = rate * growth / (growth - 1) if rate else 1 / n
        on = sum(there[name, year] for year in years(case))
        annuity += on * project.capital_cost * 1000 * part
        fixed += on * project.fixed_cost * 1000
    return {"investment": annuity, "project_fixed": fixed, "line_fixed": _standing_cost(plan)}


def _standing_cost(plan: Plan) -> float:
    case, cost = plan.case, 0.0
    for year in years(case):
        period = next(name for name, row in case.periods.items() if row.year == year)
        more = by_target(case, plan.tables, "lines")
        for name, kiln in case.kilns.items():
            gone = not plan.aim.today and kiln.close_by is not None and year >= kiln.close_by
            lines = 0.0 if gone else kiln.lines + more.get((period, name), 0.0)
            cost += lines * case.kiln_classes[kiln.kiln_class].fixed_cost * 1000
    return cost


@once
def _told(plan: Plan) -> pd.Series:
    found = units_of(plan.case, plan.tables)
    index = pd.MultiIndex.from_tuples(list(found), names=["project", "year"])
    return pd.Series(list(found.values()), index=index, dtype=float)


def _units(plan: Plan) -> Iterator[AuditFinding]:
    """Whole units, no more than may be built, none too early or switched off, all that are required."""
    told = _told(plan)
    whole = told.round()
    broken = (told - whole).abs() > UNIT_FLOOR
    yield from tell(Code.PROJECT_WHOLE, told[broken], whole[broken], unit="units")
    most, least = [], []
    for name, year in told.index:
        project = plan.case.projects[name]
        there = project.active and year >= (project.earliest or year) and not plan.aim.today
        most.append(float(project.units) if there else 0.0)
        asked = there and project.required_by is not None and year >= project.required_by
        least.append(float(project.units) if asked else 0.0)
    yield from above(Code.PROJECT_UNITS, told, pd.Series(most, told.index), unit="units", floor=UNIT_FLOOR)
    yield from below(
        Code.PROJECT_REQUIRED, told, pd.Series(least, told.index), unit="units", floor=UNIT_FLOOR
    )


def _lasting(plan: Plan) -> Iterator[AuditFinding]:
    """What was there stays."""
    by_year = _told(plan).unstack("year")
    before = by_year.shift(axis=1).fillna(0.0)
    there, earlier = pd.Series(by_year.stack()), pd.Series(before.stack())
    yield from below(Code.PROJECT_LASTING, there, earlier, unit="units", floor=UNIT_FLOOR)


def _relations(plan: Plan) -> Iterator[AuditFinding]:
    """Groups, needs and excludes of every year."""
    case, there = plan.case, units_of(plan.case, plan.tables)
    rows: list[tuple[str, int, float, float]] = []
    groups: dict[str, list[str]] = {}
    for name, project in case.projects.items():
        if project.group is not None:
            groups.setdefault(project.group, []).append(name)
    for year in years(case):
        part = {name: there[name, year] / project.units for name, project in case.projects.items()}
        rows += [(group, year, sum(part[n] for n in names), 1.0) for group, names in groups.items()]
        for relation in case.project_relations.values():
            if not relation.active:
                continue
            a, b = part[relation.project], part[relation.other]
            value, most = (a, b) if relation.relation == "needs" else (a + b, 1.0)
            needs = relation.relation == "needs"
            most = there[relation.other, year] if needs else most
            rows.append((f"{relation.project}+{relation.other}", year, value, most))
    frame = pd.DataFrame(rows, columns=["relation", "year", "value", "most"]).set_index(["relation", "year"])
    yield from above(
        Code.PROJECT_RELATION, frame["value"].astype(float), frame["most"].astype(float), unit="-",
        floor=UNIT_FLOOR,
    )  # fmt: skip


def _budgets(plan: Plan) -> Iterator[AuditFinding]:
    """Capital of what is new in a year, and of all, against the budgets [kCNY]."""
    case, there = plan.case, units_of(plan.case, plan.tables)
    limits = {row.year: row.budget for row in case.years.values()}
    spent, room = {}, {}
    before = dict.fromkeys(case.projects, 0.0)
    for year in years(case):
        now = {name: there[name, year] for name in case.projects}
        spent[str(year)] = sum(case.projects[n].capital_cost * (now[n] - before[n]) for n in now)
        room[str(year)] = limits.get(year)
        before = now
    spent["all"] = sum(case.projects[n].capital_cost * before[n] for n in before)
    room["all"] = case.info.budget
    value = pd.Series(spent, dtype=float).rename_axis("year")
    limit = pd.to_numeric(pd.Series(room, dtype=object)).astype(float).rename_axis("year")
    yield from above(Code.PROJECT_BUDGET, value, limit, unit="kCNY", floor=1e-3)


def _unbuilt(plan: Plan, effect: str) -> set[tuple[str, str]]:
    """(period, target) of what some project opens and none of them is there."""
    case, there = plan.case, units_of(plan.case, plan.tables)
    opened: dict[str, list[str]] = {}
    for row in case.project_effects.values():
        if row.effect == effect:
            opened.setdefault(row.target, []).append(row.project)
    return {
        (name, target)
        for target, projects in opened.items()
        for name, period in case.periods.items()
        if not any(there[project, period.year] > UNIT_FLOOR for project in projects)
    }


def _ways(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Nothing is hauled over what is not built."""
    moved = routes.steps.merge(routes.hauls[["period", "path", "wet_t"]], on="path")
    load = amounts(moved, ["period", "kind", "id"], "wet_t")
    load = load[load > FLOOR_T]
    for kind in WAYS:
        absent = _unbuilt(plan, kind)
        mine = load[load.index.get_level_values("kind") == kind].droplevel("kind")
        used = mine[[key in absent for key in mine.index]]
        yield from tell(Code.PROJECT_WAY, used, used * 0, unit="t")


def _sources(plan: Plan) -> Iterator[AuditFinding]:
    """Nothing is taken from a source that is not opened."""
    flows = plan["flows"][plan["flows"]["kind"] == "material"].rename(columns={"origin": "source_id"})
    taken = amounts(flows.assign(dry=flows["wet_t"] * (1 - at(plan.grades["moisture"], flows["grade"]))),
                    ["period", "source_id"], "dry")  # fmt: skip
    absent = _unbuilt(plan, "source")
    used = taken[[key in absent for key in taken.index]]
    used = used[used > FLOOR_T]
    yield from tell(Code.PROJECT_SOURCE, used, used * 0, unit="t")
