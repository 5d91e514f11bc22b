"""What a run leaves for the next: the same answers as from the start, from the model in the solver."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

import cases
from cases import RawCase
from cases.gauges import Goal, bound_from_text, gauge_from_text
from models.objective import Aim
from optimizer import stages
from optimizer.kept import Kept
from optimizer.options import RunOptions
from optimizer.run import RunOutcome, run_case
from optimizer.stages import BASE

TIGHT, LOOSE = 265.0, 290.0
"""Caps on CO2 between the cleanest and the cheapest plan of the case hand [kt]."""


@pytest.fixture(scope="module")
def raw() -> RawCase:
    """The case hand as read."""
    return cases.read_case("hand")


def run(raw: RawCase, kept: Kept, **asked: Any) -> RunOutcome:
    """To the very best, without today."""
    return run_case(raw, options=RunOptions(gap=0.0, threads=1, current="none", **asked), kept=kept)


@pytest.mark.parametrize(
    "before", [{"aim": "cap", "co2_cap": TIGHT}, {"aim": "cap", "co2_cap": LOOSE}, {"aim": "co2"}]
)
@pytest.mark.parametrize("asked", [{"aim": "cap", "co2_cap": 275.0}, {"aim": "cost"}])
def test_a_plan_after_another_run_costs_what_it_does_from_the_start(
    raw: RawCase, before: dict[str, Any], asked: dict[str, Any]
) -> None:
    kept = Kept()
    run(raw, kept, **before)
    warm, cold = run(raw, kept, **asked), run(raw, Kept(), **asked)
    assert not warm.audit
    assert warm.plan["objective"] == pytest.approx(cold.plan["objective"], rel=1e-6)


def test_another_cap_is_set_in_the_model_already_in_the_solver(raw: RawCase) -> None:
    kept = Kept()
    run(raw, kept, aim="cap", co2_cap=TIGHT)
    assert kept.rooted is not None
    before = kept.rooted.session
    run(raw, kept, aim="cap", co2_cap=LOOSE)
    assert kept.rooted.session is before


@pytest.mark.parametrize("before", ["rail_share", "waste_use"])
def test_a_goal_with_columns_of_its_own_follows_one_without(raw: RawCase, before: str) -> None:
    """The guideline's floor is in the model only where it is counted."""
    kept, bounds = Kept(), (bound_from_text("cost<=101500000"),)
    run(raw, kept, goal=Goal(gauge_from_text(before)), bounds=bounds)
    asked = {"goal": Goal(gauge_from_text("guideline_intensity")), "bounds": bounds}
    warm, cold = run(raw, kept, **asked), run(raw, Kept(), **asked)
    assert not warm.audit
    assert warm.plan["objective"] == pytest.approx(cold.plan["objective"], rel=1e-6)


def test_a_bound_on_columns_of_its_own_follows_a_run_without(raw: RawCase) -> None:
    kept = Kept()
    run(raw, kept, aim="cost")
    asked = {"aim": "cost", "bounds": (bound_from_text("guideline_intensity<=700"),)}
    warm, cold = run(raw, kept, **asked), run(raw, Kept(), **asked)
    assert not warm.audit
    assert warm.plan["objective"] == pytest.approx(cold.plan["objective"], rel=1e-6)


def test_a_bound_holds_for_a_tighter_cap_and_not_for_a_looser_one(raw: RawCase) -> None:
    kept = Kept()
    found = run(raw, kept, aim="cap", co2_cap=275.0)
    tighter, looser = (replace(aim_of(found), co2_cap=cap) for cap in (TIGHT, LOOSE))
    assert kept.bound(tighter) == pytest.approx(found.plan["bound"] / BASE)
    assert kept.bound(looser) == -math.inf


def aim_of(found: RunOutcome) -> Aim:
    """What such a run minimises, with a cap."""
    assert found.case is not None
    options = RunOptions(aim="cap", co2_cap=275.0, current="none")
    return stages.aim_of(found.case, options.resolved(found.case.info))
