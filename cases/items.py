"""Vertical tables: one item a row, each with its own unit, low and high."""

from __future__ import annotations

from cases.case import DefaultUsed, ItemNote
from cases.dictionary import Column, dictionary
from cases.findings import Findings
from cases.nearest import nearest
from cases.parsed import Here, Parsed, Values, default_used, labels_of
from cases.sheets import RawRow, RawTable, text_of, unit_factor
from cases.values import BAD, Bad, Spot, default_of, parse


def parse_items(parsed: Parsed, findings: Findings, defaults: list[DefaultUsed]) -> None:
    """A vertical table: one item a row; rows with an unknown or double item are findings."""
    values: Values = {}
    rows = _item_rows(parsed, findings) if parsed.raw else {}
    for key, column in parsed.table.columns.items():
        row = rows.get(key)
        value = _item(parsed, column, row, findings) if row and parsed.raw else None
        if value is None and column.blank == "error":
            if row and parsed.raw:
                here = Here(parsed.raw, row.line, labels_of(row))
                _spot(here, "value", column, findings=findings).bad("blank_required")
            elif not parsed.broken:
                cell = parsed.raw.cell(None, None) if parsed.raw else None
                unit = "" if column.unit == "-" else column.unit
                findings.add(
                    "missing_item", subject=key, cell=cell, table=parsed.table.en, label=column.en, unit=unit
                )
            value = BAD
        if value is None and column.blank == "default":
            value = default_of(column)
            defaults.append(default_used(column, key))
        values[column.field] = value
    parsed.broken = parsed.broken or any(isinstance(value, Bad) for value in values.values())
    parsed.rows[parsed.table.key] = values


def _item_rows(parsed: Parsed, findings: Findings) -> dict[str, RawRow]:
    raw = parsed.raw
    assert raw is not None
    names = {n: c.key for c in parsed.table.columns.values() for n in (c.zh, c.en)}
    names |= {key: key for key in parsed.table.columns}
    found: dict[str, RawRow] = {}
    for row in raw.rows:
        name = text_of(row.cells.get("item"))
        key = names.get(name)
        if key is None:
            match = nearest(name, names)
            findings.add(
                "unknown_item_row",
                subject=name,
                cell=raw.cell(row.line, "item"),
                table=raw.sheet.name,
                nearest=match,
            )
        elif key in found:
            first = str(raw.cell(found[key].line, "item"))
            findings.add("duplicate_key", subject=name, cell=raw.cell(row.line, "item"), first=first)
        else:
            found[key] = row
            parsed.lines[key] = row.line
    return found


def _item(parsed: Parsed, column: Column, row: RawRow, findings: Findings) -> object:
    """The value of one item; its low and high go to the notes."""
    raw = parsed.raw
    assert raw is not None
    here = Here(raw, row.line, labels_of(row))
    factor = _factor(row, raw, column, findings)
    if factor is None:
        return BAD
    got: dict[str, object] = {}
    for name in ("value", "low", "high"):
        spot = _spot(here, name, column, findings=findings, factor=factor)
        got[name] = parse(row.cells.get(name), spot) if name == "value" or column.measured else None
    low, high = (v if isinstance(v, int | float) else None for v in (got["low"], got["high"]))
    said = {name: _said(name, row, here, column.key, findings) for name in ("source", "confidence", "note")}
    note = ItemNote(low=low, high=high, **said)
    if note != ItemNote():
        parsed.notes[column.key] = note
    for label in here.labels.values():
        parsed.changes[(column.key, "value")] = label
    return BAD if any(isinstance(v, Bad) for v in got.values()) else got["value"]


def _spot(here: Here, name: str, column: Column, *, findings: Findings, factor: float = 1.0) -> Spot:
    """The cell under heading `name` in the row of an item."""
    return Spot(findings, lambda: here.cell(name), column.key, column, factor)


def _factor(row: RawRow, raw: RawTable, column: Column, findings: Findings) -> float | None:
    """Factor of the row's unit, 1 where there is nothing to convert, or None with a finding."""
    filled = any(text_of(row.cells.get(name)) for name in ("value", "low", "high"))
    if not (column.measured and filled and row.line):
        return 1.0
    cell = raw.sheet.cell(row.line, raw.positions.get("unit"), column.key)
    return unit_factor(text_of(row.cells.get("unit")), column, cell, findings)


def _said(name: str, row: RawRow, here: Here, item: str, findings: Findings) -> str | None:
    """What a row says of itself: source, confidence, note."""
    column = dictionary()["sites"].columns[name]
    value = parse(row.cells.get(name), Spot(findings, lambda: here.cell(name), item, column))
    return value if isinstance(value, str) else None
