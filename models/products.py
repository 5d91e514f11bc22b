"""Choice times flow: an exact product of a yes/no decision and a linear form, as columns of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.registry import Floats, Kind, Registry


def product(
    registry: Registry,
    name: str,
    keys: pd.DataFrame,
    *,
    unit: str,
    choice: pd.Series,
    form: pd.DataFrame,
    most: Floats,
) -> pd.Series:
    """Columns ``v_<name>`` = choice · T for every row of ``keys``; returns their numbers.

    z ≤ T;  z ≤ Tmax·y;  z ≥ T − Tmax·(1 − y);  0 ≤ T ≤ Tmax. ``choice``: column of y of each key;
    ``form``: number (position in ``keys``), col, coef of T; ``most``: Tmax, as tight as it is known.
    """
    keys = keys.reset_index(drop=True)
    cols = registry.add_columns(f"v_{name}", keys, unit=unit, upper=most)["col"]
    number = form["number"].to_numpy()
    for suffix, of_form, of_choice, lower, upper in (
        ("most", -1.0, None, -np.inf, 0.0),
        ("chosen", None, -most, -np.inf, 0.0),
        ("least", -1.0, -most, -most, np.inf),
    ):
        rows = registry.add_rows(
            f"c_{name}_{suffix}", keys, unit=unit, kind=Kind.LAW, lower=lower, upper=upper
        )
        registry.add_terms(rows, cols, 1.0)
        if of_choice is not None:
            registry.add_terms(rows, choice, of_choice)
        if of_form is not None:
            registry.add_terms(rows[number], form["col"], of_form * form["coef"])
    return cols
