"""The door: raw tables in, typed rows out. Units are converted here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from cases.case import DefaultUsed, Key
from cases.dictionary import Column, Table
from cases.findings import Findings
from cases.items import parse_items
from cases.parsed import Here, Parsed, Values, default_used, labels_of
from cases.sheets import Changed, RawRow, RawTable, text_of
from cases.values import BAD, Spot, default_of, parse


def parse_table(
    table: Table, raw: RawTable | None, *, findings: Findings, defaults: list[DefaultUsed]
) -> Parsed:
    """Typed rows (or items) of one table."""
    parsed = Parsed(table, raw, broken=raw.broken if raw else table.required)
    before = len(findings.errors) if raw else 0
    if table.layout == "items":
        parse_items(parsed, findings, defaults)
    elif raw is not None:
        _parse_rows(parsed, raw, findings=findings, defaults=defaults)
    parsed.broken = parsed.broken or (raw is not None and len(findings.errors) > before)
    return parsed


@dataclass(slots=True)
class _Lane:
    """One column on its way through the door; `told` where it is known to be missing or without unit."""

    column: Column
    field: str
    spot: Spot
    told: bool
    default: object


def _parse_rows(parsed: Parsed, raw: RawTable, *, findings: Findings, defaults: list[DefaultUsed]) -> None:
    here = Here(raw)
    lanes = [_lane(column, here, findings) for column in raw.columns.values()]
    for row in raw.rows:
        here.line, here.labels = row.line, labels_of(row)
        subject = "+".join([text_of(row.cells.get(key)) for key in parsed.table.key_columns])
        values: Values = {}
        for lane in lanes:
            lane.spot.subject = subject
            cell = row.cells.get(lane.column.key)
            if lane.told and not isinstance(cell, Changed):
                values[lane.field] = BAD
                continue
            value = parse(cell, lane.spot) if cell is not None else None
            values[lane.field] = _blank(lane, defaults, subject) if value is None else value
        parsed.seen.append((row.line, subject, values))
        _take_row(parsed, values, row, findings=findings)


def _lane(column: Column, here: Here, findings: Findings) -> _Lane:
    raw, key = here.raw, column.key
    return _Lane(
        column,
        column.field,
        Spot(findings, lambda: here.cell(key), "", column, raw.factors.get(key, 1.0)),
        told=column.blank == "error"
        if key not in raw.positions
        else column.measured and key not in raw.factors,
        default=default_of(column) if column.blank == "default" else None,
    )


def _blank(lane: _Lane, defaults: list[DefaultUsed], subject: str) -> object:
    """What an empty cell stands for."""
    if lane.column.blank == "error":
        return lane.spot.bad("blank_required")
    if lane.column.blank == "default":
        defaults.append(default_used(lane.column, subject))
        return lane.default
    return () if lane.column.type == "list" else None


def _take_row(parsed: Parsed, values: Values, row: RawRow, *, findings: Findings) -> None:
    """File a row under its key unless something in it is bad."""
    parts = tuple(values[parsed.table.columns[key].field] for key in parsed.table.key_columns)
    if BAD in parts:
        return
    texts = tuple(str(part) for part in parts)
    key: Key = texts if len(texts) > 1 else texts[0]
    first = parsed.lines.get(key)
    assert parsed.raw is not None
    if first is not None:
        column = parsed.table.key_columns[0]
        findings.add(
            "duplicate_key", subject="+".join(texts), cell=parsed.raw.cell(row.line, column),
            first=str(parsed.raw.cell(first, column)),
        )  # fmt: skip
        return
    parsed.lines[key] = row.line
    parsed.ids.add(texts[0])
    for column, label in labels_of(row).items():
        parsed.changes[(key, column)] = label
    if BAD not in values.values():
        parsed.rows[key] = values
