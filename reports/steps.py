"""Where the bars of a bridge begin and end: first and last stand on the axis, others on what came before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROOM = 0.15
"""Part of the range shown that is left free below the lowest bar of a bridge, whose axis is cut."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar from `low` to `high`; `kind` is end (a state), less or more."""

    low: float
    high: float
    kind: str


def steps(amounts: Sequence[float]) -> list[Step]:
    """Bars of a bridge whose first and last amounts are states and whose others are changes."""
    level, found = 0.0, []
    for place, amount in enumerate(amounts):
        is_end = place in (0, len(amounts) - 1)
        start = 0.0 if is_end else level
        level = start + amount
        kind = "end" if is_end else "less" if amount < 0 else "more"
        found.append(Step(min(start, level), max(start, level), kind))
    return found


def axis_start(bars: Sequence[Step]) -> float:
    """Where the cut axis begins: below the lowest level reached, so that small levers can be seen."""
    lowest = min(bar.high if bar.kind == "end" else bar.low for bar in bars)
    highest = max(bar.high for bar in bars)
    if not highest > lowest > 0:
        return min(0.0, lowest)
    tick = 10.0 ** math.floor(math.log10(highest - lowest))
    return max(0.0, tick * math.floor((lowest - ROOM * (highest - lowest)) / tick))
