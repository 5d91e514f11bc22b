"""Rules are earned only where they are reached, targets hold, CO2 does not rise after its peak."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cases.policy import (
    CAPACITY,
    REGION,
    SUBJECT,
    indicators,
    required,
    ruled,
    steps_before,
    targeted,
    years,
)
from cases.records import Target, Threshold
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.forms import by_subject
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.tolerance import RATIO, above, below, tell, unequal

SHARE = 0.01
"""Points of a per cent that a share may differ by."""


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """All of them; today nothing binds, and what is told of it is told right."""
    yield from _rules(plan, routes)
    yield from _targets(plan, routes)
    if not plan.aim.today:
        yield from _peak(plan, routes)


def _rules(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Earned only where reached, by itself wherever exceeded, a step only with the one below it."""
    rows = list(ruled(plan.case))
    told = plan.tables.get("rules", pd.DataFrame(columns=["rule", "subject", "year", "earned", "share_pct"]))
    told = told.astype({"subject": str, "year": str}).set_index(["rule", "subject", "year"])
    keys = [(rule.rule, subject, year) for rule, subject, year in rows]
    index = pd.MultiIndex.from_tuples(keys, names=["rule", "subject", "year"]) if keys else told.index[:0]
    absent = pd.Series(0.0, index=index[~index.isin(told.index)])
    yield from tell(Code.RULE_MISSING, absent, absent, unit="-")
    share = pd.Series([_share(plan, routes, *row) for row in rows], index=index, dtype=float)
    theta = pd.Series([rule.threshold for rule, _, _ in rows], index=index, dtype=float)
    known = told.reindex(index)
    there = index.isin(told.index)
    said = known["share_pct"].astype(float).fillna(-1.0)[there]
    yield from unequal(
        Code.RULE_SHARE, said, share[there].fillna(-1.0), unit="%", relative=RATIO, floor=SHARE
    )
    if plan.aim.today:
        return
    earned = (known["earned"].astype(float) > 0.5).to_numpy(bool)
    own = share.where(share.notna(), 0.0)
    yield from below(Code.RULE_EARNED, own[earned], theta[earned], unit="%", relative=0.0, floor=SHARE)
    by_itself = np.array([rule.automatic for rule, _, _ in rows], dtype=bool)
    free = by_itself & ~earned
    yield from above(Code.RULE_APPLIES, own[free], theta[free], unit="%", relative=0.0, floor=SHARE)
    found = dict(zip(keys, map(bool, earned), strict=True))
    yield from _steps(plan, rows, found)
    yield from _permits(plan, rows, found)


def _share(plan: Plan, routes: Routes, rule: Threshold, subject: str, year: str) -> float:
    """Share in %; NaN where there is nothing that it is a share of."""
    part, whole = (
        float(by_subject(plan, routes, form, scope=rule.scope, item=rule.item).get((subject, year), 0.0))
        for form in (rule.numerator, rule.denominator)
    )
    return 100 * part / whole if whole else np.nan


def _steps(
    plan: Plan, rows: list[tuple[Threshold, str, str]], earned: dict[tuple[str, str, str], bool]
) -> Iterator[AuditFinding]:
    for rule, subject, year in rows:
        lower = steps_before(plan.case, rule)
        if lower is not None and earned[rule.rule, subject, year] and not earned[lower.rule, subject, year]:
            index = pd.MultiIndex.from_tuples([(rule.rule, subject, year)], names=["rule", "subject", "year"])
            one = pd.Series([1.0], index=index)
            yield from tell(Code.RULE_STEPS, one, one * 0, unit="-")


def _permits(
    plan: Plan, rows: list[tuple[Threshold, str, str]], earned: dict[tuple[str, str, str], bool]
) -> Iterator[AuditFinding]:
    """No project is there in a year without the rule that permits it."""
    there = plan.tables.get("projects", pd.DataFrame(columns=["project", "year", "units"]))
    units = there.astype({"year": str, "units": float}).groupby(["project", "year"])["units"].sum()
    for rule, subject, year in rows:
        built = float(units.get((rule.project, year), 0.0)) if rule.project else 0.0
        if built > 0.5 and not earned[rule.rule, subject, year]:
            names = ["rule", "subject", "year", "project"]
            index = pd.MultiIndex.from_tuples([(rule.rule, subject, year, rule.project)], names=names)
            one = pd.Series([built], index=index)
            yield from tell(Code.RULE_PERMITS, one, one * 0, unit="-")


