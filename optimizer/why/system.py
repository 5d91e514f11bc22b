"""The model of a plan as arrays, parted into what cannot give and what the user states, a row for each side.

Nothing is left out: pairs beyond the reach are in. Amounts are in the units of the registry (kt, TJ, d, …);
rows are multiplied by the scale of their family, as in the model itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cases.case import Case
from models.assembly import term_matrix
from models.build import register
from models.data import ModelData, prepare
from models.hauls import Hauls, make_hauls
from models.objective import Aim
from models.registry import Domain, Floats, Ints, Registry
from optimizer.sift import with_everything
from optimizer.stages import Transport
from optimizer.why.stands import FACT, FACT_PRICE, LIMIT, given, opened, stands_of, widened

Mask = np.ndarray
"""A yes or no for every stand."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a system is made of, so that it can be made again of a case with other figures."""

    transport: Transport
    aim: Aim
    hauls: Hauls
    data: ModelData
    near: frozenset[tuple[str, str, str]]
    """Pairs within reach: origin, item, destination site."""

    @classmethod
    def of(cls, transport: Transport, aim: Aim) -> Question:
        """With every pair that can be joined."""
        whole = with_everything(transport, aim)
        pairs = transport.pairs.kept[["origin", "item", "destination_site"]]
        near = frozenset(pairs.itertuples(index=False, name=None))
        data = prepare(whole.network.case)
        return cls(whole, aim, make_hauls(data, whole.pairs.kept, whole.paths.paths), data, near)

    @property
    def days(self) -> Mapping[str, float]:
        """Days of each period."""
        return dict(zip(self.data.periods["period"], self.data.periods["days"], strict=True))

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.transport.network.case

    def beyond(self, registry: Registry) -> Ints:
        """Columns of hauls beyond the reach."""
        keys = ["origin", "item", "use", "destination", "path"]
        sites = self.hauls.frame.drop_duplicates(keys).set_index(keys)["destination_site"]
        hauls = registry.frame("v_haul")
        places = sites.reindex(pd.MultiIndex.from_frame(hauls[keys])).to_numpy()
        pairs = zip(hauls["origin"], hauls["item"], places, strict=True)
        far = np.array([pair not in self.near for pair in pairs], dtype=bool)
        found: Ints = hauls["col"].to_numpy(dtype=np.int64)[far]
        return found

    def registry(self, case: Case) -> Registry:
        """Columns and rows of a case that differs from the question's in figures only."""
        aim = self.aim
        if aim.co2_cap is not None and aim.co2_cap == self.case.info.co2_cap:
            aim = replace(aim, co2_cap=case.info.co2_cap)
        return register(widened(prepare(case)), self.hauls, self.transport.paths.limited, aim)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ``lower ≤ matrix · x ≤ upper``."""

    matrix: sp.csr_array
    lower: Floats
    upper: Floats

    def part(self, some: np.ndarray) -> Rows:
        """Some of them."""
        return Rows(sp.csr_array(self.matrix[some]), self.lower[some], self.upper[some])


@dataclass(frozen=True, slots=True)
class System:
    """Laws, stands, and the columns of the registry with the bounds that are facts let go."""

    registry: Registry
    laws: Rows
    stands: pd.DataFrame
    """family, place, row, side, kind, price, behind; one line for each row of ``stated``."""
    stated: Rows
    scale: Floats
    """By which each row of ``stated`` is multiplied."""
    lower: Floats
    upper: Floats
    integer: np.ndarray
    columns: Ints
    """Numbers of the columns in the registry: all of them, or those of a part."""
    law_rows: Ints
    """Numbers of the laws' rows in the registry; the days of the calendar, which come last, have none: -1."""

    @property
    def is_limit(self) -> Mask:
        """Stands that may give."""
        return (self.stands["kind"] == LIMIT).to_numpy(bool)

    @property
    def sign(self) -> Floats:
        """+1 where a stand is a floor, −1 where it is a ceiling."""
        return np.where(self.stands["side"] == "below", 1.0, -1.0)

    @property
    def prices(self) -> Floats:
        """KCNY per unit by which each stand gives."""
        return self.stands["price"].to_numpy(dtype=np.float64)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lower)


