"""Fronts: what is asked for between lexicographic ends, and how the points stand to one another."""

from __future__ import annotations

import pytest

from cases.gauges import bound_from_text, gauge_from_text
from optimizer.study.common import Common
from optimizer.study.front import Front
from optimizer.study.points import Point, PointResult
from optimizer.study.solving import solve_point
from tests.optimizer.study.by_hand import INFEASIBLE, led, plan, told


def front(
    points: int = 5, first: str = "cost", second: str = "co2_total", *, gap: float | None = 0.0
) -> Front:
    common = Common(part="front", options={} if gap is None else {"gap": gap})
    return Front(common, gauge_from_text(first), gauge_from_text(second), points)


def on_a_hyperbola(point: Point) -> PointResult:
    """Cost 100 at 10 kt up to cost 200 at 5 kt: cost = 1000 / kt; both ends also have worse plans."""
    aim, cap = point.options.get("aim"), point.options.get("co2_cap")
    if aim == "cost":
        return plan(100.0, cost=100.0, co2_total=11.0)
    if aim == "cap":
        return plan(1000.0 / cap, cost=1000.0 / cap, co2_total=cap)
    kt = 10.0 if point.options.get("bounds") else 5.0
    return plan(1000.0 * kt, cost=1000.0 if kt == 5.0 else 100.0, co2_total=kt)


def test_each_end_is_the_best_of_the_other_with_its_own_held() -> None:
    """The least cost is 100 and the least CO2 5 kt; each is held with a millionth of room."""
    batches, _ = led(front(), on_a_hyperbola)
    assert [[point.point for point in batch] for batch in batches] == [
        ["1 alone", "5 alone"], ["1", "5"], ["4", "3", "2"],
    ]  # fmt: skip
    aims = [{"gap": 0.0, "aim": "cost"}, {"gap": 0.0, "aim": "co2"}]
    assert [dict(point.options) for point in batches[0]] == aims
    ends = [dict(point.options) for point in batches[1]]
    assert bound_from_text(ends[0].pop("bounds")[0]).value == pytest.approx(100.0 * (1 + 1e-6))
    assert ends[0] == {"gap": 0.0, "aim": "co2"}
    assert ends[1] == {"gap": 0.0, "aim": "cap", "co2_cap": pytest.approx(5.0 * (1 + 1e-6))}


def test_half_of_the_gap_is_for_the_proof_of_an_end_and_half_is_room() -> None:
    """Of the 0.5 % of a run unless another gap is asked for, 0.25 %: 100.25 and 5.0125 kt."""
    batches, _ = led(front(gap=None), on_a_hyperbola)
    assert [point.options["gap"] for point in batches[0]] == [0.0025, 0.0025]
    ends = [dict(point.options) for point in batches[1]]
    assert bound_from_text(ends[0]["bounds"][0]).value == pytest.approx(100.25)
    assert ends[1]["co2_cap"] == pytest.approx(5.0125)
    assert not any("gap" in end for end in ends)


def test_an_end_is_no_wider_than_the_gap_asked_for() -> None:
    """Proven to 0.25 % of 100 (99.75) and held at 100.25, the cost of the end is open by 0.499 % at most."""

    def answer(point: Point) -> PointResult:
        found = on_a_hyperbola(point)
        assert found.objective is not None
        bound = found.objective * (1.0 - point.options.get("gap", 0.005))
        if point.point == "1":
            value = bound_from_text(point.options["bounds"][0]).value
            return plan(10_000.0, bound=9_950.0, cost=value, co2_total=10.0)
        return plan(found.objective, bound=bound, **found.totals)

    _, results = led(front(gap=0.005), answer)
    end = told(front(), results, "front").iloc[0]
    assert (end["first_value"] - end["first_bound"]) / end["first_value"] == pytest.approx(0.5 / 100.25)


def test_points_between_bound_the_second_figure_in_equal_steps() -> None:
    """From 10 to 5 kt in four steps of 1.25."""
    batches, _ = led(front(), on_a_hyperbola)
    caps = [point.options["co2_cap"] for point in batches[2]]
    assert caps == pytest.approx([6.25, 7.5, 8.75], rel=1e-5)


def test_a_front_of_other_figures_bounds_them_in_their_better_sense() -> None:
    def answer(point: Point) -> PointResult:
        amounts = {"amount:waste_use": 50.0, "amount:kiln_co2_total": 80.0}
        if "goal" in point.options and point.options["goal"]["gauge"] == "waste_use":
            return plan(-90.0, waste_use=90.0, kiln_co2_total=100.0, **amounts)
        return plan(80.0, waste_use=50.0, kiln_co2_total=80.0, **amounts)

    batches, _ = led(front(3, "kiln_co2_total", "waste_use"), answer)
    middle = batches[2][0].options
    assert middle["goal"]["gauge"] == "kiln_co2_total"
    bound = bound_from_text(middle["bounds"][0])
    assert (str(bound.gauge), bound.sense) == ("waste_use", "at_least")
    assert middle["told"] == ["kiln_co2_total", "waste_use"]


def test_the_best_of_a_ratio_is_sought_with_the_ratio_of_the_last_plan() -> None:
    """Dinkelbach: 20, then 30, then 30 again is found."""
    ratios: list[float] = []

    def answer(point: Point) -> PointResult:
        goal = point.options.get("goal")
        if goal is None or point.point.startswith("1"):
            return plan(1.0, cost=1.0, rail_share=10.0, **{"amount:rail_share": 5.0})
        ratios.append(goal["ratio"])
        value = 20.0 if goal["ratio"] == 0.0 else 30.0
        return plan(0.0, cost=9.0, rail_share=value, **{"amount:rail_share": 7.0})

    led(front(3, "cost", "rail_share"), answer)
    assert ratios == [0.0, 20.0, 30.0]


