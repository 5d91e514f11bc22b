"""From a raw sheet to a table of the dictionary: headings and units matched exactly, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.dictionary import ITEM_COLUMNS, ITEM_HEADINGS, Column, Table, dictionary, trace_column
from cases.findings import Findings
from cases.nearest import nearest
from cases.shape import check_shape
from cases.sheets import NO_UNIT, REMARK, RawRow, RawTable, is_remark, text_of, unit_factor
from cases.tables import Line, RawSheet

HEADINGS_LIKELY = 2
"""Known headings in a row from which it is named as the likely row of headings."""


def read_table(table: Table, sheet: RawSheet, elements: Sequence[Column], findings: Findings) -> RawTable:
    """A sheet's headings, units and rows."""
    columns = dict(table.columns)
    if table.key == "analyses":
        columns.update({column.key: column for column in elements})
    raw = RawTable(table=table, sheet=sheet, columns=columns)
    rows = [(line, values) for line, values in sheet.rows if not is_remark(values)]
    if not rows:
        findings.add("empty_sheet", subject=sheet.name, cell=sheet.cell())
        raw.broken = True
        return raw
    if not _read_headings(raw, rows, findings):
        return raw
    if table.layout == "rows":
        rows = rows[1:] if _read_units(raw, rows, findings) else rows
    for line, values in rows[1:]:
        cells = {key: values[at - 1] for key, at in raw.positions.items() if at <= len(values)}
        if any(text_of(value) for value in cells.values()):
            raw.rows.append(RawRow(line, dict(cells)))
    check_shape(raw, rows[1:], findings)
    return raw


def element_columns(sheet: RawSheet | None) -> list[Column]:
    """Further columns of the analyses, as the table of trace elements names them."""
    if sheet is None:
        return []
    raw = read_table(dictionary()["elements"], sheet, (), Findings())
    names = [{key: text_of(row.cells.get(key)) for key in ("element", "name", "name_zh")} for row in raw.rows]
    return [trace_column(n["element"], n["name"], n["name_zh"]) for n in names if n["element"]]


def _headings_of(raw: RawTable) -> dict[str, str]:
    """Every accepted heading with the key it stands for; where two agree, keys win."""
    if raw.table.layout == "items":
        return {name: key for key in ITEM_COLUMNS for name in (*ITEM_HEADINGS[key], key)}
    labels = {name: c.key for c in raw.columns.values() for name in (c.zh, c.en)}
    return labels | {key: key for key in raw.columns}


def _read_headings(raw: RawTable, rows: Sequence[Line], findings: Findings) -> bool:
    """Understand the headings; False, with a finding, where the first row holds none."""
    line, values = rows[0]
    known = _headings_of(raw)
    if not any(text_of(value) in known for value in values):
        elsewhere = [
            at for at, later in rows[1:] if sum(text_of(v) in known for v in later) >= HEADINGS_LIKELY
        ]
        found = elsewhere[0] if elsewhere else None
        cell = raw.sheet.cell(line, 1)
        findings.add("headings_missing", subject=raw.sheet.name, cell=cell, row=line, found=found)
        raw.broken = True
        return False
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
    return True


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


def _read_units(raw: RawTable, rows: Sequence[Line], findings: Findings) -> bool:
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
