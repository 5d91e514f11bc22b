"""Rewards that a line's own rows rule out are closed beforehand; no plan is lost, and no other is closed.

The raw feed of the west kiln is 78 % cake at its best; marl alone is the rest, and cake alone misses the
silica modulus. Both lines can be fed some cake.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import load_case
from models.build import Built
from optimizer.kiln_years import columns_of_family
from optimizer.solver import SolverSession
from optimizer.unreachable import Unreachable
from tests.cases_in_code import library_case
from tests.models.every_family import model_of


def model(folder: Path, threshold: float) -> Built:
    case = library_case("hand")
    case.add("projects", project="idle", kind="other", capital_cost=100, life=10)
    case.add(
        "thresholds", rule="share", scope="line", numerator="raw_waste", denominator="raw_feed",
        threshold=threshold, reward="permission", project="idle",
    )  # fmt: skip
    loaded = load_case(case.write(folder / "case"))
    assert loaded.case is not None, [finding.sentence() for finding in loaded.findings.errors]
    return model_of(loaded.case)


def closed(built: Built) -> list[bool]:
    session = SolverSession(built.assembled.model)
    Unreachable().close(built, session)
    _, upper = session.column_bounds()
    return list(upper[columns_of_family(built, session, "y_rule")] == 0.0)


def test_a_share_that_no_raw_meal_can_have_is_closed(tmp_path: Path) -> None:
    assert closed(model(tmp_path, 99)) == [True, True]


def test_a_share_that_a_line_can_reach_stays_open(tmp_path: Path) -> None:
    assert closed(model(tmp_path, 10)) == [False, False]


@pytest.mark.parametrize("threshold", [10, 60, 99])
def test_closing_loses_no_plan(threshold: float, tmp_path: Path) -> None:
    """Each reward is worth more than the whole plan costs, so that whatever can be earned is earned."""
    built = model(tmp_path, threshold)
    found = []
    for tight in (False, True):
        session = SolverSession(built.assembled.model)
        if tight:
            Unreachable().close(built, session)
        choices = columns_of_family(built, session, "y_rule")
        session.set_costs(choices, np.full(len(choices), -1e6))
        found.append(session.solve().objective)
    assert found[1] == pytest.approx(found[0], rel=1e-6)
