"""Environmental tax: the producer's, on waste that is neither used nor disposed of in compliance."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import library_case
from tests.solving import Solve, Solved

LEFT_WET = 104_063.889 / 0.9
"""Cake left at the works of the hand-worked case: 200 - 20 - 75.936 kt dry, 10 % water (`NOTES.md`, 6)."""


def taxed(solve: Solve, folder: Path, *, noncompliant: float) -> Solved:
    """25 CNY per tonne of cake left, so many per cent of it not in compliance."""
    case = library_case("hand")
    case.set("materials", "slag_cake", column="environmental_tax", to=25)
    case.set("factors", "noncompliant_share", to=noncompliant)
    return solve(case.write(folder / "case"))


def due(plan: Solved) -> float:
    book = plan.tables["money"].query("category == 'environmental_tax'")
    assert set(book["payer"]) <= {"waste producer"}
    assert not (book["in_system"] | book["in_cement"]).any()
    return float(book["amount_cny"].sum())


def test_only_the_share_out_of_compliance_is_taxed(solve: Solve, tmp_path: Path) -> None:
    """115,627 t wet × 25 CNY × 20 % = 578,133 CNY, told in no total."""
    plan = taxed(solve, tmp_path, noncompliant=20)
    assert due(plan) == pytest.approx(LEFT_WET * 25 * 0.2, rel=1e-6)
    assert plan.totals["cost_system"] == pytest.approx(100_263_256.6, rel=1e-7)


def test_waste_left_in_compliance_owes_nothing(solve: Solve, tmp_path: Path) -> None:
    assert due(taxed(solve, tmp_path, noncompliant=0)) == 0
