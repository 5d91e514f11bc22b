"""The carbon market in a case made in code: one price and balance value, four bands of the 2025 kind."""

from __future__ import annotations

from tests.cases_in_code import CaseInCode

BANDS = (
    ("far_below", "", -20, "", 3),
    ("below", -20, 0, 3, 0),
    ("above", 0, 20, 0, -3),
    ("far_above", 20, "", -3, ""),
)
"""From, to, surplus at both (per cent): 0.15 of the deviation, capped at 3 %."""


def with_market(case: CaseInCode, *, price: float, balance: float, year: int = 2022) -> CaseInCode:
    """The same case with a carbon market in one year."""
    other = case.copy()
    other.add("carbon_market", year=year, price=price, balance=balance)
    for band, low, high, surplus_low, surplus_high in BANDS:
        other.add(
            "carbon_bands", band=band, low=low, high=high, surplus_low=surplus_low, surplus_high=surplus_high
        )
    return other
