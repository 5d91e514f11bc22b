"""A run folder opened for reading in one language: its tables, its case, names and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import cases
from cases.case import Case
from cases.text import Language
from cases.years import case_of_year
from reports.exhibit import LEFT_OUT
from reports.folder import RunFolder, RunFolderError, read_run
from reports.names import Names
from reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything a subject needs to make its exhibits."""

    run: RunFolder
    """Of a run of several years the reporting year alone."""
    whole: RunFolder
    """All years."""
    case: Case
    words: Words
    names: Names

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables of the plan."""
        return self.run.tables

    @property
    def totals(self) -> Mapping[str, Any]:
        """Totals of the plan."""
        totals: Mapping[str, Any] = self.run.plan["totals"]["plan"]
        return totals

    @property
    def today(self) -> Mapping[str, Any]:
        """Totals of today's operation, empty where the run has none."""
        totals: Mapping[str, Any] = self.run.plan["totals"].get("current") or {}
        return totals

    @property
    def days(self) -> dict[str, int]:
        """Days of each period."""
        return {str(period["period"]): int(period["days"]) for period in self.run.plan["periods"]}

    def by_period(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Without the period where there is only one, else with its name if no other has the same."""
        if LEFT_OUT not in frame:
            return frame
        if len(self.days) == 1:
            return frame.drop(columns=LEFT_OUT)
        called = {key: self.names.of("periods", key) for key in self.days}
        if len(set(called.values())) < len(called):
            return frame
        return frame.assign(period=frame[LEFT_OUT].map(called))

    def compared(self, name: str) -> pd.DataFrame | None:
        """A table of the comparison with today, None where the run has none."""
        return self.run.comparison.get(name)


def open_view(folder: Path, language: Language, year: int | None = None) -> View:
    """Read a run folder; RunFolderError says what is wrong with it.

    ``year``: the reporting year of a run of several years, the last one unless said.
    """
    whole = read_run(folder)
    run = whole.of_year(year)
    loaded = cases.load_case(folder / "case")
    if loaded.case is None:
        first = loaded.findings.errors[0]
        raise RunFolderError("run_folder.broken", file=folder / "case", reason=first.code)
    case = loaded.case if run.year is None else case_of_year(loaded.case, run.year)
    return View(run=run, whole=whole, case=case, words=Words(language), names=Names(case, language))
