"""Hauls on paths, link and terminal capacities, rail services, and the means of favouring rail."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.availability import most_moved, stated_capacity
from models.data import ModelData, cross, cross_running
from models.registry import Domain, Floats, Kind, Registry

MAIN_MODES = ["rail", "other", "road"]
HAUL_KEYS = ["origin", "item", "use", "destination", "path", "period"]


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame, limited: pd.DataFrame) -> None:
    """Register ``v_haul`` (kt wet) for every haul and period.

    ``hauls``: one row per (origin, item, use, destination, path) with its cost, CO2 and distances;
    ``limited``: which paths use which capacity-limited link or transfer.
    """
    index = _in_periods(data, hauls)
    made = registry.add_columns("v_haul", index[HAUL_KEYS], unit="kt wet")
    frame = index.assign(col=made["col"].to_numpy())
    _effects(registry, frame)
    _activities(registry, frame)
    _balances(registry, data, frame)
    _capacities(registry, data, frame, limited)
    _services(registry, data, frame)
    _rail_floor(registry, data, frame)


def _in_periods(data: ModelData, hauls: pd.DataFrame) -> pd.DataFrame:
    """Every haul in every period; to kilns only where one at the site has a day to run."""
    index = cross(hauls, data.periods)
    kilns = data.kilns[["kiln", "site"]].reset_index(drop=True).assign(use="kiln")
    running = cross_running(kilns, data)[["site", "use", "period"]].drop_duplicates()
    known = pd.MultiIndex.from_frame(running)
    keys = pd.MultiIndex.from_frame(index[["destination_site", "use", "period"]])
    return index[keys.isin(known) | (index["use"] != "kiln").to_numpy()].reset_index(drop=True)


def _effects(registry: Registry, frame: pd.DataFrame) -> None:
    cols = frame["col"]
    registry.affect("cost:freight", cols, frame["freight_cny_per_t"])
    registry.affect("cost:handling", cols, frame["handling_cny_per_t"])
    registry.affect("co2:transport", cols, frame["co2_kg_per_t"] / 1000.0)
    registry.affect("preference:road_km", cols, frame["road_km"])
    bought = frame[frame["kind"] == "material"]
    virgin = ~bought["waste"].astype(bool)
    registry.affect("cost:virgin_materials", bought["col"][virgin], bought["price"][virgin])
    registry.affect("cost:waste_price", bought["col"][~virgin], bought["price"][~virgin])


def _activities(registry: Registry, frame: pd.DataFrame) -> None:
    """Tonnes by main mode and tonne-kilometres by mode, of the works that a haul serves, or that it leaves.

    The main mode is the first of ``MAIN_MODES`` with a part of the way; none within a site.
    """
    kind = frame["kind"]
    keys = pd.DataFrame(
        {
            "kiln": frame["origin"].where(kind == "clinker"),
            "plant": frame["origin"].where(kind == "cement"),
            "site": frame["destination_site"].where(kind == "material"),
            "mode": np.select([frame[f"{m}_km"] > 0 for m in MAIN_MODES], MAIN_MODES, "none"),
            "period": frame["period"],
        }
    )
    registry.act("haul", keys, frame["col"], 1.0)
    for mode in MAIN_MODES:
        some = (frame[f"{mode}_km"] > 0).to_numpy()
        registry.act("tkm", keys[some].assign(mode=mode), frame["col"][some], frame[f"{mode}_km"][some])


def _balances(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Material arrives at a site by grade, clinker by kiln class, cement at a market by product."""
    material = frame[frame["kind"] == "material"].rename(columns={"destination_site": "site"})
    dry = 1.0 - data.grades["moisture"].reindex(material["grade"]).to_numpy()
    site_keys = material[["site", "use", "grade", "period"]]
    registry.contribute("site_grade", site_keys, material["col"], 1.0)
    taken = material.rename(columns={"origin": "source_id"})
    registry.contribute("supply", taken[["source_id", "period"]], taken["col"], dry)
    registry.act("taken", taken[["source_id", "site", "use", "period"]], taken["col"], dry)
    clinker = frame[frame["kind"] == "clinker"].rename(columns={"origin": "kiln", "destination_site": "site"})
    registry.contribute("kiln_clinker", clinker[["kiln", "period"]], clinker["col"], -1.0)
    clinker = clinker.assign(kiln_class=data.kilns["kiln_class"].reindex(clinker["kiln"]).to_numpy())
    registry.contribute("site_clinker", clinker[["site", "kiln_class", "period"]], clinker["col"], 1.0)
    cement = frame[frame["kind"] == "cement"].rename(
        columns={"origin": "plant", "item": "product", "destination": "market"}
    )
    registry.contribute("plant_cement", cement[["plant", "product", "period"]], cement["col"], -1.0)
    registry.contribute("demand", cement[["market", "product", "period"]], cement["col"], 1.0)


