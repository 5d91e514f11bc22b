"""Ways and sources that are there only with a project: sidings, belts, terminals, preparation plants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.projects import enabled
from models.availability import available, most_moved, opening, stated_capacity
from models.data import ModelData
from models.projects import in_periods, raised, year_parts
from models.registry import Behind, Floats, Kind, Registry
from models.works import HAUL, taken_of_item

WAYS = ("link", "transfer", "connection")
WAY = ["kind", "id", "item", "use", "destination", "period"]


def add(registry: Registry, data: ModelData, limited: pd.DataFrame) -> None:
    """What needs a project is used only while it is there, item by item and destination by destination.

    Σ haul over a way ≤ room · Σ on [kt]; the right-hand side is `add_choices`.
    """
    gated = [(kind, name) for kind in WAYS for name in sorted(enabled(data.case, f"{kind}s"))]
    if not gated:
        return
    ways = limited.merge(pd.DataFrame(gated, columns=["kind", "id"]), on=["kind", "id"])
    used = registry.frame("v_haul")[[*HAUL, "period", "col"]].merge(ways, on="path")
    index = used[WAY].drop_duplicates(ignore_index=True)
    if index.empty:
        return
    behind: list[Behind] = [
        (f"{kind}s", name, kind) for kind, name in zip(index["kind"], index["id"], strict=True)
    ]
    rows = registry.add_rows("c_way_built", index, unit="kt", kind=Kind.LAW, upper=0.0, behind=behind)
    placed = used.merge(index.assign(row=rows), on=WAY)
    registry.add_terms(placed["row"], placed["col"], 1.0)


def add_choices(registry: Registry, data: ModelData) -> None:
    """Room of a way for an item to a destination: its capacity, or the most that can be taken in there.

    The second is what keeps a relaxation from building a hundredth of a siding.
    """
    if "c_way_built" not in registry.rows or "y_on" not in registry.columns:
        return
    rows = year_parts(data, registry.row_frame("c_way_built"))
    rows = rows.assign(room=np.fmin(_capacity(data, rows), taken_of_item(registry, data, rows)))
    for kind in WAYS:
        chosen = in_periods(registry, data, kind).rename(columns={"target": "id"})
        placed = chosen[["id", "period", "choice"]].merge(rows[rows["kind"] == kind], on=["id", "period"])
        registry.add_terms(placed["row"], placed["choice"], -placed["room"])


def _capacity(data: ModelData, rows: pd.DataFrame) -> Floats:
    """Stated capacity of each way in the period with what projects may add [kt]; not a number where none."""
    stated = {("link", name): stated_capacity(link) for name, link in data.case.links.items()}
    stated |= {("transfer", name): row.capacity for name, row in data.case.transfers.items()}
    more = {kind: raised(data, f"{kind}_capacity").to_dict() for kind in ("link", "transfer")}
    room = [
        np.nan if (most := stated.get((kind, name))) is None else (most + more[kind].get(name, 0.0)) * part
        for kind, name, part in zip(rows["kind"], rows["id"], rows["part"], strict=True)
    ]
    return np.array(room, dtype=np.float64)


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
