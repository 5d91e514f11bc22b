"""The decisions of a plan that tell plans apart, as tidy rows; which they are is said in `decisions.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cases.dictionary import read_rows

COLUMNS = ("decision", "id", "period", "value", "unit")
JOINED = "+"


def decisions_of(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Rows of `COLUMNS` from the tables of a plan; a table that the case does not have gives none."""
    found: list[dict[str, Any]] = []
    for kind in _kinds():
        table = tables.get(kind["table"])
        if table is not None and not table.empty:
            found.extend(dict(zip(COLUMNS, row, strict=True)) for row in _rows(table, kind))
    return found


def _rows(table: pd.DataFrame, kind: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    names = [table[name].astype(str) for name in kind["id"].split(JOINED)]
    rows = pd.DataFrame(
        {
            "decision": kind["decision"],
            "id": [JOINED.join(parts) for parts in zip(*names, strict=True)],
            "period": table[kind["period"]].astype(str),
            "value": table[kind["column"]].astype(float),
            "unit": kind["unit"],
        },
        columns=list(COLUMNS),
    )
    return rows.itertuples(index=False, name=None)


@cache
def _kinds() -> Sequence[Mapping[str, str]]:
    return read_rows(Path(__file__).with_name("decisions.csv"))
