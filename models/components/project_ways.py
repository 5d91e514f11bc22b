"""Ways and sources that are there only with a project: sidings, belts, terminals, preparation plants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.projects import enabled
from models.availability import available, most_moved, opening, stated_capacity
from models.data import ModelData, number
from models.projects import in_periods, raised, year_parts
from models.registry import Behind, Floats, Kind, Registry

WAYS = ("link", "transfer", "connection")


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame, limited: pd.DataFrame) -> None:
    """What needs a project is used only while it is there: Σ haul over a way ≤ room · Σ on [kt]."""
    gated = [(kind, name) for kind in WAYS for name in sorted(enabled(data.case, f"{kind}s"))]
    if not gated:
        return
    ways = limited.merge(pd.DataFrame(gated, columns=["kind", "id"]), on=["kind", "id"])
    index = ways[["kind", "id"]].drop_duplicates()
    index = year_parts(data, index.merge(data.periods[["period"]], how="cross"))
    if index.empty:
        return
    behind: list[Behind] = [
        (f"{kind}s", name, kind) for kind, name in zip(index["kind"], index["id"], strict=True)
    ]
    keys = index[["kind", "id", "period"]]
    rows = registry.add_rows("c_way_built", keys, unit="kt", kind=Kind.LAW, upper=0.0, behind=behind)
    used = registry.frame("v_haul")[["path", "period", "col"]].merge(ways, on="path")
    placed = used.merge(keys.assign(row=rows), on=["kind", "id", "period"])
    registry.add_terms(placed["row"], placed["col"], 1.0)
    if "y_on" in registry.columns:
        room = _room(data, index, hauls.rename(columns={"kind": "goods"}).merge(ways, on="path"))
        _built(registry, data, keys.assign(row=rows, room=room))


def _built(registry: Registry, data: ModelData, rows: pd.DataFrame) -> None:
    for kind in WAYS:
        chosen = in_periods(registry, data, kind).rename(columns={"target": "id"})
        placed = chosen.merge(rows[rows["kind"] == kind], on=["id", "period"])
        registry.add_terms(placed["row"], placed["choice"], -placed["room"])


def _room(data: ModelData, index: pd.DataFrame, users: pd.DataFrame) -> Floats:
    """Capacity in the period with what projects may add, else all that the sources of the way send [kt]."""
    stated = {("link", name): stated_capacity(link) for name, link in data.case.links.items()}
    stated |= {("transfer", name): row.capacity for name, row in data.case.transfers.items()}
    more = {kind: raised(data, f"{kind}_capacity").to_dict() for kind in ("link", "transfer")}
    sent = {key: _sent(data, group) for key, group in users.groupby(["kind", "id"])}
    room = [
        sent[key] if (most := stated.get(key)) is None else (most + more[key[0]].get(key[1], 0.0)) * part
        for key, part in zip(zip(index["kind"], index["id"], strict=True), index["part"], strict=True)
    ]
    return np.array(room, dtype=np.float64)


def _sent(data: ModelData, users: pd.DataFrame) -> float:
    """A year of all that the limited sources of the hauls give, or all that can move at all [kt wet]."""
    if not (users["goods"] == "material").all():
        return most_moved(data)
    sources = data.sources.reindex(users["origin"].unique())
    if sources["arising"].isna().any():
        return most_moved(data)
    wet = 1.0 + data.grades["water"].reindex(sources["grade"]).to_numpy(float)
    given = sources["arising"].to_numpy(float) + number(sources["store_start"], 0.0).to_numpy()
    return float((given * wet).sum())


def add_sources(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """A source that a project opens gives nothing before: Σ taken ≤ room · Σ on [kt dry]."""
    gated = enabled(data.case, "sources")
    index = data.sources[data.sources["source_id"].isin(gated)].reset_index(drop=True)
    if index.empty:
        return
    index = index.merge(data.periods[["period"]], how="cross")
    keys = index[["source_id", "period"]]
    rows = registry.add_rows(
        "c_source_opened", keys, unit="kt dry", kind=Kind.LAW, upper=0.0,
        behind=[("sources", source, "source_id") for source in index["source_id"]],
    )  # fmt: skip
    row_of = keys.assign(row=rows)
    own = taken.merge(row_of, on=["source_id", "period"])
    registry.add_terms(own["row"], own["col"], own["coef"])
    if "y_on" in registry.columns:
        limited = index["arising"].notna().to_numpy()
        room = np.full(len(index), most_moved(data))
        room[limited] = _in_a_year(data, index[limited])
        chosen = in_periods(registry, data, "source").rename(columns={"target": "source_id"})
        placed = chosen.merge(row_of.assign(room=room), on=["source_id", "period"])
        registry.add_terms(placed["row"], placed["choice"], -placed["room"])


def _in_a_year(data: ModelData, index: pd.DataFrame) -> Floats:
    """What is in store and arises in all periods of the year: a store carries it on [kt dry]."""
    year = index["period"].map(dict(zip(data.periods["period"], data.periods["year"], strict=True)))
    amount = pd.Series(available(data, index), index=index.index)
    there = amount.groupby([index["source_id"], year]).transform("sum").to_numpy(float)
    return np.asarray(there + opening(data, index))
