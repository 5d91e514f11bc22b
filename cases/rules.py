"""Cross-table rules, one function per finding code."""

from __future__ import annotations

from cases.case import Case
from cases.findings import Findings


def check_case(case: Case, broken: set[str], findings: Findings) -> None:
    """Stub."""
