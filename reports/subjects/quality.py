"""Every quality ratio against its limits, with a word for where it stands."""

from __future__ import annotations

import math

import pandas as pd

from cases.chemistry import MODULUS_BRANCH, metric_defs
from reports.exhibit import Exhibit, Subject
from reports.view import View

AT_LIMIT = 1e-4
"""Part of a limit within which a ratio counts as being at it: wider than the tolerance of the solver."""


def limits(view: View) -> Subject:
    """Every limit and how many kilns are at it."""
    rows = _with_status(view)
    return Subject(key="limits", exhibits=(_overview(view, rows),) if len(rows) else ())


def quality(view: View) -> Subject:
    """Every ratio of every kiln."""
    rows = _with_status(view)
    return Subject(key="quality", exhibits=(_every(view, rows),) if len(rows) else ())


def _with_status(view: View) -> pd.DataFrame:
    """Ratios that hold for the kiln (KH has two forms, by alumina modulus), each with where it stands."""
    rows = view.tables["quality"]
    branch = rows["metric"].map({name: metric.branch for name, metric in metric_defs(view.case).items()})
    modulus = rows[rows["metric"] == "alumina_modulus"].set_index(["period", "kiln"])["value"]
    low = modulus.reindex(pd.MultiIndex.from_frame(rows[["period", "kiln"]])).to_numpy() < MODULUS_BRANCH
    rows = rows[~((branch == "im_low") & ~low) & ~((branch == "im_high") & low)]
    status = [_status(*row) for row in zip(rows["value"], rows["lower"], rows["upper"], strict=True)]
    return rows.assign(status=status, unit=rows["unit"].replace("%", "pct3"))


def _status(value: float, lower: float, upper: float) -> str:
    """Where a value stands: unlimited, within, at_lower, at_upper, below or above; NaN is no limit."""
    if math.isnan(lower) and math.isnan(upper):
        return "unlimited"
    room = {"lower": (value - lower, lower), "upper": (upper - value, upper)}
    for side, (left, limit) in room.items():
        margin = AT_LIMIT * max(abs(limit), AT_LIMIT)
        if left < -margin:
            return "below" if side == "lower" else "above"
        if left <= margin:
            return f"at_{side}"
    return "within"


def _overview(view: View, rows: pd.DataFrame) -> Exhibit:
    limited = rows[rows["status"] != "unlimited"]
    flags = {f"kilns_{name}": limited["status"] == name for name in ("at_lower", "at_upper")}
    limited = limited.assign(**flags, kilns_outside=limited["status"].isin(("below", "above")))
    groups = limited.groupby(["metric", "unit", "lower", "upper"], sort=False, dropna=False)
    frame = groups.agg(
        least=("value", "min"),
        mean=("value", "mean"),
        most=("value", "max"),
        kilns=("value", "size"),
        kilns_at_lower=("kilns_at_lower", "sum"),
        kilns_at_upper=("kilns_at_upper", "sum"),
        kilns_outside=("kilns_outside", "sum"),
    ).reset_index()
    frame["metric"] = frame["metric"].map(view.names.metrics)
    return Exhibit(key="limits", frame=frame)


def _every(view: View, rows: pd.DataFrame) -> Exhibit:
    order = {kiln: place for place, kiln in enumerate(rows["kiln"].unique())}
    rows = rows.assign(order=rows["kiln"].map(order)).sort_values(["period", "order"], kind="stable")
    frame = pd.DataFrame(
        {
            "period": rows["period"],
            "kiln_name": view.names.column("kilns", rows["kiln"]),
            "kiln": rows["kiln"],
            "metric": rows["metric"].map(view.names.metrics),
            "unit": rows["unit"],
            "lower": rows["lower"],
            "ratio": rows["value"],
            "upper": rows["upper"],
            "status": [view.words.term("status", status) for status in rows["status"]],
        }
    )
    return Exhibit(key="quality", frame=view.by_period(frame), on_page=False)
