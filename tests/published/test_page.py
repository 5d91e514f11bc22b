"""The page of published cases says what the tests hold, and the tests hold all that it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published.held import Figure, figures, hold, sources, titles
from tests.published.page import PAGE, page

TESTS = sorted(Path(__file__).parent.glob("test_*.py"))
CASES = sorted({row.case for row in figures()})
TOLD = [row for row in figures() if row.accepted == "told"]


def test_the_page_of_the_case_library_is_written_from_the_tables() -> None:
    """Run ``python -m tests.published.page`` after a figure has changed for good reason."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("case", CASES)
def test_a_test_holds_the_case(case: str) -> None:
    """A row that no test computes would only be a claim."""
    holders = [path.name for path in TESTS if f'"{case}"' in path.read_text(encoding="utf-8")]
    assert holders


def test_every_source_and_title_is_used() -> None:
    """No source without figures, no figure without a source, no case without a title."""
    assert {row.source for row in figures()} == {source.source for source in sources()}
    assert set(titles()) == set(CASES)


@pytest.mark.parametrize("row", TOLD, ids=lambda row: f"{row.case} {row.figure}")
def test_a_figure_that_differs_says_why(row: Figure) -> None:
    """What is not held to its source needs a reason."""
    assert len(row.why) > 40


def test_a_figure_outside_its_range_fails() -> None:
    """Published 82.5 ± 0.2: 82.8 is too far, and is not the figure of the page either."""
    with pytest.raises(AssertionError, match=r"82\.8 against published 82\.5 \(±0\.2\)"):
        hold("labahn_three", {"limestone": 82.8, "clay": 11.26, "sand": 6.32})


def test_a_figure_that_is_not_the_one_of_the_page_fails() -> None:
    """82.43 agrees with the book, but the page shows 82.41."""
    with pytest.raises(AssertionError, match=r"82\.43, but the page shows 82\.41"):
        hold("labahn_three", {"limestone": 82.43, "clay": 11.26, "sand": 6.32})


def test_a_figure_that_the_test_leaves_out_fails() -> None:
    """A case is held as a whole."""
    with pytest.raises(AssertionError, match="the table has"):
        hold("labahn_three", {"limestone": 82.41})
