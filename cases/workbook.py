"""Reading .xlsx workbooks; the only reader that touches openpyxl.

A file is looked at from outside first, so that what is no workbook, is encrypted, blown up or carries code is
refused in one sentence before anything of it is parsed.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange

from cases.findings import CellRef, Findings
from cases.tables import (
    EXCEL_ERRORS,
    MAX_COLUMNS,
    MAX_ROWS,
    Area,
    CellValue,
    ErrorCell,
    PercentCell,
    RawSheet,
    Uncalculated,
)

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

OLE_HEADER = bytes.fromhex("D0CF11E0A1B11AE1")
MAX_BYTES = 64_000_000  # unpacked
SMALL_BYTES = 16_000_000  # below this the packing ratio says nothing
MAX_RATIO = 200
MAX_MEMBERS = 2_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]+[0-9]+:[A-Z]+[0-9]+)\"")
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
)  # fmt: skip - what openpyxl is seen to raise on damaged files


def read_workbook(path: Path, wanted: Callable[[str], bool], findings: Findings) -> list[RawSheet]:
    """Every sheet of a workbook; sheets whose name is not wanted come without rows. Empty with a finding."""
    here = CellRef(file=path.name, sheet="", workbook=True)
    problem = why_refused(path)
    if problem:
        code, parameters = problem
        findings.add(code, subject=path.name, cell=here, **parameters)
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drop-downs and styles it leaves out
            return _read(path, wanted, findings)
    except BROKEN as error:
        findings.add("not_a_workbook", subject=path.name, cell=here, reason=type(error).__name__)
        return []


def why_refused(path: Path) -> tuple[str, dict[str, object]] | None:
    """Why a file is refused without being parsed."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE_HEADER:
        return "encrypted_workbook", {}
    if not zipfile.is_zipfile(path):
        return "not_a_workbook", {"reason": ""}
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if any(member.flag_bits & 1 for member in members):
        return "encrypted_workbook", {}
    if "xl/workbook.xml" not in names:
        return "not_a_workbook", {"reason": ""}
    if size > MAX_BYTES or len(members) > MAX_MEMBERS or (size > SMALL_BYTES and size / packed > MAX_RATIO):
        return "zip_bomb", {"size": size / 1e6, "limit": MAX_BYTES / 1e6}
    if any(name.endswith("vbaProject.bin") for name in names):
        return "macros", {}
    if any(name.startswith("xl/externalLinks/") for name in names):
        return "external_links", {}
    return None


def _read(path: Path, wanted: Callable[[str], bool], findings: Findings) -> list[RawSheet]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets: list[RawSheet] = []
    archive = zipfile.ZipFile(path)
    try:
        for sheet in book.worksheets:
            reader = cast("ReadOnlyWorksheet", sheet)
            rows = list(_rows(reader)) if wanted(reader.title) else []
            if rows and rows[-1][0] > MAX_ROWS:
                here = CellRef(file=path.name, sheet=reader.title, row=rows[-1][0], workbook=True)
                findings.add("too_many_rows", subject=reader.title, cell=here, limit=MAX_ROWS)
                return []
            filled = [(line, values) for line, values in rows if any(v is not None for v in values)]
            merged = _merged(archive, reader) if filled else []
            sheets.append(
                RawSheet(file=path.name, name=reader.title, workbook=True, rows=filled, merged=merged)
            )
    finally:
        archive.close()
        book.close()
    formulas = _formulas(path)
    return [_with_formulas(sheet, formulas.get(sheet.name, {})) for sheet in sheets]


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, Sequence[CellValue]]]:
    sheet.reset_dimensions()
    for line, cells in enumerate(_cells(sheet), start=1):
        yield line, [None if cell.value is None else _value(cell) for cell in cells]


def _cells(sheet: ReadOnlyWorksheet) -> Iterator[tuple[ReadOnlyCell, ...]]:
    """Rows of cells, at most one above the limit; openpyxl types this method as another class's."""
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS + 1)  # type: ignore[misc]
    return cast("Iterator[tuple[ReadOnlyCell, ...]]", rows)


def _merged(archive: zipfile.ZipFile, sheet: ReadOnlyWorksheet) -> list[Area]:
    """Merged cells of a sheet; openpyxl leaves them out when it only reads."""
    content = archive.read(vars(sheet)["_worksheet_path"])
    found = [CellRange(match.group(1).decode()) for match in _MERGED.finditer(content)]
    return [Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in found]


def _value(cell: ReadOnlyCell) -> CellValue:
    value = cast("CellValue", cell.value)
    if isinstance(value, str):
        if cell.data_type == "e" or value.strip() in EXCEL_ERRORS:
            return ErrorCell(value.strip())
        return value if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return PercentCell(float(value))
    return value


def _formulas(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Formulas by sheet and place; the workbook is read a second time only where it holds any."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        contents = (archive.read(name) for name in sheets if name.endswith(".xml"))
        if not any(b"<f>" in content or b"<f " in content for content in contents):
            return {}
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    try:
        found: dict[str, dict[tuple[int, int], str]] = {}
        for sheet in book.worksheets:
            reader = cast("ReadOnlyWorksheet", sheet)
            reader.reset_dimensions()
            for cells in _cells(reader):
                for cell in cells:
                    if cell.data_type == "f":
                        place = (int(cell.row or 0), int(cell.column or 0))
                        found.setdefault(reader.title, {})[place] = str(cell.value)
        return found
    finally:
        book.close()


def _with_formulas(sheet: RawSheet, formulas: dict[tuple[int, int], str]) -> RawSheet:
    """Put a marker where a formula has no stored value."""
    if not formulas:
        return sheet
    rows = {line: list(values) for line, values in sheet.rows}
    for (line, column), formula in formulas.items():
        values = rows.setdefault(line, [])
        values.extend([None] * (column - len(values)))
        if values[column - 1] is None:
            values[column - 1] = Uncalculated(formula)
    return replace(sheet, rows=sorted(rows.items()))
