"""Each broken case is explained by the cell that was changed; of the good one there is nothing to explain."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.run import ExitCode, run_case
from optimizer.why.explanation import Verdict
from optimizer.why.telling import lines
from tests.optimizer.why.broken_cases import BROKEN, Broken
from tests.optimizer.why.explaining import explained, loaded

FAST = ("sm_too_high", "gypsum_runs_out", "train_must_be_full", "budget", "all_gypsum_taken")
EVERY = [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in BROKEN]
NO_ROW = {"marl_shut_out", "no_permit", "all_gypsum_taken"}
"""What was changed leaves no row in the model: it is told among the conditions."""


@pytest.mark.parametrize("name", EVERY)
def test_the_changed_cell_is_named(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    case = loaded(broken.case(), tmp_path / "broken")
    found = explained(case, broken.options)
    assert found.verdict is Verdict.INFEASIBLE
    part = "condition" if name in NO_ROW else "conflict"
    told = " ".join(line.sentence for line in lines(found, case, "en") if line.part == part)
    assert str(case.cell(broken.table, _key(broken), broken.column)) in told


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_run_of_it_ends_as_infeasible_and_of_the_good_one_with_a_plan(name: str, tmp_path: Path) -> None:
    """Also that no explanation is asked of a case that can be planned."""
    broken = BROKEN[name]
    ended = run_case(broken.case().write(tmp_path / "broken"), options=broken.options)
    assert ended.exit_code is ExitCode.INFEASIBLE
    good = run_case(broken.base().write(tmp_path / "good"), options=broken.options)
    assert good.exit_code is ExitCode.PLAN
    case = loaded(broken.base(), tmp_path / "again")
    assert explained(case, broken.options, has_plan=True).verdict is Verdict.FEASIBLE


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_the_conflict_is_the_smallest(name: str, tmp_path: Path) -> None:
    """Each of its rows was tried by itself."""
    broken = BROKEN[name]
    found = explained(loaded(broken.case(), tmp_path / "broken"), broken.options)
    assert found.smallest


def _key(broken: Broken) -> str | tuple[str, ...]:
    return tuple(broken.key.split("+")) if "+" in broken.key else broken.key
