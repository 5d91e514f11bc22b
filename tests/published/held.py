"""The table of published figures, and the one way in which a test holds a result against it.

``sources.csv`` and ``cases.csv``: where figures come from and what each case is. ``figures.csv``: one row a
figure, in the order of the page. ``accepted`` is ``±x`` around the published
figure, ``low…high`` for a window, or ``told`` where the program means something else on purpose: then only
our own figure is held and ``why`` gives the reason. ``ours`` is what the tests compute, as the page shows it;
``within`` widens its last digit where a plan is only optimal within a gap.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
HALF_A_DIGIT = 0.51
"""Of the last digit printed, with room for a figure that lies on the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where figures come from, what of them is compared and how they were rebuilt as a case."""

    source: str
    title: str
    citation: str
    compared: str
    rebuilt: str
    slips: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published figure and ours."""

    source: str
    case: str
    figure: str
    unit: str
    published: str
    accepted: str
    ours: str
    within: str
    why: str

    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that agrees with what is published."""
        if self.accepted == "told":
            return -math.inf, math.inf
        if self.accepted.startswith("±"):
            around, reach = float(self.published), float(self.accepted[1:])
            return around - reach, around + reach
        low, high = self.accepted.split("…")
        return float(low), float(high)

    def slack(self) -> float:
        """How far a recomputed figure may lie from the one on the page."""
        if self.within:
            return float(self.within)
        return HALF_A_DIGIT * 10.0 ** int(Decimal(self.ours).as_tuple().exponent)


@cache
def sources() -> tuple[Source, ...]:
    """Every source in the order of the page."""
    return tuple(Source(**row) for row in _rows("sources"))


@cache
def titles() -> dict[str, str]:
    """What the page calls each case."""
    return {row["case"]: row["title"] for row in _rows("cases")}


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure in the order of the page."""
    return tuple(Figure(**row) for row in _rows("figures"))


def published(case: str) -> dict[str, float]:
    """The published figures of a case by name, for tests that build a case on them."""
    return {row.figure: float(row.published) for row in figures() if row.case == case}


def hold(case: str, found: Mapping[str, float]) -> None:
    """Fail unless every figure of the case was found, agrees with its source and is the one on the page."""
    rows = {row.figure: row for row in figures() if row.case == case}
    assert list(found) == list(rows), f"{case}: the table has {list(rows)}, the test computes {list(found)}"
    told = [text for name, row in rows.items() for text in _differences(row, float(found[name]))]
    assert not told, "\n".join(told)


def _differences(row: Figure, value: float) -> list[str]:
    told = []
    low, high = row.bounds()
    if not low <= value <= high:
        told.append(
            f"{row.case}, {row.figure}: {value:.8g} against published {row.published} ({row.accepted})"
        )
    if not row.ours or abs(value - float(row.ours)) > row.slack():
        told.append(f"{row.case}, {row.figure}: {value:.8g}, but the page shows {row.ours}")
    return told


def _rows(name: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
