"""Rewards that no plan can reach: a line's own rows say so, and the choice is closed beforehand.

A share of biomass above what a line may burn, say. The relaxation would earn a part of such a reward at no
price, by what a big-M lets go. Rows that hauls may join are left out, so that what is learnt of a model holds
for one with more hauls; a choice that is no other way possible than at zero takes no plan away.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from models.build import Built
from models.priceout import BY_WAY
from models.registry import Ints
from optimizer.kiln_years import columns_of_family, owners, row_owners, rows_of_family
from optimizer.probe import Probe, probe_of
from optimizer.solver import SolverSession

RULE = "y_rule"
REACHED = "c_rule_reached"


@dataclass(slots=True)
class Unreachable:
    """What is known of the rewards of one case; models with more hauls have the same."""

    _closed: set[Hashable] | None = field(default=None)

    def close(self, built: Built, session: SolverSession) -> None:
        """Hold at zero what cannot be earned."""
        if RULE not in built.registry.columns:
            return
        columns = columns_of_family(built, session, RULE)
        keys = list(built.registry.columns[RULE].index.itertuples(index=False, name=None))
        if self._closed is None:
            found = _closed(built, session, columns)
            self._closed = {key for key, closed in zip(keys, found, strict=True) if closed}
        shut = columns[[key in self._closed for key in keys]]
        session.set_column_bounds(shut, np.zeros(len(shut)), np.zeros(len(shut)))


def _closed(built: Built, session: SolverSession, choices: Ints) -> list[bool]:
    """Whether the own rows of each choice's line cannot hold with it at one."""
    matrix, row_lower, row_upper = session.rows()
    lower, upper = session.column_bounds()
    owner = owners(built, session)
    row_owner = row_owners(matrix, owner, _rows_without_hauls(built, session))
    by_column = sp.csc_array(matrix)
    probes: dict[int, tuple[Ints, Probe]] = {}
    found = []
    for choice in choices.tolist():
        line = int(owner[choice])
        if line not in probes:
            own, rows = np.flatnonzero(owner == line), np.flatnonzero(row_owner == line)
            probes[line] = own, probe_of(
                sp.csr_array(by_column[:, own])[rows], np.zeros(len(own)), (lower[own], upper[own]),
                (row_lower[rows], row_upper[rows]), lambda: None,
            )  # fmt: skip
        own, probe = probes[line]
        place = np.searchsorted(own, [choice])
        before = probe.lower[place].copy(), probe.upper[place].copy()
        probe.set_bounds(place, np.ones(1), np.ones(1))
        found.append(probe.is_impossible())
        probe.set_bounds(place, *before)
    return found


def _rows_without_hauls(built: Built, session: SolverSession) -> Ints:
    """Rows that no haul joins, in this model or a larger one."""
    hauls = built.registry.columns["v_haul"].numbers
    entries = built.assembled.matrix.tocoo()
    hauled = np.zeros(built.registry.height, dtype=bool)
    hauled[entries.row[np.isin(entries.col, hauls)]] = True
    wanted = []
    for name, family in built.registry.rows.items():
        joined = hauled[family.start : family.start + len(family.index)]
        if name == REACHED:
            rules = family.index["rule"].to_numpy()
            by_hauls = np.isin(rules, rules[joined])
            numbers = family.start + np.flatnonzero(~by_hauls)
            rows = [built.assembled.constraints[number] for number in numbers.tolist()]
            wanted += [session.row(row) for row in rows if row is not None]
        elif name not in BY_WAY and not joined.any():
            wanted += [row for _, row in rows_of_family(built, session, name)]
    return np.array(sorted(wanted), dtype=np.int64)