def _targets(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """A target without a price holds; the table tells the right value of each."""
    rows = list(targeted(plan.case))
    keys = [(target.target, subject, year) for target, subject, year in rows]
    names = ["target", "subject", "year"]
    told = plan.tables.get("targets", pd.DataFrame(columns=[*names, "value", "short_by"]))
    told = told.astype({"subject": str, "year": str}).set_index(names)
    index = pd.MultiIndex.from_tuples(keys, names=names) if keys else told.index[:0]
    value = pd.Series([_value(plan, routes, *row) for row in rows], index=index, dtype=float)
    for unit in dict.fromkeys(indicators()[target.indicator].unit for target, _, _ in rows):
        here = np.array([indicators()[target.indicator].unit == unit for target, _, _ in rows], dtype=bool)
        said = told["value"].reindex(index[here]).astype(float).fillna(-1.0)
        yield from unequal(
            Code.TARGET_VALUE, said, value[here].fillna(-1.0), unit=unit, relative=RATIO, floor=SHARE
        )
        if plan.aim.today:
            continue
        for sense, compare in (("at_least", below), ("at_most", above)):
            hard = here & value.notna().to_numpy()
            hard &= np.array([t.sense == sense and t.price is None for t, _, _ in rows], dtype=bool)
            wanted = pd.Series([required(target) for target, _, _ in rows], index=index, dtype=float)
            yield from compare(Code.TARGET, value[hard], wanted[hard], unit=unit, relative=RATIO, floor=SHARE)


def _value(plan: Plan, routes: Routes, target: Target, subject: str, year: str) -> float:
    """The indicator; NaN where there is nothing that it is a ratio to."""
    indicator = indicators()[target.indicator]
    part, whole = amounts_of(plan, routes, target, subject, year)
    return indicator.factor * part / whole if whole else np.nan


def amounts_of(plan: Plan, routes: Routes, target: Target, subject: str, year: str) -> tuple[float, float]:
    """Numerator and denominator of the indicator (1 where it has none), in the units of the forms."""
    if target.indicator == CAPACITY:
        return _capacity(plan, routes, target, subject, year)
    indicator = indicators()[target.indicator]
    part, whole = (
        1.0
        if not form
        else float(
            by_subject(plan, routes, form, scope=target.scope, item=target.item).get((subject, year), 0.0)
        )
        for form in (indicator.numerator, indicator.denominator)
    )
    return part, whole


def _capacity(plan: Plan, routes: Routes, target: Target, subject: str, year: str) -> tuple[float, float]:
    """Registered t/d of lines that run in the year, within the norm and in all."""
    energy, clinker = (
        by_subject(plan, routes, form, scope="line", item=None) for form in ("energy", "clinker")
    )
    within = whole = 0.0
    for kiln, row in plan.case.kilns.items():
        belongs = {"company": row.company, "prefecture": plan.case.sites[row.site].prefecture}
        made = float(clinker.get((kiln, year), 0.0))
        if (target.scope != REGION and belongs[SUBJECT[target.scope]] != subject) or made <= 0:
            continue
        capacity = row.capacity * _lines(plan, kiln, year)
        whole += capacity
        within += capacity * (energy[kiln, year] <= made * (target.norm or 0.0) * (1 + RATIO))
    return within, whole


def _lines(plan: Plan, kiln: str, year: str) -> float:
    """Most lines that run in a period of the year."""
    periods = [name for name, period in plan.case.periods.items() if str(period.year) == year]
    return max(float(plan.running["lines_running"].get((period, kiln), 0.0)) for period in periods)


def shortfall_cost(plan: Plan, routes: Routes) -> float:
    """CNY of priced targets that are missed; never money."""
    units = {"tce": 1.0}
    total = 0.0
    for target, subject, year in targeted(plan.case):
        if target.price is None:
            continue
        indicator = indicators()[target.indicator]
        part, whole = amounts_of(plan, routes, target, subject, year)
        sign = 1.0 if target.sense == "at_least" else -1.0
        lacking = max(0.0, sign * (required(target) / indicator.factor * whole - part))
        plain = 1.0 if target.indicator == CAPACITY else units.get(indicator.amount_unit, 1000.0)
        total += lacking * plain * target.price
    return total


def _peak(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """CO2 of a year after the peak is no more than that of the year before it in the case."""
    peak, known = plan.case.info.peak_year, years(plan.case)
    if peak is None:
        return
    co2 = by_subject(plan, routes, "co2", scope=REGION, item=None)
    own = pd.Series({year: float(co2.get((REGION, year), 0.0)) * 1000 for year in known}, dtype=float)
    later = pd.Index([year for year in known[1:] if int(year) > peak], name="year", dtype=object)
    before = own.shift().reindex(later)
    yield from above(Code.CO2_PEAK, own.reindex(later), before, unit="t CO2")
