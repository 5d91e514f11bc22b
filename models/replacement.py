"""Values of the columns of capacity replacement to the table ``replacement``: who stands behind what."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.replacement import new_lines, ratio, rule_set
from models.data import ModelData
from models.stocks import Read

COLUMNS = ["project", "kiln", "year", "lines"]
NEAR = 1e-6
"""t/d and lines that count as none."""


def replacement_table(data: ModelData, read: Read) -> dict[str, pd.DataFrame]:
    """Lines of each retired kiln behind each project and year; no table where no rules are in force.

    The model may put more behind a project than it asks for; what is not needed is left out here.
    """
    rules = rule_set(data.case)
    if rules is None:
        return {}
    behind = read("v_behind")
    if rules.splits == 1:  # a line that is not split stands behind its project as a whole
        behind["value"] = np.ceil(behind["value"] - NEAR)
    if behind.empty:
        return {"replacement": pd.DataFrame(columns=COLUMNS)}
    units = read("y_on").set_index(["project", "year"])["value"].round()
    behind["covers"] = [_covers(data, p, k) for p, k in zip(behind["project"], behind["kiln"], strict=True)]
    parts = []
    for _, rows in behind.groupby("project", sort=False):
        kept: frozenset[str] = frozenset()
        for year in sorted(rows["year"].unique()):
            asked = _new(data, str(rows["project"].iloc[0])) * float(
                units.get((rows["project"].iloc[0], year), 0)
            )
            needed = _needed(rows[rows["year"] == year], kept, asked)
            kept = frozenset(needed["kiln"])
            parts.append(needed)
    found = pd.concat(parts, ignore_index=True).rename(columns={"value": "lines"})
    return {"replacement": found[COLUMNS]}


def _needed(rows: pd.DataFrame, kept: frozenset[str], asked: float) -> pd.DataFrame:
    """Rows of a project and year in use: those of the year before, then the largest until it is covered."""
    part = rows.assign(first=rows["kiln"].isin(kept), t=rows["value"] * rows["covers"])
    part = part.sort_values(["first", "t"], ascending=False, kind="stable")
    before = part["t"].cumsum() - part["t"]
    return part[part["first"] | (before < asked - NEAR)]


def _new(data: ModelData, project: str) -> float:
    """Capacity that a unit of a project builds [t/d]."""
    lines = ((kiln, amount) for name, kiln, amount in new_lines(data.case) if name == project)
    return sum(data.case.kilns[kiln].capacity * amount for kiln, amount in lines)


def _covers(data: ModelData, project: str, kiln: str) -> float:
    """New capacity that a retired line covers [t/d]."""
    rules = rule_set(data.case)
    targets = [target for name, target, _ in new_lines(data.case) if name == project]
    found = [ratio(data.case, rules, target, kiln) for target in targets] if rules else []
    return data.case.kilns[kiln].capacity / max(row.ratio for row in found if row is not None)
