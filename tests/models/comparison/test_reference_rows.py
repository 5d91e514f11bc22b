"""Thresholds and distance bands are rows with a source, and the bands leave no gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.dictionary import read_rows
from models.comparison.targets import TARGETS, rows
from models.comparison.transport import BANDS, bands


@pytest.mark.parametrize("path", [TARGETS, BANDS])
def test_every_row_has_a_source(path: Path) -> None:
    assert all(row["source"] and row["confidence"] for row in read_rows(path))


def test_the_bands_follow_one_another_from_zero_without_end() -> None:
    edges = [band.start for band in bands()]
    assert edges[0] == 0.0
    assert [band.end for band in bands()] == [*edges[1:], float("inf")]


def test_every_target_has_a_name_in_both_languages_and_a_sense() -> None:
    assert all(row["en"] and row["zh"] and row["sense"] in ("at_least", "at_most") for row in rows())