def test_where_the_band_of_an_end_holds_no_plan_its_first_solve_is_the_end() -> None:
    """The least cost of 100 comes with 11 kt; no plan was found at that cost with less."""

    def answer(point: Point) -> PointResult:
        return INFEASIBLE if point.point == "1" else on_a_hyperbola(point)

    batches, results = led(front(), answer)
    assert [point.options["co2_cap"] for point in batches[2]] == pytest.approx([6.5, 8.0, 9.5], rel=1e-5)
    end = told(front(), results, "front").iloc[0]
    assert (end["point"], end["first_value"], end["second_value"]) == ("1 alone", 100.0, 11.0)
    assert (end["first_bound"], end["end"]) == (100.0, 1)
    assert end["second_bound"] != end["second_bound"]


def test_without_an_end_nothing_is_asked_between() -> None:
    def answer(point: Point) -> PointResult:
        return INFEASIBLE if point.point.startswith("5") else on_a_hyperbola(point)

    batches, results = led(front(), answer)
    assert len(batches) == 2
    assert list(told(front(), results, "front")["standing"]) == ["front", "no_plan"]


def test_a_front_that_is_one_plan_has_nothing_between_its_ends() -> None:
    batches, _ = led(front(), lambda _: plan(1.0, cost=100.0, co2_total=10.0))
    assert len(batches) == 2


def table(**changed: PointResult) -> dict[str, dict[str, object]]:
    _, results = led(front(), on_a_hyperbola)
    frame = told(front(), results | {name.removeprefix("p"): r for name, r in changed.items()}, "front")
    return {row["point"]: row for row in frame.to_dict("records")}


def test_the_knee_is_farthest_below_the_line_between_the_ends() -> None:
    """Of 100, 114.3, 133.3, 160, 200 at equal steps: below the line by 10.7, 16.7, 15."""
    rows = table()
    assert [name for name, row in rows.items() if row["knee"]] == ["3"]
    assert {row["standing"] for row in rows.values()} == {"front"}


def test_a_straight_front_has_no_knee() -> None:
    line = {2: (125.0, 8.75), 3: (150.0, 7.5), 4: (175.0, 6.25)}
    plans = {f"p{n}": plan(cost, cost=cost, co2_total=kt) for n, (cost, kt) in line.items()}
    assert not any(row["knee"] for row in table(**plans).values())


def test_a_point_is_not_dominated_while_its_bound_is_not_beaten() -> None:
    """Point 3 has a plan of 150 at 8.75 kt; point 2 costs 114, but 3 may still come to 110."""
    row = table(p3=plan(150.0, bound=110.0, cost=150.0, co2_total=8.75))["3"]
    assert (row["standing"], row["than"], row["first_bound"]) == ("within_gap", "2", 110.0)


def test_a_point_is_dominated_where_its_bound_is_beaten_in_both() -> None:
    row = table(p3=plan(150.0, bound=120.0, cost=150.0, co2_total=8.75))["3"]
    assert (row["standing"], row["than"]) == ("dominated", "2")


def test_the_plan_of_an_earlier_point_again_is_told_as_repeated() -> None:
    row = table(p3=plan(1000.0 / 8.75, cost=1000.0 / 8.75, co2_total=8.75 * (1 + 1e-7)))["3"]
    assert (row["standing"], row["than"]) == ("repeated", "2")


def test_a_point_without_a_plan_stays_in_the_table() -> None:
    assert table(p3=INFEASIBLE)["3"]["standing"] == "no_plan"


def test_ends_carry_the_bound_of_both_their_solves() -> None:
    """Least cost 100, proven from 98; then 10 kt, proven from 9.9 kt; the other end the other way round."""

    def answer(point: Point) -> PointResult:
        found = on_a_hyperbola(point)
        assert found.objective is not None
        return plan(found.objective, bound=0.98 * found.objective, **found.totals)

    _, results = led(front(), answer)
    rows = told(front(), results, "front").set_index("point")
    # the first solve of the least cost has 100 with 98 proven, so the end's own cost of 100 has 98 too
    assert rows.loc["1", ["first_bound", "second_bound"]].tolist() == pytest.approx([98.0, 9.8])
    assert rows.loc["5", ["first_bound", "second_bound"]].tolist() == pytest.approx(
        [200.0 * 0.98, 5.0 * 0.98], rel=1e-5
    )


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), [("cost", "co2_total"), ("cost", "rail_share")])
def test_the_front_of_the_hand_case_falls_and_is_audited(first: str, second: str) -> None:
    part = front(4, first, second)
    _, results = led(part, lambda point: solve_point("hand", point))
    rows = told(part, results, "front")
    assert not [finding for result in results.values() for finding in result.audit]
    assert set(rows["standing"]) <= {"front", "repeated"}
    signs = part.first.sign, part.second.sign
    assert (signs[0] * rows["first_value"]).is_monotonic_increasing
    assert (signs[1] * rows["second_value"]).is_monotonic_decreasing
    known = rows["first_bound"].notna()
    left = signs[0] * (rows["first_value"] - rows["first_bound"])[known]
    assert (left >= -1e-6 * rows["first_value"].abs()[known]).all()
