"""Marginal values: what a change of the case is worth while the whole numbers of the plan stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.data import prepare
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from optimizer.worth.cells import DAYS, Figure, more_days, number_in, with_step
from optimizer.worth.marginals import RANGING, Marginals, marginals, marginals_table
from optimizer.worth.program import Program
from optimizer.worth.system import registry_of, system_of, with_choices
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import every_family
from tests.optimizer.worth.planned import Planned, planned
from tests.two_seasons import in_seasons

SMALL = 1e-5
"""Part of a figure by which it is changed for a difference of one side."""
CLOSE = 1e-4
"""Relative error of a slope that small steps leave."""


def imports() -> CaseInCode:
    """The hand case with cement from outside at 200 CNY/t, less than its own costs at the margin."""
    case = library_case("hand")
    case.set("demand", "city_market+portland+year", column="import_price", to=200)
    case.set("demand", "city_market+portland+year", column="import_co2", to=700)
    return case


def target() -> CaseInCode:
    """The hand case with 57 % of its bulk waste to be used."""
    case = library_case("hand")
    case.add(
        "targets", target="waste", scope="region", indicator="bulk_waste_use", sense="at_least", value=57
    )
    return case


def seasons() -> CaseInCode:
    """The hand case in two seasons, the east kiln with few days of its own."""
    halves = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))
    case = in_seasons(library_case("hand"), (0.5, 0.5), periods=halves)
    case.set("kilns", "kiln_east", column="days_max", to=250)
    return case


def capped() -> CaseInCode:
    """The hand case below 290 kt of CO2, its railway for 60 kt a year."""
    case = library_case("hand")
    case.set("links", "railway", column="capacity", to=60)
    case.set("case", "aim", to="cap")
    case.set("case", "co2_cap", to=290)
    return case


CASES = {"hand": lambda: library_case("hand"), "seasons": seasons, "capped": capped, "families": every_family}


@pytest.fixture(scope="module", params=list(CASES))
def solved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(CASES[request.param]().write(tmp_path_factory.mktemp("worth") / "case"))


def worth(plan: Planned) -> Marginals:
    found = marginals(plan.case, plan.sifted, plan.plan)
    assert found is not None
    return found


def objective_with(plan: Planned, of: Marginals, figure: Figure, step: float) -> float:
    """The least objective of the changed case, built anew, with the whole numbers of the plan."""
    built, moving = plan.sifted.built, of.moving
    data, aim = built.data, built.aim
    if figure.table == DAYS:
        data = replace(data, kiln_days=more_days(data, {figure.key}, step))
    elif figure.key == "co2_cap":
        assert aim.co2_cap is not None
        aim = replace(aim, co2_cap=aim.co2_cap + step)
    else:
        data = prepare(with_step(data.case, figure.table, figure.column, [figure.key], step))
    registry = registry_of(plan.sifted.transport, data, aim)
    system = with_choices(system_of(built, registry, data, aim), registry, moving.values, moving.unmet)
    return Program(system).solve()


def test_the_program_of_marginal_values_is_the_plan(solved: Planned) -> None:
    assert worth(solved).moving.optimum.objective == pytest.approx(solved.plan.objective, rel=1e-8)


def test_every_slope_lies_between_the_differences_of_both_sides(solved: Planned) -> None:
    of = worth(solved)
    figures = list(of.moving.figures())
    assert figures
    base = of.moving.optimum.objective
    for figure in figures:
        step = SMALL * abs(figure.value) or SMALL
        up = (objective_with(solved, of, figure, step) - base) / step
        down = (base - objective_with(solved, of, figure, -step)) / step
        noise = CLOSE * abs(figure.slope) + 1e-6 / step
        assert min(up, down) - noise <= figure.slope <= max(up, down) + noise, (figure.key, figure.column)


def test_a_range_of_the_basis_is_that_of_highs(solved: Planned) -> None:
    of = worth(solved)
    least, largest = of.program.rhs_ranges()
    dual = of.moving.optimum.duals
    for figure in of.moving.figures():
        rows = np.flatnonzero((figure.move.row_lower != 0) | (figure.move.row_upper != 0))
        alone = figure.move.is_of_bounds and len(rows) == 1 and not np.any(figure.move.upper)
        if not alone or not dual[rows[0]]:
            continue
        row = int(rows[0])
        down, up = of.ranges.of(figure.move)
        now, rate = of.moving.system.row_upper[row], figure.move.row_upper[row]
        if dual[row] > 0:
            now, rate = of.moving.system.row_lower[row], figure.move.row_lower[row]
        ends = sorted((least[row], largest[row]))
        assert sorted([now - down * rate, now + up * rate]) == pytest.approx(ends, rel=1e-6, abs=1e-6)


def test_a_slope_holds_to_the_ends_of_its_range(solved: Planned) -> None:
    of = worth(solved)
    for marginal in of.all():
        if marginal.method != RANGING:
            continue
        figure = marginal.figure
        for end in (marginal.low, marginal.high):
            step = 0.99 * (end - figure.value)
            if np.isfinite(step) and abs(step) < 1e6:
                reached = of.program.at(figure.move, step, of.basis) - of.moving.optimum.objective
                assert reached == pytest.approx(figure.slope * step, rel=1e-4, abs=1e-3), figure.key


def table(plan: Planned) -> dict[tuple[str, str], dict[str, object]]:
    rows = marginals_table(plan.case, plan.sifted, plan.plan).to_dict("records")
    return {(str(row["key"]), str(row["column"])): row for row in rows}


def test_where_the_last_tonne_is_imported_demand_is_worth_the_price_of_imports(tmp_path: Path) -> None:
    row = table(planned(imports().write(tmp_path / "case")))["city_market+portland+year", "demand"]
    assert (row["better"], row["per"]) == ("less", "t")
    assert row["value"] == pytest.approx(200.0)


def test_a_point_of_a_target_is_worth_its_tonnes_at_their_cost(tmp_path: Path) -> None:
    """A point of 240 kt of bulk waste is 2,400 t, and a tonne more costs 18.85 CNY (test_target_costs)."""
    row = table(planned(target().write(tmp_path / "case")))["waste", "value"]
    assert (row["better"], row["per"]) == ("less", "point")
    assert row["value"] == pytest.approx(2_400 * 18.85, rel=0.02)


def test_a_link_is_told_by_the_wagon_and_a_cap_by_the_tonne(tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("links", "railway", column="capacity", to=60)
    rows = table(planned(case.write(tmp_path / "case")))
    row = rows["railway", "capacity"]
    assert row["better"] == "more"
    assert "a vehicle of 70 t: " in str(row["sentence"])
    capped_rows = table(planned(capped().write(tmp_path / "capped")))
    assert capped_rows["co2_cap", "value"]["better"] == "more"


def test_of_what_would_only_be_left_nothing_is_told(tmp_path: Path) -> None:
    """The hand case leaves slag cake and gypsum at their works: a tonne more would go to disposal."""
    rows = table(planned(library_case("hand").write(tmp_path / "case")))
    assert not [key for key, column in rows if column == "arising"]


def test_the_plan_is_the_same_with_and_without_them(tmp_path: Path) -> None:
    runs = [
        run_case(
            "hand",
            options=RunOptions(gap=0.0, threads=1, current="none", marginals=told),
            out=tmp_path / name,
        )
        for name, told in (("with", True), ("without", False))
    ]
    assert [run.exit_code for run in runs] == [ExitCode.PLAN, ExitCode.PLAN]
    assert "marginals" in runs[0].tables
    assert "marginals" not in runs[1].tables
    for name, rows in runs[1].tables.items():
        assert rows.equals(runs[0].tables[name]), name


def test_a_count_and_a_text_have_no_slope() -> None:
    from cases import load_case

    case = load_case("hand").case
    assert case is not None
    assert number_in(case, "kiln_classes", "dry_line", "raw_feeders") is None
    assert number_in(case, "kilns", "kiln_west", "area") is None
    assert number_in(case, "kilns", "kiln_west", "capacity") == 1000
