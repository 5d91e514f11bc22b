"""The tables and fields of a study, from two csv tables as those of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from cases.dictionary import Column, read_rows

COMMON = "*"
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class StudyTable:
    """A table of a study with its fields, as columns of a case are described."""

    key: str
    en: str
    zh: str
    fields: Mapping[str, Column]

    @property
    def names(self) -> Mapping[str, str]:
        """Every heading that stands for a field: its key, its English and its Chinese name."""
        labels = {name: column.key for column in self.fields.values() for name in (column.zh, column.en)}
        return labels | {key: key for key in self.fields}


@cache
def study_tables() -> Mapping[str, StudyTable]:
    """Every table of a study, in the order in which it is read."""
    rows = read_rows(FOLDER / "fields.csv")
    found: dict[str, StudyTable] = {}
    for table in read_rows(FOLDER / "tables.csv"):
        own = [row for row in rows if row["table"] == table["table"]]
        common = [row for row in rows if row["table"] == COMMON and table["common"] == "yes"]
        fields = {row["field"]: _column(table["table"], row) for row in [*own, *common]}
        found[table["table"]] = StudyTable(table["table"], table["en"], table["zh"], fields)
    return found


@cache
def table_names() -> Mapping[str, str]:
    """Every name of a sheet that stands for a table; # before it keeps it out of the case in a workbook."""
    return {
        mark + name: table.key
        for table in study_tables().values()
        for name in (table.zh, table.en, table.key)
        for mark in ("", "#")
    }


def _column(table: str, row: Mapping[str, str]) -> Column:
    kind, _, choices = row["type"].partition(":")
    return Column(
        table=table,
        key=row["field"],
        type=kind,
        choices=tuple(choices.split("|")) if choices else (),
        unit="-",
        blank=cast("Any", row["blank"]),
        default=row["default"],
        low=_number(row["low"]),
        high=_number(row["high"]),
        refers_to=(),
        en=row["en"],
        zh=row["zh"],
        meaning=row["meaning"],
        source="",
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
