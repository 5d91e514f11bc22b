"""Typed rows of the carbon market and of value-added tax; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonYear(Row):
    """Price and balance value of the national carbon market in a year."""

    year: int
    price: float
    balance: float
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonBand(Row):
    """Surplus of allowances at the edges of a band of intensity."""

    band: str
    low: float | None
    high: float | None
    surplus_low: float | None
    surplus_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundProduct(Row):
    """A product whose sales a rule with a refund counts."""

    rule: str
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate(Row):
    """VAT on what is sold or bought."""

    item: Literal["cement", "materials", "fuels", "electricity", "freight", "handling"]
    rate: float
    included: bool
    active: bool
