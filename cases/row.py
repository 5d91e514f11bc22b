"""What every typed row of a case has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class MonthDay(NamedTuple):
    """A day of any year, without 29 February."""

    month: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row of a table may say about itself."""

    source: str | None = None
    confidence: Literal["reported", "derived", "assumed"] | None = None
    note: str | None = None
