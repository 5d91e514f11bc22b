"""Tonnes and tonne-kilometres by goods and mode; every link with its load."""

from __future__ import annotations

import math

import pandas as pd

from reports.exhibit import Chart, Exhibit, Subject
from reports.view import View

MODES = ("road", "rail", "other")
FULL = 99.9
"""Use of a capacity, in %, from which a link counts as full."""


def transport(view: View) -> Subject:
    """What is hauled how far by which mode."""
    flows = view.tables["flows"]
    cost = flows["wet_t"] * (flows["freight_cny_per_t"] + flows["handling_cny_per_t"])
    flows = flows.assign(goods=_goods(view, flows), cost=cost)
    for mode in MODES:
        flows[f"{mode}_tkm"] = flows["wet_t"] * flows[f"{mode}_km"]
    tkm = [f"{mode}_tkm" for mode in MODES]
    rows = flows.groupby("goods", as_index=False)[["wet_t", *tkm, "cost"]].sum()
    rows = rows.assign(every=rows[tkm].sum(axis=1)).sort_values("every", ascending=False, kind="stable")
    total = pd.DataFrame([{"goods": view.words.text("all_goods"), **rows.drop(columns="goods").sum()}])
    rows = pd.concat([rows, total], ignore_index=True)
    hauled = rows["wet_t"].where(rows["wet_t"] > 0)
    frame = pd.DataFrame(
        {
            "goods": rows["goods"],
            "wet_t": rows["wet_t"],
            **{name: rows[name] for name in tkm},
            "rail_share_pct": 100.0 * rows["rail_tkm"] / rows["every"].where(rows["every"] > 0),
            "mean_km": rows["every"] / hauled,
            "haul_cny": rows["cost"],
            "haul_cny_per_t": rows["cost"] / hauled,
        }
    )
    chart = Chart(kind="stacked", label="goods", values=tuple(tkm))
    exhibit = Exhibit(key="transport", frame=frame, chart=chart, bold=frozenset({len(frame) - 1}))
    return Subject(key="transport", exhibits=(exhibit,))


def links(view: View) -> Subject:
    """Every used link, connection and transfer with its tonnes, capacity and use."""
    loads = view.tables["link_loads"]
    ends = view.tables["paths"].drop_duplicates(["kind", "id"])[
        ["kind", "id", "from_node", "to_node", "length_km"]
    ]
    loads = loads.merge(ends, on=["kind", "id"], how="left")
    loads = loads.sort_values(["period", "kind", "tonnes"], ascending=[True, True, False], kind="stable")
    used = 100.0 * loads["tonnes"] / loads["capacity_t"].where(loads["capacity_t"] > 0)
    frame = pd.DataFrame(
        {
            "period": loads["period"],
            "link_kind": [view.words.term("link_kind", kind) for kind in loads["kind"]],
            "link_from": [view.names.point(key) for key in loads["from_node"]],
            "link_to": [view.names.point(key) for key in loads["to_node"]],
            "mode": [view.words.term("mode", mode) for mode in loads["mode"]],
            "length_km": loads["length_km"],
            "tonnes": loads["tonnes"],
            "wet_t_per_d": loads["tonnes"] / loads["period"].map(view.days),
            "capacity_t": loads["capacity_t"],
            "use_pct": used,
            "link_status": [view.words.term("link_status", _status(share)) for share in used],
            "link": loads["id"],
        }
    )
    exhibit = Exhibit(key="links", frame=view.by_period(frame), on_page=False)
    return Subject(key="links", exhibits=(exhibit,))


def _status(used_pct: float) -> str:
    if math.isnan(used_pct):
        return "unlimited"
    return "full" if used_pct >= FULL else "free"


def _goods(view: View, flows: pd.DataFrame) -> list[str]:
    """The material; all cements and all clinker as one each."""
    return [
        view.names.item(item) if kind == "material" else view.words.term("kind", kind)
        for kind, item in zip(flows["kind"], flows["item"], strict=True)
    ]
