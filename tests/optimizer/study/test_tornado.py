"""A tornado: two plans a figure, the longest swing first, what the proofs leave open, what never changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cases
from cases.text import sentence
from optimizer.study.common import Common
from optimizer.study.draws import UNIFORM, Range
from optimizer.study.points import Point, PointResult
from optimizer.study.reasons import Reason
from optimizer.study.solving import solve_point
from optimizer.study.tornado import Tornado
from tests.optimizer.study.by_hand import INFEASIBLE, led, plan, told

COAL = Range(
    table="sources", row="works_coal", column="price", action="multiply", low=0.8, likely=1.0, high=1.2,
    shape=UNIFORM,
)  # fmt: skip
POWER = Range(
    table="factors", row="electricity_price", column="value", action="set", low=0.3, likely=0.4, high=0.5,
    shape=UNIFORM,
)  # fmt: skip
PART = Tornado(Common(part="tornado"), (POWER, COAL))


def answer(point: Point) -> PointResult:
    """Cost 100; coal 15 either way, power 4 either way, all proven within 5."""
    cost = 100.0
    for change in point.changes:
        share = float(change.value)
        cost += 75.0 * (share - 1.0) if change.table == "sources" else 40.0 * (share - 0.4)
    runs = {"decision": "lines_running", "id": "east", "period": "year", "unit": "count", "value": 1}
    clinker = {**runs, "decision": "clinker", "unit": "t", "value": cost}
    return replace(plan(cost, bound=cost - 5.0, cost=cost), gap=0.05, decisions=[runs, clinker])


def test_each_figure_is_moved_alone_to_both_ends() -> None:
    batches, _ = led(PART, answer)
    moved = [(len(point.changes), [change.value for change in point.changes]) for point in batches[0]]
    assert moved == [(0, []), (1, ["0.3"]), (1, ["0.5"]), (1, ["0.8"]), (1, ["1.2"])]


def test_the_longest_swing_comes_first_and_one_that_no_bound_confirms_is_not_told_apart() -> None:
    """Coal swings from 85 to 115, power from 96 to 104; the bound of dear power is 99, then 95 below 96."""
    _, results = led(PART, answer)
    rows = told(PART, results, "tornado")
    assert list(rows["figure"]) == [COAL.cell, POWER.cell]
    assert list(rows["swing"]) == pytest.approx([30.0, 8.0])
    assert list(rows["told_apart"]) == [1, 1]
    results[f"{POWER.cell} high"] = replace(results[f"{POWER.cell} high"], bound=95.0)
    assert list(told(PART, results, "tornado")["told_apart"]) == [1, 0]


def test_of_what_the_plans_do_not_minimise_nothing_is_proven() -> None:
    _, results = led(PART, lambda point: replace(answer(point), totals={"cost": 1.0, "co2_total": 7.0}))
    assert told(PART, results, "tornado")["told_apart"].isna().all()


def test_an_end_without_a_plan_is_told_with_its_reason() -> None:
    _, results = led(PART, answer)
    results[f"{COAL.cell} high"] = replace(INFEASIBLE, reason=Reason.of("study.reason.again"))
    row = told(PART, results, "tornado").set_index("figure").loc[COAL.cell]
    assert row["reason_low"] == row["reason_low_zh"] == ""
    assert row["reason_high"] == sentence("study.reason.again", {}, "en")
    assert row["reason_high_zh"] == sentence("study.reason.again", {}, "zh")
    assert row["swing"] == pytest.approx(15.0)


def test_what_never_changes_is_told_apart_from_what_does() -> None:
    _, results = led(PART, answer)
    rows = told(PART, results, "standing").set_index("decision")
    assert (rows.at["lines_running", "changes"], rows.at["clinker", "changes"]) == (0, 4)
    assert (rows.at["clinker", "least"], rows.at["clinker", "most"]) == pytest.approx((85.0, 115.0))


def test_dearer_coal_costs_no_less_on_a_real_case() -> None:
    """The least cost cannot fall while a price that is paid rises."""
    case = cases.read_case("hand")
    part = Tornado(Common(part="tornado", options={"gap": 0.0005}), (COAL,))
    _, results = led(part, lambda point: solve_point(case, point))
    row = told(part, results, "tornado").set_index("indicator").loc["cost"]
    assert row["at_low"] < row["stated"] < row["at_high"]
    assert row["told_apart"] == 1
