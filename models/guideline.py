"""Process CO2 of the national guideline: factor · clinker less listed materials, never below nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.registry import Domain, Floats, Kind, Registry

PERIOD = ["kiln", "period"]
FLOORED = "guideline_process"


def process(registry: Registry, data: ModelData, kilns: set[str] | None = None) -> pd.DataFrame:
    """Terms of the process CO2: kiln, period, col, coef [kt]; ``kilns``: only of these.

    The columns that floor it are registered when it is first asked for; without any kiln there is nothing.
    """
    if "v_raw" not in registry.columns:
        return pd.DataFrame(columns=[*PERIOD, "col", "coef"])
    if FLOORED not in registry.activities:
        terms = _process(registry, data)
        registry.act(FLOORED, terms[PERIOD], terms["col"], terms["coef"])
    found = registry.activities[FLOORED]
    parts = zip(found.where, found.cols, found.coefs, strict=True)
    frames = [w.assign(col=cols, coef=coefs) for w, cols, coefs in parts if isinstance(w, pd.DataFrame)]
    frame = pd.concat(frames, ignore_index=True)
    return frame if kilns is None else frame[frame["kiln"].isin(kilns)].reset_index(drop=True)


def _process(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Process CO2: factor · clinker − Σ raw material · deduction, floored by columns where it can be < 0."""
    factor = data.case.factors.guideline_clinker_co2
    raw, clinker = registry.frame("v_raw"), registry.frame("v_clinker")
    grade = data.grades.reindex(raw["grade"])
    deduction = grade["material"].map({n: m.guideline_deduction for n, m in data.case.materials.items()})
    kept = (1.0 - grade["loi"].to_numpy()) * (1.0 - data.kilns["dust_loss"].reindex(raw["kiln"]).to_numpy())
    raw = raw.assign(material=grade["material"].to_numpy(), off=deduction.to_numpy(float), kept=kept)
    terms = pd.concat(
        [clinker.assign(coef=factor), raw.assign(coef=-raw["off"])[[*PERIOD, "col", "coef"]]],
        ignore_index=True,
    )
    excess = _excess(data, raw, factor)
    beyond = terms["kiln"].isin(set(excess.index))
    return pd.concat([terms[~beyond], _floored(registry, terms[beyond], clinker, excess)], ignore_index=True)


def _excess(data: ModelData, raw: pd.DataFrame, factor: float) -> pd.Series:
    """Most by which deductions can exceed factor · clinker [t/t clinker], of the kilns where they can.

    The feed that deducts most: materials in the order of what a tonne is worth, each up to its ceiling.
    """
    worth = raw.assign(worth=raw["off"] - factor * raw["kept"])
    best = worth.groupby(["kiln", "material"])["worth"].max().reset_index()
    classes = data.kilns["kiln_class"].reindex(best["kiln"])
    best["share"] = [_ceiling(data, c, m) for c, m in zip(classes, best["material"], strict=True)]
    best = best.sort_values(["kiln", "worth"], ascending=[True, False], ignore_index=True)
    before = best.groupby("kiln")["share"].cumsum() - best["share"]
    taken = np.minimum(best["share"], (1.0 - before).clip(lower=0.0))
    total = (taken * best["worth"]).groupby(best["kiln"]).sum()
    excess = (total / worth.groupby("kiln")["kept"].min()).rename("excess")
    return pd.Series(excess[total > 0])


def _ceiling(data: ModelData, kiln_class: str, material: str) -> float:
    row = data.case.dosing.get((kiln_class, material))
    share = row.max_share if row is not None else data.case.materials[material].max_raw_share
    return 1.0 if share is None else share / 100.0


def _floored(
    registry: Registry, terms: pd.DataFrame, clinker: pd.DataFrame, excess: pd.Series
) -> pd.DataFrame:
    """P = max(0, T) with T = factor·clinker − Σ deductions: P ≥ T, P ≤ T + M·y, P ≤ Tmax·(1 − y) [kt]."""
    keys = clinker[clinker["kiln"].isin(set(excess.index))].reset_index(drop=True)
    if keys.empty:
        return terms
    room = registry.columns["v_clinker"]
    most: Floats = room.upper[keys["col"].to_numpy() - room.start]
    top = most * terms["coef"].max()
    under = most * excess.reindex(keys["kiln"]).to_numpy()
    choice = registry.add_columns("y_guideline", keys[PERIOD], unit="-", domain=Domain.BINARY, upper=1.0)
    least = registry.add_columns("v_guideline", keys[PERIOD], unit="kt", upper=top)
    for name, of_form, of_choice, lower, upper in (
        ("c_guideline_least", -1.0, None, 0.0, np.inf),
        ("c_guideline_form", -1.0, -under, -np.inf, 0.0),
        ("c_guideline_floor", None, top, -np.inf, top),
    ):
        rows = registry.add_rows(name, keys[PERIOD], unit="kt", kind=Kind.LAW, lower=lower, upper=upper)
        registry.add_terms(rows, least["col"], 1.0)
        if of_choice is not None:
            registry.add_terms(rows, choice["col"], of_choice)
        if of_form is not None:
            placed = terms.merge(keys[PERIOD].assign(row=rows), on=PERIOD)
            registry.add_terms(placed["row"], placed["col"], of_form * placed["coef"])
    return least.assign(coef=1.0)
