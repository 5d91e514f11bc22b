"""Write the golden workbook again after a wanted change: ``python -m tests.golden.freeze_workbook``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from openpyxl import load_workbook

from reports import write_reports
from tests.reports.run_folders import solve_hand

GOLDEN = Path(__file__).with_name("plan_workbook.txt")
Line = tuple[str, str, str, str | float | int | bool]


def lines_of(workbook: Path) -> list[Line]:
    """Sheet, cell, number format and value of every filled cell."""
    book = load_workbook(workbook)
    return [
        (sheet.title, cell.coordinate, cell.number_format, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def as_text(lines: list[Line]) -> str:
    """One line a cell: text in quotes, numbers without."""
    return "".join(f"{sheet}\t{cell}\t{form}\t{value!r}\n" for sheet, cell, form, value in lines)


def main() -> None:
    """Solve the hand case and freeze every cell of its workbook."""
    with tempfile.TemporaryDirectory() as folder:
        workbook, _ = write_reports(solve_hand(Path(folder) / "hand"))
        GOLDEN.write_text(as_text(lines_of(workbook)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
