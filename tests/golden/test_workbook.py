"""Golden workbook: every cell of ``plan.xlsx`` of the hand case with its number format.

A wanted change is written again by ``python -m tests.golden.freeze_workbook``; look at the difference.
Numbers may differ by what another machine's arithmetic leaves.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from optimizer.run import RunOutcome
from tests.golden.freeze_workbook import GOLDEN, Line, lines_of


@pytest.fixture(scope="module")
def written(hand_run: RunOutcome) -> list[Line]:
    assert hand_run.folder is not None
    return lines_of(hand_run.folder / "plan.xlsx")


def golden() -> list[Line]:
    frozen = [line.split("\t", 3) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return [(sheet, cell, form, ast.literal_eval(value)) for sheet, cell, form, value in frozen]


def test_the_same_cells_are_filled_and_formatted(written: list[Line]) -> None:
    assert [line[:3] for line in written] == [line[:3] for line in golden()]


def test_every_cell_holds_what_was_frozen(written: list[Line]) -> None:
    for (*place, value), (*_, frozen) in zip(written, golden(), strict=True):
        same = (
            value == pytest.approx(frozen, rel=1e-6, abs=1e-6)
            if isinstance(frozen, float)
            else value == frozen
        )
        assert same, f"{place}: {value!r}, frozen {frozen!r}"


def test_the_golden_text_is_in_the_form_it_is_read_in() -> None:
    assert Path(GOLDEN).read_text(encoding="utf-8").startswith("Summary\tA1\t")
