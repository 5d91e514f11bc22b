"""Capacity replacement told: which retired line stands behind which project, and which could. t/d."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from cases.replacement import ELIGIBLE, eligibility, new_lines, ratio, retiring, rule_set, size_class

Tables = Mapping[str, pd.DataFrame]
REPLACEMENT = [
    "project", "kiln", "year", "lines", "capacity_t_per_d", "ratio", "rule", "covers_t_per_d",
]  # fmt: skip
ELIGIBILITY = [
    "kiln", "closes_in_case", "capacity_t_per_d", "size_class", "energy_kgce_per_t", "energy_max",
    "utilisation_pct", "utilisation_min", "close_by", "eligible", "reason",
]  # fmt: skip


def replacement_book(case: Case, tables: Tables) -> pd.DataFrame:
    """The decided table with capacity, ratio, rule and the new capacity that each row covers."""
    rows = []
    for row in tables["replacement"].itertuples(index=False):
        rules, kiln = rule_set(case), str(row.kiln)
        found = [
            ratio(case, rules, target, kiln) if rules else None
            for project, target, _ in new_lines(case)
            if project == row.project
        ]
        worst = max((one for one in found if one is not None), key=lambda one: one.ratio, default=None)
        capacity = float(str(row.lines)) * case.kilns[kiln].capacity
        figures = (None, "", 0.0) if worst is None else (worst.ratio, worst.rule, capacity / worst.ratio)
        rows.append((row.project, kiln, row.year, row.lines, capacity, *figures))
    return pd.DataFrame(rows, columns=REPLACEMENT)


def eligibility_book(case: Case) -> pd.DataFrame:
    """Every kiln with what the rules in force say of its capacity, and the figures behind it."""
    rules = rule_set(case)
    if rules is None:
        return pd.DataFrame(columns=ELIGIBILITY)
    gone = set(retiring(case))
    rows = []
    for name, kiln in case.kilns.items():
        reason = eligibility(case, rules, name)
        rows.append(
            (
                name, int(name in gone), kiln.capacity, size_class(case, rules, name), kiln.energy,
                rules.energy_max, kiln.utilisation, rules.utilisation_min, kiln.close_by,
                int(reason == ELIGIBLE), reason,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=ELIGIBILITY)
