"""Cases made in code: a library case's csv tables as plain rows, changed and written to a folder again.

Nothing is interpreted: every value stays the text of its cell, in the units of the library case.
"""

from __future__ import annotations

import copy
import csv
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1] / "cases" / "library"
DICTIONARY = LIBRARY.parent / "dictionary"
VERTICAL = ("case", "factors")
PLACED = (
    "places", "sites", "links", "transfers", "services", "connections",
    "sources", "kilns", "plants", "markets", "demand",
)  # fmt: skip
"""Tables about what stands somewhere: a second copy of the world repeats these and shares the rest."""
BUILT_IN = ("constituents", "elements", "metrics", "modes")
"""Tables whose ids mean something to the program and cannot be renamed."""


@dataclass
class TableInCode:
    """One csv table: header, unit row (none in vertical tables) and rows of text cells."""

    columns: list[str]
    units: dict[str, str]
    rows: list[dict[str, str]] = field(default_factory=list)


@dataclass
class CaseInCode:
    """Every table of a case, free to be changed."""

    tables: dict[str, TableInCode]

    def rows(self, table: str) -> list[dict[str, str]]:
        """Rows of a table, none where the case has no such table."""
        return self.tables[table].rows if table in self.tables else []

    def row(self, table: str, key: str) -> dict[str, str]:
        """The row with this key; parts of a composite key are joined by ``+``."""
        names = ("item",) if table in VERTICAL else _key_columns()[table]
        return next(row for row in self.rows(table) if "+".join(row[name] for name in names) == key)

    def get(self, table: str, key: str, column: str = "value") -> float:
        """A number as it stands in its cell."""
        return float(self.row(table, key)[column])

    def set(self, table: str, key: str, *, column: str = "value", to: object) -> None:
        """Write one cell; in vertical tables the key is the item, added when missing."""
        if table in VERTICAL and all(row["item"] != key for row in self.rows(table)):
            self.add(table, item=key, unit=_units().get((table, key), ""))
        if column not in self.tables[table].columns:
            self.tables[table].columns.append(column)
            self.tables[table].units[column] = _units().get((table, column), "")
        self.row(table, key)[column] = _text(to)

    def set_all(self, table: str, *, column: str, to: object) -> None:
        """Write one column of every row."""
        if column not in self.tables[table].columns:
            self.tables[table].columns.append(column)
            self.tables[table].units[column] = _units().get((table, column), "")
        for row in self.rows(table):
            row[column] = _text(to)

    def add(self, table: str, **cells: object) -> None:
        """Add a row, and the table or a column of it where the case has none."""
        made = self.tables.setdefault(table, TableInCode(columns=[], units={}))
        for column in cells:
            if column not in made.columns:
                made.columns.append(column)
                made.units[column] = _units().get((table, column), "")
        made.rows.append({column: _text(value) for column, value in cells.items()})

    def replace(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Throw a table's rows away and write others."""
        self.tables.pop(table, None)
        for row in rows:
            self.add(table, **row)

    def keep(self, table: str, wanted: Callable[[dict[str, str]], bool]) -> None:
        """Drop the rows that are not wanted."""
        self.tables[table].rows = [row for row in self.rows(table) if wanted(row)]

    def copy(self) -> CaseInCode:
        """A case of its own with the same cells."""
        return copy.deepcopy(self)

    def write(self, folder: Path) -> Path:
        """Write every table as ``<folder>/<table>.csv`` and return the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, table.columns, restval="", lineterminator="\n")
                writer.writeheader()
                if name not in VERTICAL:
                    writer.writerow({column: table.units.get(column) or "-" for column in table.columns})
                writer.writerows(table.rows)
        return folder


def library_case(name: str) -> CaseInCode:
    """The tables of a library case."""
    tables: dict[str, TableInCode] = {}
    for path in sorted((LIBRARY / name).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{key: value or "" for key, value in row.items()} for row in reader]
            columns = list(reader.fieldnames or ())
        units = {} if path.stem in VERTICAL else rows.pop(0)
        tables[path.stem] = TableInCode(columns=columns, units=units, rows=rows)
    return CaseInCode(tables)


def renamed(case: CaseInCode, rename: Callable[[str], str]) -> CaseInCode:
    """The same case under other ids, everywhere they are referred to."""
    other = case.copy()
    names = {row[key]: rename(row[key]) for table, key in _ids().items() for row in other.rows(table)}
    free = {row["limit_set"]: rename(row["limit_set"]) for row in other.rows("limits")}
    for table, column, kind in _id_columns():
        known = free if column == "limit_set" else names
        for row in other.rows(table):
            if column in row:
                parts = row[column].split(";") if kind == "list" else [row[column]]
                row[column] = ";".join(known.get(part, part) for part in parts)
    item = other.row("case", "clinker_goods_group")
    item["value"] = names[item["value"]]
    return other


def reordered(case: CaseInCode, seed: int) -> CaseInCode:
    """The same case with the rows of every table in another order."""
    other, dice = case.copy(), random.Random(seed)
    for table in other.tables.values():
        dice.shuffle(table.rows)
    return other


def twice(case: CaseInCode, suffix: str = "_twin") -> CaseInCode:
    """Two worlds side by side that share nothing but what materials, classes and products are."""
    twin = renamed(case, lambda name: name + suffix)
    both = case.copy()
    shared = {row[key] for table, key in _ids().items() if table not in PLACED for row in case.rows(table)}
    for table in PLACED:
        for row in twin.rows(table):
            both.add(table, **{column: _shared(cell, suffix, shared) for column, cell in row.items()})
    return both


def _shared(cell: str, suffix: str, shared: set[str]) -> str:
    """The old name again where both worlds mean the same thing."""
    name = cell.removesuffix(suffix)
    return name if name in shared else cell


def _text(value: object) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _dictionary(name: str) -> list[dict[str, str]]:
    with (DICTIONARY / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _key_columns() -> dict[str, tuple[str, ...]]:
    return {row["table"]: tuple(row["key"].split("+")) for row in _dictionary("tables")}


def _units() -> dict[tuple[str, str], str]:
    return {(row["table"], row["column"]): row["unit"] for row in _dictionary("columns")}


def _ids() -> dict[str, str]:
    """Table to its id column, for every table whose ids are the user's own."""
    columns = [row for row in _dictionary("columns") if row["type"] == "id" and _is_free(row["table"])]
    keys = _key_columns()
    alone = {row["table"]: row["column"] for row in columns if keys.get(row["table"]) == (row["column"],)}
    return alone | {"reference_mixes": "mix"}


def _id_columns() -> list[tuple[str, str, str]]:
    """Every column that holds ids: (table, column, type)."""
    columns = [(row["table"], row["column"], row["type"]) for row in _dictionary("columns")]
    sets = [("limits", "limit_set", "id"), ("kiln_classes", "limit_set", "id")]
    found = [entry for entry in columns if entry[2] in ("id", "ref", "list") and _is_free(entry[0])]
    return [entry for entry in found if entry not in sets] + sets


def _is_free(table: str) -> bool:
    """Whether the ids of a table are the user's to choose."""
    return table not in (*BUILT_IN, *VERTICAL, "scenarios")
