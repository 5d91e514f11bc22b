"""Typed rows of rules on flows; units as in the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from cases.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanTransport(Row):
    """Works that owe a share of clean modes, unless their trucks are clean."""

    site: str
    share: float
    from_year: int | None
    active: bool
