r"""Margins of quality ratios: at most :math:`\Gamma` materials of a kiln at their worst at once.

The worst that a row can lose to them (Bertsimas and Sim 2004), each material with one deviation :math:`d_g`:

.. math:: \max_{|S| \le \Gamma} \sum_{g \in S} d_g = \min_{q, p \ge 0} \Gamma q + \sum_g p_g
    \quad \text{with} \quad q + p_g \ge d_g = z \sum_i |a_i| \sigma_{gi} m_g .

A source whose analysis is that of its material shares its deviation: both are one grade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from cases.chemistry import MetricDef
from cases.variability import at_worst
from models.data import ModelData
from models.registry import Kind, Registry

ROW = ["kiln", "metric", "period", "side"]
UNIT = "kt × metric unit"
SIDES = ("lower", "upper")


def add(
    registry: Registry,
    data: ModelData,
    limits: pd.DataFrame,
    deviations: Callable[[], Mapping[str, pd.DataFrame]],
) -> None:
    """Take the margin off every limited row that asks for one; today none is asked for."""
    known = {key: at_worst(data.case, limit) for key, limit in data.case.limits.items()}
    keys = zip(limits["limit_set"], limits["metric"], strict=True)
    asked = limits.assign(count=[known[key] for key in keys])
    asked = asked[asked["count"] > 0]
    if data.today or asked.empty or data.case.info.worst_deviations <= 0:
        return
    varied = deviations()
    rows = pd.concat([_rows(registry, asked, side) for side in SIDES], ignore_index=True)
    parts = [_of_metric(data.metrics[str(m)], some, varied) for m, some in rows.groupby("metric", sort=False)]
    terms = pd.concat(parts, ignore_index=True)
    terms["deviation"] *= data.case.info.worst_deviations
    _write(registry, rows, terms[terms["deviation"] > 0])


def _rows(registry: Registry, asked: pd.DataFrame, side: str) -> pd.DataFrame:
    """Rows of the limits that have this side: ROW, row, bound, count."""
    wanted = asked[["kiln", "metric", "period", "count", side]].rename(columns={side: "bound"})
    found = registry.row_frame(f"c_quality_{side}").merge(wanted, on=["kiln", "metric", "period"])
    return found.assign(side=side, bound=found["bound"].astype(float))


def _of_metric(rule: MetricDef, rows: pd.DataFrame, varied: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One deviation a unit of each column in each row: its items move together, each to the worse side."""
    placed = varied[rule.basis].merge(rows, on=["kiln", "period"])
    total = np.zeros(len(placed))
    for item in {*rule.numerator, *rule.denominator} - {"mass"}:
        weight = rule.scale * rule.numerator.get(item, 0.0) - placed["bound"] * rule.denominator.get(
            item, 0.0
        )
        total += weight.abs().to_numpy(float) * placed[item].to_numpy(float)
    return placed[[*ROW, "grade", "col", "row"]].assign(deviation=total)


def _write(registry: Registry, rows: pd.DataFrame, terms: pd.DataFrame) -> None:
    """Columns q and p, rows q + p ≥ d, and - Γ q - Σ p in the row of the limit."""
    rows = rows[rows["row"].isin(terms["row"])].reset_index(drop=True)
    shared = registry.add_columns("v_margin", rows[ROW], unit=UNIT)
    registry.add_terms(rows["row"], shared["col"], -rows["count"].to_numpy(float))
    pairs = terms[[*ROW, "grade", "row"]].drop_duplicates(ignore_index=True)
    own = registry.add_columns("v_margin_of", pairs[[*ROW, "grade"]], unit=UNIT)
    registry.add_terms(pairs["row"], own["col"], -1.0)
    pairs = pairs.assign(own=own["col"]).merge(shared.rename(columns={"col": "shared"}), on=ROW)
    each = terms.merge(pairs.assign(number=np.arange(len(pairs))), on=[*ROW, "grade"])
    size = each.groupby("number")["deviation"].max().to_numpy(float)
    written = registry.add_rows(
        "c_margin", pairs[[*ROW, "grade"]], unit=UNIT, kind=Kind.LAW, lower=0.0, scale=1.0 / size
    )
    registry.add_terms(written, pairs["shared"], 1.0)
    registry.add_terms(written, pairs["own"], 1.0)
    registry.add_terms(written[each["number"]], each["col"], -each["deviation"].to_numpy(float))
