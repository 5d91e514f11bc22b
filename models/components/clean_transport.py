"""Clean transport: a share of what comes in arrives by clean modes, or all remaining trucks are clean.

Clean modes are rail, conveyor and pipeline, and no haul at all (within a site). Trucks are clean where the
site says so today or where a project renews them; then the site owes no share.
"""

from __future__ import annotations

import pandas as pd

from models.data import ModelData
from models.projects import choices
from models.registry import Behind, Kind, Registry
from models.works import HAUL, renewals, taken_in

KEYS = ["site", "year"]
EVERY = "*"
KM = ["road_km", "rail_km", "other_km"]
CLEAN_TRUCKS = ("new_energy", "china_vi")
"""Truck standards that count as clean."""


def add(registry: Registry, data: ModelData, hauls: pd.DataFrame) -> None:
    """Σ clean tonnes ≥ share · Σ tonnes − share · most · y_on of projects that renew the trucks [kt].

    Asked of every works from its year on, over the year; not of today's operation.
    """
    index = sites_asked(data)
    if index.empty or data.today:
        return
    place = registry.frame("v_haul").merge(hauls[[*HAUL, "destination_site", *KM]], on=HAUL)
    place = place.merge(data.periods[["period", "year"]].astype({"year": str}), on="period")
    into = place.rename(columns={"destination_site": "site"}).merge(index.reset_index(), on=KEYS)
    share = index["share"].to_numpy(float) / 100.0
    rows = registry.add_rows(
        "c_clean_transport", index[KEYS], unit="kt", kind=Kind.LIMIT, lower=0.0, behind=_behind(index),
        give=("CNY/t", 1000.0),
    )  # fmt: skip
    number = into["index"].to_numpy()
    registry.add_terms(rows[number], into["col"], is_clean(into).astype(float) - share[number])
    _renewed(registry, data, index.assign(row=rows))


def is_clean(hauls: pd.DataFrame) -> pd.Series:
    """By rail, conveyor or pipeline on some part of the way, or within the site."""
    return (hauls["rail_km"] > 0) | (hauls["other_km"] > 0) | (hauls["road_km"] <= 0)


def sites_asked(data: ModelData) -> pd.DataFrame:
    """Works whose trucks are not clean today in the years of their rule: site, year, share, key."""
    works = sorted({k.site for k in data.case.kilns.values()} | {p.site for p in data.case.plants.values()})
    years = sorted({int(year) for year in data.periods["year"]})
    rows = []
    for site in works:
        key = site if site in data.case.clean_transport else EVERY
        rule = data.case.clean_transport.get(key)
        if rule is None or not rule.active or data.case.sites[site].trucks in CLEAN_TRUCKS:
            continue
        first = years[0] if rule.from_year is None else rule.from_year
        rows += [(site, str(year), rule.share, key) for year in years if year >= first]
    return pd.DataFrame(rows, columns=[*KEYS, "share", "key"])


def _behind(index: pd.DataFrame) -> list[Behind]:
    return [("clean_transport", key, "share") for key in index["key"]]


def _renewed(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """Nothing is asked of a site in a year in which a project has renewed its trucks."""
    renewed = renewals(data)
    if renewed.empty or "y_on" not in registry.columns:
        return
    most = taken_in(data).merge(data.periods[["period", "year"]].astype({"year": str}), on="period")
    most = most[most["use"] != "market"].groupby(KEYS)[["most"]].sum().reset_index()
    placed = (
        index.merge(renewed, on="site").merge(choices(registry), on=["project", "year"]).merge(most, on=KEYS)
    )
    registry.add_terms(placed["row"], placed["choice"], placed["share"] / 100.0 * placed["most"])
