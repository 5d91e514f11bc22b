"""Every word and number as a reader sees it: keyed labels in English and Chinese, units with their digits.

The tables beside this file are `labels/text.csv` (sentences and titles), `columns.csv` (headings with units),
`terms.csv` (words for codes), `measures.csv` (what a total is), `units.csv` (how a unit is shown, with its
factor and digits in either language) and `scales.csv` (short forms for headline figures).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases.dictionary import read_rows
from cases.text import Language

FOLDER = Path(__file__).parent / "labels"
GUARD_DIGITS = 3
"""Digits kept in a cell beyond those shown: enough to add up, too few for the noise of a float."""
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Unit:
    """How amounts of one unit are shown: its name, the factor to it and the digits after the point."""

    text: str
    factor: float
    digits: int

    def value(self, amount: float) -> float:
        """The amount in the unit shown, without noise; never minus zero."""
        return round(amount * self.factor, self.digits + GUARD_DIGITS) + 0.0

    def written(self, amount: float | None, *, signed: bool = False) -> str:
        """The amount as text, a dash where there is none."""
        if amount is None or math.isnan(amount):
            return "–"
        text = f"{round(amount * self.factor, self.digits) + 0.0:{'+' if signed else ''},.{self.digits}f}"
        return text.replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Words:
    """All labels in one language."""

    language: Language

    def text(self, key: str, **parameters: object) -> str:
        """A sentence or title with its parameters filled in."""
        return _label("text", key, self.language).format_map(parameters)

    def term(self, group: str, key: str) -> str:
        """The word for a code; a code without one (a company, an own metric) stands for itself."""
        return _terms().get((group, key), {}).get(self.language) or key

    def column(self, key: str) -> str:
        """Heading of a column without its unit."""
        return _label("columns", key, self.language)

    def measure(self, key: str) -> str:
        """What a total is called."""
        return _measures()[key][self.language] if key in _measures() else key

    def unit(self, key: str) -> Unit:
        """How a unit is shown; one that is not on the list is shown as it is with three digits."""
        return _units(self.language).get(key) or Unit(key, 1.0, 3)

    def headline(self, amount: float | None, unit: str, *, signed: bool = False) -> str:
        """An amount with its unit in the size a reader would say it: 14.3 Mt, 4.92 billion CNY, 49.2 亿元."""
        scale = _scale(0.0 if amount is None or math.isnan(amount) else abs(amount), unit, self.language)
        shown = scale or self.unit("ratio" if unit == "-" else unit)
        return f"{shown.written(amount, signed=signed)} {shown.text}".strip()


def column_unit(key: str) -> str:
    """Unit of a column as the tables hold it: empty for text, `row` where each row has its own."""
    return _rows("columns")[key]["unit"]


def measure_unit(key: str) -> tuple[str, float]:
    """Unit of a total of plan.json and the factor to it (shares are shown in %)."""
    row = _measures()[key]
    return row["unit"], float(row["factor"] or 1)


def unit_of_measure(measure: str, unit: str) -> str:
    """Unit in which a measure of the comparison is shown: its own, or a better one for plain numbers."""
    row = _measures().get(measure)
    return row["unit"] if unit == "-" and row is not None and not row["factor"] else unit


def labels(name: str) -> Mapping[str, Mapping[str, str]]:
    """All rows of one label table by key, for tests."""
    return _rows(name)


@cache
def _rows(name: str) -> Mapping[str, Mapping[str, str]]:
    return {row["key"]: row for row in read_rows(FOLDER / f"{name}.csv")}


@cache
def _terms() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["group"], row["key"]): row for row in read_rows(FOLDER / "terms.csv")}


def _measures() -> Mapping[str, Mapping[str, str]]:
    return _rows("measures")


def _label(table: str, key: str, language: Language) -> str:
    return _rows(table)[key][language]


@cache
def _units(language: Language) -> Mapping[str, Unit]:
    return {
        row["key"]: Unit(row[language], float(row[f"factor_{language}"] or 1), int(row[f"digits_{language}"]))
        for row in read_rows(FOLDER / "units.csv")
    }


@cache
def _scales(unit: str, language: Language) -> tuple[tuple[float, Unit], ...]:
    every = read_rows(FOLDER / "scales.csv")
    rows = [row for row in every if (row["unit"], row["language"]) == (unit, language)]
    shown = [Unit(row["text"], float(row["factor"]), int(row["digits"])) for row in rows]
    found = zip((float(row["from"]) for row in rows), shown, strict=True)
    return tuple(sorted(found, key=lambda pair: -pair[0]))


def _scale(size: float, unit: str, language: Language) -> Unit | None:
    return next((shown for least, shown in _scales(unit, language) if size >= least), None)
