"""Days of a year in two halves, worked out by hand on the hand-worked case.

Windows stop kilns in November and December, so that a line runs at most 181 + 123 = 304 days; the west kiln
makes 75.487 kt at 1,000 t/d, 75.5 days, the east one its 304 kt.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from cases.calendar import running_days, running_days_of_year
from cases.case import Case
from optimizer.options import RunOptions
from optimizer.run import run_case
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import bounds_of, model_of, terms_of
from tests.solving import Solve, Solved
from tests.two_seasons import in_seasons, with_store

HALVES = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))
KILN = "kiln_west"


@pytest.fixture
def halves() -> CaseInCode:
    """The hand-worked case in two halves, with room for clinker and no least volume of a feeder."""
    case = with_store(
        in_seasons(library_case("hand"), (0.5, 0.5), periods=HALVES), "kiln_east", "clinker", 100
    )
    case.set_all("kiln_classes", column="feeder_minimum", to=0)
    return case


def read(case: CaseInCode, folder: Path) -> Case:
    found = load_case(case.write(folder / "case")).case
    assert found is not None
    return found


def west_days(plan: Solved) -> float:
    running = plan.tables["kiln_running"]
    return float(running.loc[running["kiln"] == KILN, "line_days"].sum())


def test_least_days_are_days_of_the_year(halves: CaseInCode, tmp_path: Path) -> None:
    """60 days over both halves, not 60 in each: 0 ≤ v_days + v_days − 60 · lines used."""
    model = model_of(read(halves, tmp_path))
    terms = terms_of(model, "c_days_min_year", KILN, "2022")
    assert bounds_of(model, "c_days_min_year", KILN, "2022")[0] == 0.0
    assert terms == {
        f"v_days[{KILN},first]": 1.0, f"v_days[{KILN},second]": 1.0, f"v_lines_used[{KILN},2022]": -60.0,
    }  # fmt: skip
    assert "c_days_min" not in model.registry.rows


def test_a_line_that_must_run_longer_over_the_year_does(
    halves: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """At least 100 days where 75.5 would do: no clinker is made for nothing, so it runs below its rate."""
    halves.set("kiln_classes", "dry_line", column="days_min", to=100)
    halves.set("kiln_classes", "dry_line", column="min_load", to=0)
    plan = solve(halves.write(tmp_path / "case"))
    assert west_days(plan) >= 100 - 1e-6


def test_own_days_are_days_of_the_year(halves: CaseInCode, tmp_path: Path) -> None:
    """200 days of its own, fewer than the 304 that its windows leave: 181 and 123, 200 in all."""
    halves.set("kilns", KILN, column="days_max", to=200)
    case = read(halves, tmp_path)
    assert [running_days(case, KILN, period) for period in case.periods] == [181.0, 123.0]
    assert running_days_of_year(case, KILN, 2022) == 200.0
    model = model_of(case)
    assert bounds_of(model, "c_days_max_year", KILN, "2022")[1] == 200.0


def test_own_days_beyond_the_windows_lift_them(halves: CaseInCode, tmp_path: Path) -> None:
    """320 days of its own exceed the 304: it may run on any day, 181 and 184, 320 in all."""
    halves.set("kilns", KILN, column="days_max", to=320)
    case = read(halves, tmp_path)
    assert [running_days(case, KILN, period) for period in case.periods] == [181.0, 184.0]
    assert running_days_of_year(case, KILN, 2022) == 320.0


def test_a_plan_keeps_to_the_own_days_of_the_year(halves: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """The east kiln 250 days: 250 kt, so that the west one makes 379.487 − 250 = 129.487 kt in 129.5 days."""
    halves.set("kilns", "kiln_east", column="days_max", to=250)
    plan = solve(halves.write(tmp_path / "case"))
    assert west_days(plan) == pytest.approx(129.487, abs=1e-2)


def test_today_of_two_halves_costs_what_today_of_the_year_does(halves: CaseInCode, tmp_path: Path) -> None:
    """With room for clinker between them, the customary way costs in two halves what it does in the year."""
    costs = []
    for name, case in (("year", library_case("hand")), ("halves", halves)):
        outcome = run_case(case.write(tmp_path / name), options=RunOptions(threads=1))
        costs.append(outcome.plan["totals"]["current"]["cost"])
    assert costs[1] == pytest.approx(costs[0], rel=1e-4)