def _capacities(registry: Registry, data: ModelData, frame: pd.DataFrame, limited: pd.DataFrame) -> None:
    """Capacity of a link or terminal, shared by all goods: Σ haul over it ≤ capacity × share left [kt]."""
    known = [_capacity(data, kind, name) is not None for _, kind, name in limited.itertuples(index=False)]
    limited = limited[np.array(known, dtype=bool)]
    if limited.empty:
        return
    use = limited.merge(frame[["path", "period", "col"]], on="path")
    index = use[["kind", "id", "period"]].drop_duplicates().reset_index(drop=True)
    days = _share_of_year(data)
    upper = [
        (_capacity(data, kind, name) or 0.0) * days[period]
        for kind, name, period in index.itertuples(index=False)
    ]
    behind = [(f"{kind}s", name, "capacity") for kind, name in zip(index["kind"], index["id"], strict=True)]
    rows = registry.add_rows(
        "c_haul_capacity", index, unit="kt", kind=Kind.LIMIT, upper=np.array(upper), behind=behind,
        give=("CNY/t", 1000.0),
    )  # fmt: skip
    row_of = index.assign(row=rows)
    placed = use.merge(row_of, on=["kind", "id", "period"])
    registry.add_terms(placed["row"], placed["col"], 1.0)


def _capacity(data: ModelData, kind: str, name: str) -> float | None:
    """Kt a year that the case may use; None where that is not limited."""
    if kind == "link":
        return stated_capacity(data.case.links[name])
    return data.case.transfers[name].capacity if kind == "transfer" else None


def _share_of_year(data: ModelData) -> dict[str, float]:
    return dict(zip(data.periods["period"], data.periods["days"] / 365.0, strict=True))


def _services(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Rail service: minimum·y ≤ Σ haul between its stations ≤ maximum·y; `always` fixes y = 1 [kt]."""
    services = [
        (s.service, s.from_place, s.to_place, s.goods_group, s.minimum, s.maximum, s.rule)
        for s in data.case.services.values()
    ]
    if not services:
        return
    table = pd.DataFrame(
        services,
        columns=["service", "from_station", "to_station", "goods_group", "minimum", "maximum", "rule"],
    )
    use = frame.merge(table, on=["from_station", "to_station", "goods_group"])
    index = cross(table, data.periods)
    share = index["period"].map(_share_of_year(data)).to_numpy(float)
    minimum: Floats = index["minimum"].to_numpy(float) * share
    ceiling: Floats = _service_ceiling(data, index) * share
    choice = registry.add_columns(
        "y_service", index[["service", "period"]], unit="-", domain=Domain.BINARY,
        lower=(index["rule"] == "always").astype(float), upper=1.0,
    )  # fmt: skip
    for name, sign, amount, column in (
        ("c_service_minimum", 1.0, minimum, "minimum"),
        ("c_service_maximum", -1.0, ceiling, "maximum"),
    ):
        rows = registry.add_rows(
            name, index[["service", "period"]], unit="kt", kind=Kind.LIMIT, lower=0.0,
            behind=[("services", s, column) for s in index["service"]], give=("CNY/t", 1000.0),
        )  # fmt: skip
        placed = use.merge(index.assign(row=rows)[["service", "period", "row"]], on=["service", "period"])
        registry.add_terms(placed["row"], placed["col"], sign)
        registry.add_terms(rows, choice["col"], -sign * amount)


def _service_ceiling(data: ModelData, index: pd.DataFrame) -> Floats:
    """Stated maximum, or all that kilns and mills could ever take in and send out (big-M) [kt/a]."""
    most = most_moved(data)
    return np.array([most if m is None or np.isnan(m) else float(m) for m in index["maximum"]])


def _rail_floor(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Rail share of the tonne-kilometres of long hauls: Σ rail km·haul ≥ floor·Σ km·haul [kt·km]."""
    floor = data.case.info.rail_share_floor
    if floor is None:
        return
    total = frame["road_km"] + frame["rail_km"] + frame["other_km"]
    counted = frame[total >= data.case.info.rail_share_beyond_km]
    index = data.periods[["period"]].copy()
    rows = registry.add_rows(
        "c_rail_share", index, unit="kt·km", kind=Kind.LIMIT, lower=0.0,
        behind=[("case", "rail_share_floor", "value")] * len(index), give=("CNY/(t·km)", 1.0),
    )  # fmt: skip
    row_of = dict(zip(index["period"], rows, strict=True))
    coefs = counted["rail_km"] - floor / 100.0 * total.loc[counted.index]
    registry.add_terms(counted["period"].map(row_of), counted["col"], coefs)
