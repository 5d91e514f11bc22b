"""Bounds on indicators and indicators as the aim, on the hand-worked case, by tables and by the audit.

The plan of least cost uses 48.52 % of the waste and costs 100,263,257 CNY, the plan of least CO2 emits
257,884 t and takes all the cake that the kilns can (91.88 %), see ``test_targets``.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

import cases
from cases.gauges import COST, Gauge, Goal, bound_from_text, check_gauge, gauge_from_text
from models.audit import AuditAim, audit
from models.ledgers.gauges import gauge_value
from optimizer import sift
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.cases_in_code import library_case
from tests.models.test_targets import ON_THE_PLAN
from tests.solving import Solve, Solved
from tests.two_seasons import in_years


def bounded(solve: Solve, *texts: str, **options: Any) -> Solved:
    return solve("hand", bounds=tuple(map(bound_from_text, texts)), **options)


def value(solved: Solved, text: str) -> float:
    case = cases.load_case("hand").case
    assert case is not None
    return gauge_value(case, solved.tables, gauge_from_text(text))


@pytest.mark.parametrize(
    ("indicator", "scope", "only", "expected"), [row for row in ON_THE_PLAN if row[0] != "capacity_within"]
)
def test_a_gauge_is_the_indicator_as_worked_out_by_hand(
    indicator: str, scope: str, only: str, expected: float, solve: Solve
) -> None:
    item = "slag_cake" if indicator in ("material_use", "raw_material_share") else None
    gauge = Gauge(indicator, item, scope, None if scope == "region" else only)
    assert value(solve("hand"), str(gauge)) == pytest.approx(expected, rel=1e-3, abs=1e-9)


def test_a_floor_on_waste_is_kept_at_a_cost(solve: Solve) -> None:
    """From 48.52 to 60 % of 240 kt are 27.55 kt more cake, which lose money in the east kiln."""
    plan = bounded(solve, "waste_use>=60")
    assert value(plan, "waste_use") == pytest.approx(60.0)
    assert plan.totals["cost"] > solve("hand").totals["cost"] + 500_000


def test_a_ceiling_on_co2_is_the_aim_cap(solve: Solve) -> None:
    assert bounded(solve, "co2_total<=280").totals["cost"] == pytest.approx(
        solve("hand", aim="cap", co2_cap=280.0).totals["cost"], rel=1e-6
    )


def test_a_ceiling_on_the_cost_leaves_co2_its_best_within_it(solve: Solve) -> None:
    plan = bounded(solve, "cost<=101000000", aim="co2")
    assert plan.totals["cost"] == pytest.approx(101_000_000, rel=1e-6)
    assert 257_884 < plan.totals["co2_t"] < 302_432


def test_a_bound_on_a_company_leaves_the_other_free(solve: Solve) -> None:
    """The east kiln makes 304 kt of clinker at 839.5 kg; 800 kg takes cake there, whatever the west does."""
    plan = bounded(solve, "clinker_co2@company=East cement<=800")
    assert value(plan, "clinker_co2@company=East cement") == pytest.approx(800.0)


def test_of_two_floors_the_higher_holds(solve: Solve) -> None:
    assert value(bounded(solve, "waste_use>=60", "waste_use>=55"), "waste_use") == pytest.approx(60.0)


def test_waste_as_the_goal_is_all_that_can_be_used(solve: Solve) -> None:
    """220.51 kt of 240: what the least CO2 takes as well."""
    plan = solve("hand", goal=Goal(gauge_from_text("waste_use")))
    assert value(plan, "waste_use") == pytest.approx(220.513 / 240 * 100, rel=1e-4)
    assert plan.plan["objective_unit"] == "t"
    assert plan.plan["objective"] == pytest.approx(-220_513, rel=1e-4)


def test_a_ratio_is_at_its_best_where_its_difference_comes_to_nothing(solve: Solve) -> None:
    """The least of CO2 − r·clinker is 0 where r is the least ratio: both are found by their own solves."""
    best = value(solve("hand", goal=Goal(gauge_from_text("clinker_co2"), ratio=700.0)), "clinker_co2")
    at_best = solve("hand", goal=Goal(gauge_from_text("clinker_co2"), ratio=best, about=1000.0))
    assert at_best.plan["objective"] == pytest.approx(1000.0, abs=1.0)


def test_over_years_a_bound_is_on_the_mean_year_and_on_the_level_cost(solve: Solve, tmp_path: Path) -> None:
    """Two years of three each: mean CO2 a half each, the cost of 2025 at 1.08^-3 of that of 2022."""
    folder = in_years(library_case("hand"), (2022, 2025), grow=(1.0, 0.5)).write(tmp_path / "case")
    free = solve(folder)
    later = 1.08**-3
    years = {year: told["plan"] for year, told in free.plan["years"].items()}
    level = (years["2022"]["cost"] + later * years["2025"]["cost"]) / (1.0 + later)
    cap = 0.97 * free.totals["co2_t"] / 1000.0
    bounds = tuple(map(bound_from_text, (f"co2_total<={cap!r}", f"cost<={1.01 * level!r}")))
    plan = solve(folder, bounds=bounds, goal=Goal(gauge_from_text("kiln_co2_total")))
    told = {year: figures["plan"] for year, figures in plan.plan["years"].items()}
    assert plan.totals["co2_t"] == pytest.approx(sum(row["co2_t"] for row in told.values()) / 2.0)
    assert plan.totals["co2_t"] <= 1000.0 * cap * (1 + 1e-6)
    reached = (told["2022"]["cost"] + later * told["2025"]["cost"]) / (1.0 + later)
    assert level < reached <= 1.01 * level * (1 + 1e-6)


REACHED = [
    ({"bounds": "bulk_waste_use>=57"}, "cost"), ({"bounds": "rail_share>=50"}, "cost"),
    ({"bounds": "co2_total<=290"}, "cost"), ({"bounds": "cost<=101500000", "aim": "co2"}, "co2_t"),
    ({"goal": "material_use:slag_cake", "bounds": "cost<=101500000"}, "waste_used_t"),
    ({"goal": "rail_share", "bounds": "cost<=101500000"}, "rail_tkm"),
    ({"bounds": "guideline_intensity<=700"}, "cost"),
    ({"goal": "guideline_intensity", "bounds": "cost<=101500000"}, "clinker_t"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "figure"), REACHED)
def test_a_pair_left_out_that_would_help_a_bound_or_a_goal_is_found(
    asked: dict[str, str], figure: str, solve: Solve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reach of 40 km the first model has no cake in the east; the plan is the whole problem's."""
    options: dict[str, Any] = {"bounds": (bound_from_text(asked["bounds"]),), "aim": asked.get("aim")}
    if "goal" in asked:
        options["goal"] = Goal(gauge_from_text(asked["goal"]))
    whole = solve("hand", **options)
    near = library_case("hand")
    near.set_all("materials", column="reach_km", to=40)
    near.set("case", "clinker_reach_km", to=40)
    monkeypatch.setattr(sift, "SMALL", 0)
    found = solve(near.write(tmp_path / "near"), **options)
    assert found.plan["objective"] == pytest.approx(whole.plan["objective"], rel=1e-6)
    assert found.totals[figure] == pytest.approx(whole.totals[figure], rel=1e-3)


