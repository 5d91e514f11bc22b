"""Typed rows of today's operation, as far as it is stated; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentKiln(Row):
    """What lines make and run today, as stated; an empty cell is completed."""

    kiln: str
    period: str
    clinker: float | None
    lines: int | None
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentFeed(Row):
    """Raw materials and fuels of today, as stated, by amount or by share."""

    kiln: str
    use: Literal["raw", "fuel"]
    material: str
    period: str
    amount: float | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentRecipe(Row):
    """Customary shares of constituents in each cement."""

    product: str
    range: str
    constituents: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentCement(Row):
    """Cement that grinding plants make today, as stated."""

    plant: str
    product: str
    period: str
    cement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentFlow(Row):
    """Who sends what where today, as stated; kt wet."""

    origin: str
    item: str
    use: Literal["kiln", "mill", "market"]
    destination: str
    mode: Literal["any", "road", "rail"]
    period: str
    amount: float
