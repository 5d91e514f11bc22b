"""A run folder as it was written: every table as a frame, plan.json and run.json as read.

    folder = read_run(Path("plan"))
    folder.tables["flows"], folder.plan["totals"]["plan"]["co2_t"], folder.case["kilns"]

Ids stay text, also where they look like numbers (period 2022); a blank is NaN among numbers, "" in text.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cases.dictionary import dictionary
from cases.safe_text import unguarded

MARK = "run.json"
FORMAT = "kilnflow-run"
SCHEMA_VERSION = 1
_OPTIONAL = ("current", "comparison", "geometry")
_IDS = frozenset(
    {
        "period", "kiln", "plant", "product", "market", "source_id", "origin", "origin_site", "destination",
        "destination_site", "item", "grade", "material", "path", "id", "service", "site", "place", "company",
        "prefecture", "category", "name", "name_zh", "from_node", "to_node", "key", "subject", "row",
        "band", "rules",
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


def read_run(path: Path) -> RunFolder:
    """Read a run folder; RunFolderError says what is wrong with it."""
    if not path.is_dir():
        raise RunFolderError("run_folder.missing", folder=path)
    run = _run_json(path)
    for part in ("case", "tables"):
        if not (path / part).is_dir():
            raise RunFolderError("run_folder.incomplete", folder=path, part=part)
    frames = {part: _frames(path / part) for part in ("tables", *_OPTIONAL)}
    return RunFolder(path=path, plan=_json(path / "plan.json"), run=run, case=_case(path / "case"), **frames)


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
    if len(column) and column.isin(("True", "False")).all():
        return column == "True"
    numbers = pd.to_numeric(column.where(column != ""), errors="coerce")
    if (numbers.notna() | (column == "")).all():
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
