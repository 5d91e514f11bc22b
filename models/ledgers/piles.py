"""Clinker as it leaves a kiln that keeps a stock: this period's mixed with what was carried over."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cases.calendar import seasons
from cases.case import Case

CLINKER = "clinker"


def leaving(case: Case, made: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Composition by (period, kiln) of the clinker that leaves; ``made``: of what is burnt, same index.

    c_t = a·c_(t-1) + (1 - a)·q_t with a the carried share of the pile, and the year ends as it began.
    """
    stocks = tables["stocks"][tables["stocks"]["goods"] == CLINKER]
    if stocks.empty:
        return made
    carried = (stocks["start_t"] - stocks["lost_t"]).groupby([stocks["period"], stocks["place"]]).sum()
    burnt = tables["kiln_running"].set_index(["period", "kiln"])["clinker_t"]
    found = made.copy()
    for kiln in stocks["place"].unique():
        for names in seasons(case).values():
            keys = [(name, kiln) for name in names]
            mixed = _around(carried.reindex(keys), burnt.reindex(keys), made.reindex(keys))
            found = pd.concat([found.drop(index=keys, errors="ignore"), mixed])
    return found


def _around(carried: pd.Series, burnt: pd.Series, made: pd.DataFrame) -> pd.DataFrame:
    """Composition of the pile in each period of a year that repeats itself."""
    pile = np.maximum((carried + burnt).to_numpy(float), 1e-12)
    share = (carried.to_numpy(float) / pile)[:, None]
    fresh = (1.0 - share) * made.fillna(0.0).to_numpy(float)
    once = np.zeros(made.shape[1])
    for own, new in zip(share, fresh, strict=True):
        once = own * once + new
    whole = 1.0 - float(np.prod(share))
    content = once / whole if whole > 0 else once
    rows = []
    for own, new in zip(share, fresh, strict=True):
        content = own * content + new
        rows.append(content)
    return pd.DataFrame(rows, index=made.index, columns=made.columns)
