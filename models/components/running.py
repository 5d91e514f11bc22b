"""Lines that run, their days and their clinker."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData, cross, number
from models.registry import Domain, Kind, Registry

KEYS = ["kiln", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register lines running (a whole number of the group), line-days and clinker.

    days_min·lines ≤ days ≤ D·lines [d];  min_load·cap·days ≤ clinker ≤ cap·days [kt].
    """
    index = cross(data.kilns.reset_index(drop=True), data.periods).merge(data.kiln_days, on=KEYS)
    keys = index[KEYS]
    room = index["room_days"].to_numpy()
    lines = registry.add_columns(
        "y_lines", keys, unit="lines", domain=Domain.INTEGER, upper=np.where(room > 0, index["lines"], 0)
    )["col"]
    line_days = registry.add_columns("v_days", keys, unit="d", upper=room)["col"]
    clinker = registry.add_columns("v_clinker", keys, unit="kt", upper=index["room_clinker"].to_numpy())[
        "col"
    ]
    _days(registry, index, lines, line_days)
    _least_days(registry, data, index.assign(lines_col=lines, days_col=line_days))
    _load(registry, index, line_days, clinker)
    _starts(registry, data, index.assign(col=lines))
    registry.contribute("kiln_clinker", keys, clinker, 1.0)
    registry.contribute("clinker_mass", keys, clinker, -1.0)
    registry.contribute("heat", keys, clinker, -index["base_heat"])
    registry.act("clinker", keys, clinker, 1.0)
    registry.act("line_days", keys, line_days, 1.0)
    registry.act("power", keys, clinker, index["kiln_energy"])
    registry.affect("cost:kiln_variable", clinker, index["variable_cost"])


def _days(registry: Registry, index: pd.DataFrame, lines: pd.Series, line_days: pd.Series) -> None:
    """Days ≤ D · lines [d]."""
    most = index["days"].to_numpy()
    own = index["days_max"].notna()
    behind = [("kilns", k, "days_max" if o else "area") for k, o in zip(index["kiln"], own, strict=True)]
    rows = registry.add_rows(
        "c_days_max", index[KEYS], unit="d", kind=Kind.LIMIT, upper=0.0, behind=behind, give=("CNY/d", 1e6)
    )
    registry.add_terms(rows, line_days, 1.0)
    registry.add_terms(rows, lines, -most)


def _least_days(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """days_min · lines ≤ days [d], in a year of one period; of several periods see ``year_days``."""
    whole = index[~index["period"].isin(data.seasons["period"])].reset_index(drop=True)
    if whole.empty:
        return
    behind = [("kiln_classes", c, "days_min") for c in whole["kiln_class"]]
    rows = registry.add_rows(
        "c_days_min", whole[KEYS], unit="d", kind=Kind.LIMIT, lower=0.0, behind=behind, give=("CNY/d", 1e6)
    )
    registry.add_terms(rows, whole["days_col"], 1.0)
    registry.add_terms(rows, whole["lines_col"], -np.minimum(number(whole["days_min"], 0.0), whole["days"]))


def _load(registry: Registry, index: pd.DataFrame, line_days: pd.Series, clinker: pd.Series) -> None:
    """min_load · cap · days ≤ clinker ≤ cap · days [kt]."""
    cap = index["capacity"].to_numpy()
    rows = registry.add_rows(
        "c_load_max", index[KEYS], unit="kt", kind=Kind.LIMIT, upper=0.0,
        behind=[("kilns", k, "capacity") for k in index["kiln"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    registry.add_terms(rows, clinker, 1.0)
    registry.add_terms(rows, line_days, -cap)
    rows = registry.add_rows(
        "c_load_min", index[KEYS], unit="kt", kind=Kind.LIMIT, lower=0.0,
        behind=[("kiln_classes", c, "min_load") for c in index["kiln_class"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    registry.add_terms(rows, clinker, 1.0)
    registry.add_terms(rows, line_days, -cap * index["min_load"].to_numpy())


def _starts(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """A line starts once a year, and again where it stood in the period before.

    starts ≥ lines − lines of the period before; lines of the first period of a year all start.
    """
    before = data.seasons.loc[~data.seasons["first"], ["period", "before"]]
    opening = ~index["period"].isin(before["period"])
    registry.affect("cost:kiln_start", index.loc[opening, "col"], index.loc[opening, "start_cost"])
    later = index.merge(before, on="period")
    if later.empty:
        return
    earlier = index[[*KEYS, "col"]].rename(columns={"period": "before", "col": "col_before"})
    later = later.merge(earlier, on=["kiln", "before"])
    starts = registry.add_columns("v_starts", later[KEYS], unit="lines")["col"]
    registry.affect("cost:kiln_start", starts, later["start_cost"])
    rows = registry.add_rows("c_starts", later[KEYS], unit="lines", kind=Kind.LAW, lower=0.0)
    registry.add_terms(rows, starts, 1.0)
    registry.add_terms(rows, later["col"], -1.0)
    registry.add_terms(rows, later["col_before"], 1.0)
