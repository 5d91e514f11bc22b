"""Facts about today's operation and their terms, as frames from which rows are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import pandas as pd

from models.data import ModelData
from models.registry import Behind, Ints, Kind, Registry

INDEX = ["fact", "key", "period"]
STATED_PRICE = 1e5
"""CNY/t at which a stated figure gives: after every limit, so that statements that clash are told."""

Part: TypeAlias = tuple[pd.DataFrame, pd.DataFrame]
"""Facts (fact, key, period, value, behind) and their terms (fact, key, period, col, coef)."""


def facts_of(rows: list[tuple[str, str, str, float, Behind]]) -> pd.DataFrame:
    """Facts from rows of fact, key, period, value and the cell behind."""
    frame = pd.DataFrame([row[:4] for row in rows], columns=[*INDEX, "value"]).astype({"value": float})
    return with_cells(frame, [row[4] for row in rows])


def with_cells(frame: pd.DataFrame, cells: Sequence[Behind]) -> pd.DataFrame:
    """Facts with the cell behind each."""
    column = pd.Series(list(cells), index=frame.index, dtype=object)
    return frame[[*INDEX, "value"]].assign(behind=column)


def terms_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of terms, nothing else."""
    return frame[[*INDEX, "col", "coef"]]


def write_rows(
    registry: Registry, name: str, parts: Sequence[Part], *, kind: Kind, give: tuple[str, float] | None = None
) -> tuple[pd.DataFrame, Ints]:
    """Rows Σ terms = value of all facts; returns the facts and the numbers of their rows."""
    facts = pd.concat([part[0] for part in parts], ignore_index=True)
    value = facts["value"].to_numpy(float)
    rows = registry.add_rows(
        name, facts[INDEX], unit="kt", kind=kind, lower=value, upper=value, behind=facts["behind"].tolist(),
        give=give,
    )  # fmt: skip
    terms = pd.concat([part[1] for part in parts], ignore_index=True)
    placed = terms.merge(facts[INDEX].assign(row=rows), on=INDEX)
    registry.add_terms(placed["row"], placed["col"], placed["coef"])
    return facts, rows


def fed_columns(registry: Registry, data: ModelData, use: str) -> pd.DataFrame:
    """Columns of a kiln's feed with their material and weight: 1 for dry raw material, NCV for fuel."""
    frame = registry.frame(f"v_{use}")
    material = data.grades["material"].reindex(frame["grade"]).to_numpy()
    weight = 1.0 if use == "raw" else data.fuels["ncv"].reindex(material).to_numpy(float)
    return frame.assign(material=material, weight=weight)
