"""Cells of an exhibit as shown: the value in the unit of the reader, and the unit that says its digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import SupportsFloat

from reports.exhibit import Exhibit, unit_of
from reports.words import Unit, Words

YEAR = "year"
Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: its value in the unit shown; `unit` is None for text."""

    value: Value
    unit: Unit | None = None

    @property
    def text(self) -> str:
        """As a reader sees it; empty where there is nothing."""
        if self.value is None:
            return ""
        if self.unit is None or isinstance(self.value, str):
            return str(self.value)
        return Unit(self.unit.text, 1.0, self.unit.digits).written(self.value)

    @property
    def is_number(self) -> bool:
        """Whether it stands on the right of its column."""
        return self.unit is not None


def cells(exhibit: Exhibit, column: str, words: Words) -> Iterator[Shown]:
    """The cells of one column."""
    frame, key = exhibit.frame, unit_of(exhibit, column)
    if column == "unit":
        yield from (Shown(words.unit(unit).text) for unit in frame[column])
        return
    if column == YEAR:
        yield from (Shown(_year(value)) for value in frame[column])
        return
    if not key:
        yield from (Shown(_plain(value)) for value in frame[column])
        return
    units = [words.unit(unit) for unit in frame["unit"]] if key == "row" else [words.unit(key)] * len(frame)
    for value, unit in zip(frame[column], units, strict=True):
        empty = value is None or (isinstance(value, float) and math.isnan(value))
        yield Shown(None if empty else unit.value(float(value)), unit)


def _year(value: SupportsFloat | str | None) -> Value:
    """A year as a number, to sort and filter by, also where tables hold it as an id; no thousands apart."""
    return int(value) if isinstance(value, str) and value.isdecimal() else _plain(value)


def _plain(value: SupportsFloat | str | None) -> Value:
    """Text as it is; a whole number without a unit, such as a year, as a number."""
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number
