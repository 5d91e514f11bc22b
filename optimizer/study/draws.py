"""Monte Carlo draws over figures that are not known well: each draw is a point.

Every draw and figure has a random number of its own, made from the seed, the number of the draw and the name
of the figure. So more draws go on where fewer ended, and a further figure changes no other one's draws.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cases import Change
from cases.case import Case
from cases.dictionary import dictionary
from optimizer.study.common import Common
from optimizer.study.points import Batches, Results

STATED = "stated"
"""Name of the point with every figure as it stands."""
TRIANGULAR, UNIFORM = "triangular", "uniform"
SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
COLUMNS = ["part", "indicator", "draws", "stated", "mean", "deviation", *SHARES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A figure that is drawn: its cell, what is done with it, and how likely it is to be what."""

    table: str
    row: str
    column: str
    action: str
    low: float
    likely: float
    high: float
    shape: str = TRIANGULAR

    @property
    def cell(self) -> str:
        """The cell as changes name it."""
        return f"{self.table}.{self.row}.{self.column}"

    def change(self, value: float) -> Change:
        """The change that sets the figure, or multiplies it."""
        return Change(self.table, self.row, self.column, self.action, f"{value:.6g}")

    def at(self, share: float) -> float:
        """The figure that a share of all draws is below (0 to 1)."""
        low, high = self.low, self.high
        if self.shape == UNIFORM or high <= low:
            return low + share * (high - low)
        peak = min(max(self.likely, low), high)
        below = (peak - low) / (high - low)
        if share < below:
            return low + math.sqrt(share * (high - low) * (peak - low))
        return high - math.sqrt((1.0 - share) * (high - low) * (high - peak))


@dataclass(frozen=True, slots=True)
class Draws:
    """``draws`` points over the ranges, and the point as stated."""

    common: Common
    draws: int
    seed: int
    ranges: tuple[Range, ...]

    @property
    def part(self) -> str:
        """Name of the part."""
        return self.common.part

    def batches(self) -> Batches:
        """All draws at once."""
        points = [self.common.point(STATED)]
        for number in range(1, self.draws + 1):
            changes = [one.change(one.at(_share(self.seed, number, one.cell))) for one in self.ranges]
            inputs = {one.cell: float(c.value) for one, c in zip(self.ranges, changes, strict=True)}
            points.append(self.common.point(_name(number), changes=changes, inputs=inputs))
        yield points

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        """How every figure of the plans is spread over the draws that have one."""
        names = [_name(number) for number in range(1, self.draws + 1)]
        plans = [results[name].totals for name in names if name in results and results[name].has_plan]
        frame = pd.DataFrame(plans)
        stated = results[STATED].totals if STATED in results else {}
        rows = [_spread(self.part, name, frame[name].dropna(), stated) for name in frame.columns]
        return {"draws": pd.DataFrame(rows, columns=COLUMNS)}


def case_ranges(case: Case, shape: str) -> Iterator[Range]:
    """Every figure of the sheets Case and Factors that states a low and a high."""
    known = {"case": case.info, "factors": case.factors}
    for (table, item), note in case.items.items():
        value = getattr(known[table], dictionary()[table].columns[item].field)
        if note.low is None or note.high is None or isinstance(value, bool):
            continue
        if isinstance(value, int | float) and note.low < note.high:
            yield Range(
                table=table, row=item, column="value", action="set", low=note.low, likely=float(value),
                high=note.high, shape=shape,
            )  # fmt: skip


def drawn_once(ranges: Iterator[Range]) -> tuple[Range, ...]:
    """Ranges by cell; what is stated later takes the place of what was stated before."""
    return tuple({one.cell: replace(one) for one in ranges}.values())


def _share(seed: int, number: int, cell: str) -> float:
    return float(np.random.default_rng([seed, number, zlib.crc32(cell.encode())]).random())


def _name(number: int) -> str:
    return f"{number:04d}"


def _spread(part: str, name: str, values: pd.Series, stated: Mapping[str, float]) -> dict[str, object]:
    shares = {key: float(values.quantile(share)) for key, share in SHARES.items()} if len(values) else {}
    return {
        "part": part,
        "indicator": name,
        "draws": len(values),
        "stated": stated.get(name),
        "mean": float(values.mean()),
        "deviation": float(values.std(ddof=0)),
        **shares,
    }
