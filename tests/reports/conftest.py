"""Run folders that the tests of the reports share; a test that changes one asks for a copy of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from optimizer.run import RunOutcome
from tests.reports.run_folders import add_today


@pytest.fixture(scope="session")
def plan_alone(hand_run: RunOutcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder without today's operation, as an older run wrote it."""
    assert hand_run.folder is not None
    folder = Path(shutil.copytree(hand_run.folder, tmp_path_factory.mktemp("solved") / "hand"))
    for part in ("current", "comparison"):
        shutil.rmtree(folder / part, ignore_errors=True)
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan["totals"] = {"plan": plan["totals"]["plan"]}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def with_today(plan_alone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with today's operation and the comparison."""
    return add_today(Path(shutil.copytree(plan_alone, tmp_path_factory.mktemp("today") / "hand")))


@pytest.fixture
def own_copy(with_today: Path, tmp_path: Path) -> Path:
    """A run folder with today that a test may change."""
    return Path(shutil.copytree(with_today, tmp_path / "copy"))
