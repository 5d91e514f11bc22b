"""Raw tables: the sheets of a workbook or the files of a folder, each value with its place, uninterpreted."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from cases.findings import CellRef, Findings
from cases.safe_text import unguarded

MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_CSV_BYTES = 30_000_000
EXCEL_ERRORS = frozenset(
    {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)


class LineReader(Protocol):
    """What a csv reader is: rows, and the line reached."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""

    def __iter__(self) -> Iterator[list[str]]:
        """Rows."""


class ErrorCell(NamedTuple):
    """A cell that shows a spreadsheet error."""

    text: str


class Uncalculated(NamedTuple):
    """A formula whose value was never stored."""

    formula: str


class PercentCell(NamedTuple):
    """A number shown as per cent: 0.12 stands for 12 %."""

    value: float


class Area(NamedTuple):
    """A rectangle of cells, rows and columns counted from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


CellValue = (
    str | int | float | bool | dt.datetime | dt.date | dt.time | ErrorCell | Uncalculated | PercentCell | None
)
Line = tuple[int, Sequence[CellValue]]
"""A row with its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet or file; rows with their number, counted from 1, rows without any value left out."""

    file: str
    name: str
    workbook: bool
    rows: Sequence[Line]
    merged: Sequence[Area] = ()

    def cell(self, row: int | None = None, column: int | None = None, heading: str | None = None) -> CellRef:
        """Reference to a cell of this sheet, counted from 1."""
        return CellRef(
            file=self.file, sheet=self.name, row=row, column=column, heading=heading, workbook=self.workbook
        )


def read_folder(folder: Path, wanted: Callable[[str], bool], findings: Findings) -> list[RawSheet]:
    """Every .csv file of a folder; files whose name is not wanted come without rows."""
    sheets: list[RawSheet] = []
    for path in sorted(folder.glob("*.csv")):
        rows = _read_csv(path, findings) if wanted(path.stem) else []
        if rows is not None:
            sheets.append(RawSheet(file=path.name, name=path.stem, workbook=False, rows=rows))
    return sheets


def _read_csv(path: Path, findings: Findings) -> list[Line] | None:
    """Rows of one file, or None with a finding."""
    here = CellRef(file=path.name, sheet=path.stem)
    size = path.stat().st_size
    if size > MAX_CSV_BYTES:
        findings.add(
            "file_too_large", subject=path.name, cell=here, size=size / 1e6, limit=MAX_CSV_BYTES / 1e6
        )
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            return _rows(reader, path, findings)
        except UnicodeDecodeError:
            findings.add("not_utf8", subject=path.name, cell=here)
        except csv.Error as problem:
            here = CellRef(file=path.name, sheet=path.stem, row=reader.line_num)
            findings.add("broken_csv", subject=path.name, cell=here, reason=str(problem))
    return None


def _rows(reader: LineReader, path: Path, findings: Findings) -> list[Line] | None:
    rows: list[Line] = []
    line = 1
    for values in reader:
        if any(values):
            rows.append((line, [_text_cell(v) if v.startswith(("#", "'")) else v for v in values]))
        line = reader.line_num + 1
        if line > MAX_ROWS:
            here = CellRef(file=path.name, sheet=path.stem, row=line)
            findings.add("too_many_rows", subject=path.stem, cell=here, limit=MAX_ROWS)
            return None
    return rows


def _text_cell(text: str) -> CellValue:
    return ErrorCell(text) if text.strip() in EXCEL_ERRORS else unguarded(text)
