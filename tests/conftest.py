"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from optimizer.options import RunOptions
from optimizer.run import ExitCode, RunOutcome, run_case
from tests.solving import Solve, solve_once

settings.register_profile("same", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
"""The same examples on every machine; HYPOTHESIS_PROFILE=explore draws new ones."""


@pytest.fixture(scope="session")
def solve() -> Solve:
    """``solve(case, **options)`` gives the audited plan at gap 0, solved once where cases are the same."""
    return solve_once


@pytest.fixture(scope="session")
def hand_run(tmp_path_factory: pytest.TempPathFactory) -> RunOutcome:
    """The hand-worked case with today, solved to a gap of zero and written; to be copied, not changed."""
    outcome = run_case(
        "hand", options=RunOptions(threads=1, gap=0.0), out=tmp_path_factory.mktemp("runs") / "hand"
    )
    assert outcome.exit_code is ExitCode.PLAN, [str(f) for f in outcome.audit]
    return outcome


@pytest.fixture(scope="session")
def xinjiang_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run folder of the Xinjiang case within half a per cent; solved once for all slow tests."""
    out = tmp_path_factory.mktemp("xinjiang") / "plan"
    outcome = run_case("xinjiang", options=RunOptions(gap=0.005, threads=1), out=out)
    assert outcome.exit_code is ExitCode.PLAN, [str(f) for f in outcome.audit]
    return out
