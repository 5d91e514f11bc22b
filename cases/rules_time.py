"""Rules of the years of a case."""

from __future__ import annotations

from itertools import pairwise

from cases.case import Case
from cases.findings import Findings
from cases.rulebook import Rule, needs
from cases.years import modelled_years


@needs("periods", "years")
def year_without_period(case: Case, findings: Findings) -> None:
    """Only years that have periods are planned."""
    known = modelled_years(case)
    for key, row in case.years.items():
        if row.year not in known:
            findings.add(
                "year_without_period", subject=key, cell=case.cell("years", key, "year"),
                known=[str(year) for year in known],
            )  # fmt: skip


@needs("periods", "years")
def year_represents_next(case: Case, findings: Findings) -> None:
    """A year that stands for years beyond the next modelled year counts these twice."""
    for year, after in pairwise(modelled_years(case)):
        row = case.years.get(str(year))
        if row is not None and row.represents is not None and row.represents > after - year:
            findings.add(
                "year_represents_next", subject=str(year), cell=case.cell("years", str(year), "represents"),
                represents=row.represents, following=str(after), years=after - year,
            )  # fmt: skip


RULES: tuple[Rule, ...] = (year_without_period, year_represents_next)
