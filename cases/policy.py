"""What thresholds and targets of a case hold for: indicators, subjects and years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cases.dictionary import FOLDER, read_rows
from cases.forms import forms

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Target, Threshold

REGION = "region"
CAPACITY = "capacity_within"
"""The indicator that counts capacity, not a form."""
SUBJECT = {"line": "kiln", "plant": "plant", "company": "company", "prefecture": "prefecture"}
"""What a term of a form must name to count for a subject of a scope."""
LEVELS = {
    "kiln": ("line", "company", "prefecture", "region"),
    "plant": ("plant", "company", "prefecture", "region"),
    "works": ("company", "prefecture", "region"),
    "any": ("company", "prefecture", "region"),
    "source": ("prefecture", "region"),
}
"""Scopes at which activities of a level can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """factor × numerator / denominator, or factor × numerator; ``item``: the kind of item a target names.

    ``amount_unit``: what a shortfall of the numerator is told and priced in.
    """

    indicator: str
    numerator: str
    denominator: str
    factor: float
    unit: str
    scopes: tuple[str, ...]
    senses: tuple[str, ...]
    item: str
    amount_unit: str
    en: str
    zh: str


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator that a target may name."""
    plain = ("indicator", "numerator", "denominator", "unit", "item", "amount_unit", "en", "zh")
    return {
        row["indicator"]: Indicator(
            **{name: row[name] for name in plain},
            factor=float(row["factor"]),
            scopes=tuple(row["scopes"].split("|")),
            senses=tuple(row["senses"].split("|")),
        )
        for row in read_rows(FOLDER / "indicators.csv")
    }


def required(target: Target) -> float:
    """What a target asks for in the unit of its indicator, a change against the base value worked out."""
    if target.base_value is None:
        return target.value
    return target.base_value * (1.0 + target.value / 100.0)


def subjects(case: Case, scope: str, only: str | None) -> tuple[str, ...]:
    """The lines, plants, companies or prefectures that a rule holds for, each apart; or the region."""
    if scope == REGION:
        return (REGION,)
    if only is not None:
        return (only,)
    companies = [kiln.company for kiln in case.kilns.values()] + [p.company for p in case.plants.values()]
    named: Mapping[str, list[str | None]] = {
        "line": list(case.kilns),
        "plant": list(case.plants),
        "company": companies,
        "prefecture": [site.prefecture for site in case.sites.values()],
    }
    return tuple(name for name in dict.fromkeys(named[scope]) if name is not None)


def years(case: Case) -> tuple[str, ...]:
    """Years of the case in their order, as they stand in indices."""
    return tuple(str(year) for year in sorted({period.year for period in case.periods.values()}))


def rule_years(case: Case, rule: Threshold) -> tuple[str, ...]:
    """Years in which a threshold holds."""
    first, last = rule.from_year or 0, rule.to_year or 9999
    return tuple(year for year in years(case) if first <= int(year) <= last)


def target_years(case: Case, target: Target) -> tuple[str, ...]:
    """Years in which a target holds."""
    return tuple(year for year in years(case) if target.year in (None, int(year)))


def active_rules(case: Case) -> Iterator[Threshold]:
    """Thresholds that are switched on."""
    return (rule for rule in case.thresholds.values() if rule.active)


def active_targets(case: Case) -> Iterator[Target]:
    """Targets that are switched on."""
    return (target for target in case.targets.values() if target.active)


def targeted(case: Case) -> Iterator[tuple[Target, str, str]]:
    """Every target with each subject and year that it holds for."""
    for target in active_targets(case):
        for year in target_years(case, target):
            for subject in subjects(case, target.scope, target.only):
                yield target, subject, year


def ruled(case: Case) -> Iterator[tuple[Threshold, str, str]]:
    """Every threshold with each subject and year that it holds for."""
    for rule in active_rules(case):
        for year in rule_years(case, rule):
            for subject in subjects(case, rule.scope, rule.only):
                yield rule, subject, year


def steps_before(case: Case, rule: Threshold) -> Threshold | None:
    """The next lower step of the group that a rule belongs to."""
    lower = [
        other
        for other in active_rules(case)
        if rule.steps is not None and other.steps == rule.steps and other.threshold < rule.threshold
    ]
    return max(lower, key=lambda other: other.threshold, default=None)


def rail_counts(case: Case) -> bool:
    """Whether something asks for less road: a floor on rail or clean transport, a rule over hauls."""
    named = [form for rule in active_rules(case) for form in (rule.numerator, rule.denominator)]
    named += [indicators()[target.indicator].numerator for target in active_targets(case)]
    known = forms(case)
    counted = {term.activity for form in named for term in known.get(form, ())}
    asked = any(row.active for row in case.clean_transport.values())
    return case.info.rail_share_floor is not None or asked or bool(counted & {"haul", "tkm"})


def co2_counts(case: Case) -> bool:
    """Whether a target or the peak asks for less CO2 of hauls, whatever it costs."""
    wanted = {indicators()[target.indicator].numerator for target in active_targets(case)}
    return case.info.peak_year is not None or "co2" in wanted
