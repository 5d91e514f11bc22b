"""Rows of a study with typed values: numbers, lists and choices read as cells of a case are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.dictionary import Column
from cases.findings import CellRef, Findings
from cases.values import BAD, Spot, default_of, parse
from optimizer.study.fields import study_tables
from optimizer.study.source import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """A row whose values can be relied on: None or an empty tuple where nothing is said."""

    table: str
    values: Mapping[str, Any]
    place: Callable[[str | None], CellRef]
    sound: bool
    """Whether every value could be read."""

    def __getitem__(self, field: str) -> Any:
        return self.values[field]


Entries = Mapping[str, Sequence[Entry]]


def typed(rows: Sequence[Row], findings: Findings) -> Entries:
    """Entries by table, each table there."""
    found: dict[str, list[Entry]] = {name: [] for name in study_tables()}
    for row in rows:
        found[row.table].append(_entry(row, findings))
    for extra in found["study"][1:]:
        findings.add("study.read.twice", subject="study", cell=extra.place(None))
    return found


def _entry(row: Row, findings: Findings) -> Entry:
    values: dict[str, Any] = {}
    for name, column in study_tables()[row.table].fields.items():
        values[name] = _value(row, column, findings)
    sound = not any(value is BAD for value in values.values())
    read = {name: None if value is BAD else value for name, value in values.items()}
    return Entry(row.table, read, row.place, sound)


def _value(row: Row, column: Column, findings: Findings) -> object:
    name = column.key
    spot = Spot(findings, lambda: row.place(name), row.table, column)
    value = parse(row.values.get(name), spot)
    if value is not None:
        return value
    if column.blank == "error":
        return spot.bad("study.read.blank")
    if column.blank == "default":
        return default_of(column)
    return () if column.type == "list" else None
