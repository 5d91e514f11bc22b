"""Typed values of one table on their way to a case, and the row that is being read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cases.case import DefaultUsed, ItemNote, Key
from cases.dictionary import Column, Table
from cases.findings import CellRef
from cases.sheets import Changed, RawRow, RawTable

Values = dict[str, object]


@dataclass(slots=True)
class Parsed:
    """One table's typed values; `rows` are the good ones, `seen` and `ids` tell of bad ones too.

    `broken` says that something in the table is an error.
    """

    table: Table
    raw: RawTable | None
    rows: dict[Key, Values] = field(default_factory=dict)
    seen: list[tuple[int, str, Values]] = field(default_factory=list)
    lines: dict[Key, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    changes: dict[tuple[Key, str], str] = field(default_factory=dict)
    notes: dict[str, ItemNote] = field(default_factory=dict)
    broken: bool = False


@dataclass(slots=True)
class Here:
    """The row being read, shared by the spots of all columns."""

    raw: RawTable
    line: int = 0
    labels: dict[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> CellRef:
        """Reference to a value of the row, with the change that made it."""
        ref = self.raw.cell(self.line, column)
        if column not in self.labels:
            return ref
        return replace(ref, change=self.labels[column])


def labels_of(row: RawRow) -> dict[str, str]:
    """Changed columns of a row, with the change that made each."""
    if not row.changed:
        return {}
    return {key: value.label for key, value in row.cells.items() if isinstance(value, Changed)}


def default_used(column: Column, key: str) -> DefaultUsed:
    """A default taken for a column of the row with this key."""
    return DefaultUsed(column.table, key, column.key, column.default, column.unit, column.source)
