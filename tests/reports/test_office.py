"""plan.xlsx in LibreOffice: it opens, every sheet is there and its cells are what was written."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cases.text import Language
from reports import write_reports

pytestmark = pytest.mark.office
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Every sheet (-1) into a file of its own, cells as shown, in UTF-8 (76)."""
OFFICE = shutil.which("soffice") or ""


def converted(workbook: Path, form: str, out: Path) -> list[Path]:
    home = f"-env:UserInstallation={(out / 'home').as_uri()}"
    command = [OFFICE, "--headless", home, "--convert-to", form, "--outdir", str(out), str(workbook)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(path for path in out.iterdir() if path.is_file())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sheet_opens_with_its_cells(own_copy: Path, tmp_path: Path, language: Language) -> None:
    workbook, _ = write_reports(own_copy, language)
    book = load_workbook(workbook)
    out = tmp_path / "csv"
    files = converted(
        own_copy / "plan.xlsx",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        out,
    )
    assert {path.stem.removeprefix("plan-") for path in files} == set(book.sheetnames)
    for path in files:
        sheet = book[path.stem.removeprefix("plan-")]
        with path.open(encoding="utf-8", newline="") as file:
            shown = [cell for row in csv.reader(file) for cell in row if cell]
        filled = sum(cell.value not in (None, "") for row in sheet.iter_rows() for cell in row)
        assert len(shown) == filled
        assert not [cell for cell in shown if cell.startswith(("#", "Err:"))]


def test_the_workbook_prints(own_copy: Path, tmp_path: Path) -> None:
    workbook, _ = write_reports(own_copy)
    (pdf,) = converted(workbook, "pdf", tmp_path / "pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
