"""Splitting a year in seasons: what stores make possible, and what they never do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.cases_in_code import CaseInCode
from tests.solving import Solved
from tests.two_seasons import in_seasons, in_years, with_store

Plan = Callable[..., Solved]
SHARES = (0.9, 0.1)
PLENTY = 10_000.0
SOLVER_NOISE = 1e-7


def _free(case: CaseInCode) -> CaseInCode:
    """Without least volumes by the year, which a season asks for only in part."""
    other = case.copy()
    other.set_all("kiln_classes", column="feeder_minimum", to=0)
    return other


FIFTHS = (
    ("one", "01-01", "03-14"), ("two", "03-15", "05-26"), ("three", "05-27", "08-07"),
    ("four", "08-08", "10-19"), ("five", "10-20", "12-31"),
)  # fmt: skip
"""Five seasons of 73 days."""


def _even(case: CaseInCode) -> CaseInCode:
    """Every day like every other: no stop windows, everything arises evenly."""
    other = case.copy()
    if "stop_windows" in other.tables:
        other.replace("stop_windows", [])
    other.set_all("sources", column="profile", to="")
    return other


def _in_fifths(case: CaseInCode) -> CaseInCode:
    return in_seasons(case, (0.2,) * 5, periods=FIFTHS)


def _importing(case: CaseInCode) -> CaseInCode:
    other = case.copy()
    other.set_all("demand", column="import_price", to=1500)
    other.set_all("demand", column="import_co2", to=700)
    return other


def test_large_and_free_stores_make_the_year_of_two_seasons_cost_what_it_did(
    small_case: CaseInCode, solve_in_code: Plan
) -> None:
    """Kilns run in the same 304 days; their clinker for the winter is kept, the waste of the winter too."""
    year = _free(small_case)
    split = in_seasons(year, SHARES)
    for kiln in ("kiln_west", "kiln_east"):
        split = with_store(split, kiln, "clinker", PLENTY)
    names = ("cost_system", "co2_t", "clinker_t", "waste_used_t")
    whole, parts = solve_in_code(year).totals, solve_in_code(split).totals
    assert [parts[name] for name in names] == pytest.approx([whole[name] for name in names], rel=1e-6)


def test_equal_seasons_never_cost_more_than_their_year(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """A fifth of the year's plan in each season is a plan of the seasons, least volumes and all."""
    year = _even(small_case)
    whole, parts = (solve_in_code(case).totals["cost_system"] for case in (year, _in_fifths(year)))
    assert parts <= whole * (1 + SOLVER_NOISE)


def test_equal_seasons_cost_what_their_year_does_without_least_volumes(
    small_case: CaseInCode, solve_in_code: Plan
) -> None:
    """Feeders enough and no least use, days or load: the seasons' plans add up to a plan of the year."""
    year = _free(_even(small_case))
    for column in ("raw_feeders", "fuel_feeders"):
        year.set_all("kiln_classes", column=column, to=9)
    for column in ("days_min", "min_load"):
        year.set_all("kiln_classes", column=column, to=0)
    whole, parts = (solve_in_code(case).totals["cost_system"] for case in (year, _in_fifths(year)))
    assert parts == pytest.approx(whole, rel=1e-6)


def test_more_room_never_costs_more(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """0, 10, 20, 40 kt of clinker at a kiln; what the winter lacks is imported."""
    split = in_seasons(_importing(small_case), SHARES)
    costs = []
    for room in (0.0, 10.0, 20.0, 40.0):
        case = with_store(split, "kiln_east", "clinker", room)
        costs.append(solve_in_code(case, money="cement").totals["cost"])
    assert all(b <= a * (1 + SOLVER_NOISE) for a, b in pairwise(costs))
    assert costs[-1] < costs[0] * (1 - 1e-4), "or the room would have been of no use"


def test_more_room_for_waste_never_costs_more(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """0, 20 and 60 kt of room for slag cake, in two seasons with all the clinker kept that one likes."""
    split = with_store(in_seasons(small_case, SHARES), "kiln_east", "clinker", PLENTY)
    costs = []
    for room in (0, 20, 60):
        split.set("sources", "works_slag_cake", column="store", to=room)
        costs.append(solve_in_code(split, money="cement").totals["cost"])
    assert all(b <= a * (1 + SOLVER_NOISE) for a, b in pairwise(costs))


def test_two_years_alike_cost_each_what_one_does(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """Years are apart: the same days of the next year are other days. The mean year is like each."""
    two = in_years(small_case, (2022, 2023))
    year, years = (solve_in_code(case).totals["cost_system"] for case in (small_case, two))
    assert years == pytest.approx(year, rel=1e-6)
