"""References: every id that a row names must be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cases.dictionary import Column
from cases.findings import CellRef, Findings
from cases.nearest import nearest
from cases.parsed import Parsed, Values


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
    astray: set[int] = set()
    for line, subject, values in _rows(parsed, column):
        for name in _names(values.get(column.field)):
            if name not in known:
                astray.add(line)
                cell = _cell(parsed, column, line)
                findings.add(
                    "unknown_name", subject=subject, cell=cell, column=cell.heading or column.key, found=name,
                    nearest=nearest(name, sorted(known)), tables=" / ".join(map(_sheet, targets)),
                )  # fmt: skip
                parsed.broken = True
    for key in [key for key, line in parsed.lines.items() if line in astray]:
        parsed.rows.pop(key, None)  # rules may then follow every reference of the rows that are left


def _sheet(parsed: Parsed) -> str:
    """What the user calls a table."""
    return parsed.raw.sheet.name if parsed.raw else parsed.table.key


def _rows(parsed: Parsed, column: Column) -> Iterable[tuple[int, str, Values]]:
    """Rows with their line and subject; a vertical table is one row, the item its subject."""
    if parsed.table.layout == "rows":
        return parsed.seen
    return [(parsed.lines.get(column.key, 0), column.key, values) for values in parsed.rows.values()]


def _names(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _cell(parsed: Parsed, column: Column, line: int) -> CellRef:
    assert parsed.raw is not None
    return parsed.raw.cell(line, "value" if parsed.table.layout == "items" else column.key)
