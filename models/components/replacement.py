"""Capacity replacement: retired lines that stand behind new ones, each used once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from cases.replacement import ELIGIBLE, closures, eligibility, new_lines, ratio, retiring, rule_set
from models.data import ModelData, number
from models.projects import choices
from models.registry import Behind, Domain, Kind, Registry

PAIR = ["project", "kiln", "year"]
OF_KILN = ["kiln", "year"]
OF_PROJECT = ["project", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Register which part of which retired line stands behind each project that builds lines.

    Σ capacity/ratio · behind ≥ new capacity · on;  Σ behind of a kiln ≤ lines closed  [kt/d, lines].
    """
    rules = rule_set(data.case)
    new = _new_capacity(data)
    if rules is None or new.empty or data.today:
        return
    on = choices(registry)
    new = new.merge(on, on="project")
    pairs = _pairs(data, new)
    behind = registry.add_columns("v_behind", pairs[PAIR], unit="lines", upper=pairs["lines"].to_numpy(float))
    touched = registry.add_columns(
        "y_behind", pairs[PAIR], unit="lines", domain=Domain.INTEGER, upper=pairs["lines"].to_numpy(float)
    )
    pairs = pairs.assign(col=behind["col"].to_numpy(), touched=touched["col"].to_numpy())
    _covered(registry, new, pairs)
    _linked(registry, pairs)
    _once(registry, data, pairs, on, rules.splits)
    _lasting(registry, data, pairs)


def _new_capacity(data: ModelData) -> pd.DataFrame:
    """Capacity that a unit of each project builds [kt/d]."""
    rows = [(p, data.kilns["capacity"][kiln] * lines) for p, kiln, lines in new_lines(data.case)]
    frame = pd.DataFrame(rows, columns=["project", "new"])
    return frame.groupby("project", sort=False)["new"].sum().reset_index()


def _pairs(data: ModelData, new: pd.DataFrame) -> pd.DataFrame:
    """Projects with the retired lines that may stand behind them: lines, capacity each covers [kt/d], year.

    Where a project builds at several kilns the largest of their ratios holds.
    """
    rules, case = rule_set(data.case), data.case
    assert rules is not None
    rows = []
    gone = [kiln for kiln in retiring(case) if eligibility(case, rules, kiln) == ELIGIBLE]
    targets = [(project, kiln) for project, kiln, _ in new_lines(case)]
    for project in dict.fromkeys(project for project, _ in targets):
        for kiln in gone:
            found = [ratio(case, rules, k, kiln) for p, k in targets if p == project]
            if all(row is not None and row.allowed for row in found):
                worst = max(row.ratio for row in found if row is not None)
                lines = float(case.kilns[kiln].lines)
                rows.append((project, kiln, lines, data.kilns["capacity"][kiln] / worst))
    frame = pd.DataFrame(rows, columns=["project", "kiln", "lines", "covers"])
    return frame.merge(new[["project", "year", "choice"]], on="project")


def _covered(registry: Registry, new: pd.DataFrame, pairs: pd.DataFrame) -> None:
    """Σ capacity/ratio · behind ≥ capacity · on [kt/d]."""
    cell: Behind = ("case", "replacement_set", "value")
    rows = registry.add_rows(
        "c_replaced", new[OF_PROJECT], unit="kt/d", kind=Kind.LIMIT, lower=0.0, behind=[cell] * len(new),
        give=("CNY/(t/d)", 1e6),
    )  # fmt: skip
    registry.add_terms(rows, new["choice"], -new["new"])
    placed = pairs.merge(new.assign(row=rows)[[*OF_PROJECT, "row"]], on=OF_PROJECT)
    registry.add_terms(placed["row"], placed["col"], placed["covers"])


def _linked(registry: Registry, pairs: pd.DataFrame) -> None:
    """Part of a line ≤ lines it is part of;  lines ≤ L·on: nothing behind what is not built [lines]."""
    rows = registry.add_rows("c_behind_part", pairs[PAIR], unit="lines", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, pairs["col"], 1.0)
    registry.add_terms(rows, pairs["touched"], -1.0)
    rows = registry.add_rows("c_behind_on", pairs[PAIR], unit="lines", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, pairs["touched"], 1.0)
    registry.add_terms(rows, pairs["choice"], -pairs["lines"])


def _once(registry: Registry, data: ModelData, pairs: pd.DataFrame, on: pd.DataFrame, splits: int) -> None:
    """Σ behind ≤ lines closed;  Σ lines that are split among projects ≤ splits · lines closed [lines]."""
    keys = pairs[OF_KILN].drop_duplicates().reset_index(drop=True)
    kilns = data.case.kilns
    listed = pd.Series([kilns[kiln].close_by for kiln in keys["kiln"]], dtype=float)
    gone = keys["year"].astype(int) >= number(listed, np.inf)
    lines = np.array([float(kilns[kiln].lines) for kiln in keys["kiln"]])
    closed = pd.DataFrame(list(closures(data.case)), columns=["by", "kiln", "amount"])
    closed = closed.merge(keys[~gone], on="kiln").merge(
        on.rename(columns={"project": "by"})[["by", "year", "choice"]], on=["by", "year"]
    )
    for name, column, most in (("c_behind_once", "col", 1.0), ("c_behind_splits", "touched", float(splits))):
        rows = registry.add_rows(
            name, keys, unit="lines", kind=Kind.LAW, upper=np.where(gone, lines, 0.0) * most
        )
        place = keys.assign(row=rows)
        used = pairs.merge(place, on=OF_KILN)
        registry.add_terms(used["row"], used[column], 1.0)
        freed = closed.merge(place, on=OF_KILN)
        registry.add_terms(freed["row"], freed["choice"], -most * freed["amount"])


def _lasting(registry: Registry, data: ModelData, pairs: pd.DataFrame) -> None:
    """What stands behind a project stays behind it: behind ≥ behind of the year before [lines]."""
    years = sorted({str(year) for year in data.periods["year"]})
    earlier = pairs[[*PAIR, "col"]].rename(columns={"col": "col_before"})
    earlier["year"] = earlier["year"].map(dict(pairwise(years)))
    later = pairs.merge(earlier.dropna(subset=["year"]), on=PAIR)
    if later.empty:
        return
    rows = registry.add_rows("c_behind_lasting", later[PAIR], unit="lines", kind=Kind.LAW, lower=0.0)
    registry.add_terms(rows, later["col"], 1.0)
    registry.add_terms(rows, later["col_before"], -1.0)
