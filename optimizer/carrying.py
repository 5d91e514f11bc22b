"""What is known of a model, carried over to one with more hauls: a plan, the place where a solve starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from models.build import Built
from models.registry import Columns, Floats, Ints, Rows
from optimizer.probe import Basis, moved_basis
from optimizer.solver import SolverSession

Families: TypeAlias = Mapping[str, Columns] | Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Carrying:
    """For every solver column and row of the larger model the one of the smaller, below zero where new."""

    columns: Ints
    rows: Ints

    def after(self, before: Carrying | None) -> Carrying:
        """From a model before the smaller one straight to the larger one."""
        if before is None:
            return self
        return Carrying(*(
            np.where(mine < 0, -1, theirs[mine])
            for mine, theirs in ((self.columns, before.columns), (self.rows, before.rows))
        ))  # fmt: skip

    def values(self, known: Floats) -> Floats:
        """Values of the smaller model's columns; what is new is nothing."""
        return np.where(self.columns < 0, 0.0, known[self.columns])

    def basis(self, known: Basis) -> Basis:
        """The same place in the larger model: new columns at their lower bound, new rows slack."""
        return moved_basis(known, self.columns, self.rows)


def carrying(small: Built, of_small: SolverSession, large: Built, of_large: SolverSession) -> Carrying:
    """Columns and rows of two models with the same key."""
    columns = _same(
        small.registry.columns, large.registry.columns, _columns(small, of_small), _columns(large, of_large)
    )
    rows = _same(small.registry.rows, large.registry.rows, _rows(small, of_small), _rows(large, of_large))
    return Carrying(columns[: of_large.column_count], rows)


def _columns(built: Built, session: SolverSession) -> Ints:
    return np.array([session.column(variable) for variable in built.assembled.variables], dtype=np.int64)


def _rows(built: Built, session: SolverSession) -> Ints:
    """Solver row of every row of the registry, below zero for one without terms."""
    rows = built.assembled.constraints
    return np.array([-1 if row is None else session.row(row) for row in rows], dtype=np.int64)


def _same(small: Families, large: Families, old: Ints, new: Ints) -> Ints:
    """For every new number the old one of the same family and key."""
    found = np.full(int(new.max(initial=-1)) + 1, -1, dtype=np.int64)
    for name, family in large.items():
        if name not in small or not len(family.index):
            continue
        mine = old[small[name].start : small[name].start + len(small[name].index)]
        matched = pd.Series(mine, index=_keys(small[name])).reindex(_keys(family), fill_value=-1).to_numpy()
        places = new[family.start : family.start + len(family.index)]
        found[places[places >= 0]] = matched[places >= 0]
    return found


def _keys(family: Columns | Rows) -> pd.Index:
    names = list(family.index.columns)
    return pd.Index(family.index[names[0]]) if len(names) == 1 else pd.MultiIndex.from_frame(family.index)
