"""The case of a run as a folder of csv files in the form the reader takes, changes applied."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from cases.case import Case, ItemNote
from cases.dictionary import ITEM_COLUMNS, Column, Table, dictionary, trace_column


def write_case(case: Case, folder: Path) -> None:
    """Write every table that has rows; reading the folder again gives the same case."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in dictionary().values():
        rows = _items(case, table) if table.layout == "items" else _rows(case, table)
        if rows:
            with (folder / f"{table.key}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)


def _items(case: Case, table: Table) -> list[list[str]]:
    record = case.info if table.key == "case" else case.factors
    rows = [list(ITEM_COLUMNS)]
    for column in table.columns.values():
        note = case.items.get((table.key, column.key), ItemNote())
        tail = [note.low, note.high, note.source, note.confidence, note.note]
        value = _text(getattr(record, column.field))
        rows.append([column.key, value, _unit(column), *map(_text, tail)])
    return rows


def _rows(case: Case, table: Table) -> list[list[str]]:
    records: Mapping[object, object] = getattr(case, table.key)
    if not records:
        return []
    columns = list(table.columns.values())
    traces = list(case.elements) if table.key == "analyses" else []
    units = [*map(_unit, columns), *(trace_column(e, "", "").unit for e in traces)]
    rows = [[*(c.key for c in columns), *traces], units]
    for record in records.values():
        own: Iterable[object] = (getattr(record, c.field) for c in columns)
        further: Mapping[str, float | None] = getattr(record, "traces", {})
        rows.append([*map(_text, own), *(_text(further.get(e)) for e in traces)])
    return rows


def _unit(column: Column) -> str:
    return column.unit or "-"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if hasattr(value, "month"):
        return f"{value.month:02d}-{value.day:02d}"  # type: ignore[attr-defined]
    if isinstance(value, tuple | list | frozenset):
        return ";".join(map(str, value))
    return str(value)
