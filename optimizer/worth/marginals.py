"""What one more of every limit would be worth, whole numbers as planned: the table `marginals` of a run.

Slopes come from the marginal values of a linear program (``optimizer.worth.program``). Where a figure
moves right-hand sides alone and the basis leaves room on both sides, slope and range are its word (method
``ranging``). Elsewhere a step up and a step down are solved again (``resolved``): a plan in a corner has
two slopes, and coefficients bend. The range is then how far a larger step was seen to go on at the same
rate, to two per cent: it is at least so wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.case import Case, Key
from models.build import Built
from models.registry import Floats
from optimizer.outcome import SolveResult
from optimizer.stages import BASE, Sifted
from optimizer.worth.cells import DAYS, Figure, Moving, record_of
from optimizer.worth.program import Program, slopes
from optimizer.worth.ranging import Ranges
from optimizer.worth.system import UNMET, system_of, with_choices
from optimizer.worth.words import Told, per, tell, unit_of

COLUMNS = [
    "table", "key", "column", "now", "unit", "better", "value", "per", "marginal", "one_more", "one_less",
    "low", "high", "method", "cell", "confidence", "sentence", "sentence_zh",
]  # fmt: skip
STEPS = {"kt/a": 0.1, "kt": 0.1, "%": 0.1, "-": 0.001, "d": 1.0, "t/d": 10.0, "MPa": 0.1}
"""By how much a figure is moved to solve again, by its unit; of another unit a thousandth of itself."""
RANGING, RESOLVED = "ranging", "resolved"
FURTHER = 10.0
"""Multiple of a step that saves, at which the rate is looked at again."""
SAME = 0.02
"""Relative difference up to which a rate is told as the same."""
WHOLLY = 1e-6
"""Relative difference of two slopes that are one."""
LEAST = 0.005
"""Worth of a unit as shown that is told [unit of the aim]."""
LEFT_KT = 1e-6
"""Left at a source [kt]: below it all is taken."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """A figure, what a unit of it (of the dictionary) changes of the objective, and how far."""

    figure: Figure
    more: float
    less: float
    """Change of the objective per unit more, and per unit less with the sign turned [kCNY or kt]."""
    low: float
    high: float
    method: str

    @property
    def better(self) -> str:
        """Which direction saves; empty where neither does."""
        best = max(-self.more, self.less)
        if best <= 0:
            return ""
        return "more" if -self.more == best else "less"

    @property
    def saving(self) -> float:
        """What a unit saves in the better direction."""
        return max(-self.more, self.less)


@dataclass(frozen=True, slots=True)
class Marginals:
    """The marginal values of one plan."""

    case: Case
    built: Built
    moving: Moving
    program: Program
    basis: Any
    ranges: Ranges

    def all(self) -> Iterator[Marginal]:
        """Of every figure that holds the plan, in the order of the case."""
        for figure in self.moving.figures():
            if figure.slope and not self._only_left(figure):
                yield self._told(figure)

    def _only_left(self, figure: Figure) -> bool:
        """Whether a tonne more of a waste would only be left where it arises, and disposed of."""
        columns = self.built.registry.columns
        if (figure.table, figure.column) != ("sources", "arising") or "v_left" not in columns:
            return False
        rows = self.built.registry.rows["c_supply"]
        left = columns["v_left"]
        index = left.index.assign(left=self.moving.optimum.values[left.numbers])
        here = index[index["source_id"] == figure.key]
        if here.empty or (here["left"] <= LEFT_KT).any():
            return False
        parts, _ = slopes(self.moving.optimum, figure.move)
        own = parts[rows.start : rows.start + len(rows.index)].sum()
        return bool(abs(figure.slope - own) <= WHOLLY * abs(figure.slope))

    def _told(self, figure: Figure) -> Marginal:
        """Rates and range in both directions."""
        step = step_of(self.case, figure)
        down, up = self.ranges.of(figure.move)
        more, high = self._way(figure, step, up)
        less, low = self._way(figure, -step, down)
        ranged = min(down, up) >= step
        return Marginal(figure, more, less, max(0.0, low), high, RANGING if ranged else RESOLVED)

    def _way(self, figure: Figure, step: float, room: float) -> tuple[float, float]:
        """Rate in a direction and the figure up to which it holds: by ranging, else by solving again."""
        if room >= abs(step):
            return figure.slope, figure.value + math.copysign(room, step)
        rate = self._rate(figure, step)
        if not math.isfinite(rate):
            return rate, figure.value
        further = figure.value + FURTHER * step
        if (
            rate * step >= 0
            or further < 0
            or abs(self._rate(figure, FURTHER * step) - rate) > SAME * abs(rate)
        ):
            return rate, figure.value + step
        return rate, further

    def _rate(self, figure: Figure, step: float) -> float:
        return (self.program.at(figure.move, step, self.basis) - self.moving.optimum.objective) / step


def step_of(case: Case, figure: Figure) -> float:
    """By how much a figure is moved, in its own unit."""
    return (
        STEPS.get(unit_of(case, figure.table, figure.key, figure.column)) or abs(figure.value) * 1e-3 or 1e-3
    )


def marginals(case: Case, sifted: Sifted, result: SolveResult) -> Marginals | None:
    """The linear program of a plan, solved; none where its marginal values cannot be had."""
    built = sifted.built
    values: Floats = result.values[sifted.order]
    unmet = _unmet(sifted)
    system = with_choices(
        system_of(built, built.registry, built.data, built.aim), built.registry, values, unmet
    )
    program = Program(system)
    optimum = program.optimum()
    if optimum is None:
        return None
    basis = program.basis()
    moving = Moving(built, sifted.transport, system, optimum, values, unmet)
    return Marginals(case, built, moving, program, basis, Ranges(system, optimum, *program.places()))


def _unmet(sifted: Sifted) -> float:
    """The least unmet demand that every plan is held to [kt]; infinite where none may be."""
    rows = sifted.built.registry.rows.get(UNMET)
    constraint = None if rows is None else sifted.built.assembled.constraints[rows.start]
    if constraint is None:
        return math.inf
    return float(sifted.session.rows()[2][sifted.session.row(constraint)])


def marginals_table(case: Case, sifted: Sifted, result: SolveResult) -> pd.DataFrame:
    """One row a figure, the greatest worth for its size first; amounts in the unit of the aim."""
    found = marginals(case, sifted, result)
    if found is None:
        return pd.DataFrame(columns=COLUMNS)
    unit = unit_of_aim(case, sifted)
    rows = [_row(case, marginal, unit) for marginal in found.all()]
    told = [row for row in rows if row is not None]
    told.sort(key=lambda row: -abs(row["value"] * row["now"] / row.pop("size")))
    return pd.DataFrame(told, columns=COLUMNS)


def unit_of_aim(case: Case, sifted: Sifted) -> str:
    """What the objective counts."""
    aim = sifted.built.aim
    if aim.goal is not None:
        return aim.goal.gauge.amount_unit
    return case.info.currency if aim.in_money else "t CO2"


def _row(case: Case, marginal: Marginal, unit: str) -> dict[str, Any] | None:
    figure = marginal.figure
    size, shown = per(unit_of(case, figure.table, figure.key, figure.column))
    value = marginal.saving * BASE * size
    if not marginal.better or value < LEAST:
        return None
    told = Told(
        table=figure.table, key=figure.key, column=figure.column, now=figure.value, better=marginal.better,
        value=value, per=shown, low=marginal.low, high=marginal.high, at_least=marginal.method != RANGING,
        aim_unit=unit,
    )  # fmt: skip
    table, key, column = place_of(case, figure.table, figure.key, figure.column)
    record = record_of(case, table, key)
    note = case.items.get((table, str(key)))
    cell = case.cell(table, key, column)
    return {
        "table": table,
        "key": "+".join(key) if isinstance(key, tuple) else key,
        "column": column,
        "now": figure.value,
        "unit": unit_of(case, figure.table, figure.key, figure.column),
        "better": marginal.better,
        "value": value,
        "per": shown,
        "size": size,
        "marginal": figure.slope * BASE * size,
        "one_more": marginal.more * BASE * size,
        "one_less": -marginal.less * BASE * size,
        "low": marginal.low,
        "high": marginal.high,
        "method": marginal.method,
        "cell": "" if cell is None else str(cell),
        "confidence": (note.confidence if note else getattr(record, "confidence", None)) or "",
        "sentence": tell(case, told, "en"),
        "sentence_zh": tell(case, told, "zh"),
    }


def place_of(case: Case, table: str, key: Key, column: str) -> tuple[str, Key, str]:
    """The cell of a figure: days of a kiln stand in its own days, or follow from its area."""
    if table != DAYS:
        return table, key, column
    kiln = case.kilns[key[0]]
    return "kilns", kiln.kiln, "area" if kiln.days_max is None else "days_max"