def system_of(registry: Registry, days: Mapping[str, float]) -> System:
    """The rows of a registry, parted; ``days`` of each period are a law."""
    lower, upper = opened(registry)
    facts, stands = given(registry), stands_of(registry)
    every = _rows(registry)
    law = np.ones(len(every.lower), dtype=bool)
    law[stands["row"].to_numpy(dtype=np.int64)] = False
    scale = np.concatenate([np.ones(0), *(rows.scale for rows in registry.rows.values())])
    rows = stands["row"].to_numpy(dtype=np.int64)
    more = facts.assign(row=len(law) + np.arange(len(facts)), kind=FACT, price=FACT_PRICE)
    stands = pd.concat([stands, more[stands.columns]], ignore_index=True) if len(more) else stands
    below = (stands["side"] == "below").to_numpy(bool)
    bound = facts["bound"].to_numpy(float)
    stated = Rows(
        sp.csr_array(sp.vstack([every.matrix[rows], _bounds_as_rows(facts, registry.width)])),
        np.where(below, np.concatenate([every.lower[rows], bound]), -np.inf),
        np.where(below, np.inf, np.concatenate([every.upper[rows], bound])),
    )
    dated = np.append(np.flatnonzero(law), np.full(len(registry.columns["v_days"].index), -1))
    return System(
        registry, _above(every.part(np.flatnonzero(law)), _calendar(registry, days)), stands, stated,
        scale=np.concatenate([scale[rows], np.ones(len(facts))]),
        lower=lower, upper=upper, integer=_whole(registry),
        columns=np.arange(registry.width, dtype=np.int64), law_rows=dated,
    )  # fmt: skip


def _calendar(registry: Registry, days: Mapping[str, float]) -> Rows:
    """No line runs longer than its period lasts: v_days − days · y_lines ≤ 0 [d]."""
    line_days, lines = registry.columns["v_days"], registry.columns["y_lines"]
    number = np.arange(len(line_days.index))
    long = line_days.index["period"].map(days).to_numpy(float)
    data = (
        np.concatenate([np.ones(len(number)), -long]),
        (np.tile(number, 2), np.concatenate([line_days.numbers, lines.numbers])),
    )
    matrix = sp.csr_array(data, shape=(len(number), registry.width))
    return Rows(matrix, np.full(len(number), -np.inf), np.zeros(len(number)))


def _above(first: Rows, then: Rows) -> Rows:
    return Rows(
        sp.csr_array(sp.vstack([first.matrix, then.matrix])),
        np.concatenate([first.lower, then.lower]),
        np.concatenate([first.upper, then.upper]),
    )


def _rows(registry: Registry) -> Rows:
    """All rows, scaled."""
    families = registry.rows.values()
    scale = np.concatenate([np.ones(0), *(rows.scale for rows in families)])
    matrix = sp.csr_array(sp.diags_array(scale) @ term_matrix(registry))
    lower = np.concatenate([np.ones(0), *(rows.lower for rows in families)])
    upper = np.concatenate([np.ones(0), *(rows.upper for rows in families)])
    return Rows(matrix, lower * scale, upper * scale)


def _bounds_as_rows(facts: pd.DataFrame, width: int) -> sp.csr_array:
    """1 · column, a row for each bound that is a fact."""
    cols = facts["col"].to_numpy(dtype=np.int64)
    return sp.csr_array((np.ones(len(cols)), (np.arange(len(cols)), cols)), shape=(len(cols), width))


def _whole(registry: Registry) -> np.ndarray:
    parts = [
        np.full(len(family.index), family.domain is not Domain.CONTINUOUS)
        for family in registry.columns.values()
    ]
    return np.concatenate(parts)
