"""One point solved: the case changed, built, solved on one thread, audited, told in figures.

    solve_point("hand", Point(point="greener", part="prices", options={"aim": "co2"}))

From the start or, with a shelf, from what points before it left: the same within the gaps.

Whatever goes wrong with a point is its result; only a fault of the program itself is raised.
"""

from __future__ import annotations

import os
import platform
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import RawCase
from cases.gauges import GaugeError
from optimizer.options import OptionError, RunOptions
from optimizer.outcome import Outcome
from optimizer.run import ExitCode, RunOutcome, run_case
from optimizer.study.decisions import decisions_of
from optimizer.study.options import measured, run_options
from optimizer.study.points import Point, PointResult, Status
from optimizer.study.reasons import Reason
from optimizer.study.shelf import Shelf

FINDINGS_TOLD = 3
"""Errors of a changed case that its reason tells before the rest is only counted."""


def solve_point(
    case: str | Path | RawCase,
    point: Point,
    *,
    stop: threading.Event | None = None,
    shelf: Shelf | None = None,
) -> PointResult:
    """The result of a point, without its time and place."""
    try:
        options = options_of(point)
        with (shelf or Shelf()).taken(point) as kept:
            warm = kept.knows
            run = run_case(case, options=options, stop=stop, kept=kept)
    except (OptionError, GaugeError) as error:
        return PointResult(status=Status.FAILED, reason=Reason.of(error.code, **error.parameters))
    if run.exit_code not in (ExitCode.PLAN, ExitCode.AUDIT_FAILED):
        return without_plan(run)
    plan, case_solved = run.plan, run.case
    assert case_solved is not None
    stopped = run.outcome is Outcome.STOPPED
    return PointResult(
        status=Status.STOPPED if stopped else Status.PLAN,
        objective=plan["objective"],
        bound=plan["bound"],
        gap=plan["gap"],
        totals=dict(flat(plan["totals"]["plan"])) | measured(case_solved, plan, run.tables, point.options),
        decisions=decisions_of(run.tables),
        audit=[finding["sentence"] for finding in plan["audit"]["findings"]],
        warm=warm,
    )


def options_of(point: Point) -> RunOptions:
    """What a run is asked for a point: as the point says, on one thread and without today."""
    asked = {"threads": 1, "current": "none", **run_options(point.options)}
    return RunOptions(**asked, scenarios=point.scenarios, changes=point.changes)


def without_plan(run: RunOutcome) -> PointResult:
    """Why a run has no plan."""
    if run.outcome is None:
        errors = run.findings.errors
        told = tuple(Reason.of_finding(finding) for finding in errors[:FINDINGS_TOLD])
        more = len(errors) - FINDINGS_TOLD
        reason = Reason.of("study.reason.case", more=more if more > 0 else None)
        return PointResult(status=Status.FAILED, reason=replace(reason, more=told))
    status = Status.INFEASIBLE if run.outcome is Outcome.INFEASIBLE else Status.FAILED
    reason = Reason.of(f"cli.ended.{run.outcome.value}", reason=run.reason)
    return PointResult(status=status, reason=reason)


def flat(totals: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    """Totals by name, those of groups as ``group.name``; what is no number is left out."""
    for name, value in totals.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{before}{name}", float(value)


def recorded(case: RawCase, point: Point, shelf: Shelf | None = None) -> PointResult:
    """A point's result with its time and place; a fault of the program at one point is told as its reason."""
    began = time.perf_counter()
    try:
        result = solve_point(case, point, shelf=shelf)
    except Exception as error:
        result = PointResult(status=Status.FAILED, reason=_fault(error))
    worker = f"{platform.node()}:{os.getpid()}"
    return replace(result, seconds=round(time.perf_counter() - began, 3), worker=worker)


def _fault(error: Exception) -> Reason:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return Reason.of("study.reason.error", kind=type(error).__name__, text=str(error), place=place)
