"""The door: raw tables in, typed rows out. Units are converted here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cases.case import DefaultUsed, ItemNote, Key
from cases.dictionary import Column, Table
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.sheets import Changed, RawRow, RawTable, text_of, unit_factor
from cases.values import BAD, Bad, Spot, default_of, parse

Values = dict[str, object]


@dataclass(slots=True)
class Parsed:
    """One table's typed values; `broken` where anything in it is an error, `ids` holds bad rows' ids too."""

    table: Table
    raw: RawTable | None
    rows: dict[Key, Values] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    changes: dict[tuple[Key, str], str] = field(default_factory=dict)
    notes: dict[str, ItemNote] = field(default_factory=dict)
    broken: bool = False


@dataclass(slots=True)
class _Here:
    """The row being read, shared by the spots of all columns."""

    raw: RawTable
    line: int = 0
    labels: dict[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> CellRef:
        ref = self.raw.cell(self.line, column)
        if column not in self.labels:
            return ref
        return CellRef(
            file=ref.file, sheet=ref.sheet, row=ref.row, column=ref.column, heading=ref.heading or column,
            workbook=ref.workbook, change=self.labels[column],
        )  # fmt: skip


def parse_table(
    table: Table, raw: RawTable | None, *, findings: Findings, defaults: list[DefaultUsed]
) -> Parsed:
    """Typed rows (or items) of one table."""
    parsed = Parsed(table, raw, broken=raw.broken if raw else table.required)
    before = len(findings.errors) if raw else 0
    if table.layout == "items":
        _parse_items(parsed, findings, defaults)
    elif raw is not None:
        _parse_rows(parsed, raw, findings=findings, defaults=defaults)
    parsed.broken = parsed.broken or (raw is not None and len(findings.errors) > before)
    return parsed


@dataclass(slots=True)
class _Lane:
    """One column on its way through the door; `told` where all of it is known to be missing or without unit."""

    column: Column
    field: str
    spot: Spot
    told: bool
    default: object


def _parse_rows(parsed: Parsed, raw: RawTable, *, findings: Findings, defaults: list[DefaultUsed]) -> None:
    here = _Here(raw)
    lanes = [_lane(column, here, findings) for column in raw.columns.values()]
    for row in raw.rows:
        here.line, here.labels = row.line, _labels(row)
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
        _take_row(parsed, values, row, findings=findings)


def _lane(column: Column, here: _Here, findings: Findings) -> _Lane:
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
        defaults.append(_default(lane.column, subject))
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
            first=parsed.raw.cell(first, column).address,
        )  # fmt: skip
        return
    parsed.lines[key] = row.line
    parsed.ids.add(texts[0])
    for column, label in _labels(row).items():
        parsed.changes[(key, column)] = label
    if BAD not in values.values():
        parsed.rows[key] = values


def _labels(row: RawRow) -> dict[str, str]:
    if not row.changed:
        return {}
    return {key: value.label for key, value in row.cells.items() if isinstance(value, Changed)}


def _default(column: Column, key: str) -> DefaultUsed:
    return DefaultUsed(column.table, key, column.key, column.default, column.unit, column.source)


def _parse_items(parsed: Parsed, findings: Findings, defaults: list[DefaultUsed]) -> None:
    """A vertical table: one item a row; rows with an unknown or double item are findings."""
    values: Values = {}
    rows = _item_rows(parsed, findings) if parsed.raw else {}
    for key, column in parsed.table.columns.items():
        row = rows.get(key)
        value = _item(parsed, column, row, findings) if row and parsed.raw else None
        if value is None and column.blank == "error":
            if not parsed.broken:
                findings.add("missing_item", subject=key, cell=parsed.raw.cell(None, None) if parsed.raw else None,
                             table=parsed.table.en, label=column.en, unit=column.unit)  # fmt: skip
            value = BAD
        if value is None and column.blank == "default":
            value = default_of(column)
            defaults.append(_default(column, key))
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
            first = raw.cell(found[key].line, "item").address
            findings.add("duplicate_key", subject=name, cell=raw.cell(row.line, "item"), first=first)
        else:
            found[key] = row
            parsed.lines[key] = row.line
    return found


def _item(parsed: Parsed, column: Column, row: RawRow, findings: Findings) -> object:
    """The value of one item; its low and high go to the notes."""
    raw = parsed.raw
    assert raw is not None
    here = _Here(raw, row.line, _labels(row))
    factor: float | None = 1.0
    if (
        column.measured
        and any(text_of(row.cells.get(name)) for name in ("value", "low", "high"))
        and row.line
    ):
        cell = raw.sheet.cell(row.line, raw.positions.get("unit"), column.key)
        factor = unit_factor(text_of(row.cells.get("unit")), column, cell, findings)
    if factor is None:
        return BAD
    got: dict[str, object] = {}
    for name in ("value", "low", "high"):
        spot = Spot(findings, lambda name=name: here.cell(name), column.key, column, factor)  # type: ignore[misc]
        got[name] = parse(row.cells.get(name), spot) if name == "value" or column.measured else None
    low, high = (v if isinstance(v, int | float) else None for v in (got["low"], got["high"]))
    texts = {name: text_of(row.cells.get(name)) or None for name in ("source", "confidence", "note")}
    parsed.notes[column.key] = ItemNote(low=low, high=high, **texts)
    for label in here.labels.values():
        parsed.changes[(column.key, "value")] = label
    return BAD if any(isinstance(v, Bad) for v in got.values()) else got["value"]


def check_references(tables: Mapping[str, Parsed], findings: Findings) -> None:
    """Every id that a row refers to must be there; the nearest match is told."""
    for parsed in tables.values():
        for column in parsed.table.columns.values():
            if column.refers_to and parsed.raw is not None:
                _check_column(parsed, column, tables, findings=findings)


def _check_column(
    parsed: Parsed, column: Column, tables: Mapping[str, Parsed], *, findings: Findings
) -> None:
    targets = [tables[name] for name in column.refers_to]
    if any(t.raw is None and t.table.required for t in targets) or any(
        t.raw and not t.ids and t.broken for t in targets
    ):
        return
    known: set[str] = set().union(*(target.ids for target in targets))
    is_items = parsed.table.layout == "items"
    for key, values in parsed.rows.items():
        for name in _names(values.get(column.field)):
            if name not in known:
                at: Key = column.key if is_items else key
                _unknown(parsed, column, name, key=at, known=known, findings=findings)
                parsed.broken = True


def _names(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _unknown(
    parsed: Parsed, column: Column, name: str, *, key: Key, known: set[str], findings: Findings
) -> None:
    assert parsed.raw is not None
    is_items = parsed.table.layout == "items"
    cell = parsed.raw.cell(parsed.lines.get(key), "value" if is_items else column.key)
    subject = key if isinstance(key, str) else "+".join(key)
    findings.add(
        "unknown_name", subject=subject, cell=cell, column=cell.heading or column.key, found=name,
        nearest=nearest(name, sorted(known)), tables=" / ".join(column.refers_to),
    )  # fmt: skip
