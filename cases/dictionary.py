"""The data dictionary: one row per input column; reader, checks, template and manual are made from it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "dictionary"
COMMON = "*"
TRACE_UNIT = "mg/kg"
ITEM_COLUMNS = ("item", "value", "unit", "low", "high", "source", "confidence", "note")
ITEM_HEADINGS = {
    "item": ("Item", "项目"),
    "value": ("Value", "值"),
    "unit": ("Unit", "单位"),
    "low": ("Low", "低值"),
    "high": ("High", "高值"),
    "source": ("Source", "数据来源"),
    "confidence": ("Confidence", "可信度"),
    "note": ("Note", "备注"),
}
_RENAMED = {"class": "kiln_class"}

Blank = Literal["error", "default", "unknown", "unlimited", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One input column (or one item of a vertical table)."""

    table: str
    key: str
    type: str
    choices: tuple[str, ...]
    unit: str
    blank: Blank
    default: str
    low: float | None
    high: float | None
    refers_to: tuple[str, ...]
    en: str
    zh: str
    meaning: str
    source: str

    @property
    def field(self) -> str:
        """Name of the record's field."""
        return _RENAMED.get(self.key, self.key)

    @property
    def measured(self) -> bool:
        """Whether the column carries a number with a unit (``-`` counts as one)."""
        return self.type in ("number", "integer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One input table."""

    key: str
    layout: Literal["items", "rows"]
    key_columns: tuple[str, ...]
    required: bool
    en: str
    zh: str
    meaning: str
    columns: Mapping[str, Column]


@cache
def dictionary() -> Mapping[str, Table]:
    """Every table with its columns, in the order of the dictionary."""
    columns = [_column(row) for row in read_rows(FOLDER / "columns.csv")]
    common = [column for column in columns if column.table == COMMON]
    tables: dict[str, Table] = {}
    for row in read_rows(FOLDER / "tables.csv"):
        own = [column for column in columns if column.table == row["table"]]
        tables[row["table"]] = Table(
            key=row["table"],
            layout="items" if row["layout"] == "items" else "rows",
            key_columns=tuple(filter(None, row["key"].split("+"))),
            required=row["required"] == "yes",
            en=row["en"],
            zh=row["zh"],
            meaning=row["meaning"],
            columns={c.key: c for c in (own if row["layout"] == "items" else own + common)},
        )
    return tables


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of one of the project's own csv files."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


def trace_column(element: str, en: str, zh: str) -> Column:
    """The further column of the analyses that holds a trace element, mg per kg dry."""
    return Column(
        table="analyses",
        key=element,
        type="number",
        choices=(),
        unit=TRACE_UNIT,
        blank="unknown",
        default="",
        low=0.0,
        high=1_000_000.0,
        refers_to=(),
        en=en or element,
        zh=zh or element,
        meaning="Trace element, dry",
        source="",
    )


def _column(row: Mapping[str, str]) -> Column:
    kind, _, choices = row["type"].partition(":")
    return Column(
        table=row["table"],
        key=row["column"],
        type=kind,
        choices=tuple(choices.split("|")) if choices else (),
        unit=row["unit"],
        blank=_blank(row["blank"]),
        default=row["default"],
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        refers_to=tuple(filter(None, row["refers_to"].split("|"))),
        en=row["en"],
        zh=row["zh"],
        meaning=row["meaning"],
        source=row["source"],
    )


def _blank(text: str) -> Blank:
    for known in ("error", "default", "unknown", "unlimited", "none"):
        if text == known:
            return known
    raise ValueError(f"dictionary: blank rule {text!r}")
