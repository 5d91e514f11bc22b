"""The run folder: everything needed to read, check and report a plan without the program or the case.

`case/` snapshot of the case, `tables/` decisions and results, `current/` the same of today's operation,
`comparison/` both side by side, `geometry/` where things lie, `plan.json` the answer in short, `run.json` how
it was made. A run that has no plan holds `explanation.csv` and `explanation.json` instead. It is written
beside its place and moved there when whole.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cases.case import Case
from cases.safe_text import guarded
from cases.writing import write_case
from reports.folder import FORMAT, MARK, is_run


class FolderError(Exception):
    """The folder asked for cannot be written; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContent:
    """What goes into a run folder; `plan` is asked for last, when the rest is written."""

    case: Case
    tables: Mapping[str, pd.DataFrame]
    geometry: Mapping[str, pd.DataFrame]
    plan: Callable[[], Mapping[str, Any]]
    run: Mapping[str, Any]
    current: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    comparison: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not empty and not an earlier run of ours, or that cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise FolderError("cli.folder.file", folder=folder)
    if folder.is_dir() and any(folder.iterdir()) and not is_run(folder):
        raise FolderError("cli.folder.foreign", folder=folder)
    parent = folder.resolve().parent
    while not parent.exists():
        parent = parent.parent
    if not os.access(parent, os.W_OK):
        raise FolderError("cli.folder.locked", folder=folder)


def write_run(folder: Path, content: RunContent) -> None:
    """Write a whole run, in place of an earlier one."""
    _placed(folder, lambda draft: _write(draft, content))


def write_explanation(
    folder: Path, case: Case, run: Mapping[str, Any], table: pd.DataFrame, told: Mapping[str, Any]
) -> None:
    """Write a run that has no plan: the case, how it was made, and why, in place of an earlier run."""

    def fill(draft: Path) -> None:
        write_case(case, draft / "case")
        write_json(draft / MARK, {"format": FORMAT, **run})
        write_table(draft / "explanation.csv", table)
        write_json(draft / "explanation.json", told)

    _placed(folder, fill)


def _placed(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a draft beside the place of a folder, and move it there when whole."""
    check_folder(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        fill(draft)
        draft.chmod(0o755)
        _move(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(folder: Path, content: RunContent) -> None:
    write_case(content.case, folder / "case")
    for name, tables in (
        ("tables", content.tables),
        ("current", content.current),
        ("comparison", content.comparison),
        ("geometry", content.geometry),
    ):
        if not tables:
            continue
        (folder / name).mkdir()
        for key, table in tables.items():
            write_table(folder / name / f"{key}.csv", table)
    write_json(folder / MARK, {"format": FORMAT, **content.run})
    write_json(folder / "plan.json", content.plan())


def _move(draft: Path, target: Path) -> None:
    """Put the draft in the target's place; the earlier run goes only once the new one stands."""
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / "run")
    try:
        draft.rename(target)
    except OSError:
        (old / "run").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """A csv that spreadsheets open rightly: marked as UTF-8, and no text that they would run as a formula."""
    safe = table.copy()
    safe.columns = pd.Index([guarded(str(name)) for name in table.columns])
    for i, kind in enumerate(safe.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            safe.isetitem(i, [guarded(value) for value in safe.iloc[:, i]])
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.12g")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Strict JSON, sorted as given, infinities and NaN as null."""
    path.write_text(as_json(content) + "\n", encoding="utf-8")


def as_json(content: Mapping[str, Any]) -> str:
    """The text of `write_json`."""
    return json.dumps(_plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
