"""Abatement cost curves by hand-made results: order, steps, interaction, what is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.study.abatement import Curve, Measure
from optimizer.study.common import Common
from optimizer.study.points import Point, PointResult
from optimizer.study.solving import solve_point
from tests.cases_in_code import TableInCode, library_case
from tests.optimizer.study.by_hand import INFEASIBLE, led, plan, told
from tests.solving import solve_case

EFFECTS = {"slag": (-50.0, 10.0), "rdf": (60.0, 20.0), "rail": (10.0, 10.0), "trucks": (5.0, 0.0)}
"""Cost and tonnes of CO2 saved by each measure: -5, 3, 1 CNY/t; the last one saves nothing."""


def curve() -> Curve:
    measures = [Measure("rdf", off=("no_rdf",)), Measure("slag", off=("no_slag",))]
    measures += [Measure("rail", on=("with_rail",)), Measure("trucks", off=("no_trucks",))]
    return Curve(Common(part="curve", scenarios=("base",)), tuple(measures))


def active(point: Point) -> set[str]:
    names = set(point.scenarios)
    on = {name for name in ("rdf", "slag", "trucks") if f"no_{name}" not in names}
    return on | ({"rail"} if "with_rail" in names else set())


def answer(point: Point) -> PointResult:
    """Effects add up, but slag and rdf together save 4 t less."""
    on = active(point)
    cost = 1000.0 + sum(EFFECTS[name][0] for name in on)
    co2 = 500.0 - sum(EFFECTS[name][1] for name in on) + (4.0 if {"slag", "rdf"} <= on else 0.0)
    return plan(cost, bound=cost - 2.0, cost=cost, co2_t=co2)


def rows() -> dict[str, dict[str, float]]:
    _, results = led(curve(), answer)
    return told(curve(), results, "abatement").set_index("measure").to_dict("index")


def test_measures_are_solved_alone_and_then_one_after_another_by_cost_per_tonne() -> None:
    batches, _ = led(curve(), answer)
    assert [active(point) for point in batches[0]] == [set(), {"rdf"}, {"slag"}, {"rail"}, {"trucks"}]
    assert [active(point) for point in batches[1]] == [
        {"slag"}, {"slag", "rail"}, {"slag", "rail", "rdf"}, {"slag", "rail", "rdf", "trucks"},
    ]  # fmt: skip


def test_the_first_step_is_not_solved_twice() -> None:
    batches, _ = led(curve(), answer)
    assert batches[1][0].key("case") == batches[0][2].key("case")


def test_scenarios_of_the_study_come_before_those_of_the_measures() -> None:
    batches, _ = led(curve(), answer)
    assert batches[0][0].scenarios == ("base", "no_rdf", "no_slag", "no_trucks")


def test_each_measure_has_its_cost_per_tonne_alone_and_as_a_step() -> None:
    rdf = rows()["rdf"]
    assert (rdf["order"], rdf["alone_cost_per_t"]) == (3, 3.0)
    assert (rdf["added_cost"], rdf["added_co2_t"]) == (60.0, 16.0)
    assert rdf["added_cost_per_t"] == pytest.approx(60.0 / 16.0)


def test_interaction_is_what_a_step_has_beyond_the_measure_alone() -> None:
    found = rows()
    assert (found["rdf"]["interaction_cost"], found["rdf"]["interaction_co2_t"]) == (0.0, -4.0)
    assert found["rail"]["interaction_co2_t"] == 0.0


def test_the_sum_is_against_the_state_without_any_measure() -> None:
    """-50 + 10 + 60 CNY and 10 + 10 + 16 t."""
    assert (rows()["rdf"]["sum_cost"], rows()["rdf"]["sum_co2_t"]) == (20.0, 36.0)


def test_what_saves_no_tonne_has_no_cost_per_tonne_and_comes_after_those_that_do() -> None:
    trucks = rows()["trucks"]
    assert trucks["order"] == 4
    assert trucks["alone_cost_per_t"] != trucks["alone_cost_per_t"]


def test_a_change_smaller_than_both_proofs_leave_open_is_not_told_apart() -> None:
    """Each proof leaves 2 open: 4 together; rail changes the objective by 10, a wash of 3 would be lost."""
    found = rows()
    assert (found["rail"]["alone_open"], found["rail"]["told_apart"]) == (4.0, 1)
    _, results = led(curve(), answer)
    results["alone: rail"] = plan(1003.0, bound=1001.0, cost=1003.0, co2_t=490.0)
    table = told(curve(), results, "abatement").set_index("measure")
    assert table.loc["rail", "told_apart"] == 0


def test_a_measure_without_a_plan_comes_last_and_keeps_its_row() -> None:
    def answered(point: Point) -> PointResult:
        return INFEASIBLE if point.point == "alone: slag" else answer(point)

    _, results = led(curve(), answered)
    table = told(curve(), results, "abatement").set_index("measure")
    assert table.loc["slag", "order"] == 4
    assert table.loc["slag", ["alone_cost", "alone_co2_t"]].isna().all()


def test_the_table_grows_with_the_results() -> None:
    """Before every measure is solved alone there is no order yet, and no step."""
    _, results = led(curve(), answer)
    early = {name: results[name] for name in ("none", "alone: rdf")}
    table = told(curve(), early, "abatement")
    assert list(table["measure"]) == ["rdf", "slag", "rail", "trucks"]
    assert table["alone_cost"].notna().tolist() == [True, False, False, False]


@pytest.mark.slow
def test_a_measure_of_the_hand_case_saves_what_two_runs_differ_by(tmp_path: Path) -> None:
    """Slag cake allowed or not at 60 CNY a tonne of CO2; a cleaner grid once it is there."""
    case = library_case("hand")
    names = ["scenario", "change", "table", "row", "column", "action", "value"]
    rows = [("no_cake", "materials", "slag_cake", "max_raw_share", "0"),
            ("clean_grid", "factors", "grid_co2", "value", "0.3")]  # fmt: skip
    told_rows = [dict(zip(names, (s, "1", t, r, c, "set", v), strict=True)) for s, t, r, c, v in rows]
    case.tables["scenarios"] = TableInCode(names, {}, told_rows)
    folder = case.write(tmp_path / "case")
    common = Common(part="curve", options={"aim": "priced", "carbon_price": 60.0, "gap": 0.0})
    part = Curve(common, (Measure("grid", on=("clean_grid",)), Measure("cake", off=("no_cake",))))
    _, results = led(part, lambda point: solve_point(folder, point))
    assert not [finding for result in results.values() for finding in result.audit]
    table = told(part, results, "abatement").set_index("measure")
    runs = {
        name: solve_case(folder, aim="priced", carbon_price=60.0, scenarios=scenarios).totals
        for name, scenarios in (("without", ("no_cake",)), ("with", ()))
    }
    assert list(table.index) == ["cake", "grid"]
    assert table.loc["cake", "alone_co2_t"] == pytest.approx(runs["without"]["co2_t"] - runs["with"]["co2_t"])
    assert table.loc["cake", "alone_cost"] == pytest.approx(runs["with"]["cost"] - runs["without"]["cost"])
    assert (table["told_apart"] == 1).all()
