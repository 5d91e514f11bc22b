"""Explain a case made in code, as a test wants it."""

from __future__ import annotations

from pathlib import Path

from cases import load_case
from cases.case import Case
from optimizer.options import RunOptions
from optimizer.why.explain import explain
from optimizer.why.explanation import Explanation
from tests.cases_in_code import CaseInCode

OPTIONS = RunOptions(threads=1)


def loaded(made: CaseInCode, folder: Path) -> Case:
    """The case as read, which has no errors."""
    found = load_case(made.write(folder))
    assert found.case is not None, [finding.sentence() for finding in found.findings.errors]
    return found.case


def explained(case: Case, options: RunOptions = OPTIONS, *, has_plan: bool = False) -> Explanation:
    """The explanation; ``has_plan`` is the answer where only whole numbers can stand in the way."""
    return explain(case, options.resolved(case.info), has_plan=lambda: has_plan)
