"""Projects with a price for cases in code, and the annuity by hand."""

from __future__ import annotations

from tests.cases_in_code import CaseInCode

LIFE = 20
ANNUITY = 0.08 * 1.08**20 / (1.08**20 - 1)
"""Yearly part of a capital cost over 20 years at 8 %: 0.08 × 4.660957 / 3.660957 = 0.101852."""
Effect = tuple[str, str, float] | tuple[str, str, str, float]
"""Effect, target, item where it has one, amount."""


def with_project(case: CaseInCode, project: str, *effects: Effect, **cells: object) -> CaseInCode:
    """The same case with one more project, free unless it is given a cost (kCNY)."""
    other = case.copy()
    other.add("projects", project=project, **({"kind": "other", "capital_cost": 0, "life": LIFE} | cells))
    for row in effects:
        effect, target, item, amount = row if len(row) == 4 else (row[0], row[1], "-", row[2])
        other.add("project_effects", project=project, effect=effect, target=target, item=item, amount=amount)
    return other


def in_years(case: CaseInCode, demand: dict[int, float]) -> CaseInCode:
    """The case in several years of one period each (``y2022``, …), with the cement asked for in each (kt)."""
    other, period, asked = case.copy(), case.rows("periods")[0], case.rows("demand")[0]
    other.replace("periods", [{**period, "period": f"y{year}", "year": str(year)} for year in demand])
    other.replace(
        "demand", [{**asked, "period": f"y{year}", "demand": amount} for year, amount in demand.items()]
    )
    return other


def importing(case: CaseInCode) -> CaseInCode:
    """Cement may be bought from outside at 900 CNY/t, dearer than any made here."""
    other = case.copy()
    for row in other.rows("demand"):
        key = f"{row['market']}+{row['product']}+{row['period']}"
        other.set("demand", key, column="import_price", to=900)
        other.set("demand", key, column="import_co2", to=700)
    return other
