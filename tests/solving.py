"""Solve a case the way a user does, to a proven gap of zero, and hand its totals and tables to a test."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from optimizer.options import RunOptions
from optimizer.run import ExitCode, RunOutcome, run_case


@dataclass(frozen=True, kw_only=True)
class Solved:
    """A plan that passed its audit: totals of plan.json and tables as written."""

    totals: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    plan: Mapping[str, Any]


class Solve(Protocol):
    """``solve(case, **options)``; options are those of a run: gap 0 and without today unless said."""

    def __call__(self, case: str | Path, **options: Any) -> Solved: ...


def solve_case(case: str | Path, **options: Any) -> Solved:
    """Run a library case or a folder; anything but an audited plan fails the test with the reason."""
    outcome = run_case(case, options=RunOptions(**({"gap": 0.0, "threads": 1, "current": "none"} | options)))
    assert outcome.exit_code is ExitCode.PLAN, _reason(outcome)
    return Solved(totals=outcome.plan["totals"]["plan"], tables=outcome.tables, plan=outcome.plan)


def solve_once(case: str | Path, **options: Any) -> Solved:
    """The same, but cases of the same cells are solved once with the same options; each caller has a copy.

    Not for tests that change the program: they get what it did before.
    """
    key = (_content(case), repr(sorted(options.items())))
    if key not in _KNOWN:
        _KNOWN[key] = solve_case(case, **options)
    known = _KNOWN[key]
    tables = {name: table.copy() for name, table in known.tables.items()}
    plan = copy.deepcopy(dict(known.plan))
    return Solved(totals=plan["totals"]["plan"], tables=tables, plan=plan)


_KNOWN: dict[tuple[str, str], Solved] = {}


def _content(case: str | Path) -> str:
    """The name of a library case, a digest of all tables of a folder."""
    if not isinstance(case, Path):
        return case
    digest = hashlib.sha256()
    for file in sorted(case.glob("*.csv")):
        cells = file.read_bytes()
        digest.update(f"{file.name} {len(cells)} ".encode() + cells)
    return digest.hexdigest()


def is_infeasible(case: str | Path) -> bool:
    """Whether no plan exists; anything but a plan or a proof of that fails the test."""
    outcome = run_case(case, options=RunOptions(gap=0.0, threads=1, current="none"))
    assert outcome.exit_code in (ExitCode.PLAN, ExitCode.INFEASIBLE), _reason(outcome)
    return outcome.exit_code is ExitCode.INFEASIBLE


def _reason(outcome: RunOutcome) -> str:
    findings = [finding.sentence() for finding in outcome.findings.errors]
    audit = [str(finding) for finding in outcome.audit]
    return "; ".join([outcome.exit_code.name, outcome.reason, *findings, *audit])
