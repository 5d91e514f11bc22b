"""What the user stated that may be held or let go: limits, and facts that stand behind laws of nature.

A limit (least load, a modulus window, demand) may give at its price. A fact (what arises, lines that stand,
a project that must be built) never gives, but it may be part of a conflict. Laws of nature are neither.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from models.data import ModelData
from models.giving import price_of
from models.registry import Behind, Floats, Ints, Kind, Registry, Rows

LIMIT, FACT = "limit", "fact"
COLUMNS = ["family", "place", "row", "side", "kind", "price", "behind"]
FACT_PRICE = 1.0
"""kCNY a unit of a fact: only whether there is a conflict is asked of it."""
WIDE = 4.0
"""Times the days and lines that stand, to which bounds of columns are opened: rows alone are to hold."""
OF_RATIO = "×"
"""Mark of a unit that is a ratio times a mass."""
CHOICES = ("c_relation",)
"""Rules of choice that the user writes row by row."""
GIVEN: dict[str, tuple[str, str, str, str]] = {
    "y_lines": ("above", "kilns", "kiln", "lines"),
    "y_on": ("below", "projects", "project", "required_by"),
    "y_service": ("below", "services", "service", "rule"),
}
"""Bounds of columns that are facts: side, table, level of the index that is its key, column."""


def widened(data: ModelData) -> ModelData:
    """The same with room for every day of a period, so that limits on days and lines can give."""
    days = data.kiln_days.merge(
        data.periods[["period", "days"]].rename(columns={"days": "long"}), on="period"
    )
    lines = data.kilns["lines"].reindex(days["kiln"]).to_numpy(float)
    capacity = data.kilns["capacity"].reindex(days["kiln"]).to_numpy(float)
    room = np.maximum(lines * days["long"].to_numpy(float) * WIDE, days["room_days"].to_numpy(float))
    room[lines == 0] = 0.0
    wide = data.kiln_days.assign(room_days=room, room_clinker=room * capacity * WIDE)
    return replace(data, kiln_days=wide)


def stands_of(registry: Registry) -> pd.DataFrame:
    """One row for each side of each row of a limit or a fact; ``row`` counts within the registry."""
    parts = [_of_rows(family, side) for family in registry.rows.values() for side in ("below", "above")]
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=COLUMNS)


def _of_rows(rows: Rows, side: str) -> pd.DataFrame:
    bound = rows.lower if side == "below" else rows.upper
    place = np.flatnonzero(np.isfinite(bound))
    if rows.kind is Kind.LIMIT:
        kind = LIMIT
        price: float | Floats = price_of(rows) * _weight(rows)[place]
    elif rows.kind is Kind.LAW or rows.name in CHOICES:
        kind, price = FACT, FACT_PRICE
        place = place[np.array([rows.behind[i] is not None for i in place], dtype=bool)]
    else:
        return pd.DataFrame(columns=COLUMNS)
    cells = pd.Series([rows.behind[i] for i in place], dtype=object)
    table = {"family": rows.name, "place": place, "row": rows.start + place, "side": side, "kind": kind}
    return pd.DataFrame(table).assign(price=price, behind=cells)


def _weight(rows: Rows) -> Floats:
    """Ratios times masses weigh as they are scaled, or one over a small mass would give for nothing."""
    return rows.scale if OF_RATIO in rows.unit else np.ones(len(rows.index))


def given(registry: Registry) -> pd.DataFrame:
    """Bounds of columns that are facts: family, place, col, side, bound, behind."""
    parts = []
    for name, (side, table, level, column) in GIVEN.items():
        family = registry.columns.get(name)
        if family is None:
            continue
        bound = family.upper if side == "above" else family.lower
        some = np.flatnonzero(np.isfinite(bound) & ((bound > 0) | (side == "above")))
        cells: list[Behind] = [(table, key, column) for key in family.index[level].iloc[some].astype(str)]
        parts.append(
            pd.DataFrame(
                {
                    "family": name,
                    "place": some,
                    "col": family.start + some,
                    "side": side,
                    "bound": bound[some],
                }
            ).assign(behind=pd.Series(cells, dtype=object))
        )
    columns = ["family", "place", "col", "side", "bound", "behind"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def opened(registry: Registry) -> tuple[Floats, Floats]:
    """Bounds of all columns with those that are facts let go."""
    lower = np.concatenate([family.lower for family in registry.columns.values()])
    upper = np.concatenate([family.upper for family in registry.columns.values()])
    facts = given(registry)
    cols: Ints = facts["col"].to_numpy(dtype=np.int64)
    above = (facts["side"] == "above").to_numpy(bool)
    upper[cols[above]] *= WIDE
    lower[cols[~above]] = 0.0
    return lower, upper
