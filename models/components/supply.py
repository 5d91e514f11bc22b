"""What sources give: what arises, what is captive, what can be kept while kilns stand, what is left."""

from __future__ import annotations

from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from cases.calendar import arising_by_day, run_dates
from models.data import ModelData, cross, number
from models.registry import Kind, Registry

SeasonRow: TypeAlias = tuple[str, str, str, float, tuple[tuple[str, str], ...]]
"""Source, label of the takers, period, most that they can take [kt dry], takers (site, use)."""


def add(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """Register what is left of every limited source and period; ``taken`` are the hauls out of sources.

    ``taken``: columns source_id, site, use, period, col, coef (dry t per wet t).
    """
    finite = data.sources[data.sources["arising"].notna()].reset_index(drop=True)
    index = cross(finite, data.periods)
    available = _available(data, index)
    left = registry.add_columns("v_left", index[["source_id", "period"]], unit="kt dry", upper=available)
    registry.contribute("supply", index[["source_id", "period"]], left["col"], 1.0)
    wet = 1.0 + data.grades["water"].reindex(index["grade"]).to_numpy()
    waste = data.grades["waste"].reindex(index["grade"]).to_numpy(bool)
    cost = np.where(waste, number(index["disposal_cost"], 0.0) * wet, 0.0)
    registry.affect("cost:disposal", left["col"], cost)
    co2 = np.where(waste, data.case.factors.disposal_co2 / 1000.0 * wet, 0.0)
    registry.affect("co2:disposal", left["col"], co2)
    registry.act("left", index[["source_id", "period"]], left["col"], 1.0)
    _captive(registry, data, index.assign(available=available), taken)
    _seasonal(registry, data, index.assign(available=available), taken)


def _available(data: ModelData, index: pd.DataFrame) -> np.ndarray:
    """Arising less what users outside the case take, in the period [kt dry]."""
    shares = {
        (s, p): _period_share(data, s, p)
        for s in index["source_id"].unique()
        for p in data.periods["period"]
    }
    share = np.array([shares[key] for key in zip(index["source_id"], index["period"], strict=True)])
    free = number(index["arising"], 0.0) - number(index["used_elsewhere"], 0.0)
    return np.maximum(0.0, free.to_numpy() * share)


def _period_share(data: ModelData, source: str, period: str) -> float:
    daily = arising_by_day(data.case, source)
    total = float(daily.sum())
    dates = data.period_dates[period]
    return float(daily[dates].sum() / total) if total else float(len(dates) / len(daily))


def supply_balance_bounds(data: ModelData, keys: pd.DataFrame) -> np.ndarray:
    """Right-hand side of the balance of each (source, period): what is available [kt dry]."""
    index = keys.merge(data.sources.reset_index(drop=True), on="source_id", how="left")
    return _available(data, index)


def _captive(
    registry: Registry, data: ModelData, index: pd.DataFrame, taken: pd.DataFrame
) -> None:
    """Others may take only what is not captive: Σ hauls to other sites ≤ available − captive [kt dry]."""
    some = index[number(index["captive"], 0.0) > 0].reset_index(drop=True)
    if some.empty:
        return
    share = some["available"] / (number(some["arising"], 0.0) - number(some["used_elsewhere"], 0.0))
    upper = some["available"] - number(some["captive"], 0.0) * share
    rows = registry.add_rows(
        "c_captive", some[["source_id", "period"]], unit="kt dry", kind=Kind.LIMIT,
        upper=np.maximum(0.0, upper.to_numpy()),
        behind=[("sources", s, "captive") for s in some["source_id"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = taken.merge(
        some.assign(row=rows)[["source_id", "period", "row", "captive_site"]], on=["source_id", "period"]
    )
    others = placed[placed["site"] != placed["captive_site"]]
    registry.add_terms(others["row"], others["col"], others["coef"])


def _seasonal(
    registry: Registry, data: ModelData, index: pd.DataFrame, taken: pd.DataFrame
) -> None:
    """Waste is usable as it arises or can be stored.

    For every set A of takers with running dates D(A): Σ taken by A ≤ arising on D(A) + min(store, the
    rest) [kt dry]; written only where it is tighter than what is available.
    """
    users = taken[["source_id", "period", "site", "use"]].drop_duplicates()
    by_source = {key: group for key, group in users.groupby(["source_id", "period"])}
    rows: list[SeasonRow] = []
    for record in index[index["store"].notna()].itertuples(index=False):
        group = by_source.get((record.source_id, record.period))
        if group is not None:
            takers = tuple(zip(group["site"], group["use"], strict=True))
            rows.extend(_season_rows(data, record, takers))
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["source_id", "dates", "period", "upper", "takers"])
    numbers = registry.add_rows(
        "c_season", frame[["source_id", "dates", "period"]], unit="kt dry", kind=Kind.LAW,
        upper=frame["upper"].to_numpy(), behind=[("sources", s, "store") for s in frame["source_id"]],
    )  # fmt: skip
    members = frame.assign(row=numbers)[["source_id", "period", "takers", "row"]].explode("takers")
    members["site"] = [site for site, _ in members["takers"]]
    members["use"] = [use for _, use in members["takers"]]
    placed = taken.merge(
        members.drop(columns="takers"), on=["source_id", "period", "site", "use"]
    )
    registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _season_rows(
    data: ModelData, record: Any, takers: tuple[tuple[str, str], ...]
) -> list[SeasonRow]:
    source, period = record.source_id, record.period
    store, available = float(record.store), float(record.available)
    by_dates: dict[frozenset[int], list[tuple[str, str]]] = {}
    for site, use in takers:
        by_dates.setdefault(_dates(data, site, use, period), []).append((site, use))
    daily = arising_by_day(data.case, source)
    total = float(daily[data.period_dates[period]].sum())
    scale = available / total if total else 0.0
    rows: list[SeasonRow] = []
    for size in range(1, len(by_dates) + 1):
        for group in combinations(sorted(by_dates, key=sorted), size):
            union: frozenset[int] = frozenset().union(*group)
            within = float(daily[np.array(sorted(union), dtype=int)].sum()) * scale
            upper = within + min(store, available - within)
            if upper < available - 1e-9:
                members = tuple(t for dates in group for t in by_dates[dates])
                label = "|".join(sorted({_who(data, site, use) for site, use in members}))
                rows.append((source, label, period, upper, members))
    return rows


def _dates(data: ModelData, site: str, use: str, period: str) -> frozenset[int]:
    """Days on which material can be used at a site: every day in a mill, else while its kilns may run."""
    if use == "mill":
        return frozenset(int(d) for d in data.period_dates[period])
    areas = data.kilns.loc[data.kilns["site"] == site, "area"].unique()
    return frozenset().union(*(run_dates(data.case, area, period) for area in areas))


def _who(data: ModelData, site: str, use: str) -> str:
    """Takers of one calendar: mills, or kilns by their areas."""
    if use == "mill":
        return "mills"
    return "+".join(sorted(data.kilns.loc[data.kilns["site"] == site, "area"].unique()))