def test_the_audit_tells_a_plan_that_breaks_a_bound(solve: Solve) -> None:
    case, plan = cases.load_case("hand").case, solve("hand")
    assert case is not None
    aim = AuditAim(bounds=(bound_from_text("waste_use>=60"), bound_from_text("cost<=100")))
    found = [f for f in audit(case, plan.tables, plan.totals, aim=aim) if f.code == "audit.bound"]
    assert [(f.subject, f.limit) for f in found] == [("waste_use", 60.0), (COST, 100.0)]
    assert found[0].value == pytest.approx(48.52, rel=1e-3)


def test_the_audit_tells_an_objective_that_the_goal_does_not_come_to(solve: Solve) -> None:
    case, plan = cases.load_case("hand").case, solve("hand")
    assert case is not None
    goal = Goal(gauge_from_text("waste_use"))
    right = AuditAim(aim="goal", goal=goal, objective=-0.4852 * 240_000)
    wrong = dataclasses.replace(right, objective=-120_000.0)
    told = [[f.code for f in audit(case, plan.tables, plan.totals, aim=aim)] for aim in (right, wrong)]
    assert told == [[], ["audit.money.objective"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("waste", "gauge.unknown"), ("capacity_within", "gauge.unknown"), ("material_use", "gauge.item"),
        ("waste_use:slag_cake", "gauge.no_item"), ("material_use:gold", "gauge.material"),
        ("waste_use@line=kiln_west", "gauge.scope"), ("kiln_co2_total@line=kiln", "gauge.subject"),
        ("cost@company=East cement", "gauge.cost"), ("cost of it", "gauge.text"),
    ],
)  # fmt: skip
def test_what_the_case_does_not_have_is_refused(text: str, code: str) -> None:
    case = cases.load_case("hand").case
    assert case is not None
    with pytest.raises(cases.gauges.GaugeError) as refused:
        check_gauge(case, gauge_from_text(text))
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["waste_use>=60.0", "material_use:slag_cake>=5.0", "co2_total<=1e-05"])
def test_a_bound_is_the_text_that_it_is_read_from(text: str) -> None:
    assert str(bound_from_text(text)) == text


def test_the_folder_of_a_run_says_its_goal_and_its_bounds(tmp_path: Path) -> None:
    asked = {"goal": Goal(gauge_from_text("waste_use")), "bounds": (bound_from_text("cost<=110000000"),)}
    ended = run_case("hand", options=RunOptions(**asked), out=tmp_path / "run")  # type: ignore[arg-type]
    assert ended.exit_code is ExitCode.PLAN
    told = json.loads((tmp_path / "run" / "plan.json").read_text(encoding="utf-8"))
    assert (told["aim"], told["goal"]["gauge"]) == ("goal", "waste_use")
    assert told["bounds"] == ["cost<=110000000.0"]
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "Best value of waste_use" in page
    assert "cost&lt;=110000000.0" in page
