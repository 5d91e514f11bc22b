"""What thresholds earn: for the components that give the reward."""

from __future__ import annotations

import pandas as pd

from cases.case import Case
from cases.policy import steps_before
from models.registry import Registry

COLUMNS = ["rule", "subject", "year", "choice"]
OF_STEPS = ["rule", "scope", "subject", "year", "col", "amount"]


def earned(registry: Registry, case: Case, reward: str) -> pd.DataFrame:
    """Columns of ``y_rule`` of the rules with this reward: rule, subject, year, choice (column number)."""
    family = registry.columns.get("y_rule")
    rules = {name for name, row in case.thresholds.items() if row.reward == reward}
    if family is None or not rules:
        return pd.DataFrame(columns=COLUMNS)
    frame = family.frame.rename(columns={"col": "choice"})
    return frame[frame["rule"].isin(rules)][COLUMNS].reset_index(drop=True)


def rewards(registry: Registry, case: Case, reward: str) -> pd.DataFrame:
    """Choices that earn a reward: rule, scope, subject, year, col of y_rule, amount that it adds.

    Steps of a group add up: each adds what it earns beyond the step below, so that the sum over the steps
    that are reached is what the highest of them states. Empty where no rule gives the reward, and today.
    """
    found = earned(registry, case, reward).rename(columns={"choice": "col"})
    more = {}
    for name in found["rule"].unique():
        rule = case.thresholds[name]
        lower = steps_before(case, rule)
        more[name] = rule.amount - (0.0 if lower is None else lower.amount)
    scope = found["rule"].map({name: rule.scope for name, rule in case.thresholds.items()})
    return found.assign(scope=scope, amount=found["rule"].map(more).astype(float))[OF_STEPS]
