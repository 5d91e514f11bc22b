"""The rows of one kiln or of one product of a mill by themselves: what cannot run whatever the rest does.

A part is made of the columns of a (kiln, period), or (plant, product, period), and of the rows in which
nothing else stands: what it is fed is without limit, and it is asked for one kilotonne.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from models.registry import Columns, Ints
from models.registry import Rows as Family
from optimizer.why.conflict import Conflict, linear_conflict
from optimizer.why.system import Rows, System

MADE = {"v_clinker": ("kiln", "period"), "v_cement": ("plant", "product", "period")}
"""What a part is asked for, and what tells parts apart."""
ASKED = 1.0
"""kt asked of each part."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A part that can make nothing, with the conflict among its own rows."""

    made: str
    key: Mapping[str, str]
    system: System
    conflict: Conflict


def stuck(system: System) -> Iterator[Stuck]:
    """Kilns, then mills with their products, that can make nothing in any period."""
    for made, levels in MADE.items():
        if made not in system.registry.columns:
            continue
        found: dict[tuple[str, ...], list[Stuck | None]] = {}
        for key, part in _parts(system, made, levels):
            conflict = linear_conflict(part)
            known = dict(zip(levels, key, strict=True))
            one = None if conflict is None else Stuck(made, known, part, conflict)
            found.setdefault(key[:-1], []).append(one)
        for ones in found.values():
            if all(one is not None for one in ones) and ones[0] is not None:
                yield ones[0]


def _parts(system: System, made: str, levels: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], System]]:
    """The parts of all keys of what is made."""
    registry = system.registry
    columns = _labels(list(registry.columns.values()), levels, registry.width)
    rows = _labels(list(registry.rows.values()), levels, registry.height)
    laws = np.append(rows, "")[system.law_rows]  # -1: of the calendar
    dated = system.laws.matrix.indptr[:-1][system.law_rows < 0]
    laws[system.law_rows < 0] = columns[system.laws.matrix.indices[dated]]
    law = _own(system.laws.matrix, laws, columns)
    number = system.stands["row"].to_numpy(dtype=np.int64)
    named = np.append(rows, "")[np.minimum(number, registry.height)]
    beyond = np.flatnonzero(number >= registry.height)
    first = system.stated.matrix.indices[system.stated.matrix.indptr[beyond]]
    named[beyond] = columns[first]
    stand = _own(system.stated.matrix, named, columns)
    family = registry.columns[made]
    for place, column in enumerate(family.numbers):
        key = tuple(family.index.iloc[place][list(levels)].astype(str))
        yield key, _part(system, int(column), columns, law, stand)


def _part(system: System, column: int, columns: np.ndarray, law: np.ndarray, stand: np.ndarray) -> System:
    label = columns[column]
    cols: Ints = np.flatnonzero(columns == label)
    laws, stands = np.flatnonzero(law == label), np.flatnonzero(stand == label)
    lower, upper = system.lower[cols].copy(), system.upper[cols].copy()
    asked = cols == column
    lower[asked] = upper[asked] = ASKED
    return System(
        system.registry, _cut(system.laws, laws, cols), system.stands.iloc[stands].reset_index(drop=True),
        _cut(system.stated, stands, cols), scale=system.scale[stands], lower=lower, upper=upper,
        integer=system.integer[cols], columns=cols, law_rows=system.law_rows[laws],
    )  # fmt: skip


def _cut(rows: Rows, some: Ints, cols: Ints) -> Rows:
    part = rows.part(some)
    return Rows(sp.csr_array(sp.csc_array(part.matrix)[:, cols]), part.lower, part.upper)


def _labels(families: list[Columns] | list[Family], levels: tuple[str, ...], size: int) -> np.ndarray:
    """The key of every column or row that has all levels, as text; nothing for the others."""
    labels = np.full(size, "", dtype=object)
    for family in families:
        index: pd.DataFrame = family.index
        if len(index) and set(levels) <= set(index.columns):
            keys = index[list(levels)].astype(str).agg("|".join, axis=1).to_numpy()
            labels[family.start : family.start + len(index)] = keys
    return labels


def _own(matrix: sp.csr_array, labels: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The label of each row in which no column of another label stands; nothing for the others."""
    counts = np.diff(matrix.indptr)
    strange = np.repeat(labels, counts) != columns[matrix.indices]
    rows = np.repeat(np.arange(len(labels)), counts)
    own = labels.copy()
    own[np.unique(rows[strange])] = ""
    return own
