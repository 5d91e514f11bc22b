"""A case as tables again, and those tables as a folder of csv files; reading them gives the same case."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from cases.case import Case, ItemNote, Key
from cases.dictionary import ITEM_COLUMNS, Column, Table, dictionary, trace_column
from cases.row import MonthDay
from cases.safe_text import Value, guarded

Defaults = Set[tuple[str, Key, str]]


class TargetError(Exception):
    """A file or folder that is not to be written; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table ready to be written: a column per heading, units where the layout has a row of them.

    In a vertical table `headings` are those of its columns and each row begins with the item.
    """

    table: Table
    headings: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    @property
    def units(self) -> list[str]:
        """Unit of each column, a dash where there is none."""
        return [unit_of(column) for column in self.columns]


def write_case(case: Case, folder: Path, *, only_stated: bool = False) -> None:
    """Write every table that has rows; with `only_stated` figures that are defaults stay blank."""
    folder.mkdir(parents=True, exist_ok=True)
    for grid in grids(case, only_stated=only_stated):
        if grid.rows:
            head = [grid.headings] if grid.table.layout == "items" else [grid.headings, grid.units]
            lines = [*head, *([as_text(value) for value in row] for row in grid.rows)]
            with (folder / f"{grid.table.key}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([guarded(text) for text in line] for line in lines)


def grids(case: Case, *, only_stated: bool = False) -> list[Grid]:
    """Every table of the dictionary in its order; tables without rows have none here either."""
    defaults = {(d.table, d.key, d.column) for d in case.defaults_used} if only_stated else set()
    return [
        _items(case, table, defaults) if table.layout == "items" else _rows(case, table, defaults)
        for table in dictionary().values()
    ]


def unit_of(column: Column) -> str:
    """The dictionary's unit as a table shows it."""
    return column.unit or "-"


def plain(value: object) -> Value:
    """A value of a record as a cell holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, MonthDay):
        return f"{value.month:02d}-{value.day:02d}"
    if isinstance(value, tuple | list | frozenset):
        return ";".join(map(str, value)) or None
    return str(value)


def as_text(value: Value) -> str:
    """A cell of a csv file: numbers so that they read back exactly."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _items(case: Case, table: Table, defaults: Defaults) -> Grid:
    record = case.info if table.key == "case" else case.factors
    rows: list[list[Value]] = []
    for column in table.columns.values():
        note = case.items.get((table.key, column.key), ItemNote())
        default = (table.key, column.key, column.key) in defaults
        value = None if default else plain(getattr(record, column.field))
        if value is not None or note != ItemNote():
            tail = [note.low, note.high, note.source, note.confidence, note.note]
            rows.append([column.key, value, unit_of(column), *tail])
    return Grid(table=table, headings=ITEM_COLUMNS, columns=(), rows=rows)


def _rows(case: Case, table: Table, defaults: Defaults) -> Grid:
    records: Mapping[object, object] = getattr(case, table.key)
    columns = list(table.columns.values())
    traces = [trace_column(e, "", "") for e in case.elements] if table.key == "analyses" else []
    rows: list[list[Value]] = []
    for key, record in records.items():
        name = "+".join(key) if isinstance(key, tuple) else key
        own = [
            None if (table.key, name, c.key) in defaults else plain(getattr(record, c.field)) for c in columns
        ]
        further: Mapping[str, float | None] = getattr(record, "traces", {})
        rows.append([*own, *(further.get(trace.key) for trace in traces)])
    every = [*columns, *traces]
    return Grid(table=table, headings=[c.key for c in every], columns=every, rows=rows)
