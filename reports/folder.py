"""A run folder as it was written: every table as a frame, plan.json and run.json as read.

    folder = read_run(Path("plan"))
    folder.tables["flows"], folder.plan["totals"]["plan"]["co2_t"], folder.case["kilns"]

Ids stay text, also where they look like numbers (period 2022); a blank is NaN among numbers, "" in text.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cases.dictionary import dictionary
from cases.safe_text import unguarded

MARK = "run.json"
OF_YEAR = "modelled_year"
"""Column of a comparison of several years that says which one a row is of."""
FORMAT = "kilnflow-run"
SCHEMA_VERSION = 1
_FLAGS = ("True", "False")
_IDS = frozenset(
    {
        "period", "kiln", "plant", "product", "market", "source_id", "origin", "origin_site", "destination",
        "destination_site", "item", "grade", "material", "path", "id", "service", "site", "place", "company",
        "prefecture", "category", "name", "name_zh", "from_node", "to_node", "key", "subject", "row",
        "year", "modelled_year", "band", "rules",
    }
)  # fmt: skip


class RunFolderError(Exception):
    """A folder that is no run, or whose run cannot be read; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    """One table of the snapshot, all text: `rows` without the unit row, `units` by column ("-" where none).

    Tables with one item a row (case, factors) have the columns item, value, unit ... and no `units`.
    """

    rows: pd.DataFrame
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFolder:
    """Everything in a run folder; `current` and `comparison` are empty for a run without today."""

    path: Path
    plan: Mapping[str, Any]
    run: Mapping[str, Any]
    case: Mapping[str, CaseTable]
    tables: Mapping[str, pd.DataFrame]
    current: Mapping[str, pd.DataFrame]
    comparison: Mapping[str, pd.DataFrame]
    geometry: Mapping[str, pd.DataFrame]
    year: int | None = None
    """The year that alone is left of several."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""
        return tuple(sorted({int(period["year"]) for period in self.plan["periods"]}))

    def of_year(self, year: int | None) -> RunFolder:
        """One year of a run of several, the last unless said; a run of one year is as it is."""
        wanted = self.years[-1] if year is None else year
        if wanted not in self.years:
            raise RunFolderError("run_folder.year", folder=self.path, year=year, known=self.years)
        if len(self.years) == 1:
            return self
        periods = [period for period in self.plan["periods"] if int(period["year"]) == wanted]
        here = {str(wanted), *(str(period["period"]) for period in periods)}
        told = self.plan["years"][str(wanted)]
        plan = {
            **self.plan,
            "periods": periods,
            "totals": {"plan": told["plan"], "current": told["current"]},
            "kilns": [kiln for kiln in self.plan["kilns"] if kiln["period"] in here],
        }
        return replace(
            self,
            plan=plan,
            year=wanted,
            tables={name: _of_year(table, here) for name, table in self.tables.items()},
            current={name: _of_year(table, here) for name, table in self.current.items()},
            comparison={name: _of_year(table, here) for name, table in self.comparison.items()},
        )


def _of_year(table: pd.DataFrame, here: set[str]) -> pd.DataFrame:
    """Rows of the year or of its periods; the year a comparison is marked with is taken off."""
    if OF_YEAR in table:
        return table[table[OF_YEAR].isin(here)].drop(columns=OF_YEAR).reset_index(drop=True)
    for column in ("period", "year"):
        if column in table:
            return table[table[column].astype(str).isin(here)].reset_index(drop=True)
    return table


def read_run(path: Path) -> RunFolder:
    """Read a run folder; RunFolderError says what is wrong with it."""
    if not path.is_dir():
        raise RunFolderError("run_folder.missing", folder=path)
    run = _run_json(path)
    for part in ("case", "tables"):
        if not (path / part).is_dir():
            raise RunFolderError("run_folder.incomplete", folder=path, part=part)
    return RunFolder(
        path=path,
        plan=_json(path / "plan.json"),
        run=run,
        case=_case(path / "case"),
        tables=_frames(path / "tables"),
        current=_frames(path / "current"),
        comparison=_frames(path / "comparison"),
        geometry=_frames(path / "geometry"),
    )


def is_run(path: Path) -> bool:
    """Whether the folder is a whole run of this program."""
    try:
        written = json.loads((path / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(written, dict) and written.get("format") == FORMAT


def _run_json(path: Path) -> Mapping[str, Any]:
    if not (path / MARK).is_file():
        raise RunFolderError("run_folder.foreign", folder=path, mark=MARK)
    run = _json(path / MARK)
    if run.get("format") != FORMAT:
        raise RunFolderError("run_folder.foreign", folder=path, mark=MARK)
    version = run.get("schema_version")
    if version != SCHEMA_VERSION:
        raise RunFolderError("run_folder.version", folder=path, found=version, known=SCHEMA_VERSION)
    return run


def _json(path: Path) -> Mapping[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunFolderError("run_folder.incomplete", folder=path.parent, part=path.name) from None
    except (OSError, ValueError) as error:
        raise RunFolderError("run_folder.broken", file=path, reason=error) from error
    if not isinstance(read, dict):
        raise RunFolderError("run_folder.broken", file=path, reason=type(read).__name__)
    return read


def _frames(folder: Path) -> dict[str, pd.DataFrame]:
    return {file.stem: read_table(file) for file in sorted(folder.glob("*.csv"))}


def read_table(path: Path) -> pd.DataFrame:
    """One result table: ids as text, yes/no as bool, everything else a number where all of it is one."""
    frame = _text(path)
    for name in frame.columns:
        frame[name] = _typed(name, frame[name])
    return frame


def _typed(name: str, column: pd.Series) -> pd.Series:
    if name in _IDS:
        return column.map(unguarded)
    if len(column) and column.iloc[0] in _FLAGS and column.isin(_FLAGS).all():
        return column == "True"
    blank = column == ""
    numbers = pd.to_numeric(column.mask(blank), errors="coerce")
    if (numbers.notna() | blank).all():
        return numbers
    return column.map(unguarded)


def _text(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig").rename(
            columns=unguarded
        )
    except (OSError, ValueError) as error:  # pandas' parser and empty-file errors are ValueErrors
        raise RunFolderError("run_folder.broken", file=path, reason=error) from error


def _case(folder: Path) -> dict[str, CaseTable]:
    known = dictionary()
    return {
        file.stem: _case_table(file, with_units=known[file.stem].layout == "rows")
        for file in sorted(folder.glob("*.csv"))
        if file.stem in known
    }


def _case_table(path: Path, *, with_units: bool) -> CaseTable:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = list(csv.reader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise RunFolderError("run_folder.broken", file=path, reason=error) from error
    units: dict[str, str] = {}
    if with_units:
        units, rows = dict(zip(head, rows[0] if rows else [], strict=False)), rows[1:]
    return CaseTable(rows=pd.DataFrame(rows, columns=pd.Index(head)), units=units)
