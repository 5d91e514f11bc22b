"""Columns and rows of one kiln in one year: what can be known of a kiln by itself, whatever it is brought."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

import numpy as np
import pandas as pd
import scipy.sparse as sp

from models.build import Built
from models.registry import Ints
from optimizer.solver import SolverSession

NOBODY = -1


def owners(built: Built, session: SolverSession, *, without: Collection[str] = ()) -> Ints:
    """Number of the kiln and year of every column; ``NOBODY`` for one of no kiln or year.

    ``without``: families whose columns are nobody's.
    """
    years = built.data.periods.set_index("period")["year"].astype(str)
    parts = []
    for name, family in built.registry.columns.items():
        index = family.index
        kiln = "subject" if name == "y_rule" else "kiln"
        if name in without or kiln not in index or not {"period", "year"} & set(index):
            continue
        index = index.rename(columns={kiln: "kiln"})
        year = index["year"].astype(str) if "year" in index else index["period"].map(years)
        columns = columns_of_family(built, session, name)
        parts.append(pd.DataFrame({"column": columns, "owner": index["kiln"] + " " + year}))
    owners = np.full(session.column_count, NOBODY, dtype=np.int64)
    if parts:
        frame = pd.concat(parts, ignore_index=True)
        owners[frame["column"]] = pd.factorize(frame["owner"])[0]
    return owners


def row_owners(matrix: sp.csr_array, owner: Ints, rows: Ints) -> Ints:
    """The owner of all columns of each of ``rows``, ``NOBODY`` where there is more than one and elsewhere."""
    found = np.full(matrix.shape[0], NOBODY, dtype=np.int64)
    block = matrix[rows]
    some = np.flatnonzero(np.diff(block.indptr))
    if not len(some):
        return found
    of_entries = owner[block.indices]
    starts = block.indptr[some]
    least, most = np.minimum.reduceat(of_entries, starts), np.maximum.reduceat(of_entries, starts)
    found[rows[some]] = np.where(least == most, least, NOBODY)
    return found


def columns_of_family(built: Built, session: SolverSession, name: str) -> Ints:
    """Solver columns of a family of decisions; none where the case does not have it."""
    if name not in built.registry.columns:
        return np.empty(0, dtype=np.int64)
    numbers = built.registry.columns[name].numbers
    return np.array([session.column(built.assembled.variables[i]) for i in numbers], dtype=np.int64)


def rows_of_family(built: Built, session: SolverSession, name: str) -> Iterator[tuple[Hashable, int]]:
    """Key and solver row of every row of a family that has terms."""
    family = built.registry.rows[name]
    for place, key in enumerate(family.index.itertuples(index=False, name=None)):
        row = built.assembled.constraints[family.start + place]
        if row is not None:
            yield key, session.row(row)
