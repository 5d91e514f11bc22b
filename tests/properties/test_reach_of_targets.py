"""What a short reach leaves out is priced with what targets make of it, and brought back where it helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer import dive, proof, sift
from tests.cases_in_code import CaseInCode, library_case
from tests.solving import solve_case, solve_once

WANTED = [
    ("bulk_waste_use", "at_least", 57), ("rail_share", "at_least", 50), ("clean_transport", "at_least", 20),
    ("co2_total", "at_most", 290), ("material_use", "at_least", 60),
]  # fmt: skip
"""57 % of the bulk waste, for one, takes 20.35 kt of cake to the east kiln, 230 km away."""


LOOSE = 0.3
"""A gap that the first plan keeps, so that nothing but the price of what was left out brings it back."""


def hand_with_heap(*, near: bool) -> CaseInCode:
    """A heap of 1 kt of cake near the east kiln: with ``near`` the works' cake is beyond its reach."""
    case = library_case("hand")
    case.add("sources", source_id="heap", site="quarry", material="slag_cake", arising=1, price=0)
    if near:
        case.set("materials", "slag_cake", column="reach_km", to=40)
        case.set("materials", "slag_cake", column="reach_nearest", to=1)
    return case


def wanting(indicator: str, sense: str, value: float, *, near: bool) -> CaseInCode:
    case = hand_with_heap(near=near)
    case.add(
        "targets", target="wanted", scope="region", indicator=indicator, sense=sense, value=value,
        item="slag_cake" if indicator == "material_use" else "",
    )  # fmt: skip
    return case


def test_without_a_target_nobody_wants_what_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sift, "SMALL", 0)
    model = solve_case(hand_with_heap(near=True).write(tmp_path / "near"), gap=LOOSE).plan["model"]
    assert (model["pairs_added"], model["pairs_left_out"]) == (0, 2)


@pytest.mark.parametrize(("indicator", "sense", "value"), WANTED)
def test_the_worth_of_a_target_brings_back_what_was_left_out(
    indicator: str, sense: str, value: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a loose gap the first plan would do, only what a pair is worth to the target adds it."""
    monkeypatch.setattr(sift, "SMALL", 0)
    case = wanting(indicator, sense, value, near=True).write(tmp_path / "near")
    assert solve_case(case, gap=LOOSE).plan["model"]["pairs_added"] >= 1


@pytest.mark.parametrize("proved", [False, True], ids=["at the root", "at the leaves"])
@pytest.mark.parametrize(("indicator", "sense", "value"), WANTED)
def test_a_pair_left_out_that_would_help_a_target_is_found(
    indicator: str, sense: str, value: float, proved: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reach of 40 km the first model has no cake in the east; the plan is the whole problem's."""
    whole = solve_once(wanting(indicator, sense, value, near=False).write(tmp_path / "whole"))
    monkeypatch.setattr(sift, "SMALL", 0)
    if proved:
        monkeypatch.setattr(proof, "FEW", 0)
        monkeypatch.setattr(dive, "FEW", 0)
    near = solve_case(wanting(indicator, sense, value, near=True).write(tmp_path / "near"))
    assert near.totals["cost"] == pytest.approx(whole.totals["cost"], rel=1e-6 + near.plan["gap"])
    assert near.plan["bound"] <= whole.totals["cost"] * (1 + 1e-6)
    assert near.plan["gap"] <= 0.005
