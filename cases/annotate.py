"""A copy of a case's workbook with every finding marked at its cell, and a list of them that leads there."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import openpyxl

from cases.convert import beside, check_target
from cases.findings import CellRef, Finding, Findings
from cases.load import case_path
from cases.safe_text import Value
from cases.tables import MAX_ROWS, CellValue, ErrorCell, RawSheet, read_folder
from cases.text import Language, counted, sentence
from cases.workbook import BROKEN, why_refused
from cases.writing import TargetError
from cases.xlsx import (
    FILLS,
    PLAIN,
    SUBTITLE,
    WRAPPED,
    Kind,
    as_table,
    dress,
    fit_widths,
    freeze,
    jump,
    note,
    print_setup,
    put,
    put_row,
)

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("number", "severity", "sheet", "cell", "subject", "sentence", "code")
SENTENCE_WIDTH = 100
LONGEST_TITLE = 31
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]*)?")
"""Digits that a workbook gives back as they were written."""


def check_copy(case: str, copy: Path) -> None:
    """Refuse to write over the case itself or over anything else that is there."""
    source = case_path(case)
    if source.exists() and copy.exists() and source.samefile(copy):
        raise TargetError("cli.target.source", path=copy)
    check_target(copy, suffix=True)


def annotate(case: str, findings: Findings, copy: Path, *, language: Language = "en") -> None:
    """Write the copy; the case is only read. A folder becomes a workbook with a sheet per file."""
    check_copy(case, copy)
    source = case_path(case)
    book, titles = _copied(source, findings)
    for sheet, marks in _by_cell(findings, titles).items():
        for address, found in marks.items():
            _mark(book[sheet], address, found, language)
    _list(book, findings, titles, source=source, language=language)
    with beside(copy) as draft:
        book.save(draft)


def _copied(source: Path, findings: Findings) -> tuple[Workbook, Mapping[str, str]]:
    """The case as a workbook in memory, and the title of each of its sheets or files."""
    unreadable = TargetError("cli.not_annotated", case=source.name)
    if any(finding.code == "too_many_rows" for finding in findings) or not source.exists():
        raise unreadable
    if source.is_dir():
        return _from_folder(source)
    if why_refused(source):
        raise unreadable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of what it leaves out
            book = openpyxl.load_workbook(source)
    except BROKEN as error:
        raise unreadable from error
    return book, {sheet.title: sheet.title for sheet in book.worksheets}


def _from_folder(folder: Path) -> tuple[Workbook, Mapping[str, str]]:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    titles: dict[str, str] = {}
    for raw in read_folder(folder, lambda _: True, Findings()):
        sheet = book.create_sheet(_title(raw.name))
        titles[raw.name] = sheet.title
        _fill(sheet, raw)
    if not titles:
        raise TargetError("cli.not_annotated", case=folder.name)
    return book, titles


def _title(name: str) -> str:
    """A file name as the title of a sheet."""
    return "".join("_" if c in "[]:*?/\\" else c for c in name)[:LONGEST_TITLE]


def _fill(sheet: Worksheet, raw: RawSheet) -> None:
    for index, (line, values) in enumerate(raw.rows):
        for column, value in enumerate(values, start=1):
            cell = put(sheet, line, column, _typed(value))
            if index == 0:
                dress(cell, "heading")
    fit_widths(sheet)
    freeze(sheet, rows=1)


def _typed(value: CellValue) -> Value:
    """Text of a csv cell; what is plainly a number becomes one, an id such as 007 does not."""
    if isinstance(value, ErrorCell):
        return value.text
    text = str(value or "")
    return float(text) if _NUMBER.fullmatch(text) else text or None


def _by_cell(
    findings: Findings, titles: Mapping[str, str]
) -> dict[str, dict[tuple[int, int], list[Finding]]]:
    """Findings by sheet and place; what concerns a whole sheet stands at its first cell."""
    found: dict[str, dict[tuple[int, int], list[Finding]]] = {}
    for finding in findings:
        title = titles.get(finding.cell.sheet) if finding.cell else None
        if finding.cell and title is not None:
            found.setdefault(title, {}).setdefault(_place(finding.cell), []).append(finding)
    return found


def _place(cell: CellRef) -> tuple[int, int]:
    return min(cell.row or 1, MAX_ROWS), cell.column or 1


def _mark(sheet: Worksheet, place: tuple[int, int], found: list[Finding], language: Language) -> None:
    """Colour one cell and hang the sentences on it; a note that was there stays above them."""
    cell = _anchor(sheet, place)
    kind: Kind = "error" if any(finding.is_error for finding in found) else "warning"
    cell.fill = FILLS[kind]
    told = [f"{_severity(finding, language)}: {finding.sentence(language)}" for finding in found]
    before = [cell.comment.text] if cell.comment else []
    note(cell, "\n\n".join([*before, *told]))


def _anchor(sheet: Worksheet, place: tuple[int, int]) -> Cell:
    """The cell at a place, or the first of the merged cells it is part of."""
    row, column = place
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
    return cast("Cell", sheet.cell(row, column))


def _severity(finding: Finding, language: Language) -> str:
    return sentence(f"annotate.{finding.severity}", {}, language)


def _list(
    book: Workbook, findings: Findings, titles: Mapping[str, str], *, source: Path, language: Language
) -> None:
    """The list of findings as first sheet; its name makes it a remark to the reader."""
    sheet = book.create_sheet(sentence("annotate.sheet", {}, language), 0)
    book.active = 0
    counts = {
        "errors": counted("errors", len(findings.errors), language),
        "warnings": counted("warnings", len(findings.warnings), language),
    }
    put(sheet, 1, 1, sentence("annotate.title", counts, language)).font = SUBTITLE
    put(sheet, 2, 1, sentence("annotate.hint", {"file": source.name}, language)).font = PLAIN
    top = 4
    put_row(sheet, top, [sentence(f"annotate.head.{head}", {}, language) for head in HEADS], "heading")
    for number, finding in enumerate(findings, start=1):
        _entry(sheet, top + number, number, finding, titles=titles, language=language)
    fit_widths(sheet, widest=SENTENCE_WIDTH, first=top)
    freeze(sheet, rows=top)
    as_table(sheet, "kilnflow_findings", top=top, bottom=top + len(findings), columns=len(HEADS))
    print_setup(sheet, repeat=top)


def _entry(
    sheet: Worksheet,
    row: int,
    number: int,
    finding: Finding,
    *,
    titles: Mapping[str, str],
    language: Language,
) -> None:
    """One line of the list; its cell is a link where the copy has it."""
    cell = finding.cell
    place, address = (cell.sheet, cell.address) if cell else ("", "")
    told = finding.sentence(language)
    values: list[Value] = [
        number,
        _severity(finding, language),
        place,
        address,
        finding.subject,
        told,
        finding.code,
    ]
    put_row(sheet, row, values)
    sheet.cell(row, 2).fill = FILLS["error" if finding.is_error else "warning"]
    sheet.cell(row, 6).alignment = WRAPPED
    if cell is not None and place in titles:
        target = _anchor_address(_place(cell))
        jump(put(sheet, row, 4, address or target), titles[place], target)


def _anchor_address(place: tuple[int, int]) -> str:
    return CellRef(file="", sheet="", row=place[0], column=place[1], workbook=True).address
