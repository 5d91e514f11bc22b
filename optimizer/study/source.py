"""The rows of a study as they stand, from a TOML file or a workbook, each with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cases.findings import CellRef, Findings
from cases.library import library_studies
from cases.nearest import nearest
from cases.sheets import is_remark, text_of
from cases.tables import CellValue, RawSheet
from cases.workbook import read_workbook
from optimizer.study.fields import study_tables, table_names

TOML, WORKBOOK = ".toml", ".xlsx"
_TABLE = re.compile(r"\s*\[{1,2}\s*([\w-]+)\s*\]{1,2}\s*(?:#.*)?")
_FIELD = re.compile(r"\s*([A-Za-z_][\w-]*)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: values by field as they stand, and the place of each (of the row for None)."""

    table: str
    values: Mapping[str, CellValue]
    place: Callable[[str | None], CellRef]


def study_path(name: str) -> Path:
    """Where a study stands: one of the library by its name, anything else by its path."""
    return library_studies().get(name, Path(name))


def read_rows(path: Path, findings: Findings) -> list[Row]:
    """Every row of a study; none where it cannot be read, with a finding."""
    here = CellRef(file=path.name, sheet="")
    if not path.is_file():
        known = sorted(library_studies())
        match = nearest(str(path), known)
        findings.add("study.read.missing", subject=str(path), cell=here, nearest=match, known=known)
        return []
    if path.suffix.lower() not in (TOML, WORKBOOK):
        findings.add("study.read.kind", subject=path.name, cell=here)
        return []
    try:
        if path.suffix.lower() == TOML:
            return list(_of_toml(path, findings))
        sheets = read_workbook(path, lambda name: name.strip() in table_names(), findings)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        findings.add("cannot_read", subject=path.name, cell=here, reason=reason)
        return []
    findings.sheets.extend(study_tables())
    return [row for sheet in sheets for row in _of_sheet(sheet, findings)]


def _of_toml(path: Path, findings: Findings) -> Iterator[Row]:
    findings.sheets.extend([""])
    try:
        text = path.read_text(encoding="utf-8-sig")
        known = tomllib.loads(text)
    except UnicodeDecodeError:
        findings.add("not_utf8", subject=path.name, cell=CellRef(file=path.name, sheet=""))
        return
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        cell = CellRef(file=path.name, sheet="", row=int(found[1]) if found else None)
        findings.add(
            "study.read.toml", subject=path.name, cell=cell, reason=_AT_LINE.sub("", str(error)).strip()
        )
        return
    lines = _Lines(path.name, text.splitlines())
    for name, rows in known.items():
        if name not in study_tables():
            _unknown_table(name, lines.place(name, 0, None), findings)
            continue
        listed = rows if isinstance(rows, list) else [rows]
        for number, row in enumerate(listed):
            if isinstance(row, dict):
                yield _row(name, row, partial(lines.place, name, number), findings)
            else:
                findings.add("study.read.no_table", subject=name, cell=lines.place(name, number, None))


class _Lines:
    """Where tables and fields of a TOML file stand."""

    def __init__(self, file: str, lines: Sequence[str]) -> None:
        self._file = file
        self._rows: dict[tuple[str, int], int] = {}
        self._fields: dict[tuple[str, int, str], int] = {}
        table, number, seen = "", 0, dict[str, int]()
        for line, text in enumerate(lines, start=1):
            if match := _TABLE.fullmatch(text):
                table = match[1]
                number = seen.get(table, 0)
                seen[table] = number + 1
                self._rows[table, number] = line
            elif match := _FIELD.match(text):
                self._fields.setdefault((table, number, match[1]), line)
                if not table:
                    self._rows.setdefault((match[1], 0), line)

    def place(self, table: str, number: int, field: str | None) -> CellRef:
        """The line of a field, else of its table; nothing where the file writes it in a way of its own."""
        row = self._rows.get((table, number)) or self._rows.get((table, 0))
        line = self._fields.get((table, number, field), row) if field else row
        return CellRef(file=self._file, sheet="", row=line, heading=field)


def _row(
    table: str, values: Mapping[str, Any], place: Callable[[str | None], CellRef], findings: Findings
) -> Row:
    """A row of a TOML file; lists as a cell has them, joined by semicolons."""
    told: dict[str, CellValue] = {}
    for name, value in values.items():
        if name not in study_tables()[table].fields:
            _unknown_field(name, table, place(name), findings)
        elif isinstance(value, dict):
            findings.add("study.read.no_value", subject=name, cell=place(name))
        elif isinstance(value, list):
            told[name] = ";".join(text_of(part) for part in value)
        else:
            told[name] = value
    return Row(table, told, place)


def _of_sheet(sheet: RawSheet, findings: Findings) -> Iterator[Row]:
    """Rows under the headings of the first row that is no remark."""
    table = table_names().get(sheet.name.strip())
    lines = [(line, values) for line, values in sheet.rows if not is_remark(values)]
    if table is None or not lines:
        return
    names, fields = study_tables()[table].names, dict[int, str]()
    for column, heading in enumerate(lines[0][1], start=1):
        text = text_of(heading)
        if text in names:
            fields[column] = names[text]
        elif text:
            _unknown_field(text, table, sheet.cell(lines[0][0], column), findings)
    for line, values in lines[1:]:
        told = {
            fields[at]: value for at, value in enumerate(values, start=1) if at in fields and text_of(value)
        }
        if told:
            yield Row(table, told, _places(sheet, line, fields))


def _places(sheet: RawSheet, line: int, fields: Mapping[int, str]) -> Callable[[str | None], CellRef]:
    columns = {name: column for column, name in fields.items()}
    return lambda field: sheet.cell(line, columns.get(field) if field else None, field)


def _unknown_table(name: str, place: CellRef, findings: Findings) -> None:
    known = list(study_tables())
    findings.add("study.read.table", subject=name, cell=place, nearest=nearest(name, known), known=known)


def _unknown_field(name: str, table: str, place: CellRef, findings: Findings) -> None:
    known = list(study_tables()[table].fields)
    findings.add(
        "study.read.field", subject=name, cell=place, table=table, nearest=nearest(name, known), known=known
    )
