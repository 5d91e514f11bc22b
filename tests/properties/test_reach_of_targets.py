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


def wanting(indicator: str, sense: str, value: float, *, km: float | None) -> CaseInCode:
    case = library_case("hand")
    case.add(
        "targets", target="wanted", scope="region", indicator=indicator, sense=sense, value=value,
        item="slag_cake" if indicator == "material_use" else "",
    )  # fmt: skip
    if km is not None:
        case.set_all("materials", column="reach_km", to=km)
        case.set("case", "clinker_reach_km", to=km)
    return case


@pytest.mark.parametrize("proved", [False, True], ids=["at the root", "at the leaves"])
@pytest.mark.parametrize(("indicator", "sense", "value"), WANTED)
def test_a_pair_left_out_that_would_help_a_target_is_found(
    indicator: str, sense: str, value: float, proved: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reach of 40 km the first model has no cake in the east; the plan is the whole problem's."""
    whole = solve_once(wanting(indicator, sense, value, km=None).write(tmp_path / "whole"))
    monkeypatch.setattr(sift, "SMALL", 0)
    if proved:
        monkeypatch.setattr(proof, "FEW", 0)
        monkeypatch.setattr(dive, "FEW", 0)
    near = solve_case(wanting(indicator, sense, value, km=40).write(tmp_path / "near"))
    assert near.totals["cost"] == pytest.approx(whole.totals["cost"], rel=1e-6 + near.plan["gap"])
    assert near.plan["bound"] <= whole.totals["cost"] * (1 + 1e-6)
    assert near.plan["gap"] <= 0.005
