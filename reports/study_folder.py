"""The folder of a study at whatever moment: what was asked and the tables that are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from reports.folder import RunFolderError

MARK, FORMAT = "study.json", "kilnflow-study"
NEEDED = ("points", "results", "decisions")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyTables:
    """`content` of study.json, and every table by name: points, results, decisions, those of the parts."""

    content: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def units(self) -> dict[str, str]:
        """Unit of every figure."""
        results = self.tables["results"].drop_duplicates("indicator")
        return dict(zip(results["indicator"], results["unit"], strict=True))

    def figures(self, names: list[str]) -> pd.DataFrame:
        """Figures of every point that has a plan: rows by (part, point), a column each."""
        results = self.tables["results"]
        known = results[results["indicator"].isin(names) & (results["status"] == "plan")]
        wide = known.pivot(index=["part", "point"], columns="indicator", values="value")
        return wide.reindex(columns=names)


def read_study_tables(folder: Path) -> StudyTables:
    """Read the tables; RunFolderError where the folder is no study or has none yet."""
    try:
        content = json.loads((folder / MARK).read_text(encoding="utf-8"))
        tables = {file.stem: pd.read_parquet(file) for file in sorted(folder.glob("[!.]*.parquet"))}
    except FileNotFoundError:
        raise RunFolderError("study.folder.foreign", folder=folder) from None
    except (OSError, ValueError) as error:  # pyarrow's errors of a broken file are ValueErrors too
        raise RunFolderError("study.folder.broken", file=folder, reason=error) from error
    if content.get("format") != FORMAT:
        raise RunFolderError("study.folder.foreign", folder=folder)
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise RunFolderError("study.folder.broken", file=folder / f"{missing[0]}.parquet", reason="missing")
    return StudyTables(content=content, tables=tables)
