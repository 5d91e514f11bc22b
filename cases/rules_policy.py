"""Rules of forms, thresholds and targets: what they name is there and can be counted where they hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cases.case import Case
from cases.findings import Findings
from cases.forms import ALL, GROUPS, NAMED, FormTerm, activities, built_in_forms, forms
from cases.nearest import nearest
from cases.policy import CAPACITY, LEVELS, REGION, indicators, required, subjects, years
from cases.records import Threshold
from cases.rulebook import Rule, needs

MODES = ("road", "rail", "other", "@clean")
SCOPES = ("process", "fuel_fossil", "electricity", "transport", "imports", "disposal")
SHARED = ("scope", "only", "numerator", "denominator", "item", "reward", "automatic")
"""What steps of one group have in common."""
UNBOUNDED = ("tkm", "co2", "kiln_co2")
"""Activities that no threshold counts: nothing but the plan says how large they can get."""


@needs("materials", "products")
def form_terms_known(case: Case, findings: Findings) -> None:
    """A form of the case is not a built-in one; its activities and items are known."""
    for key, row in case.form_terms.items():
        subject = "+".join(key)
        if row.form in built_in_forms():
            findings.add("form_built_in", subject=row.form, cell=case.cell("form_terms", key, "form"))
        if row.activity not in activities():
            findings.add(
                "unknown_activity", subject=subject, cell=case.cell("form_terms", key, "activity"),
                found=row.activity, nearest=nearest(row.activity, sorted(activities())),
                known=sorted(activities()),
            )  # fmt: skip
        elif row.item not in (known := _known_items(case, row.activity)):
            cell, close = case.cell("form_terms", key, "item"), nearest(row.item, known)
            findings.add(
                "form_unknown_item", subject=subject, cell=cell, found=row.item, activity=row.activity,
                nearest=close,
            )  # fmt: skip


def _known_items(case: Case, activity: str) -> list[str]:
    kind = activities()[activity].items
    own = {
        "material": sorted(case.materials), "product": sorted(case.products), "mode": list(MODES),
        "scope": list(SCOPES), "none": [],
    }[kind]  # fmt: skip
    return [ALL, *GROUPS.get(kind, ()), *own]


@needs("form_terms")
def form_units_differ(case: Case, findings: Findings) -> None:
    """Tonnes are not added to heat."""
    for form in dict.fromkeys(row.form for row in case.form_terms.values()):
        rows = {key: row for key, row in case.form_terms.items() if row.form == form}
        units = dict.fromkeys(
            activities()[r.activity].unit for r in rows.values() if r.activity in activities()
        )
        if len(units) > 1:
            cell = case.cell("form_terms", next(iter(rows)), "activity")
            findings.add("form_units_differ", subject=form, cell=cell, units=list(units))


@needs("form_terms", "materials")
def threshold_forms(case: Case, findings: Findings) -> None:
    """A threshold is a share of two forms that are known, alike in unit and countable at its scope."""
    known = forms(case)
    for key, rule in case.thresholds.items():
        told = [(column, getattr(rule, column)) for column in ("numerator", "denominator")]
        for column, form in told:
            if form not in known:
                findings.add(
                    "unknown_form", subject=key, cell=case.cell("thresholds", key, column), found=form,
                    nearest=nearest(form, sorted(known)), known=sorted(known),
                )  # fmt: skip
            else:
                _countable(case, rule, column, known[form], findings=findings)
        units = dict.fromkeys(unit for _, form in told for unit in _units(known.get(form, ())))
        if len(units) > 1:
            cell = case.cell("thresholds", key, "denominator")
            findings.add("threshold_units", subject=key, cell=cell, units=list(units))


def _units(terms: tuple[FormTerm, ...]) -> list[str]:
    return [activities()[term.activity].unit for term in terms if term.activity in activities()]


def _countable(
    case: Case, rule: Threshold, column: str, terms: tuple[FormTerm, ...], *, findings: Findings
) -> None:
    cell = case.cell("thresholds", rule.rule, column)
    if any(term.item == NAMED for term in terms) and rule.item not in case.materials:
        findings.add(
            "rule_item", subject=rule.rule, cell=case.cell("thresholds", rule.rule, "item"),
            found=rule.item, nearest=nearest(rule.item or "", sorted(case.materials)),
        )  # fmt: skip
    if any(term.activity in UNBOUNDED for term in terms):
        if column == "numerator":
            findings.add("threshold_tkm", subject=rule.rule, cell=cell)
        return
    levels = {activities()[term.activity].level for term in terms if term.activity in activities()}
    allowed = [scope for scope in LEVELS["kiln"] if all(scope in LEVELS[level] for level in levels)]
    if levels and rule.scope not in [*allowed, *(["plant"] if levels == {"plant"} else [])]:
        findings.add(
            "rule_scope", subject=rule.rule, cell=case.cell("thresholds", rule.rule, "scope"),
            scope=rule.scope, form=getattr(rule, column), scopes=allowed,
        )  # fmt: skip


@needs("kilns", "plants", "sites")
def rule_subjects(case: Case, findings: Findings) -> None:
    """Who a rule or target holds for is there."""
    for table, rows in (("thresholds", case.thresholds), ("targets", case.targets)):
        for key, row in rows.items():
            known = subjects(case, row.scope, None)
            if row.only is not None and row.scope == REGION:
                findings.add(
                    "only_of_region", subject=key, cell=case.cell(table, key, "only"), found=row.only
                )
            elif row.only is not None and row.only not in known:
                findings.add(
                    "unknown_subject", subject=key, cell=case.cell(table, key, "only"), found=row.only,
                    scope=row.scope, nearest=nearest(row.only, sorted(known)),
                )  # fmt: skip


@needs()
def steps_differ(case: Case, findings: Findings) -> None:
    """Steps of one group differ in their threshold and amount alone, and a higher one earns no less."""
    for group in dict.fromkeys(row.steps for row in case.thresholds.values() if row.steps is not None):
        rows = sorted((r for r in case.thresholds.values() if r.steps == group), key=lambda r: r.threshold)
        for lower, higher in pairwise(rows):
            for column in SHARED:
                if getattr(lower, column) != getattr(higher, column):
                    cell = case.cell("thresholds", higher.rule, column)
                    findings.add(
                        "steps_differ", subject=higher.rule, cell=cell, group=group, other=lower.rule
                    )
            if lower.threshold == higher.threshold or higher.amount < lower.amount:
                findings.add(
                    "steps_order", subject=higher.rule, cell=case.cell("thresholds", higher.rule, "amount"),
                    group=group, other=lower.rule, threshold=higher.threshold, amount=higher.amount,
                    lower_threshold=lower.threshold, lower_amount=lower.amount,
                )  # fmt: skip


@needs("projects")
def permission_of_project(case: Case, findings: Findings) -> None:
    """A permission names what it permits, and nothing else does."""
    for key, rule in case.thresholds.items():
        if (rule.reward == "permission") != (rule.project is not None):
            cell = case.cell("thresholds", key, "project")
            findings.add("permission_of_project", subject=key, cell=cell, reward=rule.reward)


@needs()
def target_indicators(case: Case, findings: Findings) -> None:
    """A target names an indicator of the manual, at a scope and in a sense that it can have."""
    for key, row in case.targets.items():
        indicator = indicators().get(row.indicator)
        if indicator is None:
            findings.add(
                "unknown_indicator", subject=key, cell=case.cell("targets", key, "indicator"),
                found=row.indicator, nearest=nearest(row.indicator, sorted(indicators())),
                known=sorted(indicators()),
            )  # fmt: skip
            continue
        for column, allowed in (("scope", indicator.scopes), ("sense", indicator.senses)):
            if getattr(row, column) not in allowed:
                findings.add(
                    "indicator_choice", subject=key, cell=case.cell("targets", key, column),
                    indicator=row.indicator, found=getattr(row, column), known=list(allowed),
                )  # fmt: skip
        for column, wanted in (("item", bool(indicator.item)), ("norm", row.indicator == CAPACITY)):
            if wanted and getattr(row, column) is None:
                cell = case.cell("targets", key, column)
                findings.add("target_lacks", subject=key, cell=cell, indicator=row.indicator, column=column)


@needs()
def target_values(case: Case, findings: Findings) -> None:
    """What is asked for is no less than nothing, and a share no more than all."""
    for key, row in case.targets.items():
        indicator = indicators().get(row.indicator)
        wanted = required(row)
        if indicator is None or (wanted >= 0 and (indicator.unit != "%" or wanted <= 100)):
            continue
        findings.add(
            "target_out_of_range", subject=key, cell=case.cell("targets", key, "value"),
            wanted=round(wanted, 6), unit=indicator.unit,
        )  # fmt: skip


@needs("periods")
def years_of_rules(case: Case, findings: Findings) -> None:
    """A target for a year that the case has not, or a rule for none of its years, never holds."""
    modelled = years(case)
    for key, row in case.targets.items():
        if row.year is not None and str(row.year) not in modelled:
            cell = case.cell("targets", key, "year")
            findings.add("target_year", subject=key, cell=cell, year=row.year, years=list(modelled))
    for column, name in _never(case):
        cell = case.cell("thresholds", name, column)
        findings.add("rule_years", subject=name, cell=cell, years=list(modelled))


def _never(case: Case) -> Iterator[tuple[str, str]]:
    for key, row in case.thresholds.items():
        first, last = row.from_year or 0, row.to_year or 9999
        if not any(first <= int(year) <= last for year in years(case)):
            yield ("from_year" if row.from_year is not None else "to_year"), key


RULES: tuple[Rule, ...] = (
    form_terms_known, form_units_differ, threshold_forms, rule_subjects, steps_differ, permission_of_project,
    target_indicators, target_values, years_of_rules,
)  # fmt: skip
