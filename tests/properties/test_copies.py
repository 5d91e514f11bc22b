"""Two copies of a case that share nothing cost twice one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases_in_code import CaseInCode, twice
from tests.solving import Solved

Plan = Callable[..., Solved]
ADDITIVE = (
    "cost_system",
    "cost_cement_sector",
    "co2_t",
    "co2_guideline_t",
    "clinker_t",
    "waste_used_t",
    "rail_tkm",
)


def test_two_worlds_side_by_side_cost_twice_one(
    small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """Places, sites, links, sources, kilns, mills and markets twice; materials and classes shared."""
    both, one = solve_in_code(twice(small_case)).totals, plan_of(small_case).totals
    assert [both[name] for name in ADDITIVE] == pytest.approx([2 * one[name] for name in ADDITIVE], rel=1e-6)


FIRST, SECOND = ("first", "01-01", "06-30"), ("second", "07-04", "12-31")
"""181 days each."""


def _halves(
    case: CaseInCode, periods: tuple[tuple[str, str, str], ...], *, years: tuple[int, ...] = (2022, 2022)
) -> CaseInCode:
    """The case over stated periods of 181 days, of which kilns may run 150, each with the same demand."""
    other = case.copy()
    demand = other.rows("demand")[0]
    other.replace(
        "periods",
        [
            {"period": p, "year": year, "start": start, "end": end}
            for (p, start, end), year in zip(periods, years, strict=False)
        ],
    )
    area = other.rows("areas")[0]["area"]
    stops = (("stop_one", "01-01", "01-31"), ("stop_two", "07-04", "08-03"))
    other.replace("stop_windows", [{"window": w, "area": area, "start": a, "end": b} for w, a, b in stops])
    amount = 0.45 * float(demand["demand"])
    other.replace("demand", [{**demand, "period": p, "demand": amount} for p, _, _ in periods])
    return other


def test_two_years_of_the_same_length_cost_what_one_does_each(
    small_case: CaseInCode, solve_in_code: Plan
) -> None:
    """Nothing is kept from one year into the next, and every line starts anew; totals are a mean year."""
    one = solve_in_code(_halves(small_case, (FIRST,))).totals
    both = solve_in_code(_halves(small_case, (FIRST, SECOND), years=(2022, 2023)))
    each = [both.totals, *(year["plan"] for year in both.plan["years"].values())]
    for totals in each:
        assert [totals[name] for name in ADDITIVE] == pytest.approx([one[n] for n in ADDITIVE], rel=1e-6)


def test_two_seasons_without_stores_and_starts_cost_twice_one(
    small_case: CaseInCode, solve_in_code: Plan
) -> None:
    """Within a year only stores, lines that run on and their least days couple the seasons."""
    apart = small_case.copy()
    apart.set_all("kiln_classes", column="start_cost", to=0)
    apart.set_all("kiln_classes", column="days_min", to=0)
    for row in apart.rows("sources"):
        row["store"] = "0" if row["arising"] else ""
    one = solve_in_code(_halves(apart, (FIRST,))).totals
    both = solve_in_code(_halves(apart, (FIRST, SECOND))).totals
    assert [both[name] for name in ADDITIVE] == pytest.approx([2 * one[name] for name in ADDITIVE], rel=1e-6)
