"""Records of the case as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

TOLD_ONLY = frozenset({"traces", "source", "confidence", "note", "name", "name_zh"})


def frame_of(table: Mapping[Any, Any], *, keys: Sequence[str]) -> pd.DataFrame:
    """A table of the case, indexed by its key (`keys` names its parts); blank numbers are NaN."""
    records = list(table.values())
    index: pd.Index[Any]
    if len(keys) > 1:
        parts = [[key[i] for key in table] for i in range(len(keys))]
        index = pd.MultiIndex.from_arrays([pd.Index(part, dtype=object) for part in parts], names=list(keys))
    else:
        index = pd.Index(list(table), name=keys[0], dtype=object)
    names = [f.name for f in fields(records[0]) if f.name not in TOLD_ONLY] if records else []
    return pd.DataFrame({name: _column([getattr(r, name) for r in records]) for name in names}, index=index)


def _column(values: list[Any]) -> np.ndarray[Any, Any]:
    if all(value is None or _is_number(value) for value in values):
        return np.array([np.nan if value is None else float(value) for value in values])
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def amounts(frame: pd.DataFrame, keys: Sequence[str], column: str) -> pd.Series:
    """Sum of a column by keys."""
    return frame.groupby(list(keys), sort=True)[column].sum()


def at(values: pd.Series, keys: pd.Series) -> np.ndarray[Any, Any]:
    """Figures of the case for a column of ids."""
    return values.reindex(keys.to_numpy()).to_numpy()


def number(value: float | None) -> float:
    """A figure, zero where it was not measured."""
    return 0.0 if value is None else float(value)
