"""At what price a limit gives: what today's breaches and the least relaxation of a plan both weigh by."""

from __future__ import annotations

from models.registry import Rows

TO_KCNY = {"d": 1e-3, "-": 1e-3, "lines": 1e-3, "1e6 m3": 1e3}
"""Price times amount in the row's unit, as thousand CNY; 1 where the row counts in thousands (kt, TJ)."""


def price_of(rows: Rows) -> float:
    """What a limit costs that gives, in kCNY per unit of the row; nothing for one that never does."""
    return (rows.give_price or 0.0) * TO_KCNY.get(rows.unit, 1.0)
