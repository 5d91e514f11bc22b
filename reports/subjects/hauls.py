"""Who sends what where by which way, wet tonnes, trucks and wagons a day."""

from __future__ import annotations

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View

ORDER = {"material": 0, "clinker": 1, "cement": 2}
MODES = {"road": "trucks_per_d", "rail": "wagons_per_d"}


def hauls(view: View) -> Subject:
    """One row a haul: what, from whom, to whom, by which way."""
    return Subject(key="hauls", exhibits=(_hauls(view),))


def _hauls(view: View) -> Exhibit:
    flows = view.tables["flows"]
    flows = flows.assign(order=flows["kind"].map(ORDER))
    flows = flows.sort_values(["period", "order", "item", "wet_t"], ascending=[True, True, True, False])
    names, days = view.names, flows["period"].map(view.days)
    ways = _ways(view)
    frame = pd.DataFrame(
        {
            "period": flows["period"],
            "goods": goods_of(view, flows),
            "from_name": [names.origin(key) for key in flows["origin"]],
            "from_id": flows["origin"],
            "from_prefecture": [names.prefecture(site) for site in flows["origin_site"]],
            "to_name": [names.point(key) for key in flows["destination"]],
            "to_id": flows["destination"],
            "to_prefecture": [names.prefecture(site) for site in flows["destination_site"]],
            "use": [view.words.term("use", use) for use in flows["use"]],
            "way": flows["path"].map(ways).fillna(""),
            "wet_t": flows["wet_t"],
            "dry_t": flows["dry_t"],
            "wet_t_per_d": flows["wet_t"] / days,
        }
    )
    for mode, column in MODES.items():
        frame[column] = _vehicles(view, flows, mode=mode) / days
    freight, handling = flows["freight_cny_per_t"], flows["handling_cny_per_t"]
    frame = frame.assign(
        road_km=flows["road_km"],
        rail_km=flows["rail_km"],
        other_km=flows["other_km"],
        haul_cny_per_t=freight + handling,
        haul_cny=flows["wet_t"] * (freight + handling),
        haul_co2_t=flows["wet_t"] * flows["co2_kg_per_t"] / 1000.0,
        path=flows["path"],
    )
    payloads = {mode: f"{row.payload:g}" for mode, row in view.case.modes.items()}
    told = {"road_load": payloads.get("road", "–"), "rail_load": payloads.get("rail", "–")}
    return Exhibit(key="hauls", frame=view.by_period(frame), parameters=told, on_page=False)


def goods_of(view: View, flows: pd.DataFrame) -> list[str]:
    """What each row hauls: the material or the cement; clinker is clinker whoever made it."""
    known = {
        (kind, item): view.words.term("kind", kind) if kind == "clinker" else view.names.item(item)
        for kind, item in set(zip(flows["kind"], flows["item"], strict=True))
    }
    return [known[key] for key in zip(flows["kind"], flows["item"], strict=True)]


def _vehicles(view: View, flows: pd.DataFrame, *, mode: str) -> pd.Series:
    """Loads of a mode over the period: wet tonnes over the payload where the haul uses that mode."""
    row = view.case.modes.get(mode)
    if row is None:
        return pd.Series(float("nan"), flows.index)
    used = flows[f"{mode}_km"] > 0
    return (flows["wet_t"] / row.payload).where(used)


def _ways(view: View) -> dict[str, str]:
    """Modes in order with the places where goods change them: road – Aksu station – rail."""
    steps = view.tables["paths"].sort_values(["path", "step"])
    names = view.names
    parts: dict[str, list[str]] = {}
    for path, kind, mode, place in zip(
        steps["path"], steps["kind"], steps["mode"], steps["from_node"], strict=True
    ):
        told = parts.setdefault(path, [])
        if kind == "transfer":
            told.append(names.point(place))
        word = view.words.term("mode", mode)
        if kind != "transfer" and (not told or told[-1] != word):
            told.append(word)
    return {path: " – ".join(told) for path, told in parts.items()}
