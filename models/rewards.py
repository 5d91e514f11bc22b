"""Decisions whether a threshold rule is reached, by the reward that it earns."""

from __future__ import annotations

import pandas as pd

from cases.case import Case
from models.registry import Registry

COLUMNS = ["rule", "subject", "year", "choice"]


def earned(registry: Registry, case: Case, reward: str) -> pd.DataFrame:
    """Columns of ``y_rule`` of the rules with this reward: rule, subject, year, choice (column number)."""
    family = registry.columns.get("y_rule")
    rules = {name for name, row in getattr(case, "thresholds", {}).items() if row.reward == reward}
    if family is None or not rules:
        return pd.DataFrame(columns=COLUMNS)
    frame = family.frame.rename(columns={"col": "choice"})
    return frame[frame["rule"].isin(rules)][COLUMNS].reset_index(drop=True)
