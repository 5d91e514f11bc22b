"""From raw sheets to tables of the dictionary: names, headings and units matched exactly, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cases.dictionary import ITEM_COLUMNS, ITEM_HEADINGS, Column, Table, dictionary, trace_column
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


def read_table(table: Table, sheet: RawSheet, elements: Sequence[Column], findings: Findings) -> RawTable:
    """A sheet's headings, units and rows."""
    columns = dict(table.columns)
    if table.key == "analyses":
        columns.update({column.key: column for column in elements})
    raw = RawTable(table=table, sheet=sheet, columns=columns)
    rows = [(line, values) for line, values in sheet.rows if not _is_remark(values)]
    if not rows:
        findings.add("empty_sheet", subject=sheet.name, cell=sheet.cell())
        raw.broken = True
        return raw
    _read_headings(raw, rows[0], findings)
    if table.layout == "rows":
        rows = rows[1:] if _read_units(raw, rows, findings) else rows
    for line, values in rows[1:]:
        cells = {key: values[at - 1] for key, at in raw.positions.items() if at <= len(values)}
        if any(value not in (None, "") for value in cells.values()):
            raw.rows.append(RawRow(line, dict(cells)))
    return raw


def element_columns(sheet: RawSheet | None) -> list[Column]:
    """Further columns of the analyses, as the table of trace elements names them."""
    if sheet is None:
        return []
    raw = read_table(dictionary()["elements"], sheet, (), Findings())
    names = [{key: text_of(row.cells.get(key)) for key in ("element", "name", "name_zh")} for row in raw.rows]
    return [trace_column(n["element"], n["name"], n["name_zh"]) for n in names if n["element"]]


def _is_remark(values: Sequence[CellValue]) -> bool:
    first = values[0] if values else None
    return isinstance(first, str) and first.startswith(REMARK)


def _headings_of(raw: RawTable) -> dict[str, str]:
    """Every accepted heading with the key it stands for; where two agree, keys win."""
    if raw.table.layout == "items":
        return {name: key for key in ITEM_COLUMNS for name in (*ITEM_HEADINGS[key], key)}
    labels = {name: c.key for c in raw.columns.values() for name in (c.zh, c.en)}
    return labels | {key: key for key in raw.columns}


def _read_headings(raw: RawTable, row: tuple[int, Sequence[CellValue]], findings: Findings) -> None:
    line, values = row
    known = _headings_of(raw)
    unknown: dict[int, str] = {}
    for at, value in enumerate(values, start=1):
        name = text_of(value)
        key = known.get(name)
        if not name or name.startswith(REMARK):
            continue
        if key is None:
            unknown[at] = name
        elif key in raw.positions:
            first = raw.headings[key]
            findings.add("duplicate_column", subject=name, cell=raw.sheet.cell(line, at, name), first=first)
            raw.broken = True
        else:
            raw.positions[key] = at
            raw.headings[key] = name
    missing = {name: key for name, key in known.items() if key not in raw.positions}
    renamed = {
        _unknown_column(raw, line, at=at, name=name, missing=missing, findings=findings)
        for at, name in unknown.items()
    }
    _missing_columns(raw, line, renamed=renamed, findings=findings)


def _unknown_column(
    raw: RawTable, line: int, *, at: int, name: str, missing: Mapping[str, str], findings: Findings
) -> str | None:
    """Tell of an unknown heading; the key of the missing column it seems to be, if any."""
    match = nearest(name, missing)
    cell = raw.sheet.cell(line, at, name)
    findings.add("unknown_column", subject=name, cell=cell, table=raw.sheet.name, nearest=match)
    raw.broken = True
    return missing.get(match)


def _missing_columns(raw: RawTable, line: int, *, renamed: set[str | None], findings: Findings) -> None:
    if raw.table.layout == "items":
        needed = {key: ITEM_HEADINGS[key][0] for key in ("item", "value", "unit")}
    else:
        needed = {c.key: c.en for c in raw.columns.values() if c.blank == "error"}
    for key, label in needed.items():
        if key not in raw.positions:
            raw.broken = True
            if key not in renamed:
                cell = raw.sheet.cell(line)
                findings.add("missing_column", subject=key, cell=cell, table=raw.sheet.name, label=label)


def _read_units(raw: RawTable, rows: Sequence[tuple[int, Sequence[CellValue]]], findings: Findings) -> bool:
    """Read the unit row; False where the sheet has none (told once)."""
    line, values = rows[1] if len(rows) > 1 else (rows[0][0] + 1, [])
    units = {key: text_of(values[at - 1]) if at <= len(values) else "" for key, at in raw.positions.items()}
    if any(units[key] not in NO_UNIT for key in units if not raw.columns[key].measured) or len(rows) == 1:
        findings.add("missing_unit_row", subject=raw.sheet.name, cell=raw.sheet.cell(line))
        raw.broken = True
        return False
    for key, unit in units.items():
        column = raw.columns[key]
        if column.measured:
            factor = unit_factor(unit, column, raw.cell(line, key), findings)
            if factor is None:
                raw.broken = True
            else:
                raw.factors[key] = factor
    return True


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
