"""The section of capacity policy, in both languages, of a case with all of it and a today beside the plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.options import RunOptions
from optimizer.run import ExitCode, RunOutcome, run_case
from reports import write_reports
from tests.models.capacity_in_code import capacity
from tests.reports.test_workbook import column


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The new line must be there in 2023; each prefecture is watched."""
    out = tmp_path_factory.mktemp("capacity")
    case = capacity()
    case.set("projects", "build_new", column="required_by", to=2023)
    case.set("warnings", "use", column="scope", to="company")
    outcome = run_case(case.write(out / "case"), options=RunOptions(threads=1, gap=0.01), out=out / "plan")
    assert outcome.exit_code is ExitCode.PLAN, [str(f) for f in outcome.audit]
    return out / "plan"


def test_the_sheet_names_the_line_behind_the_new_one(folder: Path) -> None:
    """900 / 1.5 = 600 t/d of the old line stand behind the 500 t/d of the new one."""
    sheet = load_workbook(folder / "plan.xlsx")["Capacity policy"]
    covers = {value for value in column(sheet, "New capacity covered (t/d)") if value is not None}
    assert covers == {600}
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Running days", "Peak-shifting swaps", "on the elimination list", "East cement"} <= texts


def test_the_section_is_on_the_page_in_chinese(folder: Path) -> None:
    page = write_reports(folder, "zh")[1].read_text(encoding="utf-8")
    assert {"错峰置换", "新建线的置换产能", "产能利用率预警"} <= {
        word for word in ("错峰置换", "新建线的置换产能", "产能利用率预警") if word in page
    }


def test_a_case_without_capacity_policy_has_no_such_section(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    page = (hand_run.folder / "report.html").read_text(encoding="utf-8")
    assert "Peak-shifting swaps" not in page
