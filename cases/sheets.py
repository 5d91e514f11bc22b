"""Raw sheets and the tables they stand for: names and units matched exactly, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cases.dictionary import Column, Table, dictionary
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.tables import CellValue, ErrorCell, RawSheet
from cases.units import WrongUnit, factor_between

NO_UNIT = ("", "-")
REMARK = "#"


@dataclass(frozen=True, slots=True)
class Changed:
    """A value put in place of another by a scenario or by hand; None as value empties the cell."""

    base: CellValue | Changed
    value: str
    multiply: bool
    all_rows: bool
    label: str


@dataclass(slots=True)
class RawRow:
    """One row of data; line 0 where a change had to make the row."""

    line: int
    cells: dict[str, CellValue | Changed]
    changed: bool = False


@dataclass(slots=True)
class RawTable:
    """A table with its headings understood; positions count from 1, factors lead to dictionary units."""

    table: Table
    sheet: RawSheet
    columns: Mapping[str, Column]
    positions: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    broken: bool = False

    def cell(self, line: int | None, column: str | None) -> CellRef:
        """Reference to a value of this table."""
        position = self.positions.get(column) if column else None
        heading = self.headings.get(column, column) if column else None
        return self.sheet.cell(line or None, position, heading)


def text_of(value: CellValue | Changed) -> str:
    """A cell as text: whole numbers without a point, nothing for an empty cell."""
    if type(value) is str:
        return value.strip()
    if isinstance(value, Changed):
        return value.value if not value.multiply else text_of(value.base)
    if isinstance(value, ErrorCell):
        return value.text
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def table_of(name: str) -> str | None:
    """Key of the table that a sheet or file name stands for: the key, the English or the Chinese name."""
    for key, table in dictionary().items():
        if name.strip() in (key, table.en, table.zh):
            return key
    return None


def wanted(name: str) -> bool:
    """Whether a sheet or file is one of the case's tables."""
    return table_of(name) is not None


def match_sheets(sheets: Iterable[RawSheet], findings: Findings) -> dict[str, RawSheet]:
    """Sheets by table key; unknown, double and missing ones are findings."""
    found: dict[str, RawSheet] = {}
    unknown: list[RawSheet] = []
    for sheet in sheets:
        key = table_of(sheet.name)
        if key is None:
            unknown.append(sheet)
        elif key in found:
            findings.add("duplicate_sheet", subject=sheet.name, cell=sheet.cell(), first=found[key].name)
        else:
            found[key] = sheet
    names = {n: key for key, t in dictionary().items() if key not in found for n in (key, t.en, t.zh)}
    renamed = {names.get(_unknown_sheet(sheet, names, findings)) for sheet in unknown}
    for key, table in dictionary().items():
        if table.required and key not in found and key not in renamed:
            findings.add("missing_sheet", subject=key, name=table.en, name_zh=table.zh)
    return found


def _unknown_sheet(sheet: RawSheet, missing: Mapping[str, str], findings: Findings) -> str:
    """Tell of a sheet that is no table; the name of the missing table it seems to be, if any."""
    if sheet.name.startswith(REMARK):
        return ""
    match = nearest(sheet.name, missing)
    if match:
        findings.add("renamed_sheet", subject=sheet.name, cell=sheet.cell(), nearest=match)
    else:
        findings.add("unknown_sheet", subject=sheet.name, cell=sheet.cell())
    return match


def is_remark(values: Sequence[CellValue]) -> bool:
    """Whether a row is a remark: its first cell begins with #."""
    first = values[0] if values else None
    return isinstance(first, str) and first.startswith(REMARK)


def unit_factor(unit: str, column: Column, cell: CellRef, findings: Findings) -> float | None:
    """Factor to the dictionary's unit, or None with a finding."""
    name = cell.heading or column.key
    if unit in NO_UNIT and column.unit not in NO_UNIT:
        findings.add("unit_missing", subject=name, cell=cell, unit=column.unit)
        return None
    factor = factor_between(unit, column.unit or "-")
    if isinstance(factor, WrongUnit):
        code = "unit_other_dimension" if factor.known else "unit_unknown"
        match = nearest(unit, factor.allowed)
        findings.add(
            code,
            subject=name,
            cell=cell,
            found=unit,
            unit=column.unit or "-",
            nearest=match,
            allowed=factor.allowed,
        )
        return None
    return factor
