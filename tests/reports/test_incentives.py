"""The section of the carbon market and VAT, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.options import RunOptions
from optimizer.run import ExitCode, RunOutcome, run_case
from reports import write_reports
from tests.carbon_market import with_market
from tests.cases_in_code import library_case
from tests.reports.test_workbook import column
from tests.vat import with_vat


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-worked case with a market at 0.8 t/t and 60 CNY/t, cement at 400 CNY/t with VAT."""
    out = tmp_path_factory.mktemp("incentives")
    case = with_market(with_vat(library_case("hand")), price=60, balance=0.8).write(out / "case")
    outcome = run_case(case, options=RunOptions(threads=1, gap=0.0, money="cement"), out=out / "plan")
    assert outcome.exit_code is ExitCode.PLAN
    return out / "plan"


def test_the_sheet_tells_what_lines_pay_and_what_companies_owe(folder: Path) -> None:
    """East emits 0.84375 t of CO2 a tonne of clinker, 5.46875 % above 0.8."""
    sheet = load_workbook(folder / "plan.xlsx")["Carbon market and VAT"]
    told = dict(
        zip(column(sheet, "Kiln (id)"), column(sheet, "Deviation from the balance value (%)"), strict=True)
    )
    assert told["kiln_east"] == pytest.approx(5.46875, abs=1e-4)
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Carbon market by line", "VAT and its refund by company", "East cement"} <= texts


def test_the_section_is_on_the_page_in_chinese(folder: Path) -> None:
    page = write_reports(folder, "zh")[1].read_text(encoding="utf-8")
    assert "各生产线碳市场盈缺" in page
    assert "各企业增值税与退税" in page


def test_a_case_without_market_and_vat_has_no_such_section(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    page = (hand_run.folder / "report.html").read_text(encoding="utf-8")
    assert "Carbon market by line" not in page
