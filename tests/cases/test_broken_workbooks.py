"""A workbook broken by one slip is answered at the right cell with a sentence that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases import Findings, load_case
from models.objective import Aim
from optimizer.stages import transport
from tests.cases.broken_workbooks import SLIPS, Slip, broken_workbook, good_workbook, short_workbook


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("good")
    names = {slip.case for slip in SLIPS.values()}
    whole = {name: good_workbook(name, folder / f"{name}-whole.xlsx") for name in names}
    return {name: short_workbook(path, folder / f"{name}.xlsx") for name, path in whole.items()}


def checked(path: Path) -> Findings:
    """Everything `kilnflow check` tells of a workbook."""
    loaded = load_case(path)
    if loaded.case is not None:
        loaded.findings.extend(transport(loaded.case, Aim.of_case(loaded.case)).findings)
    return loaded.findings


def test_the_workbook_that_all_but_one_start_from_has_no_findings(good: dict[str, Path]) -> None:
    assert list(checked(good["hand"])) == []
    assert list(checked(good["hand"].with_stem("hand-whole"))) == []
    assert [slip.case for slip in SLIPS.values() if slip.case != "hand"] == ["mid"]


def test_there_are_more_than_forty_ways() -> None:
    assert len(SLIPS) > 40


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_at_its_cell(slip: Slip, good: dict[str, Path], tmp_path: Path) -> None:
    expected = broken_workbook(good[slip.case], slip, tmp_path / "case.xlsx")
    findings = checked(tmp_path / "case.xlsx")
    told = [(f.code, f.cell.sheet if f.cell else "", f.cell.address if f.cell else "") for f in findings]
    assert sorted(told) == sorted(expected), [f.sentence() for f in findings]
    assert all(re.search(r"[.。]$", f.sentence(language)) for f in findings for language in ("en", "zh"))
