"""Tables of one year of a case, and means over the years of a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cases.case import Case


def tables_of_year(case: Case, tables: Mapping[str, pd.DataFrame], year: int) -> dict[str, pd.DataFrame]:
    """Rows of the periods of a year, or of the year itself; a table that knows neither is of every year."""
    here = {str(year), *(name for name, period in case.periods.items() if period.year == year)}
    return {name: _of(table, here) for name, table in tables.items()}


def _of(table: pd.DataFrame, here: set[str]) -> pd.DataFrame:
    for level in ("period", "year"):
        if level in table:
            return table[table[level].astype(str).isin(here)]
    return table


def mean_of(parts: Sequence[Mapping[str, Any]], weights: Sequence[float]) -> dict[str, Any]:
    """Weighted mean of figures with the same keys, one set a year; figures by key within them too.

    A key that a year lacks counts as nothing in it.
    """
    found: dict[str, Any] = {}
    for key in dict.fromkeys(key for part in parts for key in part):
        values = [part.get(key, {} if _nested(parts, key) else 0.0) for part in parts]
        found[key] = (
            mean_of(values, weights)
            if _nested(parts, key)
            else sum(w * value for w, value in zip(weights, values, strict=True))
        )
    return found


def _nested(parts: Sequence[Mapping[str, Any]], key: str) -> bool:
    return any(isinstance(part.get(key), Mapping) for part in parts)
