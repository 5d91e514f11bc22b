"""A case of two periods: every sheet of amounts says which period, and what is kept has a sheet."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.cases_in_code import library_case
from tests.reports.test_workbook import column
from tests.two_seasons import in_seasons, with_store


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = tmp_path_factory.mktemp("seasons")
    case = with_store(in_seasons(library_case("hand"), (0.85, 0.15)), "kiln_east", "clinker", 70)
    written = case.write(folder / "case")
    outcome = run_case(written, options=RunOptions(threads=1, gap=0.0), out=folder / "plan")
    assert outcome.exit_code is ExitCode.PLAN
    return load_workbook(folder / "plan" / "plan.xlsx")


@pytest.mark.parametrize("sheet", ["Hauls", "Lines", "Raw mix", "Fuel mix", "Quality", "Sources", "Stocks"])
def test_amounts_name_their_period(book: Workbook, sheet: str) -> None:
    assert set(column(book[sheet], "Period")) <= {"running", "winter"}


def test_what_is_kept_over_winter_is_told(book: Workbook) -> None:
    # cement of the winter 60 kt at 37/39 clinker
    sheet = book["Stocks"]
    kept = zip(column(sheet, "Period"), column(sheet, "Stock at the end (t)"), strict=True)
    assert dict(kept)["running"] == pytest.approx(60_000 * 37 / 39, rel=1e-6)


def test_a_year_of_several_periods_is_named_once(book: Workbook) -> None:
    told = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True)}
    assert told["Year"] == "2022"
