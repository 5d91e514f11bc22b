"""Reading the origin, given and assumption files; writing tables of a case."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cases.dictionary import ITEM_COLUMNS, dictionary, read_rows

HERE = Path(__file__).parent
Row = dict[str, str]
Tables = dict[str, list[Row]]


def origin(name: str) -> list[Row]:
    """Rows of an origin file: facts as they were collected."""
    return read_rows(HERE / "origin" / f"{name}.csv")


def given(name: str) -> list[Row]:
    """Rows of a hand-written table."""
    return read_rows(HERE / "given" / f"{name}.csv")


@cache
def _assumptions() -> Mapping[str, Row]:
    return {row["key"]: row for row in read_rows(HERE / "assumptions.csv")}


def assumed(key: str) -> float:
    """Value of a named assumption, in the unit of its row."""
    return float(_assumptions()[key]["value"])


def percent(key: str) -> float:
    """Value of a named assumption in per cent, as a share."""
    return assumed(key) / 100


def number(value: float, digits: int = 3) -> str:
    """A number as text: fixed digits, no trailing zeros, never ``-0``."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def write_case(folder: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write every table as csv; the second row holds the units of the dictionary."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, rows in tables.items():
        with (folder / f"{key}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines_of(key, rows))


def lines_of(key: str, rows: Sequence[Row]) -> list[list[str]]:
    """Header, units and data of a table; a column that no row fills is left out where it may be."""
    table = dictionary()[key]
    if table.layout == "items":
        return [list(ITEM_COLUMNS), *([row.get(c, "") for c in ITEM_COLUMNS] for row in rows)]
    unknown = {name for row in rows for name in row} - set(table.columns)
    if unknown:
        raise KeyError(f"{key}: {sorted(unknown)} are no columns of the dictionary")
    filled = {name for row in rows for name, text in row.items() if text}
    names = [name for name, column in table.columns.items() if name in filled or column.blank == "error"]
    units = [table.columns[name].unit or "-" for name in names]
    return [names, units, *([row.get(name, "") for name in names] for row in rows)]
