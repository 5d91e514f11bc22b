"""A point solved cold, as a run of the command would solve it."""

from __future__ import annotations

import pytest

import cases
from cases import Change
from optimizer.study.points import Point, PointResult, Status
from optimizer.study.solving import recorded, solve_point
from tests.optimizer.study.parts import point
from tests.solving import Solve


def reason_of(result: PointResult) -> str:
    assert result.reason is not None
    return result.reason.sentence()


def test_a_point_is_the_plan_of_the_run_with_its_scenarios_changes_and_options(solve: Solve) -> None:
    change = Change("factors", "grid_co2", "value", "set", "0.9")
    asked = Point(
        point="a", part="p", changes=(change,), options={"aim": "priced", "carbon_price": 60.0, "gap": 0.0}
    )
    result = solve_point("hand", asked)
    plan = solve("hand", changes=[change], aim="priced", carbon_price=60.0)
    assert result.status is Status.PLAN
    assert result.objective == pytest.approx(plan.plan["objective"], rel=1e-9)
    assert result.totals["co2_by_scope.electricity"] == plan.totals["co2_by_scope"]["electricity"]
    assert result.audit == []


def test_the_decisions_say_which_kilns_run_for_how_long(solve: Solve) -> None:
    result = solve_point("hand", point("a"))
    running = solve("hand").tables["kiln_running"]
    days = {row["id"]: row["value"] for row in result.decisions if row["decision"] == "line_days"}
    assert days == pytest.approx(dict(zip(running["kiln"], running["line_days"], strict=True)))
    assert {row["unit"] for row in result.decisions if row["decision"] == "line_days"} == {"d"}


def test_an_infeasible_point_says_so() -> None:
    result = solve_point("hand", point("a", aim="cap", co2_cap=0.001))
    assert result.status is Status.INFEASIBLE
    assert "No plan can keep all limits" in reason_of(result)
    assert result.objective is None


def test_a_change_that_breaks_the_case_fails_with_the_finding() -> None:
    broken = Point(point="a", part="p", changes=(Change("kilns", "kiln_west", "lines", "set", "-1"),))
    result = solve_point("hand", broken)
    assert result.status is Status.FAILED
    assert "lines" in reason_of(result)


@pytest.mark.parametrize(
    ("options", "word"),
    [({"aim": "profit"}, "profit"), ({"aim": "cap"}, "co2_cap")],
)
def test_options_that_cannot_be_fail_with_a_sentence(options: dict[str, object], word: str) -> None:
    result = solve_point("hand", point("a", **options))
    assert result.status is Status.FAILED
    assert word in reason_of(result)


def test_a_fault_of_the_program_is_told_with_its_place_and_time() -> None:
    result = recorded(cases.read_case("hand"), point("a", no_such_option=1))
    assert result.status is Status.FAILED
    assert "TypeError" in reason_of(result)
    assert "solving.py" in reason_of(result)
    assert ":" in result.worker


def test_a_case_read_once_gives_the_plan_of_its_file_each_time() -> None:
    raw = cases.read_case("hand")
    change = Change("factors", "grid_co2", "value", "set", "0.9")
    changed = Point(point="b", part="p", changes=(change,), options={"gap": 0.0})
    first, other, again = (recorded(raw, asked) for asked in (point("a"), changed, point("a")))
    assert first.objective == again.objective == solve_point("hand", point("a")).objective
    assert other.totals["co2_t"] != first.totals["co2_t"]
