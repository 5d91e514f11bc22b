"""What today's operation may draw on: the customary way of working, as far as nothing else is stated.

By road alone, clinker ground where it is burnt or at stations without kilns, raw materials of the kiln's
reference mix, virgin correctives and captive waste, its own first of all, the reference fuel. What is stated
may always be used.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.data import ModelData
from models.hauls import Hauls

Flags: TypeAlias = npt.NDArray[np.bool_]
CUSTOMARY = "customary"
FLOW = ["origin", "item", "use", "destination"]


def todays_hauls(data: ModelData, hauls: Hauls, completion: str) -> Hauls:
    """Hauls and feeds that today's operation may use; at least cost it may use everything."""
    if completion != CUSTOMARY:
        return hauls
    raw = hauls.raw[_customary_raw(data, hauls.raw)].reset_index(drop=True)
    fuel = hauls.fuel[_customary_fuel(data, hauls.fuel)].reset_index(drop=True)
    frame = hauls.frame[_by_road_or_stated(data, hauls.frame)]
    frame = frame[_clinker_at_home(data, frame)]
    frame = frame[_own_waste(data, frame)]
    sites = data.kilns["site"]
    fed = pd.concat([raw, fuel]).assign(destination_site=lambda f: sites.reindex(f["kiln"]).to_numpy())
    usable = frame[["destination_site", "grade"]].merge(
        fed[["destination_site", "grade"]].drop_duplicates(), how="left", indicator=True
    )
    keep = (frame["use"] != "kiln").to_numpy() | (usable["_merge"] == "both").to_numpy()
    return replace(hauls, frame=frame[keep].reset_index(drop=True), raw=raw, fuel=fuel)


def stated_flows(data: ModelData) -> pd.DataFrame:
    """Stated hauls: origin, item, use, destination (site or market), mode, period, amount [kt wet]."""
    rows = [(*key, row.amount) for key, row in data.case.current_flows.items()]
    return pd.DataFrame(rows, columns=[*FLOW, "mode", "period", "amount"])


def _customary_raw(data: ModelData, raw: pd.DataFrame) -> Flags:
    """Materials of the reference mix, virgin materials, captive waste, and what is stated."""
    grade = data.grades.reindex(raw["grade"])
    kiln = data.kilns.reindex(raw["kiln"])
    materials, mixes = grade["material"].tolist(), kiln["reference_mix"].tolist()
    in_mix = _are_in(data.case.reference_mixes, zip(mixes, materials, strict=True))
    captive = {
        (source.captive_site, source.material) for source in data.case.sources.values() if source.captive > 0
    }
    own = _are_in(captive, zip(kiln["site"], materials, strict=True))
    virgin = ~grade["waste"].to_numpy(bool)
    return virgin | in_mix | own | _stated(data, raw, "raw")


def _are_in(known: Container[object], keys: Iterable[object]) -> Flags:
    return np.array([key in known for key in keys], dtype=np.bool_)


def _customary_fuel(data: ModelData, fuel: pd.DataFrame) -> Flags:
    """The fuel of the kiln's class, and what is stated."""
    material = data.grades["material"].reindex(fuel["grade"]).to_numpy()
    usual = data.kilns["reference_fuel"].reindex(fuel["kiln"]).to_numpy()
    return np.asarray(material == usual, dtype=np.bool_) | _stated(data, fuel, "fuel")


def _stated(data: ModelData, feeds: pd.DataFrame, use: str) -> Flags:
    """Feeds named in the stated feed of a kiln or brought to its site by a stated haul."""
    fed = {(row.kiln, row.material) for row in data.case.current_feed.values() if row.use == use}
    flows = {(row.destination, row.item) for row in data.case.current_flows.values() if row.use == "kiln"}
    material = data.grades["material"].reindex(feeds["grade"]).tolist()
    site = data.kilns["site"].reindex(feeds["kiln"]).tolist()
    return _are_in(fed, zip(feeds["kiln"], material, strict=True)) | _are_in(
        flows, zip(site, material, strict=True)
    )


def _clinker_at_home(data: ModelData, frame: pd.DataFrame) -> Flags:
    """Clinker stays where it is burnt if it can be ground there; stations without kilns may have any."""
    burning, grinding = set(data.kilns["site"]), set(data.plants["site"])
    here, there = frame["origin_site"], frame["destination_site"]
    stated = set(stated_flows(data)[FLOW].itertuples(index=False, name=None))
    said = _are_in(stated, frame[FLOW].itertuples(index=False, name=None))
    elsewhere = (here != there) & here.isin(grinding) & there.isin(burning)
    return np.asarray((frame["kind"] != "clinker") | ~elsewhere, dtype=np.bool_) | said


def _own_waste(data: ModelData, frame: pd.DataFrame) -> Flags:
    """A site with captive waste takes that material from there alone."""
    homes = {name: (s.captive_site, s.material) for name, s in data.case.sources.items() if s.captive > 0}
    asked = list(zip(frame["destination_site"], frame["item"], strict=True))
    own = np.array(
        [homes.get(o) == key for o, key in zip(frame["origin"], asked, strict=True)], dtype=np.bool_
    )
    stated = set(stated_flows(data)[FLOW].itertuples(index=False, name=None))
    said = _are_in(stated, frame[FLOW].itertuples(index=False, name=None))
    return ~_are_in(set(homes.values()), asked) | own | said


def _by_road_or_stated(data: ModelData, frame: pd.DataFrame) -> Flags:
    """Hauls without rail; rail where nothing else leads there, it is stated, or a service runs."""
    rail = frame["rail_km"] > 0
    ends = [frame[name] for name in FLOW]
    only = rail.groupby(ends).transform("all")
    stated = stated_flows(data)
    named = set(stated.loc[stated["mode"] != "road", FLOW].itertuples(index=False, name=None))
    said = _are_in(named, frame[FLOW].itertuples(index=False, name=None))
    return np.asarray(~rail | only, dtype=np.bool_) | said | _on_running_service(data, frame)


def _on_running_service(data: ModelData, frame: pd.DataFrame) -> Flags:
    """Hauls of a rail service that runs in any case."""
    running = {
        (s.from_place, s.to_place, s.goods_group) for s in data.case.services.values() if s.rule == "always"
    }
    stations = frame[["from_station", "to_station", "goods_group"]].itertuples(index=False, name=None)
    return _are_in(running, stations)
