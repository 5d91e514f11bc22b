"""What must give at least, by hand on the hand-worked case (`NOTES.md` of the library case)."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.why.explanation import Stated, Verdict
from tests.cases_in_code import library_case
from tests.optimizer.why.broken_cases import BROKEN
from tests.optimizer.why.explaining import explained, loaded


def _only(name: str, folder: Path) -> Stated:
    found = explained(loaded(BROKEN[name].case(), folder))
    assert found.proven
    assert len(found.gives) == 1
    return found.gives[0]


def test_a_modulus_is_told_as_the_ratio_that_can_be_reached(tmp_path: Path) -> None:
    """Both kilns on marl alone have SM 21.800 / (4.939 + 3.504) = 2.582, which is the most there is."""
    found = explained(loaded(BROKEN["sm_too_high"].case(), tmp_path))
    assert [row.figure for row in found.gives] == pytest.approx([2.582, 2.582], abs=5e-4)
    assert {row.value for row in found.gives} == {2.69}


def test_a_limit_of_a_kiln_that_must_run_gives_by_what_lacks(tmp_path: Path) -> None:
    """The feed is driest with marl alone, of 2 % water."""
    found = explained(loaded(BROKEN["wet_feed"].case(), tmp_path))
    assert [row.figure for row in found.gives] == pytest.approx([2.0, 2.0])


def test_where_gypsum_lacks_demand_gives(tmp_path: Path) -> None:
    """SO3 of 2 % asks for 5 % of gypsum with 40 %, so 15 kt of it set 300 kt of cement."""
    row = _only("gypsum_runs_out", tmp_path)
    assert row.behind == ("demand", ("city_market", "portland", "year"), "demand")
    assert row.figure == pytest.approx(300)


def test_days_that_lack_are_told_in_days(tmp_path: Path) -> None:
    """Of 379.487 kt of clinker 304 in the west and 244 t/d × 304 d in the east leave 1.311, a kt a day."""
    row = _only("kiln_too_small", tmp_path)
    assert row.behind == ("kilns", "kiln_west", "area")
    assert row.amount == pytest.approx(1.311, abs=5e-4)


def test_a_budget_gives_whole_projects(tmp_path: Path) -> None:
    """The project that must be there costs 1 million CNY."""
    row = _only("budget", tmp_path)
    assert row.behind == ("case", "budget", "value")
    assert row.figure == pytest.approx(1000)


def test_least_days_give_in_whole_lines(tmp_path: Path) -> None:
    """Both lines must run at full load 290 days, 580 kt of clinker for 379.49; parts of a line could.

    What must give is found with whole lines, so it is more than the nothing of the relaxation.
    """
    found = explained(loaded(BROKEN["least_days_of_a_line"].case(), tmp_path))
    assert found.whole
    assert found.violation > 0


def test_pairs_beyond_the_reach_are_let_in_before_anything_is_called_infeasible(tmp_path: Path) -> None:
    """Gypsum reaches 1 km, but its mill is 240 km away: there is a plan, and nothing to explain."""
    case = library_case("hand")
    case.set("materials", "fgd_gypsum", column="reach_km", to=1)
    case.set("materials", "fgd_gypsum", column="reach_nearest", to=1)
    assert explained(loaded(case, tmp_path), has_plan=True).verdict is Verdict.FEASIBLE
