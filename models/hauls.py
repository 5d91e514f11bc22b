"""Pairs and paths to haul rows, and what can arrive where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.data import ModelData, number

PATH_COLUMNS = [
    "path", "origin_site", "destination_site", "goods_group", "road_km", "rail_km", "other_km",
    "freight_cny_per_t", "handling_cny_per_t", "co2_kg_per_t", "from_station", "to_station",
]  # fmt: skip
ARRIVAL_COLUMNS = ["kind", "use", "destination_site", "grade"]


@dataclass(frozen=True, slots=True)
class Hauls:
    """Hauls to choose from and what they make possible."""

    frame: pd.DataFrame
    """One row per (origin, item, use, path): kind, grade, sites, destination (market), costs, distances."""
    raw: pd.DataFrame
    """kiln, grade that can arrive as raw material."""
    fuel: pd.DataFrame
    """kiln, grade that can arrive as fuel."""
    additions: pd.DataFrame
    """plant, grade that can arrive as constituent."""


def make_hauls(
    data: ModelData, pairs: pd.DataFrame, paths: pd.DataFrame, left_out: pd.DataFrame | None = None
) -> Hauls:
    """Join pairs with their paths; a material that kilns and mills of one site use is hauled for each.

    What ``left_out`` pairs could bring may be used too, so that the price-out knows what it would be worth.
    """
    frame = haul_frame(data, pairs, paths)
    arriving = frame[ARRIVAL_COLUMNS]
    if left_out is not None and not left_out.empty:
        beyond = _materials(data, left_out[left_out["kind"] == "material"])
        arriving = pd.concat([arriving, beyond[ARRIVAL_COLUMNS]]).drop_duplicates()
    kilns = data.kilns.reset_index(drop=True)[["kiln", "site", "coprocessing"]]
    return Hauls(
        frame=frame,
        raw=_kiln_feeds(data, arriving, kilns, "raw"),
        fuel=_kiln_feeds(data, arriving, kilns, "fuel"),
        additions=_additions(data, arriving),
    )


def haul_frame(data: ModelData, pairs: pd.DataFrame, paths: pd.DataFrame) -> pd.DataFrame:
    """One row per (origin, item, use, destination, path) with its kind, grade, price, costs and distances."""
    joined = pairs.merge(paths[PATH_COLUMNS], on=["origin_site", "destination_site", "goods_group"])
    material = _materials(data, joined[joined["kind"] == "material"])
    clinker = joined[joined["kind"] == "clinker"].assign(use="mill", waste=False, price=0.0)
    clinker["grade"] = clinker["origin"]
    clinker["destination"] = clinker["destination_site"]
    cement = joined[joined["kind"] == "cement"].assign(use="market", waste=False, price=0.0)
    cement["grade"] = cement["item"]
    cement = _to_markets(data, cement)
    frame = pd.concat([material, clinker, cement], ignore_index=True)
    return frame.sort_values(["kind", "origin", "item", "use", "destination", "path"]).reset_index(drop=True)


def _materials(data: ModelData, joined: pd.DataFrame) -> pd.DataFrame:
    source = data.sources.reindex(joined["origin"])
    grade = data.grades.reindex(source["grade"])
    base = joined.assign(
        destination=joined["destination_site"],
        grade=source["grade"].to_numpy(),
        price=number(source["price"], 0.0).to_numpy(),
        waste=grade["waste"].to_numpy(bool),
    )
    kiln_sites = _kiln_takers(data)
    keys = zip(base["destination_site"].tolist(), base["grade"].tolist(), strict=True)
    to_kiln = base[[key in kiln_sites for key in keys]].assign(use="kiln")
    at_mill = base["destination_site"].isin(set(data.plants["site"])).to_numpy()
    constituent = grade["constituent"].notna().to_numpy()
    to_mill = base[at_mill & constituent].assign(use="mill")
    return pd.concat([to_kiln, to_mill], ignore_index=True)


def _kiln_takers(data: ModelData) -> set[tuple[str, str]]:
    """(site, grade) that some kiln there may take as raw material or fuel."""
    usable = data.grades[data.grades["raw"] | data.grades["fuel"]]
    open_sites = set(data.kilns["site"])
    permitted = set(data.kilns.loc[data.kilns["coprocessing"].astype(bool), "site"])
    return {
        (site, grade)
        for grade, permit in zip(usable.index, usable["permit"], strict=True)
        for site in (permitted if permit else open_sites)
    }


def _to_markets(data: ModelData, cement: pd.DataFrame) -> pd.DataFrame:
    """Cement hauls end at every market of the site that asks for the product."""
    asked = pd.DataFrame(
        sorted({(data.case.markets[m].site, m, p) for m, p, _ in data.case.demand}),
        columns=["destination_site", "destination", "item"],
    )
    return cement.merge(asked, on=["destination_site", "item"])


def _kiln_feeds(data: ModelData, frame: pd.DataFrame, kilns: pd.DataFrame, use: str) -> pd.DataFrame:
    arriving = frame[(frame["kind"] == "material") & (frame["use"] == "kiln")]
    arriving = arriving[["destination_site", "grade"]].drop_duplicates()
    pairs = arriving.rename(columns={"destination_site": "site"}).merge(kilns, on="site")
    grade = data.grades.reindex(pairs["grade"])
    allowed = np.logical_or(~grade["permit"].to_numpy(bool), pairs["coprocessing"].to_numpy(bool))
    usable: pd.DataFrame = pairs.loc[grade[use].to_numpy(bool) & allowed, ["kiln", "grade"]]
    return usable.sort_values(["kiln", "grade"]).reset_index(drop=True)


def _additions(data: ModelData, arriving: pd.DataFrame) -> pd.DataFrame:
    arriving = arriving[(arriving["kind"] == "material") & (arriving["use"] == "mill")]
    plants = data.plants.reset_index(drop=True)[["plant", "site"]]
    pairs = arriving[["destination_site", "grade"]].drop_duplicates()
    pairs = pairs.merge(plants, left_on="destination_site", right_on="site")[["plant", "grade"]]
    return pairs.sort_values(["plant", "grade"]).reset_index(drop=True)
