"""Tighter big-M's lose no plan and say more; rights that rounding leaves are claimed.

Two lines of 1000 t/d; 400 kt of cement take 379.487 kt of clinker. Half of the running capacity is to keep a
norm that no line keeps with marl and coal alone: see ``tests/models/test_targets.py`` for the energies.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import load_case
from models.build import Built
from optimizer.kiln_years import columns_of_family, rows_of_family
from optimizer.rights import claimed
from optimizer.solver import SolverSession
from optimizer.tightening import Tightening
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import model_of

NORMS = (95, 105, 113)


def wanting(norm: float, *, value: float = 50, price: str = "900") -> CaseInCode:
    case = library_case("hand")
    case.add(
        "targets", target="norm", scope="region", indicator="capacity_within", sense="at_least", value=value,
        norm=norm, price=price,
    )  # fmt: skip
    return case


def built(case: CaseInCode, folder: Path) -> Built:
    loaded = load_case(case.write(folder / "case")).case
    assert loaded is not None
    return model_of(loaded)


def session_of(model: Built, *, tight: bool) -> SolverSession:
    session = SolverSession(model.assembled.model)
    if tight:
        Tightening().apply(model, session)
    return session


@pytest.mark.parametrize("norm", NORMS)
def test_tightening_changes_no_optimum(norm: float, tmp_path: Path) -> None:
    model = built(wanting(norm), tmp_path)
    loose, tight = (session_of(model, tight=flag).solve() for flag in (False, True))
    assert tight.objective == pytest.approx(loose.objective, rel=1e-6)


def test_the_relaxation_says_more_when_tightened(tmp_path: Path) -> None:
    model = built(wanting(95), tmp_path)
    loose, tight = (session_of(model, tight=flag).solve_relaxation() for flag in (False, True))
    assert tight.objective > loose.objective * (1 + 1e-6)


def test_an_amount_of_the_optimum_stays_within_what_is_let_go(tmp_path: Path) -> None:
    """Each row of ``c_within`` holds at the loose optimum with its choice at no."""
    model = built(wanting(113), tmp_path)
    values = session_of(model, tight=False).solve().values.copy()
    tight = session_of(model, tight=True)
    values[columns_of_family(model, tight, "y_within")] = 0.0
    matrix, _, upper = tight.rows()
    rows = np.array([row for _, row in rows_of_family(model, tight, "c_within")])
    assert np.all(matrix[rows] @ values <= upper[rows] + 1e-6)


def test_a_hard_target_for_all_capacity_leaves_no_choice(tmp_path: Path) -> None:
    model = built(wanting(130, value=100, price=""), tmp_path)
    session = session_of(model, tight=True)
    lower, _ = session.column_bounds()
    assert np.all(lower[columns_of_family(model, session, "y_within")] == 1.0)


def test_a_line_that_keeps_the_norm_is_counted_though_rounding_left_it_out(tmp_path: Path) -> None:
    model = built(wanting(130), tmp_path)
    session = session_of(model, tight=True)
    best = session.solve()
    choices = columns_of_family(model, session, "y_within")
    forgotten = best.values.copy()
    forgotten[choices] = 0.0
    assert np.all(claimed(model, session, forgotten)[choices] == 1.0)


def test_a_line_beyond_the_norm_is_not_counted(tmp_path: Path) -> None:
    model = built(wanting(60), tmp_path)
    session = session_of(model, tight=True)
    best = session.solve()
    running = model.registry.columns["v_clinker"].numbers
    made = [session.column(model.assembled.variables[i]) for i in running]
    assert best.values[made].sum() > 0
    kept = claimed(model, session, best.values)[columns_of_family(model, session, "y_within")]
    assert kept.sum() < len(kept)
