"""Tighter big-M's: how far an amount behind a choice can go by what its own kilns can do.

A row ``amount + a·y <= u`` with one choice y holds the amount for one value of y and lets it go for the
other. Less room is let go, and the relaxation says more, once it is known how large the amount can be: no
larger than by the rows of each kiln and year alone, which small linear programs tell. Rows that hauls stand
in are no part of these, so that what is learnt of a model holds for one with more hauls. Only the solver's
copy is changed; no plan is lost.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp

from cases.policy import required
from models.build import Built
from models.registry import Floats, Ints
from optimizer.kiln_years import NOBODY, columns_of_family, owners, row_owners, rows_of_family
from optimizer.probe import Probe, probe_of
from optimizer.solver import SolverSession

Rows: TypeAlias = tuple[sp.csr_array, Floats, Floats]
"""Coefficients by row, lower and upper bounds of rows."""
CHOICES = MappingProxyType(
    {
        "c_within": "y_within",
        "c_rule_reached": "y_rule",
        "c_rule_applies": "y_rule",
        "c_raw_feeder_maximum": "y_raw_feeder",
        "c_fuel_feeder_maximum": "y_fuel_feeder",
        "c_drying_order": "y_drying_fuel",
        "c_drying_fuel": "y_drying_fuel",
    }
)
"""Rows whose big-M is tightened, and the choice in them."""
OF_KILNS = (
    "c_clinker_mass", "c_heat", "c_quality_lower", "c_quality_upper", "c_dosing", "c_drying",
    "c_drying_exhaust", "c_feed_moisture", "c_substitution", "c_fuel_handling", "c_fuel_share", "c_gas",
    "c_own_power", "c_own_use", "c_load_max", "c_load_min", "c_days_max", "c_stop_days", "c_stop_run",
)  # fmt: skip
"""Rows of single kilns in which no haul ever stands: what is known by them holds with any hauls."""
MARGIN = 1e-6
"""Part by which an amount is taken to be larger than the linear programs say."""
WHOLE = 100.0
"""Per cent."""


@dataclass(slots=True)
class Tightening:
    """What is known of the amounts of one case; models with more hauls have the same."""

    _largest: dict[tuple[str, Hashable], float] = field(default_factory=dict)

    def apply(self, built: Built, session: SolverSession) -> None:
        """Tighten the rows of ``CHOICES`` in the solver's copy."""
        _without_choice(built, session)
        families = [name for name in CHOICES if name in built.registry.rows]
        if not families:
            return
        amounts: _Amounts | None = None
        rows = session.rows()
        for name in families:
            choices = columns_of_family(built, session, CHOICES[name])
            for key, row in rows_of_family(built, session, name):
                side = _side(rows, row, choices)
                if side is None:
                    continue
                if (name, key) not in self._largest:
                    amounts = amounts or _Amounts(built, session, rows)
                    self._largest[name, key] = amounts.largest(side)
                side.tightened(session, self._largest[name, key])


@dataclass(frozen=True, slots=True)
class _Side:
    """``Σ coefficient·column + choice·y <= upper``; ``sign`` is -1 where the row is written as ``>=``."""

    row: int
    sign: float
    columns: Ints
    coefficients: Floats
    choice_column: int
    choice: float
    upper: float

    def tightened(self, session: SolverSession, largest: float) -> None:
        """Let go no more than up to the largest amount."""
        if self.choice >= 0.0:
            room = min(self.choice, max(0.0, largest - self.upper + self.choice))
            upper = self.upper - (self.choice - room)
            choice = room
        else:
            choice, upper = -min(-self.choice, max(0.0, largest - self.upper)), self.upper
        if choice == self.choice:
            return
        session.set_coefficient(self.row, self.choice_column, self.sign * choice)
        bounds = (-np.inf, upper) if self.sign > 0 else (-upper, np.inf)
        session.set_row_bounds(np.array([self.row]), *bounds)


def _side(rows: Rows, row: int, choices: Ints) -> _Side | None:
    """The row as an upper bound of an amount beside one choice; None for any other row."""
    matrix, lower, upper = rows
    place = slice(matrix.indptr[row], matrix.indptr[row + 1])
    columns, values = matrix.indices[place].astype(np.int64), matrix.data[place]
    chosen = np.isin(columns, choices)
    if chosen.sum() != 1 or math.isfinite(lower[row]) == math.isfinite(upper[row]):
        return None
    sign = 1.0 if math.isfinite(upper[row]) else -1.0
    return _Side(
        row, sign, columns[~chosen], sign * values[~chosen], int(columns[chosen][0]),
        float(sign * values[chosen][0]),
        float(upper[row] if sign > 0 else -lower[row]),
    )  # fmt: skip


class _Amounts:
    """The largest that a linear form can be, each kiln and year by its own rows, all else by its bounds."""

    def __init__(self, built: Built, session: SolverSession, rows: Rows) -> None:
        self._matrix, self._row_lower, self._row_upper = rows
        self._lower, self._upper = session.column_bounds()
        self._owner = owners(built, session, without=CHOICES.values())
        self._row_owner = row_owners(self._matrix, self._owner, _rows_of_kilns(built, session))
        self._probes: dict[int, tuple[Ints, Probe]] = {}

    def largest(self, side: _Side) -> float:
        """Infinity where nothing bounds it."""
        total = 0.0
        owners = self._owner[side.columns]
        for owner in np.unique(owners).tolist():
            here = owners == owner
            columns, values = side.columns[here], side.coefficients[here]
            total += self._by_bounds(columns, values) if owner == NOBODY else self._of(owner, columns, values)
        return total + MARGIN * max(1.0, abs(total)) if math.isfinite(total) else math.inf

    def _by_bounds(self, columns: Ints, values: Floats) -> float:
        return float(np.sum(values * np.where(values > 0, self._upper[columns], self._lower[columns])))

    def _of(self, owner: int, columns: Ints, values: Floats) -> float:
        own, probe = self._probe(owner)
        costs = np.zeros(len(own))
        costs[np.searchsorted(own, columns)] = -values
        probe.set_costs(costs)
        least = probe.solve()
        return -least if math.isfinite(least) else math.inf

    def _probe(self, owner: int) -> tuple[Ints, Probe]:
        if owner not in self._probes:
            own = np.flatnonzero(self._owner == owner)
            rows = np.flatnonzero(self._row_owner == owner)
            self._probes[owner] = own, probe_of(
                sp.csr_array(sp.csc_array(self._matrix[rows])[:, own]), np.zeros(len(own)),
                (self._lower[own], self._upper[own]), (self._row_lower[rows], self._row_upper[rows]),
                lambda: None,
            )  # fmt: skip
        return self._probes[owner]


def _rows_of_kilns(built: Built, session: SolverSession) -> Ints:
    families = [name for name in OF_KILNS if name in built.registry.rows]
    return np.array(
        [row for name in families for _, row in rows_of_family(built, session, name)], dtype=np.int64
    )


def _without_choice(built: Built, session: SolverSession) -> None:
    """A target that must hold and leaves no capacity out holds line by line: every line keeps the norm."""
    family = built.registry.columns.get("y_within")
    if family is None:
        return
    targets = built.data.case.targets
    kept = family.index["target"].map(
        {n: t.price is None and required(t) >= WHOLE for n, t in targets.items()}
    )
    columns = columns_of_family(built, session, "y_within")[kept.to_numpy(bool)]
    session.set_column_bounds(columns, np.ones(len(columns)), np.ones(len(columns)))
