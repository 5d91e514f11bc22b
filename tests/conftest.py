"""Fixtures shared by all tests."""

from __future__ import annotations

import pytest

from tests.solving import Solve, solve_case


@pytest.fixture(scope="session")
def solve() -> Solve:
    """``solve(case, **options)`` gives the audited plan at gap 0."""
    return solve_case
