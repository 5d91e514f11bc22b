"""The catalogue of symbols: every set, derived parameter, variable and constraint, with unit and equation."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("symbols.csv")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One row of the catalogue."""

    symbol: str
    kind: str
    index: tuple[str, ...]
    unit: str
    equation: str
    sentence: str
    source: str


@cache
def symbols() -> dict[str, Symbol]:
    """All symbols by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["symbol"]: Symbol(
                row["symbol"],
                row["kind"],
                tuple(part.strip() for part in row["index"].split(",") if part.strip()),
                row["unit"],
                row["equation"],
                row["sentence"],
                row["source"],
            )
            for row in csv.DictReader(file)
        }


def symbol_of(family: str) -> Symbol:
    """The catalogue row of a family; floors of denominators have one row for all metrics."""
    name = "c_quality_floor" if family.startswith("c_quality_floor_") else family
    return symbols()[name]
