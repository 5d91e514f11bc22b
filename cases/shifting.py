"""Days inside stop windows: bonus days that rules can earn, swaps, and the longest that a line can run."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cases.calendar import period_dates, period_days, run_dates, running_days
from cases.policy import REGION, active_rules, rule_years

if TYPE_CHECKING:
    from cases.case import Case
    from cases.records import Threshold

DAYS = "days"
"""The reward of thresholds that is given in running days."""


def kiln_dates(case: Case, kiln: str, period: str) -> frozenset[int]:
    """Ordinal days on which a kiln may run: its area's, or the whole period if its own days exceed those.

    Bonus days and swaps come on top.
    """
    dates = run_dates(case, case.kilns[kiln].area, period)
    return period_dates(case, period) if running_days(case, kiln, period) > len(dates) else dates


def longest_run(case: Case, kiln: str, period: str) -> float:
    """Most days a line can run in a period: those of its windows, bonus days and what a swap brings."""
    days, whole = running_days(case, kiln, period), float(period_days(case, period))
    if any(row.active and row.kiln == kiln for row in case.swaps.values()):
        return max(days, whole)
    return max(days, min(whole, days + most_bonus(case, kiln, case.periods[period].year)))


def most_bonus(case: Case, kiln: str, year: int) -> float:
    """Most bonus days a line can have in a year: those stated for the first year, else all it can earn."""
    stated = stated_bonus(case, kiln, year)
    if stated is not None:
        return stated
    best: dict[str, float] = {}
    for rule in bonus_rules(case, kiln):
        if year in {counts for earned, counts in bonus_counts(case).items() if _holds(case, rule, earned)}:
            group = rule.steps or rule.rule
            best[group] = max(best.get(group, 0.0), rule.amount)
    return sum(best.values())


def stated_bonus(case: Case, kiln: str, year: int) -> float | None:
    """Bonus days earned before the first year of the case, which take the place of those it could earn."""
    first = min(row.year for row in case.periods.values())
    return case.kilns[kiln].bonus_days if year == first else None


def bonus_rules(case: Case, kiln: str) -> list[Threshold]:
    """Rules in force that earn a kiln running days."""
    return [rule for rule in active_rules(case) if rule.reward == DAYS and earns(case, rule, kiln)]


def earns(case: Case, rule: Threshold, kiln: str) -> bool:
    """Whether what a rule earns is a kiln's: of its own, its company, its prefecture or the region."""
    subject = subject_of(case, rule.scope, kiln)
    return subject is not None and rule.only in (None, subject)


def subject_of(case: Case, scope: str, kiln: str) -> str | None:
    """Whom a kiln belongs to within a scope."""
    row = case.kilns[kiln]
    of = {"line": kiln, "company": row.company, "prefecture": case.sites[row.site].prefecture, REGION: REGION}
    return of.get(scope)


def bonus_counts(case: Case) -> dict[int, int]:
    """Year in which days earned in a modelled year are run.

    The next year, where it is modelled; a modelled year that stands for several is its own next year.
    """
    years = sorted({row.year for row in case.periods.values()})
    gaps = [float(later - year) for year, later in pairwise(years)]
    stands_for = dict(zip(years, [*gaps, gaps[-1] if gaps else 1.0], strict=True))
    found = {year: year for year in years if stands_for[year] > 1}
    return found | {year: year + 1 for year in years if year not in found and year + 1 in stands_for}


def _holds(case: Case, rule: Threshold, year: int) -> bool:
    return str(year) in rule_years(case, rule)
