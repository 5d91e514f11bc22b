"""A study from its parts to its folder: solve what is not there yet, keep each result as it lands.

    run_study("hand", parts, name="prices", out="study")

The same call again repeats nothing. Where workers are processes, call it from a script under
``if __name__ == "__main__"``, as Python asks of every program that starts processes of itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cases
from cases.case import Case
from cases.findings import Findings
from cases.text import Language
from optimizer.plan import versions
from optimizer.study.cluster import Cluster, Pool
from optimizer.study.folder import StudyFolder, StudyFolderError
from optimizer.study.lock import held
from optimizer.study.points import Part, Point, PointResult, Status
from optimizer.study.progress import Silent, StudyReporter, Tally
from optimizer.study.tables import landed, summaries, tables_of
from optimizer.study.walk import Walk
from reports.study_workbook import write_study_workbook

LOOK = 0.5
"""Seconds between two looks at what came in."""
LEAST_PAUSE, PAUSE_SHARE = 5.0, 10.0
"""Tables are written again after so many seconds, and not before ten times what writing them takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOutcome:
    """How a study ended; `findings` with errors are those of its case, and nothing was solved."""

    findings: Findings = field(default_factory=Findings)
    folder: Path | None = None
    kept: int = 0
    """Points that were there already."""
    ended: Mapping[Status, int] = field(default_factory=dict)
    """Points solved now, by how they ended."""
    audit_failed: int = 0
    """Points whose plan the audit does not confirm."""
    left: int = 0
    """Points asked for that have no result, after a stop."""


def run_study(
    case_ref: str | Path,
    parts: Sequence[Part],
    *,
    name: str,
    out: str | Path,
    asked: Mapping[str, Any] | None = None,
    workers: int | None = None,
    cluster: Cluster | None = None,
    reporter: StudyReporter | None = None,
    stop: threading.Event | None = None,
    again: bool = False,
    language: Language = "en",
) -> StudyOutcome:
    """Solve all points of the parts; setting `stop` ends when those in flight are there.

    `asked` is told in `study.json`, besides what identifies the study; with `again`, points that failed are
    solved once more. ClusterError and StudyFolderError say why it cannot begin or go on, as where another
    command solves in that folder; what was solved is kept.
    """
    raw = cases.read_case(case_ref)
    loaded = cases.load_case(raw)
    if loaded.case is None:
        return StudyOutcome(findings=loaded.findings)
    content = _content(loaded.case, name, parts, asked or {})
    with held(Path(out), content):
        folder = StudyFolder.open(Path(out), content)
        walk = Walk(parts, loaded.case.fingerprint, folder.known(failed=not again))
        keeper = _Keeper(folder, walk, parts, loaded.case.info.currency)
        try:
            if walk.waits:
                from optimizer.study.engine import pool

                with pool(raw, workers=workers, cluster=cluster) as where:
                    keeper.solve(where, reporter or Silent(), stop or threading.Event())
        finally:
            _write(keeper, folder.path, language)
    return StudyOutcome(
        findings=loaded.findings,
        folder=folder.path,
        kept=keeper.tally.kept,
        ended=keeper.tally.ended,
        audit_failed=sum(bool(walk.results[key].audit) for key in walk.keys & set(walk.results)),
        left=len(walk.keys - set(walk.results)),
    )


def _write(keeper: _Keeper, folder: Path, language: Language) -> None:
    """Tables and workbook of what has landed."""
    try:
        keeper.write_tables()
    except PermissionError as error:
        raise StudyFolderError("study.folder.open", file=error.filename) from error
    write_study_workbook(folder, language)


def _content(case: Case, name: str, parts: Sequence[Part], asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "study": name,
        "case": case.info.id,
        "fingerprint": case.fingerprint,
        "currency": case.info.currency,
        "parts": [part.part for part in parts],
        "asked": dict(asked),
        "versions": versions(),
    }


class _Keeper:
    """Brings points to the workers and results to the disk."""

    def __init__(self, folder: StudyFolder, walk: Walk, parts: Sequence[Part], currency: str) -> None:
        self.tally = Tally()
        self._folder, self._walk, self._parts, self._currency = folder, walk, parts, currency
        self._flying: dict[str, Point] = {}
        self._next_tables = time.monotonic() + LEAST_PAUSE
        self.tally.begin(kept=len(walk.keys & set(walk.results)), known=len(walk.keys))

    def solve(self, where: Pool, reporter: StudyReporter, stop: threading.Event) -> None:
        """Until every part has all it asks for, or `stop` is set and nothing is in flight."""
        self.tally.solving()
        while self._walk.waits and (self._flying or not stop.is_set()):
            if not stop.is_set():
                self._give(where)
            for key, result in where.landed(LOOK):
                self._keep(key, result)
            reporter.show(self.tally)
            if time.monotonic() >= self._next_tables:
                with suppress(PermissionError):  # open in a spreadsheet: the next time, or at the end
                    self.write_tables()

    def _give(self, where: Pool) -> None:
        for _ in range(where.room):
            asked = self._walk.next()
            if asked is None:
                return
            self._flying[asked.key] = asked.point
            where.give(asked.key, asked.point)

    def _keep(self, key: str, result: PointResult) -> None:
        point = self._flying.pop(key)
        self._folder.land(key, point, result)
        self._walk.land(key, result)
        self.tally.add(point, result, known=len(self._walk.keys))

    def write_tables(self) -> None:
        """All tables of what has landed."""
        began = time.monotonic()
        points = landed(self._walk.asked, self._walk.results)
        try:
            self._folder.write_tables(tables_of(points, self._currency) | summaries(self._parts, points))
        finally:
            ended = time.monotonic()
            self._next_tables = ended + max(LEAST_PAUSE, PAUSE_SHARE * (ended - began))
