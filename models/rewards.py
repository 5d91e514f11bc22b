"""What thresholds earn, as columns and what each adds: for the components that give the reward."""

from __future__ import annotations

import pandas as pd

from cases.policy import steps_before
from models.data import ModelData
from models.registry import Registry

COLUMNS = ["rule", "scope", "subject", "year", "col", "amount"]


def rewards(registry: Registry, data: ModelData, reward: str) -> pd.DataFrame:
    """Choices that earn a reward: rule, scope, subject, year, col of y_rule, amount that it adds.

    Steps of a group add up: each adds what it earns beyond the step below, so that the sum over the steps
    that are reached is what the highest of them states. Empty where no rule gives the reward, and today.
    """
    if "y_rule" not in registry.columns:
        return pd.DataFrame(columns=COLUMNS)
    rules = {name: rule for name, rule in data.case.thresholds.items() if rule.reward == reward}
    before = {name: steps_before(data.case, rule) for name, rule in rules.items()}
    more = {
        name: rule.amount - (0.0 if (lower := before[name]) is None else lower.amount)
        for name, rule in rules.items()
    }
    frame = registry.frame("y_rule")
    frame = frame[frame["rule"].isin(rules)]
    scope = frame["rule"].map({name: rule.scope for name, rule in rules.items()})
    return frame.assign(scope=scope, amount=frame["rule"].map(more))[COLUMNS].reset_index(drop=True)
