r"""Price-out: what the pairs and paths left out of the model would be worth.

With the marginal values :math:`y` of the root linear program, a left-out haul has the reduced cost
:math:`c - y^\top a`. None below zero proves that the bound of the root holds for the whole problem; those below
zero are added and the root is solved again. The columns come from the same components as the model's own, so the
two cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.build import Built, register
from models.assembly import term_matrix
from models.hauls import Hauls, haul_frame
from models.objective import objective_vector
from models.registry import Floats, Registry, Rows

TOLERANCE = 1e-6
"""Reduced cost below zero that counts [kCNY per kt, or kt CO2 per kt]."""


@dataclass(frozen=True, slots=True)
class PriceOut:
    """Left-out hauls with their reduced cost per tonne in the unit of the aim."""

    hauls: pd.DataFrame
    """kind, origin, item, use, path, reduced_cost; best first."""

    @property
    def best(self) -> float:
        """Least reduced cost left out, at most infinity where nothing was left out."""
        return float(self.hauls["reduced_cost"].min()) if len(self.hauls) else float("inf")

    @property
    def helpful(self) -> pd.DataFrame:
        """Hauls that would make the root better."""
        return self.hauls[self.hauls["reduced_cost"] < -TOLERANCE]


def price_out(
    built: Built,
    pairs: pd.DataFrame,
    paths: pd.DataFrame,
    limited: pd.DataFrame,
    duals: Floats,
    reduced: Floats,
) -> PriceOut:
    """Reduced cost of every haul of the left-out ``pairs`` over ``paths``.

    ``duals``: one a row of the registry (zero for rows without terms); ``reduced``: one a column, of the root.
    """
    frame = haul_frame(built.data, pairs, paths)
    hauls = Hauls(frame, built.hauls.raw, built.hauls.fuel, built.hauls.clinkers, built.hauls.additions)
    other = register(built.data, hauls, limited, built.aim)
    values = _values(built.registry, _tightened(built, duals, reduced))
    known = np.concatenate([_carried(rows, values) for rows in other.rows.values()])
    family = other.columns["v_haul"]
    columns = slice(family.start, family.start + len(family.index))
    cost = objective_vector(other, built.aim)[columns]
    price = (term_matrix(other).T @ known)[columns]
    keys = ["origin", "item", "use", "path"]
    priced = family.index.assign(reduced_cost=cost - price)
    best = priced.groupby(keys, as_index=False)["reduced_cost"].min()
    best = best.merge(frame[[*keys, "kind"]].drop_duplicates(), on=keys)
    return PriceOut(best.sort_values(["reduced_cost", *keys]).reset_index(drop=True))


def _values(registry: Registry, duals: Floats) -> dict[str, pd.Series]:
    """Marginal values by family and key."""
    return {
        name: pd.Series(duals[rows.start : rows.start + len(rows.index)], index=_keys(rows))
        for name, rows in registry.rows.items()
        if len(rows.index)
    }


def _keys(rows: Rows) -> pd.Index:
    if rows.index.shape[1] == 1:
        return pd.Index(rows.index.iloc[:, 0])
    return pd.MultiIndex.from_frame(rows.index)


def _carried(rows: Rows, values: dict[str, pd.Series]) -> Floats:
    """Values of the model's rows for rows of the same family and key; a row the model lacks is worth nothing."""
    if rows.name not in values or not len(rows.index):
        return np.zeros(len(rows.index))
    found = values[rows.name]
    return np.asarray(found[~found.index.duplicated()].reindex(_keys(rows)).fillna(0.0), dtype=np.float64)


def _tightened(built: Built, duals: Floats, reduced: Floats) -> Floats:
    """The same dual solution, with the least value for grades that no haul of the model brings to a site.

    Such a row only says that nothing is used, so its value is free down to where a use becomes worth while.
    """
    registry, result = built.registry, duals.copy()
    rows = registry.rows["c_site_grade"]
    numbers = np.arange(rows.start, rows.start + len(rows.index))
    block = built.assembled.matrix[numbers].tocoo()
    hauled = set(block.row[block.data > 0].tolist())
    slack = np.full(len(numbers), np.inf)
    np.minimum.at(slack, block.row, reduced[block.col] / np.abs(block.data))
    free = np.array([i not in hauled for i in range(len(numbers))], dtype=bool) & np.isfinite(slack)
    result[numbers[free]] -= np.maximum(0.0, slack[free])
    return result
