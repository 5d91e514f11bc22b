"""What a row of the model says in the cell behind it: found by changing the cell a little.

Every row is linear in its own figure v:  Σ (a + v·b) x − (c + v·d) ≥ 0 or ≤ 0. So b and d are the difference
between the row as it stands and the row of a case in which the cell is a little smaller; at any x the figure
with which the row just holds is v = (c − a·x) / (b·x − d), in the cell's own unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from cases.case import Case, Frozen, Key
from cases.dictionary import dictionary
from models.assembly import term_matrix
from models.registry import Floats, Registry
from optimizer.why.system import Question

STEP = 1e-3
"""Share of a figure by which it is changed."""
FLAT = 1e-9
"""Below this the figure does not move the row [unit of the row per unit of the cell]."""
ITEMS = {"case": "info", "factors": "factors"}
"""Tables with one item a row, and where the case keeps them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure behind a stand and how its row depends on it; rows are unscaled."""

    value: float
    terms: sp.csr_array
    right: float
    """The row as it stands: terms and right-hand side [unit of the row]."""
    change: sp.csr_array
    change_right: float
    """Both, per unit of the cell."""

    def slope(self, values: Floats) -> float:
        """Change of the row per unit of the cell."""
        return float((self.change @ values)[0]) - self.change_right

    def at(self, figure: float) -> Floats:
        """Coefficients of the row with another figure in the cell."""
        return np.asarray((self.terms + (figure - self.value) * self.change).toarray().ravel())

    def reached(self, values: Floats) -> float | None:
        """The figure with which the row just holds; none where the figure does not matter."""
        slope = self.slope(values)
        if abs(slope) <= FLAT:
            return None
        return self.value + (self.right - float((self.terms @ values)[0])) / slope

    def is_floor(self, side: str, values: Floats) -> bool | None:
        """Whether a smaller figure asks for less; none where the figure does not matter."""
        slope = self.slope(values)
        if abs(slope) <= FLAT:
            return None
        return (slope < 0) == (side == "below")


Changed = tuple[Registry, Mapping[Key, tuple[float, float]]]
"""The registry of a changed case; by key what stood in the cell, and the step."""


@dataclass(slots=True)
class Figures:
    """Figures behind stands; each column of the case is changed once."""

    question: Question
    registry: Registry
    known: dict[tuple[str, str, Key | None], Changed] = field(default_factory=dict)
    """By table and column, and by key where one cell alone is changed."""
    matrices: dict[int, sp.csr_array] = field(default_factory=dict)

    def of(self, stand: Any) -> Figure | None:
        """The figure behind one; none where there is no number behind it, or none that moves the row."""
        if stand["behind"] is None or stand["family"] not in self.registry.rows:
            return None
        table, key, column = stand["behind"]
        if number_in(self.question.case, table, key, column) is None:
            return None
        for alone in (None, key):
            other, steps = self._changed(table, column, key, alone=alone)
            twin = _same(self.registry, other, stand) if key in steps else None
            if twin is not None:
                return self._compared(other, stand, twin, steps[key])
        return None

    def _changed(self, table: str, column: str, key: Key, *, alone: Key | None) -> Changed:
        """With every figure of a column changed that is not nothing, which may open what was shut; or one."""
        case = self.question.case
        only = key if table in ITEMS else alone
        if (table, column, only) not in self.known:
            keys = [only] if only is not None else list(getattr(case, table))
            wanted = [k for k in keys if only is not None or number_in(case, table, k, column)]
            other, steps = _changed(case, table, column, wanted)
            self.known[table, column, only] = self.question.registry(other), steps
        return self.known[table, column, only]

    def _compared(self, other: Registry, stand: Any, twin: int, step: tuple[float, float]) -> Figure | None:
        """The row in both registries; none where it has no bound in the other."""
        value, size = step
        right, moved = _bound(self.registry, stand, stand["place"]), _bound(other, stand, twin)
        if not np.isfinite(moved):
            return None
        row = self._row(self.registry, int(stand["row"]))
        changed = self._row(other, other.rows[stand["family"]].start + twin)
        return Figure(value, row, right, sp.csr_array((changed - row) / size), (moved - right) / size)

    def _row(self, registry: Registry, number: int) -> sp.csr_array:
        if id(registry) not in self.matrices:
            self.matrices[id(registry)] = term_matrix(registry)
        return sp.csr_array(self.matrices[id(registry)][[number]])


def number_in(case: Case, table: str, key: Key, column: str) -> float | None:
    """The number in a cell, in the unit of the dictionary; none for a text, a blank or a flag."""
    record = getattr(case, ITEMS[table]) if table in ITEMS else getattr(case, table).get(key)
    value = getattr(record, field_of(table, key, column), None)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def field_of(table: str, key: Key, column: str) -> str:
    """Name of the record's field; in tables with one item a row the key is the item."""
    if table in ITEMS:
        return str(key)
    known = dictionary()[table].columns.get(column)
    return column if known is None else known.field


def _changed(
    case: Case, table: str, column: str, keys: Iterable[Key]
) -> tuple[Case, dict[Key, tuple[float, float]]]:
    """The case with these cells a little smaller (a zero a little larger); what stood there and the step."""
    steps: dict[Key, tuple[float, float]] = {}
    changed: dict[Key, Any] = {}
    for key in keys:
        value = number_in(case, table, key, column)
        if value is None:
            continue
        step = -STEP * value if value else STEP
        steps[key] = (value, step)
        record = getattr(case, ITEMS[table]) if table in ITEMS else getattr(case, table)[key]
        changed[key] = replace(record, **{field_of(table, key, column): value + step})
    if not changed:
        return case, steps
    put: dict[str, Any] = (
        {ITEMS[table]: next(iter(changed.values()))}
        if table in ITEMS
        else {table: Frozen({**getattr(case, table), **changed})}
    )
    return replace(case, **put), steps


def _bound(registry: Registry, stand: Any, place: int) -> float:
    rows = registry.rows[stand["family"]]
    return float((rows.lower if stand["side"] == "below" else rows.upper)[place])


def _same(registry: Registry, other: Registry, stand: Any) -> int | None:
    """Where the row of a stand is in the other's family; none where it is not, or columns differ."""
    twin = other.rows.get(stand["family"])
    if twin is None or registry.width != other.width:
        return None
    place, index = int(stand["place"]), registry.rows[stand["family"]].index
    if len(index) == len(twin.index) and (index.iloc[place] == twin.index.iloc[place]).all():
        return place
    found = np.flatnonzero((twin.index == index.iloc[place]).all(axis=1))
    return int(found[0]) if len(found) else None
